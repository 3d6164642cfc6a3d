"""Which comments on a tracking issue are updates of a goal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.forge.model import IssueName, Repository
from headway.planning.issues.wanted import is_continued, is_locked_by_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from headway.activity.records import Comment
    from headway.activity.snapshot import Activity
    from headway.documents.values import Goal
    from headway.program.model import Period, Program


class Update(NamedTuple):
    """What somebody told of a goal, and where."""

    at: dt.datetime
    author: str | None
    url: str
    body: str

    @property
    def day(self) -> dt.date:
        """The day it was told on, in UTC."""
        return self.at.date()


def tracking_issue(goal: Goal, program: Program) -> IssueName | None:
    """The issue that a goal is tracked by, under the present name of its repository."""
    reference = goal.tracking_issue
    if reference is None:
        return None
    repository = Repository.parse(program.config.present_name(reference.repository))
    return IssueName(repository, reference.number)


def updates(
    goal: Goal, period: Period, program: Program, activity: Activity, today: dt.date
) -> list[Update]:
    """The updates of a goal up to a day, oldest first.

    They begin with its period. They end where a goal of a later period goes on in the same issue,
    so that what is told after a period's end, as last words on it, still belongs to it.
    """
    end = continued_from(goal, period, program)
    return [
        update
        for update in updates_on_issue(goal, program, activity, today)
        if period.start <= update.day and (end is None or update.day < end)
    ]


def updates_on_issue(
    goal: Goal, program: Program, activity: Activity, today: dt.date
) -> list[Update]:
    """The updates on a goal's tracking issue up to a day, of whichever period, oldest first."""
    name = tracking_issue(goal, program)
    return [
        Update(comment.created_at, comment.author, comment.url, comment.body)
        for comment in (activity.comments.get(name, ()) if name else ())
        if comment.created_at.date() <= today and is_update(comment, goal, program)
    ]


def continued_from(goal: Goal, period: Period, program: Program) -> dt.date | None:
    """The day from which on a goal of a later period has the same tracking issue, if one has."""
    name = tracking_issue(goal, program)
    later = (
        other.start
        for other in program.periods
        if other.start > period.start
        and any(tracking_issue(goal, program) == name for goal in other.goals)
    )
    return min(later, default=None) if name else None


def is_update(comment: Comment, goal: Goal, program: Program) -> bool:
    """Whether a comment tells something: not one by a bot or hidden by hand, nor a bare reaction.

    Nor what Headway or the existing tool writes to lock an issue, or to open another period.
    """
    return not (
        comment.bot
        or comment.minimized
        or not any(map(str.isalpha, comment.body))
        or is_locked_by_words([comment], program)
        or any(is_continued([comment], one, program) for one in _same_issue(goal, program))
    )


def _same_issue(goal: Goal, program: Program) -> Iterator[Goal]:
    return (one for one in program.goals() if one.tracking_issue == goal.tracking_issue)
