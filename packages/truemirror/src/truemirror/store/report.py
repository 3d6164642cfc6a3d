"""What the last sync found out, for those who only read the mirror: how far it is behind.

It lies in the mirror itself, as `report.json`, so that a server elsewhere can show it.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from truemirror.store.place import Place

REPORT = "report.json"


class Part(msgspec.Struct, frozen=True):
    """A part of the mirror, such as `channel stable` or `crates`.

    `upstream_at` is when upstream last changed it, `ours_at` the same of what is published here;
    None where it is not known. Of the bundles that are `wanted`, some are `whole`.
    """

    name: str
    wanted: int
    whole: int
    upstream_at: dt.datetime | None = None
    ours_at: dt.datetime | None = None

    @property
    def completeness(self) -> float:
        """The share of what is wanted that is here, from 0 to 1."""
        return self.whole / self.wanted if self.wanted else 1.0

    @property
    def lag(self) -> dt.timedelta | None:
        """How far it is behind upstream; None where that is not known."""
        if self.upstream_at is None or self.ours_at is None:
            return None
        return max(self.upstream_at - self.ours_at, dt.timedelta(0))


class Fault(msgspec.Struct, frozen=True):
    """A bundle that is not as upstream has it, why, and since when."""

    bundle: str
    reason: str
    since: dt.datetime


class Report(msgspec.Struct, frozen=True):
    """What the sync that ended last found; `good_at` is when one last found nothing wrong."""

    synced_at: dt.datetime
    good_at: dt.datetime | None
    parts: tuple[Part, ...]
    faults: tuple[Fault, ...] = ()


def read_report(place: Place) -> Report | None:
    """The report in a mirror; None where there is none that can be read.

    Raises:
        PlaceError: the place does not answer.
    """
    data = place.read(REPORT)
    try:
        return None if data is None else msgspec.json.decode(data, type=Report)
    except (msgspec.DecodeError, msgspec.ValidationError):
        return None


def write_report(place: Place, report: Report) -> None:
    """Put a report in a mirror, in place of the one before.

    Raises:
        PlaceError: it cannot be written.
    """
    place.write(REPORT, msgspec.json.encode(report))
