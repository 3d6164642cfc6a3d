"""What Truemirror's tests share: real clients."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from upstream.clients import Cargo, Rustup

if TYPE_CHECKING:
    from collections.abc import Callable

    Needs = Callable[[str | Path, str], Path]


@pytest.fixture
def cargo(needs: Needs, tmp_path: Path) -> Callable[[str], Cargo]:
    """The machine's cargo with a home of its own, for an index at an address."""
    program = needs("cargo", "real clients are what a mirror is for; see https://rustup.rs")
    return lambda index: Cargo(program, tmp_path / "cargo-home", index)


@pytest.fixture
def rustup(needs: Needs, tmp_path: Path) -> Callable[[str], Rustup]:
    """A rustup with a home of its own, for a dist server at an address."""
    program = needs(Path(sys.prefix) / "bin/rustup", "the test dependencies bring it")
    return lambda server: Rustup(program, tmp_path / "rustup-home", server)
