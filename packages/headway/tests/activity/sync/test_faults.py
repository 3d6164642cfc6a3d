"""Runs that are disturbed: what cannot be read is told, and the next run makes up for it."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import cycle
from typing import TYPE_CHECKING

import pytest

from github_simulator import Fault, Pull
from headway.activity.records import Comment, Issue
from headway.activity.store import Store, open_store
from headway.activity.sync.wanted import Labelled, Wanted
from headway.forge.errors import RateLimitError, UnreachableError
from headway.forge.network import Patience
from syncing import CODE, PLAN, make_busy, name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from github_simulator import Simulator
    from headway.activity.store import Batch
    from syncing import Stored, Syncing

ONCE = Patience(attempts=1)
HEAD = "f" * 40
# What is no answer is asked for again, what makes no sense is not.
NONSENSE = [Fault.MANGLED, Fault.EMPTIED]
ENDS = [fault for fault in Fault if fault not in NONSENSE]


class Kill(BaseException):  # what ends a program from outside is no error
    """The program ends."""


@pytest.fixture
def everything(simulator: Simulator, wanted: Wanted) -> Wanted:
    """All ways of being wanted at once, in pages so small that there are several of each list."""
    make_busy(simulator.state)
    simulator.largest_page = 3
    labelled = (Labelled(CODE, ("A-odd",)),)
    return wanted._replace(labelled=labelled, queries=("repo:org/code is:pr",))


class Disturbed:
    """Runs into new stores, one after the other, each to be compared with an undisturbed one."""

    def __init__(self, syncing: Syncing, wanted: Wanted, new_address: Callable[[], str]) -> None:
        self.syncing = syncing
        self.wanted = wanted
        self.new_address = new_address
        assert not syncing(wanted).problems
        self.requests = len(syncing.simulator.log)
        self.undisturbed: Stored = syncing.stored()

    def begin(self) -> None:
        """Begin with an empty store."""
        self.syncing.address = self.new_address()
        self.syncing.simulator.log.clear()
        self.syncing.simulator.faults = {}

    def finish(self) -> None:
        """Run again, and look whether all is as if nothing had happened."""
        self.syncing.simulator.faults = {}
        outcome = self.syncing(self.wanted)
        assert (list(outcome.problems), outcome.stopped) == ([], None)
        assert self.syncing.stored() == self.undisturbed


@pytest.fixture
def disturbed(syncing: Syncing, everything: Wanted, new_address: Callable[[], str]) -> Disturbed:
    return Disturbed(syncing, everything, new_address)


def test_an_end_at_each_request(disturbed: Disturbed) -> None:
    faults = cycle(ENDS)
    for number in range(disturbed.requests):
        disturbed.begin()
        disturbed.syncing.simulator.faults = {number: next(faults)}
        outcome = disturbed.syncing(disturbed.wanted, ONCE)
        # Several items are asked for again in halves.
        assert outcome.stopped is None or isinstance(outcome.stopped, UnreachableError)
        assert outcome.reached is (number > 0)
        disturbed.finish()


def test_nonsense_at_each_request(disturbed: Disturbed) -> None:
    faults = cycle(NONSENSE)
    for number in [one for one in range(disturbed.requests) for _ in NONSENSE]:
        disturbed.begin()
        disturbed.syncing.simulator.faults = {number: next(faults)}
        outcome = disturbed.syncing(disturbed.wanted, ONCE)
        assert outcome.stopped is None
        disturbed.finish()


def test_a_fault_that_passes_is_not_seen(disturbed: Disturbed) -> None:
    faults = cycle(ENDS)
    for start in range(3):
        disturbed.begin()
        numbers = range(start, 2 * disturbed.requests, 3)
        disturbed.syncing.simulator.faults = {number: next(faults) for number in numbers}
        outcome = disturbed.syncing(disturbed.wanted)
        assert (list(outcome.problems), outcome.stopped) == ([], None)
        assert disturbed.syncing.stored() == disturbed.undisturbed


def test_a_kill_before_each_commit(disturbed: Disturbed, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = Store.batch
    left = 0

    @contextmanager
    def killing(store: Store) -> Iterator[Batch]:
        nonlocal left
        with batch(store) as one:
            yield one
            left -= 1
            if not left:
                raise Kill

    number, killed = 0, True
    while killed:
        number += 1
        disturbed.begin()
        left, killed = number, False
        with monkeypatch.context() as patched:
            patched.setattr(Store, "batch", killing)
            try:
                disturbed.syncing(disturbed.wanted)
            except Kill:
                killed = True
        disturbed.finish()
    assert number > 10


def test_a_run_goes_on_where_another_ended(syncing: Syncing, simulator: Simulator) -> None:
    plan = simulator.state.add_repository("org/plan")
    simulator.largest_page = 5
    issue = plan.add_issue("A goal")
    for number in range(50):
        plan.add_comment(issue, "ana", f"{number}")
    wanted = Wanted((PLAN,))
    simulator.faults = {9: Fault.BROKEN_BEFORE}
    assert syncing(wanted, ONCE).stopped is not None
    with open_store(syncing.address) as store:
        assert store.count(Comment) == 30
    plan.add_comment(issue, "ana", "And more.")
    simulator.faults, before = {}, len(simulator.log)
    assert syncing(wanted).stopped is None
    with open_store(syncing.address) as store:
        assert store.count(Comment) == 51
    pages = [one for one in simulator.log[before:] if one.path.endswith("issues/comments")]
    # The rest, of which the new comment has pushed one on; then the front, down to what is known.
    assert len(pages) == 5 + 1


def test_a_limit_that_takes_too_long_ends_the_run_and_keeps_what_was_read(
    syncing: Syncing, simulator: Simulator
) -> None:
    plan = simulator.state.add_repository("org/plan")
    simulator.largest_page = 5
    for number in range(20):
        plan.add_issue(f"Goal {number}")
    simulator.limit.remaining, simulator.limit.reset = 4, simulator.clock.now() + 3000
    outcome = syncing(Wanted((PLAN,)))
    assert isinstance(outcome.stopped, RateLimitError)
    assert outcome.reached
    with open_store(syncing.address) as store:
        assert store.count(Issue) == 15


@pytest.mark.usefixtures("busy")
def test_one_list_that_cannot_be_read_leaves_the_others(
    syncing: Syncing, simulator: Simulator, wanted: Wanted
) -> None:
    simulator.state.repositories["org/code"].private = True
    gone = wanted._replace(repositories=(PLAN, CODE))
    outcome = syncing(gone)
    assert outcome.changes["issues"].new == 3
    assert all("org/code: GitHub finds nothing there" in one for one in outcome.problems)
    assert outcome.stopped is None


def test_what_is_not_there_by_name_is_told_each_time_and_looked_into_once(
    syncing: Syncing, simulator: Simulator
) -> None:
    code = simulator.state.add_repository("org/code")
    code.add_issue("Here")
    other = simulator.state.add_repository("org/other")
    for _ in range(5):
        other.add_issue("Moved")
    simulator.state.transferred["org/code", 8] = ("org/other", 5)
    simulator.state.guarded.add("shy")
    names = ["org/code#1", "org/code#7", "org/code#8", "no/where#1", "no/where#2", "shy/one#1"]
    wanted = Wanted(names=frozenset(map(name, names)))
    first, again = syncing(wanted), None
    before = len(simulator.log)
    again = syncing(wanted)
    assert [one.path for one in simulator.log[before:]] == ["/graphql", "/graphql"]
    assert sorted(first.problems) == sorted(again.problems)
    told = "\n".join(sorted(first.problems))
    assert len(first.problems) == 4
    assert "cannot read no/where: GitHub finds nothing there" in told
    assert "cannot read org/code#7: GitHub finds nothing there" in told
    assert (
        "org/code#8: it was transferred, and is https://github.com/org/other/issues/5 now" in told
    )
    assert "cannot read shy/one: GitHub says 'Resource protected by organization SAML" in told
    with open_store(syncing.address) as store:
        assert [one.title for one in store.find(Issue)] == ["Here"]


def test_what_was_not_there_is_read_when_it_comes(syncing: Syncing, simulator: Simulator) -> None:
    code = simulator.state.add_repository("org/code", private=True)
    code.add_issue("Here")
    wanted = Wanted(names=frozenset({name("org/code#1"), name("org/code#2")}))
    assert syncing(wanted).problems
    code.private = False
    assert len(syncing(wanted).problems) == 1
    code.add_issue("There")
    assert not syncing(wanted).problems
    with open_store(syncing.address) as store:
        assert [one.title for one in store.find(Issue)] == ["Here", "There"]


def test_a_renamed_repository_is_kept_under_the_name_that_is_used(
    syncing: Syncing, simulator: Simulator
) -> None:
    code = simulator.state.add_repository("org/code")
    code.add_comment(code.add_issue("Here"), "ana", "Hello.")
    simulator.state.renamed["org/old"] = "org/code"
    wanted = Wanted((PLAN,), names=frozenset({name("org/old#1")}))
    simulator.state.add_repository("org/plan")
    simulator.state.renamed["org/plans"] = "org/plan"
    outcome = syncing(wanted._replace(repositories=(PLAN._replace(name="plans"),)))
    assert not outcome.problems
    assert list(outcome.notes) == ["org/old is org/code now; write the new name"]
    with open_store(syncing.address) as store:
        assert [one.repository for one in store.find(Issue)] == ["org/old"]
        assert [one.repository for one in store.find(Comment)] == ["org/old"]


def test_what_is_too_much_for_one_answer_is_asked_in_parts(
    syncing: Syncing, simulator: Simulator
) -> None:
    code = simulator.state.add_repository("org/code")
    for number in range(20):
        code.add_issue(f"Change {number}", pull=Pull(HEAD))
    simulator.most_named = 6
    names = frozenset(name(f"org/code#{number}") for number in code.issues)
    assert not syncing(Wanted(names=names)).problems
    with open_store(syncing.address) as store:
        assert store.count(Issue) == 20
    simulator.most_named = 0
    code.add_issue("Huge")
    outcome = syncing(Wanted(names=frozenset({name("org/code#21")})))
    (problem,) = outcome.problems
    assert "GitHub finds that too much for one answer" in problem
