"""The book of rules that look at a program and at what happened, and what they go through."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.diagnostics import RuleBook
from headway.documents.values import Status
from headway.tracking.board.live import BoardActivity
from headway.tracking.history import is_closed
from headway.tracking.updates import tracking_issue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.activity.records import Issue
    from headway.activity.snapshot import Activity
    from headway.documents.values import Goal, IssueReference
    from headway.forge.model import IssueName
    from headway.program.model import Period, Program


class Happened(NamedTuple):
    """A program, and what happened on its goals' tracking issues and its board's items."""

    program: Program
    activity: Activity
    board: BoardActivity = BoardActivity()


class Tracked(NamedTuple):
    """A goal with its tracking issue, as the document writes it and as the store has it."""

    goal: Goal
    period: Period
    written: IssueReference
    name: IssueName
    issue: Issue
    closed: bool

    @property
    def accepted(self) -> bool:
        """Whether the goal is accepted."""
        return self.goal.status == Status.ACCEPTED.value


ACTIVITY_RULES: RuleBook[Happened] = RuleBook("activity")


def is_running(period: Period, program: Program) -> bool:
    """Whether a period runs on the present day."""
    return period.start <= program.today <= period.end


def named(program: Program) -> Iterator[tuple[Period, Goal, IssueReference, IssueName]]:
    """Every goal that names a tracking issue."""
    for period in program.periods:
        for goal in period.goals:
            name = tracking_issue(goal, program)
            if goal.tracking_issue and name:
                yield period, goal, goal.tracking_issue, name


def tracked(happened: Happened) -> Iterator[Tracked]:
    """Every goal whose tracking issue was there on the present day, and is stored."""
    program, activity = happened.program, happened.activity
    for period, goal, written, name in named(program):
        issue = activity.issues.get(name)
        if issue and issue.created_at.date() <= program.today:
            closed = is_closed(issue, activity.events.get(name, ()), program.today)
            yield Tracked(goal, period, written, name, issue, closed)


def as_now(issue: Issue, program: Program) -> tuple[str, ...]:
    """A note where only the present text and people of an issue are known, on a past day."""
    if issue.updated_at is None or issue.updated_at.date() > program.today:
        return ("the issue is known only as it is now",)
    return ()
