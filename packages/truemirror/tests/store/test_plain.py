"""Plain folders: what a web server reads is what was published, and nothing half."""

from __future__ import annotations

import datetime as dt
import errno
import math
import os
import shutil
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from obstore.store import MemoryStore

from truemirror.store.mirror import Mirror, blob_path
from truemirror.store.place import Folder, Place, PlaceError
from truemirror.store.plain import NoFolderError, PlainTrees, open_mirror
from truemirror.store.repair import repair
from truemirror.store.tree import EMPTY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NOW = dt.datetime(2026, 3, 4, 5, 6, tzinfo=dt.UTC)
NAMES = st.sampled_from(["a", "b", "c.d"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
FILES = st.dictionaries(PATHS, st.binary(max_size=2), max_size=8).map(
    lambda files: {
        path: data
        for path, data in files.items()
        if not any(other.startswith(path + "/") for other in files)
    }
)


def made(mirror: Mirror, files: Mapping[str, bytes]) -> str:
    changes = sorted(files.items(), key=lambda file: file[0].split("/"))
    return mirror.trees.changed(EMPTY, [(path, mirror.put(data)) for path, data in changes])


def published(mirror: Mirror, files: Mapping[str, bytes]) -> str:
    return mirror.publish(made(mirror, files), NOW).tree


def seen(folder: Path, tree: str = "current") -> dict[str, bytes]:
    """The files below a plain folder, as a web server finds them."""
    top = folder / "plain" / tree
    found = (Path(at) / name for at, _, names in os.walk(top, followlinks=True) for name in names)
    return {path.relative_to(top).as_posix(): path.read_bytes() for path in found}


@given(st.lists(FILES, min_size=1, max_size=4))
@settings(max_examples=40)
def test_what_is_seen_is_what_was_published(
    tmp_path_factory: pytest.TempPathFactory, states: list[dict[str, bytes]]
) -> None:
    folder = tmp_path_factory.mktemp("mirror")
    mirror = open_mirror(Folder(folder), plain=True)
    trees = [published(mirror, files) for files in states]
    assert seen(folder) == states[-1]
    assert [seen(folder, tree) for tree in trees] == states
    assert not [*(folder / "plain").glob(".*")]


def test_a_generation_costs_what_changed(tmp_path: Path) -> None:
    mirror = open_mirror(Folder(tmp_path), plain=True)
    files = {f"{a}/{b}/f": f"{a}{b}".encode() for a in "abcd" for b in "abcd"}
    published(mirror, files)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "plain").iterdir()}
    published(mirror, files | {"c/d/f": b"changed"})
    new = {*(tmp_path / "plain").iterdir()} - {*before}
    assert len(new) == 3
    current = tmp_path / "plain/current"
    assert {*before} - {current} == {
        path for path, at in before.items() if path != current and path.stat().st_mtime_ns == at
    }


def test_files_are_the_blobs_themselves_and_all_may_read_them(tmp_path: Path) -> None:
    mirror = open_mirror(Folder(tmp_path), plain=True)
    published(mirror, {"a/b": b"hello"})
    file = tmp_path / "plain/current/a/b"
    assert file.samefile(tmp_path / blob_path(mirror.put(b"hello").sha256))
    assert file.stat().st_mode & 0o444 == 0o444
    assert file.parent.stat().st_mode & 0o555 == 0o555


@pytest.mark.parametrize("reason", [errno.EXDEV, errno.EPERM, errno.EMLINK])
def test_files_are_copied_where_they_cannot_be_linked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reason: int
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(reason, os.strerror(reason))

    monkeypatch.setattr(os, "link", refuse)
    mirror = open_mirror(Folder(tmp_path), plain=True)
    published(mirror, {"a/b": b"hello"})
    assert seen(tmp_path) == {"a/b": b"hello"}
    assert (tmp_path / "plain/current/a/b").stat().st_nlink == 1


def test_what_cannot_be_made_whole_is_not_shown(tmp_path: Path) -> None:
    mirror = open_mirror(Folder(tmp_path), plain=True)
    first = published(mirror, {"a/b": b"old"})
    tree = made(mirror, {"a/b": b"new", "c": b"more"})
    missing = tmp_path / blob_path(mirror.put(b"more").sha256)
    missing.unlink()
    with pytest.raises(PlaceError, match="cannot make plain folders"):
        mirror.publish(tree, NOW)
    current = mirror.current()
    assert current
    assert current.tree == first
    assert seen(tmp_path) == {"a/b": b"old"}
    assert not (tmp_path / "plain" / tree).exists()
    mirror.put(b"more")
    mirror.publish(tree, NOW)
    assert seen(tmp_path) == {"a/b": b"new", "c": b"more"}


class Killed(BaseException):
    """As if the process had ended here."""


class Fuse:
    """Lets so many changes be made to the disk, and none after them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left = math.inf
        for name in ("mkdir", "symlink", "link", "rename", "replace", "unlink", "fsync"):
            monkeypatch.setattr(os, name, partial(self._burn, getattr(os, name)))

    def _burn(self, verb: Callable[..., object], *args: object, **options: object) -> object:
        if self.left <= 0:
            raise Killed
        self.left -= 1
        return verb(*args, **options)


def test_killed_at_any_step_the_next_publication_makes_it_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = {"a/b/c": b"1", "a/d": b"2"}, {"a/b/c": b"3", "a/d": b"2", "e/f": b"4"}
    fuse = Fuse(monkeypatch)
    for kills in range(100):
        mirror = open_mirror(Folder(tmp_path / str(kills)), plain=True)
        published(mirror, old)
        tree = made(mirror, new)
        fuse.left = kills
        try:
            mirror.publish(tree, NOW)
        except Killed:
            assert seen(tmp_path / str(kills)) in (old, new)
        else:
            break
        finally:
            fuse.left = math.inf
        published(mirror, new)
        assert seen(tmp_path / str(kills)) == new
        assert not [*(tmp_path / str(kills) / "plain").glob(".*")]
    assert kills > 20


def test_directories_go_with_those_that_lead_to_them(tmp_path: Path) -> None:
    mirror = open_mirror(Folder(tmp_path), plain=True)
    first = published(mirror, {"a/b/c": b"1", "d/e": b"2"})
    second = published(mirror, {"a/b/c": b"3", "d/e": b"2"})
    plain = PlainTrees(Folder(tmp_path))
    assert len([*plain.directories()]) == 7
    kept = {*mirror.trees.directories(second, set())}
    plain.remove(tree for tree in plain.directories() if tree not in kept)
    assert {*plain.directories()} == kept
    assert first not in kept
    assert seen(tmp_path) == {"a/b/c": b"3", "d/e": b"2"}


def test_only_folders_have_plain_ones() -> None:
    with pytest.raises(NoFolderError, match="memory:/// is no folder"):
        open_mirror(Place(MemoryStore(), "memory:///"), plain=True)


def current_is_gone(plain: Path) -> None:
    (plain / "current").unlink()


def current_is_a_folder(plain: Path) -> None:
    current_is_gone(plain)
    (plain / "current/a").mkdir(parents=True)


def current_is_a_file(plain: Path) -> None:
    current_is_gone(plain)
    (plain / "current").write_text("x")


def current_leads_elsewhere(plain: Path) -> None:
    tree = (plain / "current").readlink()
    current_is_gone(plain)
    (plain / "current").symlink_to(f"../outside/{tree}")


def all_is_gone(plain: Path) -> None:
    shutil.rmtree(plain)


def a_folder_is_a_link(plain: Path) -> None:
    one = (plain / "current/a").readlink().name
    shutil.rmtree(plain / one)
    (plain / one).symlink_to((plain / "current").readlink())


def a_folder_is_a_file(plain: Path) -> None:
    one = (plain / "current/a").readlink().name
    shutil.rmtree(plain / one)
    (plain / one).write_text("x")


def a_folder_is_gone(plain: Path) -> None:
    shutil.rmtree(plain / (plain / "current/a").readlink().name)


DAMAGES = (
    current_is_gone,
    current_is_a_folder,
    current_is_a_file,
    current_leads_elsewhere,
    all_is_gone,
    a_folder_is_a_link,
    a_folder_is_a_file,
    a_folder_is_gone,
)


@pytest.mark.parametrize("damage", DAMAGES)
def test_whatever_readers_would_miss_is_found_and_mended(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    mirror = open_mirror(Folder(tmp_path), plain=True)
    published(mirror, {"a/b": b"1", "c": b"2"})
    tree = published(mirror, {"a/b": b"1", "a/d": b"3", "c": b"2"})
    plain = PlainTrees(Folder(tmp_path))
    assert not [*plain.defects(tree)]
    damage(tmp_path / "plain")
    assert [*plain.defects(tree)]
    assert repair(mirror, (), lambda _: (), lambda: ()) == []
    assert not [*plain.defects(tree)]
    assert seen(tmp_path) == {"a/b": b"1", "a/d": b"3", "c": b"2"}


def test_an_older_tree_is_told_and_mended(tmp_path: Path) -> None:
    mirror = open_mirror(Folder(tmp_path), plain=True)
    older, tree = published(mirror, {"a": b"1"}), published(mirror, {"a": b"2"})
    plain = PlainTrees(Folder(tmp_path))
    plain.show(older)
    (defect,) = plain.defects(tree)
    assert (defect.path, defect.reason) == ("current", "does not lead to what is published")
    assert repair(mirror, (), lambda _: (), lambda: ()) == []
    assert seen(tmp_path) == {"a": b"2"}
