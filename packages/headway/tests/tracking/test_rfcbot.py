from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.activity.records import Comment, CommentKind
from headway.tracking.rfcbot import read_poll, stage

START = dt.datetime(2026, 1, 10, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
URL = "https://github.com/org/plan/issues/1#issuecomment-"
POLL = f"""\
Team member @ana has proposed to postpone this. The next step is review by the rest of the tagged \
team members:

* [x] @ana
* [ ] @bo-1
- [X] @cy

Concerns:

* the name (of it) ({URL}7)
* ~~the size~~ resolved by {URL}9

Once a majority of reviewers approve (and at most 2 approvals are outstanding), this will enter \
its final comment period. * [ ] @nobody

* not-a-concern ({URL}8)
"""


def comment(body: str, identifier: int = 1, after: int = 0, author: str = "rfcbot") -> Comment:
    at = START + after * DAY
    url = f"{URL}{identifier}"
    return Comment(
        CommentKind.ISSUE, identifier, "org/plan", 1, url, author, bot=False, body=body,
        created_at=at, updated_at=at,
    )  # fmt: skip


def test_a_poll_is_read() -> None:
    poll = read_poll(comment(POLL))
    assert poll is not None
    assert (poll.proposer, poll.disposition) == ("ana", "postpone")
    assert dict(poll.members) == {"ana": True, "bo-1": False, "cy": True}
    assert [(one.name, one.resolved, one.comment) for one in poll.concerns] == [
        ("the name (of it)", False, 7),
        ("the size", True, 9),
    ]


def test_rfcbots_later_words_are_read_too() -> None:
    poll = read_poll(comment("@ana has proposed to merge this. Next:\r\n\r\n* [ ] @bo\r\n"))
    assert poll is not None
    assert poll.missing == ("bo",)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "> Team member @ana has proposed to merge this.",
        "@ana proposal cancelled.",
        "Has anybody proposed to merge this?",
        "@ana has proposed to eat this.",
    ],
)
def test_what_is_no_poll_is_none(body: str) -> None:
    assert read_poll(comment(body)) is None


@given(
    st.text() | st.text().map(POLL.__add__) | st.text().map(lambda text: POLL.replace("x", text))
)
def test_reading_never_fails(body: str) -> None:
    told = comment(body)
    poll = read_poll(told)
    found = stage([told], [told], START + DAY)
    assert (poll is None) == (found is None)


@pytest.mark.parametrize(
    ("ticked", "missing", "enough"), [(4, 0, True), (3, 2, True), (2, 2, False), (9, 3, False)]
)
def test_how_many_names_are_enough(ticked: int, missing: int, *, enough: bool) -> None:
    boxes = [f"* [x] @a{number}" for number in range(ticked)]
    boxes += [f"* [ ] @b{number}" for number in range(missing)]
    poll = read_poll(comment("@a0 has proposed to merge this.\n\n" + "\n".join(boxes)))
    assert poll is not None
    assert poll.has_enough == enough


def test_of_several_polls_the_last_counts() -> None:
    told = [comment(POLL), comment(POLL.replace("postpone", "close"), 2, after=1)]
    found = stage(told, told, START + 5 * DAY)
    assert found is not None
    assert found.poll.disposition == "close"
    assert stage(told[:1], told[:1], START + 5 * DAY) is not None
    cancelled = [*told, comment("@ana proposal cancelled.", 3, after=2)]
    assert stage(cancelled, cancelled, START + 5 * DAY) is None
