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

    day: dt.date
    author: str | None
    url: str


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
    name = tracking_issue(goal, program)
    if name is None:
        return []
    end = min(_later_starts(name, period, program), default=None)
    return [
        Update(day, comment.author, comment.url)
        for comment in activity.comments.get(name, ())
        if period.start <= (day := comment.created_at.date()) <= today
        and (end is None or day < end)
        and is_update(comment, goal, program)
    ]


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


def _later_starts(name: IssueName, period: Period, program: Program) -> Iterator[dt.date]:
    return (
        other.start
        for other in program.periods
        if other.start > period.start
        and any(tracking_issue(goal, program) == name for goal in other.goals)
    )
