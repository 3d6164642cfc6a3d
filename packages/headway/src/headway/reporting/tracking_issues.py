"""The tracking issues of a period as the existing tool's public types have them.

Websites read that JSON (rust-project-goals-json, `src/lib.rs`); `schema` describes it. It has no
version, and nothing may be added to it.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from headway.documents.kinds import list_of, object_of
from headway.tracking.counting import issue_on, tally
from headway.tracking.history import is_closed
from headway.tracking.updates import tracking_issue, updates_on_issue

if TYPE_CHECKING:
    from headway.activity.records import Issue
    from headway.activity.snapshot import Activity
    from headway.documents.kinds import Schema
    from headway.documents.values import Goal
    from headway.forge.model import IssueName
    from headway.program.model import Period, Program
    from headway.tracking.updates import Update

_NOBODY = "ghost"  # as GitHub calls an account that is gone


class _Known(NamedTuple):
    """What there is to know of an issue: a program and what happened until the end of a day."""

    program: Program
    activity: Activity
    today: dt.date


class TrackingIssues(NamedTuple):
    """A period's issues as JSON, and those that are not among them.

    `elsewhere` are in other repositories, `unknown` are not in the store.
    """

    document: dict[str, Any]
    elsewhere: tuple[IssueName, ...]
    unknown: tuple[IssueName, ...]


def tracking_issues(
    period: Period, program: Program, activity: Activity, today: dt.date
) -> TrackingIssues:
    """The tracking issues of a period's listed goals at the end of a day, by number.

    An issue has only a number there, so that those of other repositories have to be left out.
    """
    repository = program.config.present_name(program.config.repository or "")
    goals: dict[IssueName, list[Goal]] = {}
    for goal in period.listed:
        name = tracking_issue(goal, program)
        if name:
            goals.setdefault(name, []).append(goal)
    known = _Known(program, activity, today)
    own = [one for one in goals if str(one.repository).casefold() == repository.casefold()]
    issues = {name: issue_on(name, activity, today) for name in sorted(own)}
    return TrackingIssues(
        {
            "repository": repository,
            "milestone": period.name,
            "issues": [
                _issue(name, issue, goals[name], known) for name, issue in issues.items() if issue
            ],
        },
        tuple(sorted(goals.keys() - issues.keys())),
        tuple(name for name, issue in issues.items() if issue is None),
    )


def schema() -> Schema:
    """The JSON schema of what is printed, draft 2020-12."""
    text, number = {"type": "string"}, {"type": "integer", "minimum": 0}
    update = dict.fromkeys(("author", "body", "url"), text)
    progress = [
        object_of({"Tracked": object_of({"completed": number, "total": number})}),
        object_of({"Binary": object_of({"is_closed": {"type": "boolean"}})}),
        object_of({"Error": object_of({"message": text})}),
    ]
    issue: dict[str, Schema] = {
        "number": number,
        "title": text,
        "roadmap": {"type": "boolean"},
        "progress": {"oneOf": progress},
        "assignees": list_of(text),
        "updates": list_of(object_of({**update, "createdAt": {**text, "format": "date-time"}})),
        "state": {"enum": ["OPEN", "CLOSED"]},
    }
    whole = object_of({"repository": text, "milestone": text, "issues": list_of(object_of(issue))})
    title = "headway export --format tracking-issues"
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **whole}


def _issue(name: IssueName, issue: Issue, goals: list[Goal], known: _Known) -> dict[str, Any]:
    closed = is_closed(issue, known.activity.events.get(name, ()), known.today)
    return {
        "number": issue.number,
        "title": issue.title,
        "roadmap": any(goal.all_roadmaps for goal in goals),
        "progress": _progress(name, known, closed=closed),
        "assignees": sorted(issue.assignees, key=str.casefold),
        "updates": [_update(one) for one in updates_on_issue(goals[0], *known)],
        "state": "CLOSED" if closed else "OPEN",
    }


def _progress(name: IssueName, known: _Known, *, closed: bool) -> dict[str, Any]:
    """Boxes and searches that were counted; an error if what there is could not be counted."""
    found = tally(name, *known)
    if found.total:
        return {"Tracked": {"completed": found.done, "total": found.total}}
    if found.notes:
        return {"Error": {"message": "; ".join(found.notes)}}
    return {"Binary": {"is_closed": closed}}


def _update(told: Update) -> dict[str, str]:
    return {
        "author": told.author or _NOBODY,
        "body": told.body,
        "createdAt": told.at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "url": told.url,
    }
