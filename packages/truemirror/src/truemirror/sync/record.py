"""What a sync found out, written into the mirror for those who only read it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from truemirror.store.report import Fault, Part, Report, write_report
from truemirror.upstream.model import CRATE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from truemirror.store.journal import Journal, Taken, Trouble
    from truemirror.store.mirror import Mirror

_GOOD = "last good sync"
_CRATES = "crates"


def record(mirror: Mirror, journal: Journal, now: dt.datetime) -> Report:
    """Write what the journal knows: all crates are one part, any other bundle is one by itself.

    Raises:
        PlaceError: it cannot be written.
        JournalError: the journal cannot be written.
    """
    troubles = journal.troubles()
    if not troubles:
        with journal.step():
            journal.know(_GOOD, now.isoformat())
    good = journal.fact(_GOOD)
    report = Report(
        now,
        dt.datetime.fromisoformat(good) if good else None,
        tuple(_parts(journal, troubles)),
        tuple(Fault(one.bundle, one.reason, one.since) for one in troubles),
    )
    write_report(mirror.place, report)
    return report


def _parts(journal: Journal, troubles: list[Trouble]) -> Iterator[Part]:
    delayed = {one.bundle: one for one in troubles}
    crates = _Crates()
    for taken in journal.all_taken():
        trouble = delayed.pop(taken.name, None)
        if taken.name.startswith(CRATE):
            crates.add(taken, trouble)
        else:
            upstream_at = trouble.made_at if trouble else taken.made_at
            yield Part(taken.name, 1, int(not trouble), upstream_at, taken.made_at)
    for bundle, trouble in delayed.items():
        if bundle.startswith(CRATE):
            crates.add(None, trouble)
        else:
            yield Part(bundle, 1, 0, trouble.made_at, None)
    if crates.wanted:
        yield Part(_CRATES, crates.wanted, crates.whole, crates.upstream_at, crates.ours_at)


class _Crates:
    """All crates together: how many there are, and of when the newest is."""

    def __init__(self) -> None:
        self.wanted = self.whole = 0
        self.upstream_at: dt.datetime | None = None
        self.ours_at: dt.datetime | None = None

    def add(self, taken: Taken | None, trouble: Trouble | None) -> None:
        self.wanted += 1
        self.whole += int(not trouble)
        if taken and taken.made_at:
            self.ours_at = max(filter(None, (self.ours_at, taken.made_at)))
        newest = (self.upstream_at, self.ours_at, trouble and trouble.made_at)
        self.upstream_at = max(filter(None, newest), default=None)
