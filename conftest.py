"""What the tests of every package share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

ROOT = Path(__file__).parent
CI = os.environ.get("CI", "").lower() in {"1", "true"}

# Machines differ too much in speed for a deadline; hypothesis has its own profile for CI.
settings.register_profile("local", deadline=None)
if not CI:
    settings.load_profile("local")

Needs = Callable[[str | Path, str], Path]


@pytest.fixture(scope="session")
def needs() -> Needs:
    """Ask for a program (a name) or data (a Path) that may be absent here, and why it is needed.

    Gives its path. Where it is missing the test is skipped with the reason, and in CI it fails.
    """
    return _needs


def _needs(wanted: str | Path, why: str) -> Path:
    found = shutil.which(wanted) if isinstance(wanted, str) else wanted
    if found is None or not Path(found).exists():
        _do_without(f"{wanted} is missing: {why}")
    return Path(found)


@pytest.fixture(scope="session")
def do_without() -> Callable[[str], NoReturn]:
    """End a test that lacks something, with the reason: it is skipped, and in CI it fails."""
    return _do_without


def _do_without(reason: str) -> NoReturn:
    if CI:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def corpus(needs: Needs) -> Path:
    """The real data: beside the repository, or where HEADWAY_CORPUS says."""
    default = ROOT.parent / "shared" / "corpus"
    path = Path(os.environ.get("HEADWAY_CORPUS") or default)
    return needs(path, "real goals programs and directories; set HEADWAY_CORPUS")


@pytest.fixture(scope="session")
def examples() -> Path:
    """The folder of example programs and mistakes."""
    return ROOT / "examples"
