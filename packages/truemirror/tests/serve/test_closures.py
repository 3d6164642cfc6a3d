"""Cargo builds from a served mirror of what a project needs, though not every archive is there."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import TYPE_CHECKING, NamedTuple

import pytest

from mirrored import Copy
from published import serving
from truemirror.config.values import Config, CratesTable
from upstream import Registry, RegistrySite, Server, Shape, faults, index_path
from upstream.clients import Cargo, project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    MakeCargo = Callable[[str], Cargo]

LINUX = "x86_64-unknown-linux-gnu"
REGISTRY = Registry(60, seed=5, shape=Shape(size=1500, most=12))


class Program(NamedTuple):
    """A program, an upstream that has what it needs, and a mirror that is still empty."""

    folder: Path
    upstream: Server
    copy: Copy

    def sync(self, **rule: object) -> set[str]:
        """Mirror what it needs by a rule; gives the archives that are there then."""
        projects = (str(self.folder / "Cargo.toml"),)
        table = CratesTable(f"{self.upstream.address}/index/", projects=projects, **rule)  # type: ignore[arg-type]
        assert not self.copy.sync(Config(crates=table)).delayed
        return {path for path in self.copy.tree() if path.startswith("crates/")}


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    """It needs much for its tests, for its build script and for Windows."""
    folder = project(tmp_path / "program", [f'"{REGISTRY.names[0]}" = "*"'])
    kinds = ("target.'cfg(windows)'.dependencies", "build-dependencies", "dev-dependencies")
    with (folder / "Cargo.toml").open("a") as file:
        for number, kind in enumerate(kinds):
            names = REGISTRY.names[30 + 10 * number : 40 + 10 * number]
            file.write(f"[{kind}]\n" + "".join(f'"{one}" = "*"\n' for one in names))
    with Server(RegistrySite(REGISTRY)) as upstream:
        yield Program(folder, upstream, Copy(tmp_path / "copy"))


@pytest.mark.parametrize(
    ("rule", "command"),
    [
        ({"dev": False, "project_targets": (LINUX,)}, ("build",)),
        ({"build": False, "project_targets": (LINUX,)}, ("generate-lockfile",)),
        ({"project_targets": (LINUX,)}, ("fetch", "--target", LINUX)),
    ],
)
def test_cargo_resolves_with_what_it_need_not_fetch(
    rule: dict[str, object],
    command: tuple[str, ...],
    program: Program,
    cargo: MakeCargo,
    tmp_path: Path,
) -> None:
    with_all = Copy(tmp_path / "with-all")
    assert program.sync(**rule) < program._replace(copy=with_all).sync()
    locks = []
    for copy in (program.copy, with_all):
        with serving(copy.mirror) as address:
            done = cargo(f"{address}/index/").run(program.folder, *command)
        assert done.returncode == 0, done.stderr
        lock = program.folder / "Cargo.lock"
        locks.append(lock.read_text())
        lock.unlink()
        (tmp_path / "cargo-home").rename(tmp_path / f"home-{len(locks)}")
    assert locks[0] == locks[1]


def test_a_line_is_hidden_whose_archive_ought_to_be_there(program: Program) -> None:
    here = program.sync(dev=False)
    lost = min(here)
    name = lost.split("/")[-2]
    number = lost.rpartition("/")[2].removeprefix(f"{name}-").removesuffix(".crate")
    with serving(program.copy.mirror) as address:
        before = got(f"{address}/index/{index_path(name)}")
        mark = next(path for path in program.copy.tree() if path.startswith("unfetched/"))
        assert got(f"{address}/{mark}", missing=b"none") == b"none"
    program.upstream.fault(f"crates/{name}/{number}/download", faults.status(403))
    other = program._replace(copy=Copy(program.copy.folder / "other"))
    assert here - other.sync(dev=False) == {lost}
    with serving(other.copy.mirror) as address:
        after = got(f"{address}/index/{index_path(name)}", missing=b"")
    assert after == b"".join(
        line
        for line in before.splitlines(keepends=True)
        if f'"vers":"{number}"'.encode() not in line
    )


def got(url: str, missing: bytes | None = None) -> bytes:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310  # of our own server
            data: bytes = answer.read()
            return data
    except urllib.error.HTTPError:
        if missing is None:
            raise
        return missing
