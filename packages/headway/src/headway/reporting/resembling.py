"""Whether a line of a draft is one that Headway would write, but for what it states.

What a line states are its figures, days, addresses and the state of a goal. One that differs from a
fresh line in nothing else, or hardly, states something wrong; anything else is another line.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from headway.tracking.health import SPELLINGS
from headway.tracking.signals import Sign

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

_ALIKE = 0.75  # of the words of both, where something else was changed as well
_STATES = sorted({*SPELLINGS, *Sign, "completed", "closed", "not known"}, key=len, reverse=True)
_TOKEN = re.compile(
    r"(?P<address>\]\([^()\s]*\)|https?://[^\s()<>|]+)|(?P<day>\d{4}-\d\d-\d\d)|(?P<figure>\d+)"
    rf"|\b(?P<state>{'|'.join(map(re.escape, _STATES))})\b|\w+|[^\w\s]",
    re.IGNORECASE,
)
_CELL = re.compile(r"(?<!\\)\|")


class _Token(NamedTuple):
    """A word or sign; `kind` is what it states, None where it states nothing."""

    text: str
    kind: str | None


def misstated(line: str, fresh: Iterable[str]) -> str | None:
    """Of some fresh lines the one that a line was made from, where it states something else."""
    mine = _tokens(line)
    likest = max(fresh, key=lambda other: _likeness(mine, _tokens(other)), default=None)
    if likest is None:
        return None
    theirs = _tokens(likest)
    same_shape = _shapes(mine) == _shapes(theirs)
    other = same_shape or _is_same_row(line, likest) or _restates(mine, theirs)
    return likest if other else None


def _tokens(line: str) -> list[_Token]:
    return [_Token(found[0].casefold(), found.lastgroup) for found in _TOKEN.finditer(line)]


def _shapes(tokens: Iterable[_Token]) -> list[str]:
    """Tokens without what they state."""
    return [f"\0{one.kind}" if one.kind else one.text for one in tokens]


def _alike(mine: Sequence[Hashable], theirs: Sequence[Hashable]) -> float:
    return SequenceMatcher(None, mine, theirs, autojunk=False).ratio()


def _likeness(mine: Sequence[_Token], theirs: Sequence[_Token]) -> float:
    """How much two lines have in common, most of all where they state the same."""
    return _alike(_shapes(mine), _shapes(theirs)) + _alike(mine, theirs)


def _is_same_row(line: str, other: str) -> bool:
    """Whether both are rows of a table about the same thing, by their first cells."""
    mine, theirs = (_CELL.split(row)[1:2] if row.startswith("|") else [] for row in (line, other))
    return bool(mine) and mine == theirs


def _restates(mine: Sequence[_Token], theirs: Sequence[_Token]) -> bool:
    """Whether lines that are much alike have another figure, state and so on in one place."""
    if _alike(_shapes(mine), _shapes(theirs)) < _ALIKE:
        return False
    changes = SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes()
    return any(
        {one.kind for one in mine[start:end]} & {one.kind for one in theirs[first:last]} - {None}
        for what, start, end, first, last in changes
        if what == "replace"
    )
