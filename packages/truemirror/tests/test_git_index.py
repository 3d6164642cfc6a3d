"""The index as a git repository: the crates it has, and those that changed."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

import upstream.git_index
from truemirror.upstream.git_index import GitError, GitIndex, crates, name_of
from upstream import Registry, Shape

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SMALL = Shape(size=1500, most=4)
REGISTRY = Registry(30, shape=SMALL)
Repository = upstream.git_index.GitIndex


@pytest.fixture
def repository(needs: Callable[[str, str], Path], tmp_path: Path) -> Repository:
    needs("git", "an index may be a git repository")
    made = Repository(tmp_path / "upstream", REGISTRY, "https://registry.test")
    made.git("config", "uploadpack.allowFilter", "true")
    return made


@pytest.fixture
def index(repository: Repository, tmp_path: Path) -> GitIndex:
    return GitIndex(tmp_path / "index", repository.folder.as_uri())


def test_crates_are_those_that_have_a_file(index: GitIndex) -> None:
    state = index.fetch()
    found = dict(index.crates(state))
    assert found == {name.lower(): name_of(REGISTRY.index(name)) for name in REGISTRY.names}
    some = [*found][:2]
    assert index.files(state, [*some, "not-there"]) == {name: found[name] for name in some}
    assert index.files(state, []) == {}


def test_what_changed_is_what_is_new_other_or_gone(index: GitIndex, repository: Repository) -> None:
    one, two, three, *_ = REGISTRY.names
    before = index.fetch()
    assert index.changes(before, index.fetch()) == {}
    later = REGISTRY.publish(one).yank(two, REGISTRY.crate(two).versions[0].number)
    later = later.delete(three).publish("brand-new")
    repository.follow(later)
    after = index.fetch()
    files = {name.lower(): name_of(later.index(name)) for name in (one, two, "brand-new")}
    assert index.changes(before, after) == {**files, three.lower(): None}
    assert index.changes(after, after) == {}


def test_changes_are_told_although_history_was_thrown_away(
    index: GitIndex, repository: Repository
) -> None:
    before = index.fetch()
    repository.follow(REGISTRY.publish(REGISTRY.names[0]))
    repository.squash()
    assert [*(index.changes(before, index.fetch()) or ())] == [REGISTRY.names[0].lower()]


@pytest.mark.parametrize("before", ["0" * 40, "HEAD", "--output=x", ""])
def test_nothing_is_known_of_what_changed_since_a_state_that_is_not_there(
    before: str, index: GitIndex
) -> None:
    assert index.changes(before, index.fetch()) is None


def test_index_files_themselves_are_not_fetched(index: GitIndex, tmp_path: Path) -> None:
    assert [*index.crates(index.fetch())]
    listing = ["git", "-C", str(tmp_path / "index"), "cat-file", "--batch-all-objects"]
    held = subprocess.run([*listing, "--batch-check"], capture_output=True, check=True).stdout
    assert {line.split()[1] for line in held.splitlines()} == {b"commit", b"tree"}


@pytest.mark.parametrize(
    "left", ["shallow.lock", "config.lock", "HEAD.lock", "refs/truemirror/state.lock"]
)
def test_a_run_that_was_killed_does_not_stop_the_next_one(
    left: str, index: GitIndex, repository: Repository, tmp_path: Path
) -> None:
    before = index.fetch()
    (tmp_path / "index" / left).touch()
    repository.follow(REGISTRY.publish(REGISTRY.names[0]))
    assert [*(index.changes(before, index.fetch()) or ())] == [REGISTRY.names[0].lower()]


def test_a_repository_that_was_half_made_is_made_whole(index: GitIndex, tmp_path: Path) -> None:
    (tmp_path / "index/objects").mkdir(parents=True)
    (tmp_path / "index/HEAD").write_text("ref: refs/heads/master\n")
    assert [*index.crates(index.fetch())]


def test_an_upstream_that_is_not_there_is_told(tmp_path: Path) -> None:
    index = GitIndex(tmp_path / "index", (tmp_path / "nowhere").as_uri())
    with pytest.raises(GitError, match=r"git, in .*index: .*nowhere"):
        index.fetch()
    with pytest.raises(GitError):
        [*index.crates("0" * 40)]


def test_only_paths_where_a_crate_belongs_name_one() -> None:
    paths = [b"se/rd/serde", b"se/rd/Serde", b"xx/rd/serde", b"config.json", b"1/a", b"3/a/abc"]
    paths += [b"2/a", b"se/rd/../serde", b"\xff\xfe", b"", b"1/1", b"se/rd/serde/x"]
    assert [*crates(paths)] == ["serde", "a", "abc"]
