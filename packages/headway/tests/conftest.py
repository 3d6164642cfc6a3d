"""The production adapter against a simulated GitHub on this machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from github_simulator import GRAPHQL, REST, Access, RestDescription, Simulator, fetch, serving
from github_simulator.opened import SECRET, Opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Needs = Callable[[str | Path, str], Path]

DESCRIPTIONS = Path(__file__).resolve().parents[3] / ".dev/github"


@pytest.fixture(scope="session")
def server(needs: Needs) -> Iterator[Simulator]:
    """One server for all tests of a run."""
    why = "npm brings GitHub's published descriptions, once"

    def npm() -> Path:
        return needs("npm", why)

    rest, graphql = (needs(fetch(one, DESCRIPTIONS, npm), why) for one in (REST, GRAPHQL))
    with serving(RestDescription(rest), graphql) as simulator:
        yield simulator


@pytest.fixture
def simulator(server: Simulator) -> Iterator[Simulator]:
    """A GitHub that holds nothing but `@ana`, whose token may write to `org/plan`."""
    server.reset()
    server.state.add_account(SECRET, "ana", **{"org/plan": Access.WRITE})
    yield server
    assert not server.complaints, "\n".join(server.complaints)


@pytest.fixture
def opened(simulator: Simulator, tmp_path: Path) -> Opened:
    """The production adapter, at the simulator's address."""
    return Opened(simulator, tmp_path / "cache")
