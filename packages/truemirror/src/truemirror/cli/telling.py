"""How commands put lists and times into lines."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST = 20  # lines of a list


def few(lines: Sequence[str]) -> Iterator[str]:
    """The first lines of a list, and how many more there are."""
    yield from lines[:MOST]
    yield from more(len(lines))


def more(number: int) -> Iterator[str]:
    """A line that tells how many are not told, of so many."""
    if number > MOST:
        yield f"  and {number - MOST:,} more; --json has them all"


def moment(time: dt.datetime) -> str:
    """A time, to the minute."""
    return f"{time.astimezone(dt.UTC):%Y-%m-%d %H:%M} UTC"


def counted(number: int, thing: str) -> str:
    """A number of things."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
