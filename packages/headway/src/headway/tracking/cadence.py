"""How often a goal is to be told of, and what it owes on a day.

Cycles are anchored: whole weeks are counted from one day in January 1970 on, and cycles of n weeks
begin where that count divides by n. So all goals of one cadence share their deadlines, as with the
reminder job of the Rust project (goals-tooling 6).
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from headway.documents import types
from headway.tracking.history import labels_on
from headway.tracking.updates import ended_on, tracking_issue, updates_on_issue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headway.activity.records import Event, Issue
    from headway.activity.snapshot import Activity
    from headway.documents.values import Goal
    from headway.program.config_cadence import CadenceSettings
    from headway.program.model import Period, Program
    from headway.tracking.updates import Update

DOCUMENT = "its document"
_WEEK = 7
_EPOCH = dt.date(1970, 1, 1)
_DAY = dt.timedelta(days=1)


class Cycle(NamedTuple):
    """The days from `start` up to `next`, which begins the next one.

    The update of a cycle is to be there by `deadline`, on the day `next`.
    """

    start: dt.date
    next: dt.date
    deadline: dt.datetime


class Cadence(NamedTuple):
    """How many weeks a goal's cycles have, and what says so.

    `conflict` names what says different numbers: labels of the issue, of which the shortest counts,
    and `DOCUMENT` for the goal's own row, which counts before them. `as_now` marks what is known
    only from the issue's present labels.
    """

    weeks: int
    why: str
    conflict: tuple[str, ...] = ()
    as_now: bool = False

    @property
    def length(self) -> dt.timedelta:
        """How long a cycle is."""
        return dt.timedelta(weeks=self.weeks)


class Owing(StrEnum):
    """What a goal owes."""

    NOTHING = "nothing"
    GRACE = "in grace"
    UPDATED = "updated"
    DUE = "due"
    OVERDUE = "overdue"


class Duty(NamedTuple):
    """What a goal owes on a day.

    `cycle` is the one that the day is in, `last` the last update on the issue, of any period.
    `expected` are the whole cycles of the goal's time that have ended, `met` those of them with an
    update. `missed` counts the last of them without any, in a row; `overdue_since` is the deadline
    of the first of these.
    """

    owing: Owing
    cadence: Cadence
    cycle: Cycle
    last: Update | None
    expected: tuple[Cycle, ...]
    met: tuple[Cycle, ...]
    missed: int
    overdue_since: dt.datetime | None


def cycle_of(day: dt.date, weeks: int, settings: CadenceSettings) -> Cycle:
    """The cycle of a number of weeks that a day is in."""
    anchor = _EPOCH + _DAY * ((settings.weekday - _EPOCH.weekday()) % _WEEK)
    length = dt.timedelta(weeks=weeks)
    start = day - (day - anchor) % length
    hour = dt.time(settings.hour, tzinfo=dt.UTC)
    return Cycle(start, start + length, dt.datetime.combine(start + length, hour))


def whole_cycles(
    first: dt.date, last: dt.date, weeks: int, settings: CadenceSettings
) -> Iterator[Cycle]:
    """The cycles that begin on `first` or later, and have ended when the day `last` begins."""
    cycle = cycle_of(first, weeks, settings)
    if cycle.start < first:
        cycle = cycle_of(cycle.next, weeks, settings)
    while cycle.next <= last:
        yield cycle
        cycle = cycle_of(cycle.next, weeks, settings)


def meets(update: Update, cycle: Cycle) -> bool:
    """Whether an update is one of a cycle.

    On the day of a deadline, what is told before it is of the cycle that ends and of the new one.
    """
    return cycle.start <= update.day and update.at < cycle.deadline


def cadence(
    goal: Goal, issue: Issue, events: Iterable[Event], settings: CadenceSettings, day: dt.date
) -> Cadence:
    """How often a goal is told of: as its document says, else by its issue's labels on a day."""
    labels = labels_on(issue, events, day)
    said = sorted(
        (weeks, label) for label, weeks in settings.weeks_by_label.items() if label in labels.names
    )
    own = types.weeks(goal.cadence) if goal.cadence else None
    if own is not None:
        said.insert(0, (own, DOCUMENT))
    if not said:
        return Cadence(settings.weeks, "default", as_now=labels.as_now)
    weeks, first = said[0]
    why = first if own is not None else f"label {first}"
    differ = any(other != weeks for other, _ in said)
    conflict = tuple(name for _, name in said) if differ else ()
    return Cadence(weeks, why, conflict, labels.as_now and own is None)


def duty(
    goal: Goal, period: Period, program: Program, activity: Activity, today: dt.date
) -> Duty | None:
    """What a goal owes on a day; None where its tracking issue is not known on that day."""
    name = tracking_issue(goal, program)
    issue = activity.issues.get(name) if name else None
    if name is None or issue is None or issue.created_at.date() > today:
        return None
    settings = program.config.cadence
    events = activity.events.get(name, ())
    told = updates_on_issue(goal, program, activity, today)
    how = cadence(goal, issue, events, settings, today)
    cycle = cycle_of(today, how.weeks, settings)
    time = _time(issue, ended_on(issue, events, told, today), period, program, today)
    grace_ends = issue.created_at.date() + _DAY * settings.grace_days
    expected = tuple(
        one for one in whole_cycles(*time, how.weeks, settings) if one.next >= grace_ends
    )
    met = tuple(one for one in expected if any(meets(update, one) for update in told))
    missed = expected[expected.index(met[-1]) + 1 :] if met else expected
    if time.last < today or today < time.first:
        owing = Owing.NOTHING
    elif today < grace_ends:
        owing = Owing.GRACE
    elif told and told[-1].day >= cycle.start:
        owing = Owing.UPDATED
    else:
        owing = Owing.OVERDUE if missed else Owing.DUE
    if owing is not Owing.OVERDUE:
        missed = ()
    since = missed[0].deadline if missed else None
    last = told[-1] if told else None
    return Duty(owing, how, cycle, last, expected, met, len(missed), since)


class _Time(NamedTuple):
    first: dt.date
    last: dt.date


def _time(
    issue: Issue, ended: dt.date | None, period: Period, program: Program, today: dt.date
) -> _Time:
    """The days, up to today, on which a goal of a period is to be told of.

    They begin with the period or the issue, and end with the issue, or when a later period begins.
    As long as there is none, they go on after their own period's end.
    """
    later = [one.start - _DAY for one in program.periods if one.start > period.start]
    ends = [today, *later]
    if ended:
        ends.append(ended - _DAY)
    return _Time(max(period.start, issue.created_at.date()), min(ends))
