"""Which comments on a tracking issue are updates of a goal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.documents.values import people_in
from headway.forge.model import IssueName, Repository
from headway.forge.tracker_actions import is_marked
from headway.planning.issues.wanted import is_continued, is_locked_by_words
from headway.program.config_updates import Tellers
from headway.tracking.history import closed_on

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from headway.activity.records import Comment, Event, Issue
    from headway.activity.snapshot import Activity
    from headway.documents.values import Goal
    from headway.program.model import Period, Program


class Update(NamedTuple):
    """What somebody told of a goal, and where; `changed_at` is when its text was last changed."""

    at: dt.datetime
    author: str | None
    url: str
    body: str
    changed_at: dt.datetime | None = None

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
    later = continued_by(goal, period, program, today)
    return [
        update
        for update in updates_on_issue(goal, program, activity, today)
        if period.start <= update.day and (later is None or update.day < later.start)
    ]


def updates_on_issue(
    goal: Goal, program: Program, activity: Activity, today: dt.date
) -> list[Update]:
    """The updates on a goal's tracking issue up to a day, of whichever period, oldest first."""
    name = tracking_issue(goal, program)
    issue = activity.issues.get(name) if name else None
    assignees = issue.assignees if issue else ()
    return [
        Update(comment.created_at, comment.author, comment.url, comment.body, comment.updated_at)
        for comment in (activity.comments.get(name, ()) if name else ())
        if comment.created_at.date() <= today and is_update(comment, goal, program, assignees)
    ]


def continued_by(goal: Goal, period: Period, program: Program, today: dt.date) -> Period | None:
    """The next period whose goals have one with the same tracking issue, once it has begun."""
    name = tracking_issue(goal, program)
    later = (
        other
        for other in program.periods
        if period.start < other.start <= today
        and any(tracking_issue(one, program) == name for one in other.goals)
    )
    return min(later, key=lambda one: one.start, default=None) if name else None


def at_last(goal: Goal, period: Period, program: Program, today: dt.date) -> Goal:
    """The listed goal that goes on in a goal's issue, of the last period that has begun by a day.

    It is the goal itself where none of a later period does.
    """
    name = tracking_issue(goal, program)
    later = [
        (other.start, one)
        for other in program.periods
        if name and period.start < other.start <= today
        for one in other.listed
        if tracking_issue(one, program) == name
    ]
    return max(later, key=lambda found: found[0], default=(period.start, goal))[1]


def ended_on(
    issue: Issue, events: Sequence[Event], told: Sequence[Update], day: dt.date
) -> dt.date | None:
    """The day on which an issue was closed and what it tracks ended; None as long as that goes on.

    It goes on if somebody `told` of it on its issue after the closing.
    """
    closed = closed_on(issue, events, day)
    return None if closed and any(one.day > closed for one in told) else closed


def is_update(
    comment: Comment, goal: Goal, program: Program, assignees: Iterable[str] = ()
) -> bool:
    """Whether a comment tells something of a goal, by the settings of the program.

    Not one by a bot or hidden by hand, nor a bare reaction. Nor what Headway writes itself, nor
    what the existing tool writes to lock an issue, or to open another period. `assignees` are those
    of the issue.
    """
    settings = program.config.updates
    author = comment.author or ""
    return not (
        comment.bot
        or comment.minimized
        or program.config.is_bot(author)
        or sum(map(str.isalpha, comment.body)) < settings.least_letters
        or is_marked(comment.body)
        or any(pattern.search(comment.body) for pattern in settings.ignore)
        or not _may_tell(author, goal, settings.by, assignees)
        or is_locked_by_words([comment], program)
        or any(is_continued([comment], one, program) for one in _same_issue(goal, program))
    )


def points_of_contact(goal: Goal) -> list[str]:
    """The logins of those who answer for a goal, in small letters."""
    people = people_in(goal.point_of_contact) if goal.point_of_contact else []
    return [person[1:].casefold() for person in people]


def _may_tell(author: str, goal: Goal, by: Tellers, assignees: Iterable[str]) -> bool:
    if by is Tellers.ANYONE:
        return True
    may = points_of_contact(goal)
    if by is Tellers.OWNERS:
        may += [owner[1:].casefold() for owner in goal.task_owners]
        may += map(str.casefold, assignees)
    return author.casefold() in may


def _same_issue(goal: Goal, program: Program) -> Iterator[Goal]:
    return (one for one in program.goals() if one.tracking_issue == goal.tracking_issue)
