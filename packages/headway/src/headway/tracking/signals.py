"""What can be told of a goal without anybody stating it: by its issue and by when it was told of.

A signal never says how a goal is doing; that is for its point of contact to say.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from headway.tracking.cadence import Owing

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from headway.tracking.cadence import Duty
    from headway.tracking.counting import Tally
    from headway.tracking.updates import Update


class Sign(StrEnum):
    """What kind of signal it is; none of them is a word for health."""

    UNKNOWN = "unknown"
    CLOSED = "closed"
    ALL_TICKED = "all ticked"
    OVER = "over"
    NEW = "new"
    FRESH = "fresh"
    STALE = "stale"
    SILENT = "silent"


class Signal(NamedTuple):
    """A signal, and why it is so."""

    sign: Sign
    reason: str


def signal(
    duty: Duty, counted: Tally, told: Sequence[Update], closed_on: dt.date | None, today: dt.date
) -> Signal:
    """The signal of a goal whose issue is known, from the updates told of it in its period.

    `closed_on` is the day on which its issue was closed, None for an open one.
    """
    ticked = counted.total and counted.done == counted.total
    if closed_on:
        open_ = counted.total and not ticked
        left = f", with {counted.done} of {counted.total} done" if open_ else ""
        return Signal(Sign.CLOSED, f"its issue was closed on {closed_on}{left}")
    if ticked and duty.owing is not Owing.NOTHING:
        return Signal(Sign.ALL_TICKED, f"all {counted.total} are done, and its issue is open")
    return _by_cadence(duty, told, today)


def _by_cadence(duty: Duty, told: Sequence[Update], today: dt.date) -> Signal:
    if duty.owing is Owing.NOTHING:
        met = f"{len(duty.met)} of {len(duty.expected)} cycles had an update"
        return Signal(Sign.OVER, f"its period is over; {met}")
    last = _ago(told[-1], today) if told else "nothing told in this period"
    if duty.owing is Owing.OVERDUE:
        missed = f"{duty.missed} {'cycle' if duty.missed == 1 else 'cycles'} without an update"
        return Signal(Sign.STALE if told else Sign.SILENT, f"{last}; {missed}")
    deadline = f"the next update is due by {duty.cycle.deadline:%Y-%m-%d %H:%M} UTC"
    because = last if duty.owing is Owing.UPDATED else f"{last}; {deadline}"
    return Signal(Sign.FRESH if told else Sign.NEW, because)


def _ago(last: Update, today: dt.date) -> str:
    days = (today - last.day).days
    when = {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
    return f"last told of {when}"
