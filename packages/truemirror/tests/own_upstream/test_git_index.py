from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from upstream import Folder, Mix, Registry, Server, Shape, index_path, mutate
from upstream.git_index import GitIndex

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Needs = Callable[[str | Path, str], Path]

SMALL = Shape(size=800, most=4)


@pytest.fixture(autouse=True)
def git(needs: Needs) -> str:
    return str(needs("git", "it makes and reads the repository"))


def checked_out(git: str, source: str, folder: Path, *options: str) -> dict[str, bytes]:
    subprocess.run([git, "clone", "--quiet", *options, source, str(folder)], check=True)
    files = (path for path in folder.rglob("*") if path.is_file())
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
    return {path: data for path, data in found.items() if not path.startswith(".git/")}


def expected(registry: Registry) -> dict[str, bytes]:
    return {index_path(name): registry.index(name) for name in registry.names}


def test_a_clone_holds_the_index_and_its_config(git: str, tmp_path: Path) -> None:
    registry = Registry(30, shape=SMALL)
    index = GitIndex(tmp_path / "index.git", registry, "http://here")
    for number, options in enumerate(([], ["--depth=1"])):
        files = checked_out(git, f"file://{index.folder}", tmp_path / f"clone{number}", *options)
        assert b"http://here/crates" in files.pop("config.json")
        assert files == expected(registry)


def test_each_change_is_a_commit_that_names_its_crate(git: str, tmp_path: Path) -> None:
    before = Registry(40, shape=SMALL)
    index = GitIndex(tmp_path / "index.git", before, "http://here")
    first = index.head
    after = mutate(mutate(before, mix=Mix(versions=5)), 2)
    index.follow(after)
    crates = {change.name for change in after.log}
    messages = index.git("log", "--format=%s", f"{first}..{index.head}").splitlines()
    assert len(messages) == len(crates)
    assert {message.split("`")[1] for message in messages} == crates
    assert {message.partition(" ")[0] for message in messages} == {"Create", "Update", "Delete"}
    paths = set(index.git("diff", "--name-only", first, index.head).splitlines())
    assert paths <= {index_path(name) for name in crates}
    files = checked_out(git, f"file://{index.folder}", tmp_path / "clone")
    del files["config.json"]
    assert files == expected(after)


def test_history_can_be_squashed(tmp_path: Path) -> None:
    registry = Registry(10, shape=SMALL)
    index = GitIndex(tmp_path / "index.git", registry, "http://here")
    index.follow(mutate(registry))
    before = index.git("rev-parse", f"{index.head}^{{tree}}")
    index.squash()
    assert index.git("rev-list", "--count", index.head) == "1\n"
    assert index.git("rev-parse", f"{index.head}^{{tree}}") == before


def test_it_can_be_cloned_from_a_server_of_files(git: str, tmp_path: Path) -> None:
    registry = Registry(5, shape=SMALL)
    GitIndex(tmp_path / "served/index.git", registry, "http://here")
    with Server(Folder(tmp_path / "served")) as server:
        files = checked_out(git, f"{server.address}/index.git", tmp_path / "clone")
    del files["config.json"]
    assert files == expected(registry)
