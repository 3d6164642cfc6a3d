"""How far goals are on a day, what was last told of them, and how that fits what is expected."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from headway.program.query import find_period
from headway.tracking.cadence import Owing, duty
from headway.tracking.counting import Tally, issue_on, tally
from headway.tracking.health import State, health
from headway.tracking.help_wanted import help_wanted
from headway.tracking.signals import Sign, Signal, signal
from headway.tracking.updates import (
    continued_by,
    ended_on,
    points_of_contact,
    tracking_issue,
    updates,
    updates_on_issue,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from headway.activity.records import Issue
    from headway.activity.snapshot import Activity
    from headway.documents.values import Goal
    from headway.program.model import Period, Program
    from headway.tracking.cadence import Duty
    from headway.tracking.health import Health
    from headway.tracking.help_wanted import Help
    from headway.tracking.updates import Update


class Standing(StrEnum):
    """Where a goal stands by its tracking issue.

    Whether a closed issue is completed is what the reason for closing it says, else whether all in
    it is done. One of which somebody told after it was closed is as an open one.
    """

    NO_ISSUE = "no issue"
    UNKNOWN = "unknown"
    OPEN = "open"
    COMPLETED = "completed"
    INCOMPLETE = "incomplete"


_BY_REASON = {"completed": Standing.COMPLETED, "not_planned": Standing.INCOMPLETE}


class Progress(NamedTuple):
    """How far a goal is.

    `done` of `total` are boxes, issues that a search finds, and issues without boxes that the
    tracking issue points to; where there are none, `total` is 1 and stands for the issue itself.
    Once a goal of a later period goes on in the same issue, all of that is as it was before:
    `continued_in` names that period. `updates` are those of the goal's own period. `health` is what
    its point of contact stated last in them, `signal` what is computed. `notes` tell what was not
    counted, and what is known only as it is now; `boxes_as_now` says the latter of the boxes.
    """

    period: str
    id: str
    title: str
    point_of_contact: str | None
    issue: str | None
    url: str | None
    standing: Standing
    done: int
    total: int
    boxes_as_now: bool
    continued_in: str | None
    health: Health | None
    signal: Signal
    duty: Duty | None
    updates: tuple[Update, ...]
    help_wanted: tuple[Help, ...]
    notes: tuple[str, ...]
    today: dt.date

    @property
    def last_update(self) -> Update | None:
        """The last update of the goal's period."""
        return self.updates[-1] if self.updates else None

    @property
    def owing(self) -> Owing:
        """What the goal owes; nothing while its point of contact calls it paused."""
        paused = self.health is not None and self.health.state is State.PAUSED
        return Owing.NOTHING if paused or self.duty is None else self.duty.owing

    @property
    def days_since(self) -> int | None:
        """How many days ago the last update was."""
        return (self.today - self.updates[-1].day).days if self.updates else None


def progress(
    period: Period, program: Program, activity: Activity, today: dt.date
) -> list[Progress]:
    """How far the listed goals of a period are, by what had happened until the end of a day."""
    return [progress_of(goal, period, program, activity, today) for goal in period.listed]


def progress_of(
    goal: Goal, period: Period, program: Program, activity: Activity, today: dt.date
) -> Progress:
    """How far one goal of a period is, by what had happened until the end of a day."""
    told = updates(goal, period, program, activity, today)
    return progress_by(told, goal, program, activity, today)


def progress_by(
    told: Sequence[Update], goal: Goal, program: Program, activity: Activity, today: dt.date
) -> Progress:
    """How far a goal is, as it is told by some updates, of whichever period."""
    period = find_period(program, goal.period)
    name = tracking_issue(goal, program)
    standing = Standing.UNKNOWN if name else Standing.NO_ISSUE
    why = f"{name} is not in the store on that day" if name else "it names no tracking issue"
    found, counted = Signal(Sign.UNKNOWN, why), Tally(0, 0)
    owed = duty(goal, period, program, activity, today)
    issue = issue_on(name, activity, today) if name else None
    later = continued_by(goal, period, program, today)
    if name and issue and owed:
        day = min(today, later.start - dt.timedelta(days=1)) if later else today
        counted = tally(name, program, activity, day)
        every = updates_on_issue(goal, program, activity, today)
        closed = ended_on(issue, activity.events.get(name, ()), every, day)
        found = signal(owed, counted, told, closed, today)
        if not counted.total:
            counted = counted._replace(done=int(closed is not None), total=1)
        standing = _ended(issue, counted) if closed else Standing.OPEN
    stated = health(told, points_of_contact(goal))
    return Progress(
        period=period.name,
        id=goal.id,
        title=goal.title or goal.id,
        point_of_contact=goal.point_of_contact,
        issue=str(name) if name else None,
        url=issue.url if issue else None,
        standing=standing,
        done=counted.done,
        total=counted.total,
        boxes_as_now=counted.as_now,
        continued_in=later.name if later else None,
        health=stated,
        signal=found,
        duty=owed,
        updates=tuple(told),
        help_wanted=help_wanted(goal, told),
        notes=(*counted.notes, *_changed_since(stated, told, today)),
        today=today,
    )


def _ended(issue: Issue, counted: Tally) -> Standing:
    """Where a goal stands whose issue was closed: as the reason says, else as its boxes do."""
    complete = counted.done == counted.total
    return _BY_REASON.get(
        issue.state_reason or "", Standing.COMPLETED if complete else Standing.INCOMPLETE
    )


def _changed_since(stated: Health | None, told: Iterable[Update], today: dt.date) -> Iterator[str]:
    """Tell that what states a goal's health was changed after the day."""
    for update in told:
        says_it = stated is not None and update.url == stated.url
        if says_it and update.changed_at and update.changed_at.date() > today:
            yield f"the update of {update.day} that states its health was changed since"
