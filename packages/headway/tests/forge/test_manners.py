"""Limits, trouble, lost connections, and what is asked again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from github_simulator import Clock, Fault, Limit
from headway.forge.errors import RateLimitError, UnknownOutcomeError, UnreachableError
from headway.forge.github import GitHub
from headway.forge.model import IssueName, NewIssue, Repository
from headway.forge.network import Patience, Surroundings
from headway.forge.session import Session

if TYPE_CHECKING:
    from pathlib import Path

    from github_simulator import Simulator
    from github_simulator.opened import Opened

PLAN = Repository("org", "plan")
ISSUE = IssueName(PLAN, 1)
AMBIGUOUS = [
    Fault.BROKEN_BEFORE,
    Fault.BROKEN_AFTER,
    Fault.DROPPED_BEFORE,
    Fault.DROPPED_AFTER,
    Fault.TRUNCATED,
    Fault.UNREADABLE,
]
LIMITS = [Fault.SECONDARY_LIMIT, Fault.UNNAMED_LIMIT]


@pytest.fixture(autouse=True)
def _goal(simulator: Simulator) -> None:
    simulator.state.add_repository("org/plan").add_issue("A goal")


@pytest.mark.parametrize("fault", [*AMBIGUOUS, *LIMITS])
def test_a_read_is_asked_again(simulator: Simulator, opened: Opened, fault: Fault) -> None:
    simulator.faults = {0: fault}
    with opened() as github:
        assert github.issue(ISSUE).title == "A goal"
    assert len(simulator.log) == 2
    assert len(opened.told) == 1
    assert "waiting" in opened.told[0]
    assert "to read org/plan#1" in opened.told[0]


@pytest.mark.parametrize("fault", [*AMBIGUOUS, *LIMITS])
def test_a_query_is_asked_again(simulator: Simulator, opened: Opened, fault: Fault) -> None:
    simulator.faults = {0: fault}
    with opened() as github:
        assert github.issues_named([ISSUE])[ISSUE].title == "A goal"
    assert len(simulator.log) == 2


def test_pauses_grow_and_have_an_end(simulator: Simulator, opened: Opened) -> None:
    simulator.faults = dict.fromkeys(range(9), Fault.BROKEN_BEFORE)
    with opened() as github, pytest.raises(UnreachableError, match="after 5 tries") as caught:
        github.issue(ISSUE)
    assert simulator.clock.naps == [1, 2, 4, 8]
    assert "in trouble (502)" in str(caught.value)
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("fault", AMBIGUOUS)
def test_what_may_have_been_made_is_not_made_again(
    simulator: Simulator, opened: Opened, fault: Fault
) -> None:
    simulator.faults = {0: fault}
    with opened() as github, pytest.raises(UnknownOutcomeError, match="create the issue `New`"):
        github.create_issue(PLAN, NewIssue("New", "text"))
    assert simulator.asked("POST") == ["/repos/org/plan/issues"]


@pytest.mark.parametrize("fault", LIMITS)
def test_what_was_turned_away_is_tried_again(
    simulator: Simulator, opened: Opened, fault: Fault
) -> None:
    simulator.faults = {0: fault}
    with opened() as github:
        made = github.create_issue(PLAN, NewIssue("New", "text"))
    assert made.number == 2
    assert simulator.clock.naps == [7 if fault is Fault.SECONDARY_LIMIT else 60]


@pytest.mark.parametrize("fault", AMBIGUOUS)
def test_a_change_that_comes_to_the_same_is_made_again(
    simulator: Simulator, opened: Opened, fault: Fault
) -> None:
    simulator.faults = {0: fault}
    with opened() as github:
        assert github.update_issue(ISSUE, title="Another").title == "Another"
        github.add_labels(ISSUE, ["T-lang"])
        github.remove_label(ISSUE, "T-lang")
        github.lock_issue(ISSUE)


def test_a_label_taken_off_before_the_answer_was_lost(simulator: Simulator, opened: Opened) -> None:
    with opened() as github:
        github.add_labels(ISSUE, ["T-lang"])
        simulator.faults = {1: Fault.DROPPED_AFTER}
        github.remove_label(ISSUE, "T-lang")
        assert github.issue(ISSUE).labels == ()


def test_the_primary_limit_is_waited_for_and_told(simulator: Simulator, opened: Opened) -> None:
    simulator.limit = Limit(0, reset=simulator.clock.now() + 90)
    with opened() as github:
        assert github.issue(ISSUE).number == 1
    assert simulator.clock.naps == [91]
    assert opened.told == ["GitHub's rate limit is reached; waiting 91 s to read org/plan#1"]


def test_a_wait_beyond_patience_is_an_error_at_once(simulator: Simulator, opened: Opened) -> None:
    simulator.limit = Limit(0, reset=simulator.clock.now() + 3000)
    with opened() as github, pytest.raises(RateLimitError, match="wait 3001 seconds") as caught:
        github.issue(ISSUE)
    assert simulator.clock.naps == []
    assert [one.status for one in simulator.log] == [403]
    assert "longer than 300" in str(caught.value)


def test_writes_keep_a_second_apart(simulator: Simulator, opened: Opened) -> None:
    with opened() as github:
        for text in ("one", "two", "three"):
            github.add_comment(ISSUE, text)
            github.issue(ISSUE)
    assert simulator.clock.naps == [1, 1]
    assert opened.told == []


def test_patience_is_a_setting(simulator: Simulator, opened: Opened) -> None:
    simulator.limit = Limit(0, reset=simulator.clock.now() + 3000)
    with opened(patience=Patience(longest_wait=3600)) as github:
        assert github.issue(ISSUE).number == 1


def test_nobody_there(tmp_path: Path) -> None:
    clock = Clock()
    around = Surroundings(clock.now, clock.sleep)
    with (
        Session(None, url="http://127.0.0.1:1", cache=tmp_path, around=around) as session,
        pytest.raises(UnreachableError, match="GitHub is not reached"),
    ):
        GitHub(session).create_issue(PLAN, NewIssue("New", "text"))
    assert clock.naps == [1, 2, 4, 8]


# --- the cache ------------------------------------------------------------------------------------


def test_what_has_not_changed_is_not_sent_again(simulator: Simulator, opened: Opened) -> None:
    repository = simulator.state.repositories["org/plan"]
    for number in range(150):
        repository.add_issue(f"Goal {number}")
    with opened() as github:
        first = list(github.issues(PLAN))
    left = simulator.limit.remaining
    with opened() as github:
        assert list(github.issues(PLAN)) == first
    assert [one.status for one in simulator.log] == [200, 200, 304, 304]
    assert simulator.limit.remaining == left


def test_what_has_changed_is_seen_at_once(simulator: Simulator, opened: Opened) -> None:
    with opened() as github:
        github.issue(ISSUE)
        simulator.state.repositories["org/plan"].issues[1].title = "Another"
        assert github.issue(ISSUE).title == "Another"
        assert github.update_issue(ISSUE, title="A third").title == "A third"
        assert github.issue(ISSUE).title == "A third"


def test_half_an_answer_is_not_kept(simulator: Simulator, opened: Opened) -> None:
    simulator.faults = {0: Fault.TRUNCATED}
    with opened() as github:
        assert github.issue(ISSUE).title == "A goal"
        assert github.issue(ISSUE).title == "A goal"
    assert [one.status for one in simulator.log] == [200, 200, 304]
    assert "if-none-match" not in simulator.log[1].headers


def test_a_cache_that_cannot_be_used_is_done_without(simulator: Simulator, opened: Opened) -> None:
    opened.cache.mkdir()
    (opened.cache / "github.db").write_bytes(b"this is no database" * 100)
    with opened() as github:
        assert github.issue(ISSUE).number == 1
        assert github.issue(ISSUE).number == 1
    assert [one.status for one in simulator.log] == [200, 304]


def test_only_its_owner_may_read_the_cache(opened: Opened) -> None:
    with opened() as github:
        github.issue(ISSUE)
        modes = [file.stat().st_mode & 0o777 for file in opened.cache.iterdir()]
    assert set(modes) == {0o600}
    assert opened.cache.stat().st_mode & 0o777 == 0o700
