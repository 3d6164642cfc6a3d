"""What Truemirror's tests share: real clients, real crates, and what cargo thinks of texts."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from obstore.store import MemoryStore

from oracle import Oracle
from s3 import S3, s3_server
from truemirror.store.place import Folder, Place
from upstream.clients import Cargo, Rustup
from upstream.debian import DebianCrates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import NoReturn

    Needs = Callable[[str | Path, str], Path]

_SHARED = Path("/dev/shm")  # noqa: S108 - a disk in memory, on which folders are made safely
_SOURCES = Path("/usr/share/cargo/registry")
_SERDE = ("serde-1.*", "serde_derive-1.*", "serde_json-1.*")


@pytest.fixture(scope="session")
def s3() -> Iterator[S3]:
    """An S3 over the wire."""
    with s3_server() as server:
        yield server


@pytest.fixture(params=["folder", "memory", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """An empty place of each kind."""
    if request.param == "folder":
        return Folder(tmp_path / "mirrors" / "one")
    if request.param == "memory":
        return Place(MemoryStore(), "memory:///")
    server: S3 = request.getfixturevalue("s3")
    return server.place()


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


@pytest.fixture(scope="session")
def real_crates(do_without: Callable[[str], NoReturn]) -> DebianCrates:
    """A registry of the crates that Debian ships, serde's among them."""
    if not all(any(_SOURCES.glob(pattern)) for pattern in _SERDE):
        do_without("apt-get install librust-serde-derive-dev librust-serde-json-dev: real crates")
    return DebianCrates(_SOURCES)


@pytest.fixture
def other_disk(tmp_path: Path) -> Iterator[Path]:
    """An empty folder on another file system than that of the test."""
    if not _SHARED.is_dir() or _SHARED.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("this machine has no second file system, which nothing can install")
    with TemporaryDirectory(dir=_SHARED) as folder:
        yield Path(folder)
