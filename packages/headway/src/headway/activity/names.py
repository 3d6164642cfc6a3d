"""Names as minutes write them: lists of people behind a label, with remarks in parentheses."""

from __future__ import annotations

import re
from typing import NamedTuple

_NOTE = re.compile(r"\(([^()]*)\)")
# Commas and the like, and a full stop behind a word, but none inside of parentheses.
_BETWEEN = re.compile(r"(?:[,;&]|\band\b|(?<=\w{3})\.(?=\s))(?![^()]*\))")
_LINK = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])?")
_LABEL = re.compile(r"(?s)[*_]*([^:@\n]{1,50}?)[*_]*:[*_]*(?=\s|$)\s*(.*)")
_AWAY = r"(?:absent|not (?:attending|present|here))"
_ABSENT = re.compile(rf"(?i)\b(?:{_AWAY}|regrets?|apologies|missing)\b")
_NOT_THERE = re.compile(rf"(?is)[\s,]*(?:\b(?:is|was)\s+)?\b{_AWAY}\b.*")
_NOBODY = frozenset({"", "none", "nobody", "n/a", "na", "-", "\N{EM DASH}", "tbd"})


class Name(NamedTuple):
    """A name as written, with the label before it as `role`, and remarks in parentheses as `note`.

    `present` is false for somebody who is named as absent.
    """

    text: str
    line: int
    role: str = ""
    note: str = ""
    present: bool = True


def labelled(text: str) -> tuple[str, str]:
    """A label and what stands behind its colon; no label where there is none."""
    match = _LABEL.fullmatch(text.strip())
    return (match[1].strip(), match[2]) if match else ("", text)


def names_in(text: str, line: int, role: str = "") -> list[Name]:
    """The names in a list that is separated by commas, semicolons, `&` or `and`."""
    return [
        name
        for part in _BETWEEN.split(_LINK.sub(r"\1", text))
        if (name := _name(part, line, role)).text.casefold() not in _NOBODY
    ]


def _name(part: str, line: int, role: str) -> Name:
    notes = ", ".join(_NOTE.findall(part))
    bare = " ".join(_NOTE.sub(" ", part).replace("`", "").split()).strip("*_. ")
    there = not any(_ABSENT.search(said) for said in (bare, notes, role))
    return Name(_NOT_THERE.sub("", bare), line, role, notes, there)
