"""The name that was likely meant."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_CUTOFF = 0.72


def likely(name: str, known: Iterable[str]) -> str | None:
    """The known name nearest to one that is not known; None when nothing is near.

    Letter case, and white space around and between words, do not count against nearness.
    """
    by_fold: dict[str, str] = {}
    for candidate in known:
        by_fold.setdefault(fold(candidate), candidate)
    wanted = fold(name)
    if wanted in by_fold:
        return by_fold[wanted]
    candidates = [name for name in by_fold if _may_be_near(wanted, name)]
    if not candidates:
        return None
    from difflib import get_close_matches  # noqa: PLC0415  # slow, and needed only for mistakes

    near = get_close_matches(wanted, candidates, n=1, cutoff=_CUTOFF)
    return by_fold[near[0]] if near else None


def _may_be_near(a: str, b: str) -> bool:
    """A cheap test before the costly one: lengths, an end in common, then letters in common."""
    both = len(a) + len(b)
    if 2 * min(len(a), len(b)) < _CUTOFF * both or not (a[:1] == b[:1] or a[-1:] == b[-1:]):
        return False
    return 2 * sum(min(a.count(c), b.count(c)) for c in set(a)) >= _CUTOFF * both


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
