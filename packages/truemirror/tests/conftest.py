"""What Truemirror's tests share: real clients, and a program that knows what cargo thinks."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from oracle import Oracle
from upstream.clients import Cargo, Rustup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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


@pytest.fixture(scope="session")
def oracle(needs: Needs) -> Iterator[Oracle]:
    """A program that answers with the crates that cargo uses."""
    with Oracle(needs("cargo", "it builds the test program; see https://rustup.rs")) as program:
        yield program
