"""Whom a goal looks for, as its document and the updates say."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from headway.tracking.passages import field, passages

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from headway.documents.values import Goal
    from headway.tracking.passages import Passage
    from headway.tracking.updates import Update

_LABEL = "help wanted"
_NOBODY = re.compile(r"(?:none|no|nothing|nobody|n/a|null|not|-+)\b.*|\W*", re.IGNORECASE)


class Help(NamedTuple):
    """Help that is looked for: by an update, or, without a day and an address, by the document."""

    text: str
    day: dt.date | None = None
    url: str | None = None


def help_wanted(goal: Goal, updates: Iterable[Update]) -> tuple[Help, ...]:
    """The help that a goal looks for: what its document lists, and what was asked for last.

    An update that says `Help wanted` and nothing behind it takes back what earlier ones asked for.
    """
    found = [Help(row.task or "") for row in goal.help_wanted]
    if goal.needs_contributor and not found:
        found.append(Help("a contributor"))
    for update in sorted(updates, key=lambda update: update.at, reverse=True):
        asked = asked_for(update.body)
        if asked is not None:
            found += [Help(asked, update.day, update.url)] if asked else []
            break
    return tuple(found)


@lru_cache(maxsize=4096)
def asked_for(body: str) -> str | None:
    """What a comment says under `Help wanted`; empty for nobody, None where it does not say."""
    found = passages(body)
    for number, passage in enumerate(found):
        for place, line in enumerate(passage.lines):
            said = field(line)
            if (said.label if said else line.casefold()) != _LABEL:
                continue
            own = [said.value if said else "", *_up_to_a_field(passage.lines[place + 1 :])]
            text = _wanted(own) or _wanted(_below(passage, found[number + 1 :]))
            return "" if says_nobody(text) else text
    return None


def says_nobody(text: str) -> bool:
    """Whether what stands under a label says that there is nobody, or nothing."""
    return _NOBODY.fullmatch(text) is not None


def _below(passage: Passage, rest: Sequence[Passage]) -> Iterator[str]:
    """What stands below a line that only says `Help wanted`: a paragraph, or a list."""
    if not rest or rest[0].is_heading or (passage.depth and rest[0].depth <= passage.depth):
        return
    for number, one in enumerate(rest):
        if one.is_heading or (number and one.depth <= passage.depth):
            return
        lines = [*_up_to_a_field(one.lines)]
        yield " ".join(lines)
        if len(lines) < len(one.lines):
            return


def _up_to_a_field(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        said = field(line)
        if said and len(said.label.split()) <= len(_LABEL.split()):
            return
        yield line


def _wanted(lines: Iterable[str]) -> str:
    """The words, without the question that a template asks."""
    return " ".join(line for line in lines if line and not line.endswith("?")).strip()
