"""Ids of items: made of what they are about, so that people can read and type them."""

from __future__ import annotations

import re
import unicodedata
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container

_LONGEST = 24
_FILLING = re.compile(
    "a|about|an|and|are|at|be|by|for|from|in|is|it|of|on|or|that|the|this|to|with"
)


def free_id(title: str, issue: str | None, taken: Container[str]) -> str:
    """An id that is not taken: an issue's repository and number, or the main words of a title."""
    name = _of_issue(issue) if issue else _of_title(title)
    if name not in taken:
        return name
    return next(f"{name}-{number}" for number in count(2) if f"{name}-{number}" not in taken)


def _of_issue(issue: str) -> str:
    repository, _, number = issue.partition("#")
    return f"{_slug(repository.rpartition('/')[2]) or 'issue'}-{number}"


def _of_title(title: str) -> str:
    words = _slug(title).split("-")
    main = [word for word in words if not _FILLING.fullmatch(word)] or words
    name = main[0][:_LONGEST]
    for word in main[1:]:
        if len(name) + len(word) >= _LONGEST:
            break
        name = f"{name}-{word}"
    return name or "note"


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return "-".join(re.findall(r"[a-z0-9]+", plain.replace("'", "")))
