"""A small plan under faults at any request: it ends as it should, with nothing twice."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from github_simulator import Fault
from headway.diagnostics import Edit
from headway.errors import HeadwayError
from headway.forge.carry import apply
from headway.forge.file_actions import EditFile
from headway.forge.model import IssueName, Label, NewIssue, Repository
from headway.forge.plan import Following, Plan, Step, World
from headway.forge.tracker_actions import (
    AddComment,
    AddLabels,
    CreateIssue,
    CreateLabel,
    LockIssue,
    marker,
)
from headway.text import Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from github_simulator import Simulator
    from github_simulator.opened import Opened
    from headway.forge.carry import StepResult
    from headway.forge.port import Reads

PLAN = Repository("org", "plan")
MARK = marker("goal 2026/alpha")
LOCKED = "This issue is for updates only."
LANG = Label("T-lang", "bfd4f2", "")
DOCUMENT = b"# Alpha\n\nTracking issue: none\n"
PLACE = DOCUMENT.index(b"none")


class Crash(BaseException):  # what ends a program from outside is no error
    """The program ends between two steps."""


def plan_for(github: Reads, document: Source) -> Plan:
    """What is missing for one goal: a label, an issue, a lock with its comment, a link back."""
    steps = list(_before_the_issue(github))
    newest = next((issue.number for issue in github.issues(PLAN)), 0)
    found = [issue for issue in github.issues(PLAN) if MARK in issue.body]
    if found:
        name = IssueName(PLAN, found[0].number)
        steps += _of_issue(github, name, document)
        return Plan("Alpha", tuple(steps))
    new = NewIssue("Alpha", f"The goal.\n{MARK}")
    guess = IssueName(PLAN, newest + 1)
    steps.append(Step("issue", CreateIssue(PLAN, new, MARK, newest), "there is none"))
    for step, make in (
        ("labels", lambda issue: AddLabels(issue, ("T-lang",))),
        ("comment", lambda issue: AddComment(issue, LOCKED)),
        ("link", lambda issue: _link(document, issue)),
    ):
        following = Following(make(guess), make)
        steps.append(Step(step, following, "the issue is new", after=("issue",)))
    lock = Following(LockIssue(guess), LockIssue)
    steps.append(Step("lock", lock, "it is for updates", after=("issue", "comment")))
    return Plan("Alpha", tuple(steps))


def _before_the_issue(github: Reads) -> Iterator[Step]:
    if LANG not in list(github.labels(PLAN)):
        yield Step("label", CreateLabel(PLAN, LANG), "it is missing")


def _of_issue(github: Reads, name: IssueName, document: Source) -> Iterator[Step]:
    issue = github.issue(name)
    if "T-lang" not in issue.labels:
        yield Step("labels", AddLabels(name, ("T-lang",)), "it is missing")
    commented = any(LOCKED in comment.body for comment in github.comments(name))
    if not commented:
        yield Step("comment", AddComment(name, LOCKED), "there is none")
    if not issue.locked:
        after = () if commented else ("comment",)
        yield Step("lock", LockIssue(name), "it is for updates", after)
    if str(name).encode() not in document.data:
        yield Step("link", _link(document, name), "it says none")


def _link(document: Source, issue: IssueName) -> EditFile:
    span = Span(PLACE, PLACE + len(b"none"))
    return EditFile(document, (Edit(span, str(issue)),))


class Attempts:
    """Runs the plan anew until there is nothing to do, as a person would run the command."""

    def __init__(self, simulator: Simulator, opened: Opened, folder: Path) -> None:
        self.simulator = simulator
        self.opened = opened
        self.folder = folder

    def begin(self, faults: dict[int, Fault]) -> None:
        token, account = next(iter(self.simulator.state.accounts.items()))
        self.simulator.reset()
        self.simulator.state.accounts[token] = account
        repository = self.simulator.state.add_repository("org/plan")
        repository.add_issue("Something else")
        self.simulator.faults = faults
        shutil.rmtree(self.opened.cache, ignore_errors=True)
        (self.folder / "alpha.md").write_bytes(DOCUMENT)

    def once(self, crash: int | None = None) -> bool:
        """One run; whether there was nothing left to do."""
        over: list[StepResult] = []

        def tell(result: StepResult) -> None:
            over.append(result)
            if len(over) == crash:
                raise Crash

        with self.opened() as github:
            plan = plan_for(github, self._document())
            result = apply(plan, World(self.folder, github), tell, self.simulator.clock.sleep)
        return not plan and result.complete

    def until_done(self, crash: int | None) -> int:
        """How many runs it takes until one has nothing to do, and writes nothing."""
        for run in range(1, 30):
            before = len(self.simulator.log)
            try:
                done = self.once(crash if run == 1 else None)
            except (HeadwayError, Crash):
                continue
            if done:
                assert {one.method for one in self.simulator.log[before:]} == {"GET"}
                return run
        pytest.fail("it never ends")

    def check(self) -> None:
        """Everything is there, once."""
        held = self.simulator.state.repositories["org/plan"]
        (issue,) = (one for one in held.issues.values() if MARK in (one.body or ""))
        assert len(held.issues) == 2
        assert (issue.labels, issue.locked) == (["T-lang"], True)
        assert [comment.body for comment in issue.comments] == [LOCKED]
        assert list(held.labels) == ["t-lang"]
        link = f"org/plan#{issue.number}".encode()
        assert self._document().data == DOCUMENT.replace(b"none", link)
        assert not self.simulator.complaints

    def _document(self) -> Source:
        return Source("alpha.md", (self.folder / "alpha.md").read_bytes())


@pytest.fixture
def attempts(simulator: Simulator, opened: Opened, tmp_path: Path) -> Attempts:
    return Attempts(simulator, opened, tmp_path)


def test_without_faults_the_second_run_has_nothing_to_do(attempts: Attempts) -> None:
    attempts.begin({})
    assert attempts.until_done(None) == 2
    attempts.check()


@pytest.mark.parametrize("fault", Fault)
def test_one_fault_at_each_request(attempts: Attempts, fault: Fault) -> None:
    attempts.begin({})
    attempts.once()
    for number in range(len(attempts.simulator.log)):
        attempts.begin({number: fault})
        assert attempts.until_done(None) <= 3
        attempts.check()


@pytest.mark.parametrize("crash", range(1, 7))
def test_an_end_after_each_step(attempts: Attempts, crash: int) -> None:
    attempts.begin({})
    attempts.until_done(crash)
    attempts.check()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    faults=st.dictionaries(st.integers(0, 40), st.sampled_from(Fault), max_size=20),
    crash=st.none() | st.integers(1, 6),
)
def test_any_faults(attempts: Attempts, faults: dict[int, Fault], crash: int | None) -> None:
    attempts.begin(faults)
    attempts.until_done(crash)
    attempts.check()
