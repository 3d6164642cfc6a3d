"""What a run brings, and what it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from github_simulator import Pull
from headway.activity.records import Comment, Event, Issue, Review, SyncState
from headway.activity.store import Changes, open_store
from headway.activity.sync.wanted import Labelled, Wanted
from syncing import CODE, PLAN, SEE, name

if TYPE_CHECKING:
    from github_simulator import Simulator
    from syncing import Syncing

LISTS = [
    "/repos/org/plan/issues",
    "/repos/org/plan/issues/comments",
    "/repos/org/plan/pulls/comments",
    "/repos/org/plan/issues/events",
]
HEAD = "f" * 40


@pytest.mark.usefixtures("busy")
def test_all_that_happened_is_stored(syncing: Syncing, wanted: Wanted) -> None:
    outcome = syncing(wanted)
    assert not outcome.problems
    assert {name: one.new for name, one in outcome.changes.items()} == {
        "repositories": 2,
        "issues": 7,
        "comments": 6,
        "reviews": 2,
        "events": 6,
    }
    with open_store(syncing.address) as store:
        goal, done, pull = store.find(Issue, repository="org/plan")
        bot, human = sorted(
            store.find(Comment, number=1, repository="org/plan"), key=lambda one: one.body
        )
        asked, requested = (one for one in store.find(Event) if one.kind == "review_requested")
        (given,) = store.find(Review, repository="org/plan")
        elsewhere = store.find(Issue, repository="org/code")
    assert (goal.labels, goal.milestone, goal.author) == (("T-lang",), "2026", "someone")
    assert (done.state, done.state_reason, done.author) == ("closed", "completed", None)
    assert done.closed_at is not None
    assert (pull.is_pull_request, pull.draft) == (True, True)
    assert (bot.bot, bot.minimized, human.bot) == (True, True, False)
    assert (asked.subject, requested.subject) == ("ben", "org/lang")
    assert (given.state, given.author, given.number) == ("changes_requested", "ana", 3)
    assert [one.number for one in elsewhere] == [1, 2, 3, 4]


@pytest.mark.usefixtures("busy")
def test_an_item_by_name_is_as_it_is_in_its_repository(syncing: Syncing, wanted: Wanted) -> None:
    syncing(wanted)
    named = syncing.stored(states=False)
    whole = wanted._replace(repositories=(PLAN, CODE), names=frozenset())
    outcome = syncing(whole)
    assert not any(one.new or one.changed for one in outcome.changes.values())
    assert syncing.stored(states=False) == named


@pytest.mark.usefixtures("busy")
def test_with_nothing_new_each_list_is_asked_once_and_nothing_is_written(
    syncing: Syncing, wanted: Wanted
) -> None:
    syncing(wanted)
    before = syncing.stored()
    bytes_before = syncing.bytes()
    asked = syncing.counted(wanted)
    assert asked == [*LISTS, "/graphql"]
    conditional = [one for one in syncing.simulator.log[-5:] if one.path != "/graphql"]
    assert {one.status for one in conditional} == {304}
    assert syncing.stored() == before
    assert syncing.bytes() == bytes_before


@pytest.mark.usefixtures("busy")
def test_another_machine_with_the_same_store_asks_no_more(syncing: Syncing, wanted: Wanted) -> None:
    syncing(wanted)
    syncing.opened.cache = syncing.opened.cache / "another"
    assert syncing.counted(wanted) == [*LISTS, "/graphql"]


def test_a_first_run_takes_one_request_for_a_hundred(
    syncing: Syncing, simulator: Simulator
) -> None:
    plan = simulator.state.add_repository("org/plan")
    for number in range(430):
        issue = plan.add_issue(f"Goal {number}", pull=Pull(HEAD) if number % 2 else None)
        plan.add_comment(issue, "ana", "On track.")
        plan.add_event(issue, "labeled", label="T-lang")
        if issue.pull and number % 20 == 1:
            plan.add_review(issue, "ana", "APPROVED", "", *["Nice."] * 10)
    code = simulator.state.add_repository("org/code")
    names = []
    for number in range(120):
        plan_item = code.add_issue(f"Change {number}", pull=Pull(HEAD))
        names.append(name(f"org/code#{plan_item.number}"))
        code.add_comment(plan_item, "ana", "Nearly.")
    wanted = Wanted((PLAN,), names=frozenset(names))
    first = syncing.counted(wanted)
    # Issues and comments, events, comments on changes; named items; and a constant.
    assert len(first) <= 430 / 100 + (430 + 220) / 100 + 430 / 100 + 120 / 50 + 7
    with open_store(syncing.address) as store:
        assert store.count(Issue) == 550
        assert store.count(Comment) == 430 + 220 + 120
        assert store.count(Event) == 430
        assert store.count(Review) == 22
    assert syncing.counted(wanted) == [*LISTS, *["/graphql"] * 3]


def test_what_has_more_than_a_page_is_completed(syncing: Syncing, simulator: Simulator) -> None:
    code = simulator.state.add_repository("org/code")
    change = code.add_issue("A change", pull=Pull(HEAD))
    for number in range(250):
        code.add_comment(change, "ana", f"{number}")
        code.add_event(change, "labeled", label=f"L{number}")
    for number in range(120):
        lines = ["Here."] * (130 if number == 110 else 1)
        code.add_review(change, "ben", "COMMENTED", "", *lines)
    asked = syncing.counted(Wanted(names=frozenset({name("org/code#1")})))
    with open_store(syncing.address) as store:
        assert store.count(Comment) == 250 + 119 + 130
        assert store.count(Event) == 250
        assert store.count(Review) == 120
    assert len(asked) <= 1 + (250 + 249 + 250 + 120) / 100


def test_only_what_is_new_is_written(
    syncing: Syncing, simulator: Simulator, wanted: Wanted
) -> None:
    plan = simulator.state.add_repository("org/plan")
    issue = plan.add_issue("A goal")
    old = plan.add_comment(issue, "ana", "On track.")
    other = plan.add_issue("Another")
    syncing(wanted)
    plan.add_comment(other, "helper[bot]", "Beep.")
    plan.edit_comment(issue, old, "Done.")
    outcome = syncing(wanted)
    assert outcome.changes["comments"] == Changes(new=1, changed=1)
    assert outcome.changes["issues"].changed == 1
    with open_store(syncing.address) as store:
        assert [(one.body, one.bot) for one in store.find(Comment)] == [
            ("Done.", False),
            ("Beep.", True),
        ]


def test_an_edited_comment_of_an_item_by_name_is_found(
    syncing: Syncing, simulator: Simulator
) -> None:
    code = simulator.state.add_repository("org/code")
    issue = code.add_issue("A poll")
    poll = code.add_comment(issue, "rfcbot", "- [ ] ana")
    code.add_comment(issue, "ben", "Well.")
    wanted = Wanted(names=frozenset({name("org/code#1")}))
    syncing(wanted)
    code.edit_comment(issue, poll, "- [x] ana")
    assert len(syncing.counted(wanted)) == 2  # what changed, and all of that
    with open_store(syncing.address) as store:
        assert {one.body for one in store.find(Comment)} == {"- [x] ana", "Well."}
    assert len(syncing.counted(wanted)) == 1


def test_a_deleted_comment_stays_and_hides_nothing(syncing: Syncing, simulator: Simulator) -> None:
    plan = simulator.state.add_repository("org/plan")
    issue = plan.add_issue("A goal")
    plan.add_comment(issue, "ana", "Old.")
    gone = plan.add_comment(issue, "ana", "Rash.")
    wanted = Wanted((PLAN,))
    syncing(wanted)
    issue.comments.remove(gone)
    plan.add_comment(issue, "ana", "New.")
    assert not syncing(wanted).problems
    with open_store(syncing.address) as store:
        assert {one.body for one in store.find(Comment)} == {"Old.", "Rash.", "New."}


def test_what_changes_while_pages_are_read_is_not_missed(
    syncing: Syncing, simulator: Simulator
) -> None:
    plan = simulator.state.add_repository("org/plan")
    for number in range(250):
        plan.add_issue(f"Goal {number}")
    wanted = Wanted((PLAN,))

    def change(number: int) -> None:
        oldest = min(plan.issues.values(), key=lambda one: one.updated_at)
        plan.touch(oldest, title=f"Changed by {number}")

    simulator.before = change
    syncing(wanted)
    simulator.before = None
    syncing(wanted)
    with open_store(syncing.address) as store:
        found = {one.number: one.title for one in store.find(Issue)}
    assert found == {number: issue.title for number, issue in plan.issues.items()}


def test_what_see_also_leads_to_is_read_wherever_it_is(
    syncing: Syncing, simulator: Simulator, wanted: Wanted
) -> None:
    plan = simulator.state.add_repository("org/plan")
    plan.add_issue("A goal", body=SEE.format("org/code#1"))
    code = simulator.state.add_repository("org/code")
    code.add_issue("First", body=SEE.format("org/code#2 and org/plan#1"))
    code.add_issue("Second", body=SEE.format("org/code#1"))
    wanted = wanted._replace(names=frozenset())
    syncing(wanted)
    with open_store(syncing.address) as store:
        assert [one.title for one in store.find(Issue, repository="org/code")] == [
            "First",
            "Second",
        ]
    assert syncing.counted(wanted) == [*LISTS, "/graphql"]


def test_what_carries_labels_is_followed_until_it_loses_them(
    syncing: Syncing, simulator: Simulator
) -> None:
    code = simulator.state.add_repository("org/code")
    for number in range(120):
        code.add_issue(f"Plain {number}")
    issue = code.add_issue("Nominated", labels=["I-nominated", "T-lang"])
    code.add_issue("Half", labels=["T-lang"])
    code.add_comment(issue, "ana", "Please look.")
    wanted = Wanted(labelled=(Labelled(CODE, ("T-lang", "I-nominated")),))
    assert syncing.counted(wanted) == ["/repos/org/code/issues", "/graphql"]
    assert syncing.counted(wanted) == ["/repos/org/code/issues", "/graphql"]
    assert simulator.log[-2].status == 304
    code.touch(issue, labels=["T-lang"])
    code.add_event(issue, "unlabeled", label="I-nominated")
    syncing(wanted)
    with open_store(syncing.address) as store:
        (found,) = store.find(Issue)
        assert found.labels == ("T-lang",)
        assert [one.kind for one in store.find(Event)] == ["unlabeled"]
    assert syncing.counted(wanted) == ["/repos/org/code/issues"]


def test_what_a_search_finds_is_followed(syncing: Syncing, simulator: Simulator) -> None:
    code = simulator.state.add_repository("org/code")
    code.add_issue("Open", pull=Pull(HEAD))
    code.add_issue("Closed", state="closed", pull=Pull(HEAD))
    wanted = Wanted(queries=("repo:org/code is:pr is:open",))
    assert len(syncing.counted(wanted)) == 2
    with open_store(syncing.address) as store:
        assert [one.title for one in store.find(Issue)] == ["Open"]
    before = syncing.stored()
    assert len(syncing.counted(wanted)) == 2
    assert syncing.stored() == before


def test_a_search_that_finds_too_much_is_told(syncing: Syncing, simulator: Simulator) -> None:
    code = simulator.state.add_repository("org/code")
    simulator.state.most_found = 10
    for number in range(11):
        code.add_issue(f"Change {number}")
    outcome = syncing(Wanted(queries=("repo:org/code",)))
    (problem,) = outcome.problems
    assert "`repo:org/code` finds: GitHub gives 10 of 11" in problem
    with open_store(syncing.address) as store:
        assert store.count(Issue) == 10


def test_states_of_another_version_are_read_anew(syncing: Syncing, simulator: Simulator) -> None:
    simulator.state.add_repository("org/plan").add_issue("A goal")
    wanted = Wanted((PLAN,))
    syncing(wanted)
    before = syncing.stored()
    with open_store(syncing.address) as store:
        states = store.find(SyncState)
        store.put(SyncState(one.source, '{"cursor": 7}') for one in states)
    assert not syncing(wanted).problems
    assert syncing.stored() == before
