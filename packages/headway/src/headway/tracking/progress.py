"""How far goals are on a day, and what was last told of them."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from headway.tracking.boxes import count_boxes, see_also, tracked_queries
from headway.tracking.updates import tracking_issue, updates

if TYPE_CHECKING:
    import datetime as dt

    from headway.activity.records import Issue
    from headway.activity.snapshot import Activity
    from headway.documents.values import Goal
    from headway.forge.model import IssueName
    from headway.program.model import Period, Program
    from headway.tracking.updates import Update


class Standing(StrEnum):
    """Where a goal stands by its tracking issue."""

    NO_ISSUE = "no issue"
    UNKNOWN = "unknown"
    OPEN = "open"
    COMPLETED = "completed"
    INCOMPLETE = "incomplete"


class Progress(NamedTuple):
    """How far a goal is.

    `done` of `total` are boxes, and issues without boxes that the tracking issue points to; where
    there are none, `total` is 1 and stands for the issue itself. `notes` tell what was not counted,
    and what is known only as it is now. `updates` counts those of the goal's period.
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
    updates: int
    last_update: Update | None
    days_since: int | None
    notes: tuple[str, ...]


class _Tally(NamedTuple):
    done: int
    total: int
    notes: tuple[str, ...]


def progress(
    period: Period, program: Program, activity: Activity, today: dt.date
) -> list[Progress]:
    """How far the listed goals of a period are, by what had happened until the end of a day."""
    return [_progress(goal, period, program, activity, today) for goal in period.listed]


def _progress(
    goal: Goal, period: Period, program: Program, activity: Activity, today: dt.date
) -> Progress:
    name = tracking_issue(goal, program)
    issue = _issue_at(name, activity, today) if name else None
    told = updates(goal, period, program, activity, today)
    last = told[-1] if told else None
    standing = Standing.UNKNOWN if name else Standing.NO_ISSUE
    tally = _Tally(0, 0, ())
    if name and issue:
        tally = _tally(name, program, activity, today, {name})
        closed = is_closed(issue, today)
        if not tally.total:
            tally = tally._replace(done=int(closed), total=1)
        complete = tally.done == tally.total
        ended = Standing.COMPLETED if complete else Standing.INCOMPLETE
        standing = ended if closed else Standing.OPEN
    return Progress(
        period=period.name,
        id=goal.id,
        title=goal.title or goal.id,
        point_of_contact=goal.point_of_contact,
        issue=str(name) if name else None,
        url=issue.url if issue else None,
        standing=standing,
        done=tally.done,
        total=tally.total,
        updates=len(told),
        last_update=last,
        days_since=(today - last.day).days if last else None,
        notes=tally.notes,
    )


def is_closed(issue: Issue, today: dt.date) -> bool:
    """Whether an issue was closed at the end of a day; that it was opened again is not known."""
    if issue.state != "closed":
        return False
    return issue.closed_at is None or issue.closed_at.date() <= today


def _issue_at(name: IssueName, activity: Activity, today: dt.date) -> Issue | None:
    issue = activity.issues.get(name)
    return issue if issue and issue.created_at.date() <= today else None


def _tally(
    name: IssueName, program: Program, activity: Activity, today: dt.date, seen: set[IssueName]
) -> _Tally:
    """Count an issue's boxes and those of the issues it points to, each issue once.

    An issue that is pointed to and has nothing to count is one thing to do.
    """
    issue = activity.issues[name]
    done, total, notes = _own(name, issue, activity, today)
    for other in see_also(issue.body, program.config.present_name):
        if other in seen:
            continue
        seen.add(other)
        found = _issue_at(other, activity, today)
        if found is None:
            notes = (*notes, f"{other} is not counted: it is not in the store")
            continue
        below = _tally(other, program, activity, today, seen)
        if not below.total:
            below = below._replace(done=int(is_closed(found, today)), total=1)
        done, total = done + below.done, total + below.total
        notes = (*notes, *below.notes)
    return _Tally(done, total, notes)


def _own(name: IssueName, issue: Issue, activity: Activity, today: dt.date) -> _Tally:
    boxes = count_boxes(issue.body)
    notes = [f"{name} tracks a search, which is not counted" for _ in tracked_queries(issue.body)]
    recorded = [one for one in activity.counts.get(name, ()) if one.day <= today]
    if issue.updated_at is None or issue.updated_at.date() > today:
        if recorded:
            last = max(recorded, key=lambda one: one.day)
            return _Tally(last.done, last.total, (*notes, f"{name} as recorded on {last.day}"))
        if boxes.total:
            notes.append(f"the boxes of {name} are known only as they are now")
    if boxes.elsewhere > 0:
        notes.append(f"boxes not counted, in folds, quotes or code of {name}: {boxes.elsewhere}")
    return _Tally(boxes.done, boxes.total, tuple(notes))
