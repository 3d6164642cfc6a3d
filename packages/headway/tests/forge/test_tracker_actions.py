"""Each change of a tracker: planned, done, already so, and refused where things have moved on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from github_simulator import Access, Fault, Pull
from github_simulator.opened import SECRET
from headway.forge.carry import State, apply
from headway.forge.model import IssueName, Label, NewIssue, Repository
from headway.forge.plan import Plan, Step, World
from headway.forge.render import to_json
from headway.forge.tracker_actions import (
    AddAssignees,
    AddComment,
    AddLabels,
    ChangeIssue,
    ChangeLabel,
    CreateIssue,
    CreateLabel,
    CreateMilestone,
    LockIssue,
    RemoveAssignees,
    RemoveLabel,
    marker,
)

if TYPE_CHECKING:
    from pathlib import Path

    from github_simulator import Repository as Held
    from github_simulator import Simulator
    from github_simulator.opened import Opened
    from headway.forge.plan import Action

PLAN = Repository("org", "plan")
ISSUE = IssueName(PLAN, 1)
MARK = marker("goal 2026/alpha")
NEW = NewIssue("Alpha", f"text\n{MARK}", ("bug",), ("ana",), "2025")
CREATE = CreateIssue(PLAN, NEW, MARK)
LANG = Label("T-lang", "bfd4f2", "")
OLD = Label("bug", "ededed", "")
ACTIONS: list[Action] = [
    CreateLabel(PLAN, LANG),
    ChangeLabel(PLAN, OLD, OLD._replace(color="ff0000")),
    ChangeLabel(PLAN, OLD, Label("defect", "ededed", "a mistake")),
    CreateMilestone(PLAN, "2026"),
    CREATE,
    ChangeIssue(ISSUE, "title", "A goal", "Another title"),
    ChangeIssue(ISSUE, "body", "one\ntwo", "one\nthree"),
    ChangeIssue(ISSUE, "milestone", None, "2025"),
    ChangeIssue(ISSUE, "state", "open", "closed"),
    AddLabels(ISSUE, ("T-types", "BUG")),
    RemoveLabel(ISSUE, "bug"),
    AddAssignees(ISSUE, ("ana", "BEN")),
    RemoveAssignees(ISSUE, ("Ben",)),
    AddComment(ISSUE, "This continues."),
    LockIssue(ISSUE),
]
NAMES = [f"{action.kind}-{place}" for place, action in enumerate(ACTIONS)]


@pytest.fixture
def held(simulator: Simulator) -> Held:
    """One goal, as the actions expect it."""
    return fill(simulator)


def fill(simulator: Simulator) -> Held:
    repository = simulator.state.add_repository("org/plan")
    repository.add_label("T-types")
    repository.people += ["ana", "ben"]
    repository.add_milestone("2025")
    body = "one\r\ntwo"
    repository.add_issue("A goal", body=body, labels=["bug"], assignees=["ben"], author="ana")
    return repository


class Carrying:
    """Carries out one action at a time, with an adapter of its own."""

    def __init__(self, opened: Opened, folder: Path) -> None:
        self.opened = opened
        self.folder = folder

    def __call__(self, action: Action) -> tuple[State, str]:
        plan = Plan("Test", (Step("it", action, "it is a test"),))
        to_json(plan)
        with self.opened() as github:
            clock = self.opened.simulator.clock
            result = apply(plan, World(self.folder, github), sleep=clock.sleep)
        (one,) = result.results
        return one.state, one.reason


@pytest.fixture
def carry(opened: Opened, tmp_path: Path) -> Carrying:
    return Carrying(opened, tmp_path)


def writes(simulator: Simulator) -> list[str]:
    return [f"{one.method} {one.path}" for one in simulator.log if one.method != "GET"]


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("action", ACTIONS, ids=NAMES)
def test_it_is_done_once(simulator: Simulator, carry: Carrying, action: Action) -> None:
    assert carry(action) == (State.DONE, "")
    assert len(writes(simulator)) == 1
    assert carry(action) == (State.ALREADY, "")
    assert len(writes(simulator)) == 1


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("fault", [Fault.DROPPED_AFTER, Fault.BROKEN_AFTER, Fault.TRUNCATED])
@pytest.mark.parametrize("action", ACTIONS, ids=NAMES)
def test_a_lost_answer_does_it_once(
    simulator: Simulator, carry: Carrying, action: Action, fault: Fault
) -> None:
    carry(action)
    number = next(place for place, one in enumerate(simulator.log) if one.method != "GET")
    again = fill(simulator)
    simulator.log.clear()
    simulator.faults = {number: fault}
    assert carry(action) == (State.DONE, "")
    assert carry(action) == (State.ALREADY, "")
    same = [one for one in again.issues.values() if one.title == NEW.title]
    assert len(same) <= 1
    assert sum(len(one.comments) for one in again.issues.values()) <= 1


def test_a_label_in_another_colour_is_left_alone(held: Held, carry: Carrying) -> None:
    held.add_label("t-LANG", "000000")
    assert carry(CreateLabel(PLAN, LANG)) == (
        State.REFUSED,
        "there is a label `t-LANG` with the colour #000000",
    )
    state, reason = carry(ChangeLabel(PLAN, LANG, LANG._replace(color="ff0000")))
    assert state is State.REFUSED
    assert "is not as it was" in reason


@pytest.mark.parametrize(
    "action",
    [
        ChangeIssue(ISSUE, "title", "A goal", "Mine"),
        ChangeIssue(ISSUE, "body", "one\ntwo", "mine"),
        ChangeIssue(ISSUE, "milestone", None, "2026"),
    ],
    ids=lambda action: action.field,
)
def test_what_a_person_changed_meanwhile_is_left_alone(
    simulator: Simulator, held: Held, carry: Carrying, action: ChangeIssue
) -> None:
    held.issues[1].title = held.issues[1].body = "changed by hand"
    held.issues[1].milestone = 1
    assert carry(action) == (
        State.REFUSED,
        f"the {action.field} of org/plan#1 was changed since this was planned",
    )
    assert writes(simulator) == []


def test_an_issue_is_known_by_its_marker_or_title(held: Held, carry: Carrying) -> None:
    held.add_issue("Alpha", pull=Pull("f" * 40))
    held.add_issue("Alpha", body=f"another goal of the same title\n{marker('goal 2026/beta')}")
    assert carry(CREATE) == (State.DONE, "")
    assert carry(CREATE) == (State.ALREADY, "")
    held.issues[4].title = "renamed by hand"
    assert carry(CREATE) == (State.ALREADY, "")
    held.issues[4].body = "marker taken out"
    assert carry(CREATE) == (State.DONE, "")
    held.issues[5].body = "marker taken out, the title is the same"
    assert carry(CREATE) == (State.ALREADY, "")


def test_labels_that_do_not_exist_are_not_made_by_the_way(held: Held, carry: Carrying) -> None:
    missing = (State.REFUSED, "org/plan has no label `T-lang`")
    assert carry(AddLabels(ISSUE, ("bug", "T-lang"))) == missing
    assert carry(CreateIssue(PLAN, NEW._replace(labels=("bug", "T-lang")), MARK)) == missing
    assert held.label("T-lang") is None


def test_only_issues_since_the_plan_are_looked_through(
    simulator: Simulator, held: Held, carry: Carrying
) -> None:
    for number in range(250):
        held.add_issue(f"Goal {number}")
    assert carry(CreateIssue(PLAN, NEW, MARK, newest=251)) == (State.DONE, "")
    reads = [one for one in simulator.log if one.path.endswith("/issues") and one.method == "GET"]
    assert len(reads) == 1


def test_what_github_leaves_out_of_a_new_issue_is_told(
    simulator: Simulator, held: Held, carry: Carrying
) -> None:
    simulator.state.accounts[SECRET].access["org/plan"] = Access.READ
    assert carry(CREATE) == (State.FAILED, "GitHub left out bug, ana, 2025")
    assert carry(CREATE) == (State.ALREADY, "")
    assert len(held.issues) == 2


def test_a_permission_that_is_missing_is_told(
    simulator: Simulator, held: Held, carry: Carrying
) -> None:
    simulator.state.accounts[SECRET].may_write_issues = False
    state, reason = carry(LockIssue(ISSUE))
    assert state is State.FAILED
    assert "needs the permission `Issues: write` on org/plan" in reason
    assert not held.issues[1].locked


def test_a_comment_is_known_by_its_marker(held: Held, carry: Carrying) -> None:
    first = AddComment(ISSUE, f"for 2026\n{MARK}", MARK)
    assert carry(first) == (State.DONE, "")
    held.issues[1].comments[0].body = f"edited by hand {MARK}"
    assert carry(first) == (State.ALREADY, "")
    assert carry(AddComment(ISSUE, "another")) == (State.DONE, "")
    assert len(held.issues[1].comments) == 2
