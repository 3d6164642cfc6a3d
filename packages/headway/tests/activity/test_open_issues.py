from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from headway.activity.open_issues import Search, open_issues
from headway.activity.records import Comment, CommentKind, Event, Issue

if TYPE_CHECKING:
    from headway.activity.store import Store

END = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def issue(number: int, **fields: Any) -> Issue:
    made = Issue(
        repository="org/plan",
        number=number,
        url=f"https://github.com/org/plan/issues/{number}",
        title="Bees",
        body="",
        author="ana",
        state="open",
        state_reason=None,
        labels=(),
        assignees=(),
        milestone=None,
        created_at=END - 30 * DAY,
        updated_at=END - DAY,
        closed_at=None,
    )
    return made._replace(**fields)


def comment(number: int, author: str) -> Comment:
    url = f"https://github.com/org/plan/issues/{number}#issuecomment-{number}"
    said = (number, "org/plan", number, url, author, False, "done", END - DAY, END - DAY)
    return Comment(CommentKind.ISSUE, *said)


def labeled(number: int, label: str) -> Event:
    return Event(str(number), "org/plan", number, "labeled", "ana", label, END - DAY)


def numbers(store: Store, **search: Any) -> list[int]:
    return [one.number for one in open_issues(store, END, Search(**search))]


def test_pull_requests_that_were_open_are_found(store: Store) -> None:
    closed = {"state": "closed", "is_pull_request": True}
    store.put(
        [
            issue(1, is_pull_request=True),
            issue(2),
            issue(3, **closed, closed_at=END - DAY),
            issue(4, **closed, closed_at=END),
            issue(5, is_pull_request=True, created_at=END),
        ]
    )
    assert numbers(store, pull_requests=True) == [1, 4]
    assert numbers(store) == []


def test_labels_are_found_by_their_forms(store: Store) -> None:
    store.put(
        [
            issue(1, labels=("A-bees", "I-lang-nominated")),
            issue(2, labels=("I-nominated",)),
            issue(3),
            labeled(3, "I-libs-api-nominated"),
            issue(4),
            labeled(4, "A-bees"),
            issue(5, labels=("100%",)),
            issue(6, labels=("1000",)),
            issue(7, labels=("I-lang-nominated",), state="closed", closed_at=END - DAY),
        ]
    )
    assert numbers(store, labels=["I-*-nominated"]) == [1, 3]
    assert numbers(store, labels=["i-nominated"]) == [2]
    assert numbers(store, labels=["100%"]) == [5]


def test_what_somebody_wrote_on_is_found(store: Store) -> None:
    store.put([issue(1), comment(1, "rfcbot"), issue(2), comment(2, "ana"), issue(3)])
    assert numbers(store, authors=["rfcbot"]) == [1]
    assert numbers(store, authors=["rfcbot", "ana"]) == [1, 2]
