"""Progress of goals as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.cli.options import echo_json

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from headway.tracking.cadence import Duty
    from headway.tracking.change import Change
    from headway.tracking.progress import Progress
    from headway.tracking.updates import Update

_VERSION = 1


def echo_progress(
    found: Sequence[Progress], changes: Sequence[Change], today: dt.date, since: dt.date | None
) -> None:
    """Print progress, and what changed, as one document."""
    goals = [_goal(one) for one in found]
    for goal, change in zip(goals, changes, strict=False):
        goal["change"] = _change(change)
    document = {"version": _VERSION, "today": str(today)}
    if since:
        document["since"] = str(since)
    echo_json({**document, "goals": goals})


def _goal(one: Progress) -> dict[str, Any]:
    health = one.health
    return {
        "period": one.period,
        "id": one.id,
        "title": one.title,
        "point_of_contact": one.point_of_contact,
        "issue": one.issue,
        "url": one.url,
        "standing": one.standing,
        "done": one.done,
        "total": one.total,
        "boxes_as_now": one.boxes_as_now,
        "continued_in": one.continued_in,
        "health": {**health._asdict(), "day": str(health.day)} if health else None,
        "signal": one.signal._asdict(),
        "updates": len(one.updates),
        "last_update": _update(one.last_update) if one.last_update else None,
        "days_since": one.days_since,
        "duty": _duty(one.duty) if one.duty else None,
        "help_wanted": [
            {**help_._asdict(), "day": str(help_.day) if help_.day else None}
            for help_ in one.help_wanted
        ],
        "notes": one.notes,
    }


def _duty(duty: Duty) -> dict[str, Any]:
    since = duty.overdue_since
    return {
        "owing": duty.owing,
        "weeks": duty.cadence.weeks,
        "why": duty.cadence.why,
        "conflict": duty.cadence.conflict,
        "labels_as_now": duty.cadence.as_now,
        "cycle": str(duty.cycle.start),
        "deadline": duty.cycle.deadline.isoformat(),
        "expected": len(duty.expected),
        "met": len(duty.met),
        "missed": duty.missed,
        "overdue_since": since.isoformat() if since else None,
    }


def _change(change: Change) -> dict[str, Any]:
    before = change.before
    return {
        "done_before": before.done if change.boxes_known else None,
        "total_before": before.total if change.boxes_known else None,
        "health_before": before.health.state if before.health else None,
        "standing_before": before.standing,
        "new_updates": [_update(one) for one in change.new_updates],
    }


def _update(one: Update) -> dict[str, Any]:
    return {"day": str(one.day), "author": one.author, "url": one.url}
