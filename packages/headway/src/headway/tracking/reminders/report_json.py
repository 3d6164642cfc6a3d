"""The report of a day's reminders as JSON, and the schema of that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.documents.kinds import list_of, object_of
from headway.forge import render
from headway.program.config_remind import Channel

if TYPE_CHECKING:
    from headway.documents.kinds import Schema
    from headway.tracking.reminders.owed import Standing
    from headway.tracking.reminders.report import PeopleGoals, Report

_COUNTS = ("weeks", "due", "updated", "in_grace", "nothing")


def facts(report: Report) -> dict[str, Any]:
    """The report as JSON has it, beside the plan."""
    return {
        "today": report.today.isoformat(),
        "period": report.period,
        "goals": report.goals,
        "cadences": [{**one._asdict(), "next": one.next.isoformat()} for one in report.cadences],
        "letters": [
            {
                "people": list(one.people),
                "account": one.account,
                "channel": str(one.channel),
                "cycle": one.cycle.isoformat(),
                "marker": one.marker,
                "goals": [_owed(goal) for goal in one.goals],
            }
            for one in report.letters
        ],
        "told": list(report.told),
        "later": _people(report.later),
        "no_owner": [_owed(one) for one in report.no_owner],
        "several": [_owed(one) for one in report.several],
        "no_account": _people(report.no_account),
        "not_listed": _people(report.not_listed),
        "conflicts": [
            {"goal": one.goal, "labels": list(one.duty.cadence.conflict)}
            for one in report.conflicts
        ],
        "escalated": [_owed(one) for one in report.escalated],
        "managers": list(report.managers),
        "unknown": list(report.unknown),
    }


def schema() -> Schema:
    """The JSON schema of what `headway remind --json` prints."""
    text: Schema = {"type": "string"}
    number: Schema = {"type": "integer"}
    texts = list_of(text)
    owed = object_of(
        {
            "goal": {**text, "description": "By period and id, as `2026/board-packs`."},
            "title": text,
            "issue": text,
            "url": text,
            "owners": texts,
            "champions": texts,
            "last_update": {"anyOf": [object_of({"day": text, "url": text}), {"type": "null"}]},
            "weeks": {**number, "description": "How long the goal's cycles are."},
            "due_since": text,
            "missed": {**number, "description": "Deadlines missed in a row."},
            "overdue_since": {"type": ["string", "null"]},
            "deadline": text,
        }
    )
    cadence = object_of({**dict.fromkeys(_COUNTS, number), "next": text})
    letter = object_of(
        {
            "people": texts,
            "account": {"type": ["integer", "null"], "description": "The person's on Zulip."},
            "channel": {"enum": [one.value for one in Channel]},
            "cycle": {**text, "description": "The first day of the cycle it is for."},
            "marker": {**text, "description": "The part of its text by which it is known again."},
            "goals": list_of(owed),
        }
    )
    people = list_of(object_of({"person": text, "goals": texts}))
    beside = {
        "today": text,
        "period": text,
        "goals": {**number, "description": "Those whose tracking issue is known."},
        "cadences": list_of(cadence),
        "letters": list_of(letter),
        "told": texts,
        "later": people,
        "no_owner": list_of(owed),
        "several": list_of(owed),
        "no_account": people,
        "not_listed": people,
        "conflicts": list_of(object_of({"goal": text, "labels": texts})),
        "escalated": list_of(owed),
        "managers": texts,
        "unknown": texts,
    }
    return render.schema("headway remind", beside)


def _people(several: PeopleGoals) -> list[dict[str, Any]]:
    return [{"person": login, "goals": [one.goal for one in goals]} for login, goals in several]


def _owed(one: Standing) -> dict[str, Any]:
    duty = one.duty
    last = duty.last
    return {
        "goal": one.goal,
        "title": one.title,
        "issue": str(one.issue),
        "url": one.url,
        "owners": list(one.owners),
        "champions": list(one.champions),
        "last_update": {"day": last.day.isoformat(), "url": last.url} if last else None,
        "weeks": duty.cadence.weeks,
        "due_since": duty.cycle.start.isoformat(),
        "missed": duty.missed,
        "overdue_since": duty.overdue_since.isoformat() if duty.overdue_since else None,
        "deadline": duty.cycle.deadline.isoformat(),
    }
