"""Reading what is kept: pages of lists, and items by name."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from github_simulator import Fault, Pull
from headway.forge.errors import (
    ForbiddenError,
    ForgeError,
    MissingRepositoryError,
    NotFoundError,
    StrangeAnswerError,
    TransferredError,
)
from headway.forge.feed import EVENTS, Feed, Kind
from headway.forge.model import IssueName, Repository
from headway.forge.rest_shape import rest_shaped

if TYPE_CHECKING:
    from github_simulator import Repository as Held
    from github_simulator import Simulator
    from github_simulator.opened import Opened

PLAN = Repository("org", "plan")
HEAD = "f" * 40
# What GitHub always tells of some kinds of events.
WITH = {
    "labeled": {"label": "T-lang"},
    "unlabeled": {"label": "T-lang"},
    "milestoned": {"milestone": "2026"},
    "demilestoned": {"milestone": "2026"},
    "renamed": {"rename": "Some change"},
}


@pytest.fixture
def held(simulator: Simulator) -> Held:
    return simulator.state.add_repository("org/plan")


@pytest.mark.parametrize("kind", [one for one in Kind if one is not Kind.LABELLED])
def test_the_newest_comes_first_page_by_page(
    simulator: Simulator, opened: Opened, held: Held, kind: Kind
) -> None:
    simulator.largest_page = 2
    for number in range(5):
        pull = kind in {Kind.PULLS, Kind.REVIEW_COMMENTS}
        issue = held.add_issue(f"{number}", pull=Pull(HEAD) if pull else None)
        held.add_comment(issue, "ana", f"{number}")
        held.add_event(issue, "renamed", rename=f"{number}")
        if pull:
            held.add_review(issue, "ben", "APPROVED", "", f"{number}")
    feed, found = Feed(PLAN, kind), list[Any]()
    with opened() as github:
        page = github.page(feed)
        while page is not None:
            found += page.entries
            page = github.page(feed, page.following) if page.following else None
    texts = [one.get("title") or one.get("body") or one["rename"]["from"] for one in found]
    assert texts == ["4", "3", "2", "1", "0"]
    stamps = [one["created_at" if kind is Kind.EVENTS else "updated_at"] for one in found]
    assert stamps == sorted(stamps, reverse=True)
    if kind is Kind.PULLS:
        assert [len(one["reviews"]) for one in found] == [1] * 5


def test_the_list_of_labels_has_what_carries_all_of_them(opened: Opened, held: Held) -> None:
    held.add_issue("both", labels=["a, b", "c"])
    held.add_issue("one", labels=["c"])
    with opened() as github:
        page = github.page(Feed(PLAN, Kind.LABELLED, ("c",)))
        assert page is not None
        assert [one["title"] for one in page.entries] == ["one", "both"]


@pytest.mark.parametrize("kind", [Kind.LATEST, Kind.COMMENTS, Kind.REVIEW_COMMENTS, Kind.EVENTS])
def test_a_page_that_still_has_its_tag_is_not_sent_again(
    simulator: Simulator, opened: Opened, held: Held, kind: Kind
) -> None:
    issue = held.add_issue("A goal", pull=Pull(HEAD))
    feed = Feed(PLAN, kind)
    with opened() as github:
        page = github.page(feed)
        assert page is not None
        assert page.tag
        assert github.page(feed, tag=page.tag) is None
        assert simulator.log[-1].status == 304
        held.add_comment(issue, "ana", "New.")
        held.add_event(issue, "closed")
        held.add_review(issue, "ana", "COMMENTED", "", "Here.")
        newer = github.page(feed, tag=page.tag)
        assert newer is not None
        assert len(newer.entries) == 1


def test_what_is_kept_elsewhere_is_not_kept_in_the_cache(opened: Opened, held: Held) -> None:
    held.add_comment(held.add_issue("A goal"), "ana", "Remarkable.")
    with opened() as github:
        github.page(Feed(PLAN, Kind.COMMENTS))
        list(github.labels(PLAN))
    stored = b"".join(file.read_bytes() for file in opened.cache.iterdir())
    assert b"/labels" in stored
    assert b"Remarkable" not in stored


def test_how_many_there_are_is_about_known(opened: Opened, held: Held) -> None:
    issue = held.add_issue("A goal")
    for number in range(7):
        held.add_comment(issue, "ana", f"{number}")
    with opened() as github:
        few, issues = github.page(Feed(PLAN, Kind.COMMENTS)), github.page(Feed(PLAN, Kind.ISSUES))
        assert few is not None
        assert issues is not None
        assert (few.total, issues.total) == (7, 1)


def test_an_item_comes_with_all_that_belongs_to_it(opened: Opened, held: Held) -> None:
    pull = held.add_issue("A change", author="helper[bot]", pull=Pull(HEAD), state="closed")
    held.add_comment(pull, "ana", "Hm.", minimized=True)
    held.add_review(pull, None, "APPROVED", "Fine.", "Here.")
    for kind in EVENTS:
        held.add_event(pull, kind, **WITH.get(kind, {}))
    held.add_event(pull, "subscribed")
    name = IssueName(PLAN, 1)
    with opened() as github:
        item: Any = github.items({name: None})[name]
    assert (item["state"], item["user"]["login"]) == ("closed", "helper[bot]")
    assert item["pull_request"] == {"merged_at": None}
    assert [(one["id"], one["minimized"]) for one in item["comments"]] == [(1, True)]
    assert [(one["user"], one["state"]) for one in item["reviews"]] == [(None, "APPROVED")]
    assert [one["body"] for one in item["reviews"][0]["comments"]] == ["Here."]
    assert tuple(one["event"] for one in item["events"]) == EVENTS


def test_of_events_only_what_is_new_is_asked(opened: Opened, held: Held) -> None:
    issue = held.add_issue("A goal")
    held.add_event(issue, "closed")
    later = held.add_event(issue, "reopened")
    name = IssueName(PLAN, 1)
    with opened() as github:
        since = f"{later.created_at:%Y-%m-%dT%H:%M:%SZ}"
        item: Any = github.items({name: since})[name]
        assert [one["event"] for one in item["events"]] == ["reopened"]
        assert github.marks([name])[name] == since
        issue.comments = []
        held.edit_comment(issue, held.add_comment(issue, "ana", "x"), "y")
        assert (
            github.marks([name])[name]
            == f"{later.created_at + timedelta(seconds=2):%Y-%m-%dT%H:%M:%SZ}"
        )


def test_one_item_that_is_not_there_leaves_the_others(
    simulator: Simulator, opened: Opened, held: Held
) -> None:
    held.add_issue("A goal")
    simulator.state.add_repository("shy/plan").add_issue("Hidden")
    simulator.state.guarded.add("shy")
    there = IssueName(PLAN, 1)
    absent: dict[IssueName, type[ForgeError]] = {
        IssueName(PLAN, 2): NotFoundError,
        IssueName(Repository("no", "where"), 1): MissingRepositoryError,
        IssueName(Repository("shy", "plan"), 1): ForbiddenError,
    }
    with opened() as github:
        items = github.items(dict.fromkeys([there, *absent]))
        marks = github.marks([there, *absent])
        for found in (items, marks):
            assert not isinstance(found[there], ForgeError)
            assert {name: type(found[name]) for name in absent} == absent
        with pytest.raises(NotFoundError):
            github.page(Feed(Repository("no", "where"), Kind.ISSUES))
        with pytest.raises(ForbiddenError):
            github.page(Feed(Repository("shy", "plan"), Kind.PULLS))


def test_why_an_item_is_missing(simulator: Simulator, opened: Opened, held: Held) -> None:
    simulator.state.add_repository("org/other").add_issue("Moved")
    simulator.state.transferred["org/plan", 7] = ("org/other", 1)
    with opened() as github:
        moved = github.missing(IssueName(PLAN, 7))
        assert isinstance(moved, TransferredError)
        assert moved.url == "https://github.com/org/other/issues/1"
        assert isinstance(github.missing(IssueName(PLAN, 8)), NotFoundError)
    assert not held.issues


def test_an_item_that_makes_no_sense_leaves_the_others(
    simulator: Simulator, opened: Opened, held: Held
) -> None:
    simulator.largest_page = 1
    for _ in range(3):
        issue = held.add_issue("A goal")
        for number in range(2):
            held.add_comment(issue, "ana", f"{number}")
    names = [IssueName(PLAN, number) for number in held.issues]
    simulator.faults = {1: Fault.EMPTIED, 3: Fault.EMPTIED}
    with opened() as github:
        items = github.items(dict.fromkeys(names))
    odd = [name.number for name in names if isinstance(items[name], StrangeAnswerError)]
    assert odd == [1]


def test_a_search_is_asked_page_by_page(simulator: Simulator, opened: Opened, held: Held) -> None:
    simulator.largest_page = 2
    for number in range(3):
        held.add_issue(f"{number}")
    with opened() as github:
        first = github.found("repo:org/plan is:open")
        rest = github.found("repo:org/plan is:open", first.following)
    names = [*first.names, *rest.names]
    assert sorted(names) == [IssueName(PLAN, number) for number in (1, 2, 3)]
    assert (first.total, rest.following) == (3, None)


def test_what_is_no_node_keeps_its_shape() -> None:
    odd = {"id": "x1", "nodes": None, "state_reason": None}
    assert rest_shaped(odd) == []
    assert rest_shaped([{"id": "12", "closed": False}, None, "x"]) == [
        {"id": 12, "closed": False, "state": "open"},
        "x",
    ]
    assert rest_shaped({"__typename": 3, "type": "Bot", "login": None}) == {
        "__typename": 3,
        "type": "Bot",
        "login": None,
    }
