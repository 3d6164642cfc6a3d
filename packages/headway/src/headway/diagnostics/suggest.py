"""The name that was likely meant."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Of four letters of the longer name, one may be wrong.
_LETTERS_A_SLIP = 4


def likely(name: str, known: Iterable[str]) -> str | None:
    """The known name nearest to one that is not known; None when nothing is near.

    Letter case, and white space around and between words, do not count against nearness. Of
    equally near names the first counts.
    """
    wanted = fold(name)
    size, first, last = len(wanted), wanted[:1], wanted[-1:]
    best, found = size, None
    for candidate in known:
        folded = fold(candidate)
        if folded == wanted:
            return candidate
        if not (folded.startswith(first) or folded.endswith(last)):
            continue
        limit = min(best - 1, max(size, len(folded)) // _LETTERS_A_SLIP)
        if abs(size - len(folded)) <= limit and _may_be_near(wanted, folded, limit):
            slips = _slips(wanted, folded, limit)
            if slips <= limit:
                best, found = slips, candidate
    return found


@lru_cache(maxsize=4096)
def _slips(a: str, b: str, limit: int) -> int:
    """How many letters to add, drop, change or swap with a neighbour make one text the other.

    This is the optimal string alignment distance: Damerau's four slips, no letter touched twice.
    Beyond the limit, any number above it may come back.
    """
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        before, above, row = row, before, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and y == a[i - 2]:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            break
    return row[-1]


def _may_be_near(a: str, b: str, limit: int) -> bool:
    """A cheap test before the costly one: letters in common."""
    letters, others = set(a), set(b)
    return len(letters - others) <= limit and len(others - letters) <= limit


@lru_cache(maxsize=4096)
def fold(name: str) -> str:
    """A name as compared loosely: lower case, single spaces."""
    return " ".join(name.casefold().split())


def one_of(names: Iterable[str]) -> str:
    """Names as a person lists them: `a`, `a or b`, `a, b or c`, each in backquotes."""
    quoted = [f"`{name}`" for name in names]
    if len(quoted) < 2:  # noqa: PLR2004  # a list of one needs no "or"
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def meant(name: str, known: Iterable[str]) -> str | None:
    """A help line that offers the likely name, if there is one."""
    found = likely(name, known)
    return f"did you mean `{found}`?" if found else None
