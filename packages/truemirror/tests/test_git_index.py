"""The index as a git repository: the crates it has, and those that changed."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from truemirror.upstream.git_index import Changes, GitError, GitIndex, crates
from truemirror.upstream.index import index_path

if TYPE_CHECKING:
    from pathlib import Path


class Upstream:
    """A repository that is an index, with a history."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.git("init", "--quiet", "--initial-branch=master")
        self.git("config", "uploadpack.allowFilter", "true")
        (folder / "config.json").write_text("{}")
        self.commit({})

    @property
    def address(self) -> str:
        return self.folder.as_uri()

    def git(self, *args: str) -> str:
        who = {
            f"GIT_{role}_{what}": "x@x"
            for role in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        }
        env = {**os.environ, **who}
        command = ["git", "-C", str(self.folder), *args]
        return subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout

    def commit(self, files: dict[str, str | None]) -> None:
        for crate, text in files.items():
            path = self.folder / index_path(crate)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink() if text is None else path.write_text(text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message=more")

    def squash(self) -> None:
        """Throw away all history, as crates.io does now and then."""
        self.git("checkout", "--quiet", "--orphan", "fresh")
        self.git("commit", "--quiet", "--message=all")
        self.git("branch", "--move", "--force", "fresh", "master")
        self.git("reflog", "expire", "--expire=now", "--all")
        self.git("gc", "--quiet", "--prune=now")


@pytest.fixture
def upstream(tmp_path: Path) -> Upstream:
    if shutil.which("git") is None and "CI" not in os.environ:
        pytest.skip("there is no git")
    return Upstream(tmp_path / "upstream")


def test_crates_are_those_that_have_a_file(upstream: Upstream, tmp_path: Path) -> None:
    upstream.commit({"serde": "1", "a": "1", "Ab": "1", "abc": "1", "se": "1"})
    (upstream.folder / "README").write_text("not a crate")
    index = GitIndex(tmp_path / "index", upstream.address)
    assert [*index.crates(index.fetch())] == ["a", "ab", "se", "abc", "serde"]


def test_what_changed_is_what_is_new_other_or_gone(upstream: Upstream, tmp_path: Path) -> None:
    upstream.commit({"serde": "1", "rand": "1", "libc": "1"})
    index = GitIndex(tmp_path / "index", upstream.address)
    before = index.fetch()
    assert index.changes(before, index.fetch()) == Changes(frozenset(), is_all=False)
    for text in "23":
        upstream.commit({"serde": text, "tokio": text})
    upstream.commit({"rand": None})
    after = index.fetch()
    assert index.changes(before, after) == Changes(
        frozenset({"serde", "tokio", "rand"}), is_all=False
    )
    assert index.changes(None, after) == Changes(frozenset(index.crates(after)), is_all=True)


def test_changes_are_told_although_history_was_thrown_away(
    upstream: Upstream, tmp_path: Path
) -> None:
    upstream.commit({"serde": "1", "rand": "1"})
    index = GitIndex(tmp_path / "index", upstream.address)
    before = index.fetch()
    upstream.commit({"serde": "2"})
    upstream.squash()
    assert index.changes(before, index.fetch()) == Changes(frozenset({"serde"}), is_all=False)


@pytest.mark.parametrize("before", ["0" * 40, "HEAD", "--output=x", ""])
def test_after_a_state_that_is_not_there_all_crates_may_have_changed(
    before: str, upstream: Upstream, tmp_path: Path
) -> None:
    upstream.commit({"serde": "1", "rand": "1"})
    index = GitIndex(tmp_path / "index", upstream.address)
    changes = index.changes(before, index.fetch())
    assert changes == Changes(frozenset({"serde", "rand"}), is_all=True)


def test_index_files_themselves_are_not_fetched(upstream: Upstream, tmp_path: Path) -> None:
    upstream.commit({"serde": os.urandom(300_000).hex()})
    index = GitIndex(tmp_path / "index", upstream.address)
    assert [*index.crates(index.fetch())] == ["serde"]
    held = sum(path.stat().st_size for path in (tmp_path / "index/objects").rglob("*"))
    assert held < 300_000


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
