"""Whatever happens on GitHub between runs, and to them: what is stored is what one run finds."""

from __future__ import annotations

import random
import tempfile
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from github_simulator import Fault, Pull
from headway.activity.sync.wanted import Labelled, Wanted
from headway.forge.network import Patience
from syncing import CODE, PLAN, Syncing, make_busy, name

if TYPE_CHECKING:
    from pathlib import Path

    from github_simulator import Simulator
    from github_simulator.opened import Opened
    from github_simulator.state import Issue, Repository

ONCE = Patience(attempts=1)
HEAD = "f" * 40
LABELS = ("A-odd", "T-lang", "bug")


def happen(repository: Repository, issue: Issue, chance: random.Random) -> None:
    """Something that changes an issue."""
    text = f"Said {chance.random()}."
    what = chance.randrange(7)
    if what == 0:
        repository.add_comment(issue, "ana", text)
    elif what == 1 and issue.comments and issue.state == "open":
        repository.edit_comment(issue, chance.choice(issue.comments), text)
    elif what == 2:
        labels = chance.sample(LABELS, chance.randrange(3))
        repository.touch(
            issue,
            labels=[one for one in labels if repository.label(one) or repository.add_label(one)],
        )
        repository.add_event(issue, "labeled", label=chance.choice(LABELS))
    elif what == 3 and issue.pull:
        repository.add_review(issue, "ben", "APPROVED", text, *[text] * chance.randrange(4))
    elif what == 4:
        repository.touch(issue, state=chance.choice(["open", "closed"]), title=text)
    elif what == 5:
        repository.add_event(issue, "assigned", assignee="ben")
    else:
        made = repository.add_issue(text, pull=Pull(HEAD) if chance.random() < 0.5 else None)
        repository.touch(made, labels=[])


@pytest.mark.parametrize("page", [2, 5])
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    seed=st.integers(0, 2**32),
    rounds=st.integers(1, 4),
    faults=st.dictionaries(st.integers(0, 60), st.sampled_from(Fault), max_size=6),
)
def test_many_disturbed_runs_store_what_one_would(  # noqa: PLR0913, PLR0917  # drawn ones too
    simulator: Simulator,
    opened: Opened,
    tmp_path: Path,
    page: int,
    seed: int,
    rounds: int,
    faults: dict[int, Fault],
) -> None:
    chance = random.Random(seed)  # noqa: S311  # no secret
    account = dict(simulator.state.accounts)
    simulator.reset()
    simulator.state.accounts = account
    simulator.largest_page = page
    make_busy(simulator.state)
    repositories = list(simulator.state.repositories.values())

    def change(_: int = 0) -> None:
        repository = chance.choice(repositories)
        happen(repository, chance.choice(list(repository.issues.values())), chance)

    names = frozenset(name(f"org/code#{number}") for number in range(1, 5))
    wanted = Wanted((PLAN,), (Labelled(CODE, ("A-odd",)),), names=names)
    folder = tempfile.mkdtemp(dir=tmp_path)
    syncing = Syncing(simulator, opened, f"{folder}/activity.db")
    simulator.faults = faults
    for _ in range(rounds):
        simulator.before = change if chance.random() < 0.5 else None
        syncing(wanted, ONCE)
        change()
    simulator.faults, simulator.before = {}, None
    outcome = syncing(wanted)
    assert (list(outcome.problems), outcome.stopped) == ([], None)
    known = syncing.stored(states=False)
    syncing.address = f"{folder}/anew.db"
    syncing(wanted)
    assert_holds(known, syncing.stored(states=False))


def assert_holds(known: dict[str, list[Any]], anew: dict[str, list[Any]]) -> None:
    """Check that all that is found anew is known, and nothing of it differs.

    What carried a label once is known for good, and is in nothing that is found anew.
    """
    for table, records in anew.items():
        missing = [one for one in records if one not in known[table]]
        assert not missing, table
