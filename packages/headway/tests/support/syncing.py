"""Reading a simulated GitHub into a store, with what can be seen of it afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from github_simulator import Pull
from headway.activity.records import KINDS, SyncState
from headway.activity.store import open_store
from headway.activity.sync.main import sync
from headway.forge.model import IssueName, Repository

if TYPE_CHECKING:
    from github_simulator import Simulator
    from github_simulator.opened import Opened
    from github_simulator.state import State
    from headway.activity.records import Record
    from headway.activity.sync.run import Outcome
    from headway.activity.sync.wanted import Wanted

PLAN = Repository("org", "plan")
CODE = Repository("org", "code")
SEE = "| Metadata | |\n| --- | --- |\n| See also | {} |\n"


def name(text: str) -> IssueName:
    """An issue by its name, as `org/plan#1`."""
    repository, number = text.split("#")
    return IssueName(Repository.parse(repository), int(number))


class Syncing:
    """Reads the simulator into a store, and tells what that took."""

    def __init__(self, simulator: Simulator, opened: Opened, address: str) -> None:
        self.simulator = simulator
        self.opened = opened
        self.address = address

    def __call__(self, wanted: Wanted) -> Outcome:
        with open_store(self.address) as store, self.opened() as github:
            return sync(github, store, wanted)

    def counted(self, wanted: Wanted) -> list[str]:
        """The paths that a run asked for."""
        before = len(self.simulator.log)
        outcome = self(wanted)
        assert not outcome.problems
        assert outcome.stopped is None
        return [one.path for one in self.simulator.log[before:]]

    def bytes(self) -> dict[str, bytes] | None:
        """The files of a store that is one."""
        if "://" in self.address:
            return None
        folder = Path(self.address).parent
        return {file.name: file.read_bytes() for file in folder.iterdir()}

    def stored(self, *, states: bool = True) -> dict[str, list[Record]]:
        """All that the store holds."""
        with open_store(self.address) as store:
            return {
                kind.table: store.find(kind.record)
                for kind in KINDS
                if states or kind.record is not SyncState
            }


def make_busy(state: State) -> None:
    """Two repositories in which everything that is kept happened."""
    plan = state.add_repository("org/plan")
    plan.add_milestone("2026")
    goal = plan.add_issue("A goal", body=SEE.format("org/code#3"), labels=["T-lang"], milestone=1)
    plan.add_issue("Another", author=None, state="closed", state_reason="completed")
    pull = plan.add_issue("Propose a goal", author="ben", pull=Pull("f" * 40, draft=True))
    plan.add_comment(goal, "ben", "On track.")
    plan.add_comment(goal, "helper[bot]", "Noted.", minimized=True)
    plan.add_event(goal, "labeled", label="T-lang")
    plan.add_event(goal, "milestoned", milestone="2026")
    plan.add_event(goal, "subscribed")
    plan.add_event(pull, "review_requested", requested_team="lang")
    plan.add_review(pull, "ana", "CHANGES_REQUESTED", "Close.", "This line.", "That line.")
    code = state.add_repository("org/code")
    first = code.add_issue("A change", pull=Pull("e" * 40))
    code.add_issue("A defect", assignees=["ben"])
    code.add_issue("A plan of it", body=SEE.format("org/code#4 and org/plan#2"))
    code.add_issue("A part of it")
    code.add_comment(first, "ana", "Nearly.")
    code.add_review(first, "ben", "APPROVED", "", "Nice.")
    code.add_event(first, "review_requested", requested_reviewer="ben")
    code.add_event(first, "renamed", rename="Some change")
    code.add_event(code.issues[2], "assigned", assignee="ben")
