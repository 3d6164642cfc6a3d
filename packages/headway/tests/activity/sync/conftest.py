"""A GitHub to read, and what reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import syncing as support
from headway.activity.sync.wanted import Wanted
from headway.tracking.boxes import see_also
from syncing import PLAN, Syncing, name

if TYPE_CHECKING:
    from github_simulator import Simulator
    from github_simulator.opened import Opened


@pytest.fixture
def syncing(simulator: Simulator, opened: Opened, address: str) -> Syncing:
    """Reads the simulator into an empty store."""
    return Syncing(simulator, opened, address)


@pytest.fixture
def wanted() -> Wanted:
    """The repository `org/plan`, two names elsewhere, and what the first issue leads to."""
    return Wanted(
        repositories=(PLAN,),
        names=frozenset({name("org/code#1"), name("org/code#2")}),
        roots=frozenset({name("org/plan#1")}),
        mentions=lambda issue: see_also(issue.body, str),
    )


@pytest.fixture
def busy(simulator: Simulator) -> None:
    """Two repositories in which everything that is kept happened."""
    support.make_busy(simulator.state)
