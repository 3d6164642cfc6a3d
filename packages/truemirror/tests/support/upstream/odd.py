"""Crates as they should not be, and are: each by a name that tests can ask for."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from upstream.crates import Crate, Trick, Version

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONG_AGO = dt.datetime(2018, 3, 1, 9, tzinfo=dt.UTC)

HOLE = "odd-hole"  # the archive of its 0.1.1 answers 403, though the index has it
SYMLINK = "odd-symlink"
HARD_LINK = "odd-hard-link"
CLIMB = "odd-climb"
ABSOLUTE = "odd-absolute"
STRANGER = "odd-stranger"
BOMB = "odd-bomb"

# Crates that were deleted, and how the index answers for them.
GONE: Mapping[str, int] = {"odd-deleted": 404, "odd-withdrawn": 410, "odd-banned": 451}


def _crate(name: str, **changes: object) -> Crate:
    numbers = ("0.1.0", "0.1.1", "0.1.2")
    first, middle, last = (
        Version(number, _LONG_AGO + dt.timedelta(days=days)) for days, number in enumerate(numbers)
    )
    return Crate(name, (first, middle._replace(**changes), last))  # type: ignore[arg-type]


CRATES: Mapping[str, Crate] = {
    crate.name: crate
    for crate in (
        _crate(HOLE, status=403),
        _crate(SYMLINK, trick=Trick.SYMLINK),
        _crate(HARD_LINK, trick=Trick.HARD_LINK),
        _crate(CLIMB, trick=Trick.CLIMB),
        _crate(ABSOLUTE, trick=Trick.ABSOLUTE),
        _crate(STRANGER, trick=Trick.STRANGER),
        _crate(BOMB, trick=Trick.BOMB),
    )
}
