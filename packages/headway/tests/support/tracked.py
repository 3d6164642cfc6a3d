"""What happened on issues of `org/plan`, for tests of tracking: #1 is the one that is tracked."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from headway.activity.records import Comment, CommentKind, Event, Issue
from headway.activity.snapshot import read_activity
from headway.activity.store import open_store
from headway.forge.model import IssueName, Repository
from headway.tracking.boxes import see_also

if TYPE_CHECKING:
    from headway.activity.records import Record
    from headway.activity.snapshot import Activity

PLAN = Repository("org", "plan")


def at(day: str, hour: int = 12) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T{hour:02}:00:00+00:00")


def issue(number: int, body: str = "", **fields: Any) -> Issue:
    url = f"https://github.com/org/plan/issues/{number}"
    made, told = at("2025-07-01"), at("2025-07-02")
    issue = Issue(
        "org/plan", number, url, "Bees", body, "ana", "open", None, (), (), None, made, told, None
    )
    return issue._replace(**fields)


def comment(identifier: int, day: str, body: str = "On track.", **fields: Any) -> Comment:
    url = f"https://github.com/org/plan/issues/1#issuecomment-{identifier}"
    told = Comment(
        kind=CommentKind.ISSUE,
        id=identifier,
        repository="org/plan",
        number=1,
        url=url,
        author="ana",
        bot=False,
        body=body,
        created_at=at(day),
        updated_at=at(day),
    )
    return told._replace(**fields)


def event(kind: str, day: str, subject: str | None = None, hour: int = 12) -> Event:
    name = f"{kind}-{subject}-{day}-{hour}"
    return Event(name, "org/plan", 1, kind, "ana", subject, at(day, hour))


def activity(*records: Record) -> Activity:
    with open_store(":memory:") as store:
        store.put(records)
        names = [IssueName(PLAN, 1)]
        return read_activity(store, names, lambda one: see_also(one.body, str))
