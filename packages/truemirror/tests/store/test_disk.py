"""Files have their names only once their bytes are on the disk, and are told of only after that."""

from __future__ import annotations

import ctypes
import errno
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from truemirror.store import disk
from truemirror.store.place import Folder, PlaceError

if TYPE_CHECKING:
    from collections.abc import Collection


@pytest.fixture(params=["together", "one by one"])
def settled(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was settled, and renamed, in order; with `syncfs` and where there is none."""
    if request.param == "one by one":
        monkeypatch.setattr(disk, "_syncfs", None)
    told: list[str] = []
    settle, replace = disk.settle, os.replace

    def settling(changed: Collection[str]) -> None:
        settle(changed)
        told.append("settled " + " ".join(sorted(Path(one).name for one in changed)))

    def replacing(old: str, new: str) -> None:
        replace(old, new)
        told.append(f"named {Path(new).name}")

    monkeypatch.setattr(disk, "settle", settling)
    monkeypatch.setattr(os, "replace", replacing)
    return told


def test_bytes_come_first_and_names_after_them(tmp_path: Path, settled: list[str]) -> None:
    fetched = tmp_path / "fetched"
    fetched.write_bytes(b"far")
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    disk.put(mirror, [("a/b/one", b"1"), ("a/two", fetched), ("three", b"3")])
    assert settled == [
        "settled .new-one .new-three fetched",
        "named one",
        "named two",
        "named three",
        "settled a b mirror",
    ]
    files = {str(one.relative_to(mirror)): one for one in mirror.rglob("*") if one.is_file()}
    assert {path: one.read_bytes() for path, one in files.items()} == {
        "a/b/one": b"1",
        "a/two": b"far",
        "three": b"3",
    }
    assert not fetched.exists()


def test_nothing_to_put_costs_nothing(tmp_path: Path, settled: list[str]) -> None:
    disk.put(tmp_path, [])
    assert settled == []


def test_a_file_takes_the_place_of_another(tmp_path: Path) -> None:
    disk.put(tmp_path, [("a", b"old")])
    disk.put(tmp_path, [("a", b"new"), ("b", b"b")])
    assert (tmp_path / "a").read_bytes() == b"new"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a", "b"]


def test_what_was_left_half_written_is_written_over(tmp_path: Path) -> None:
    (tmp_path / ".new-a").write_bytes(b"left by a crash, and longer")
    disk.put(tmp_path, [("a", b"whole")])
    assert [one.read_bytes() for one in tmp_path.iterdir()] == [b"whole"]


def test_files_may_be_as_the_user_wants_them(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        disk.put(tmp_path, [("a/b", b"b")])
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a/b").stat().st_mode) == 0o640


def test_files_of_another_file_system_are_moved_too(tmp_path: Path, other_disk: Path) -> None:
    elsewhere = other_disk / "file"
    elsewhere.write_bytes(b"far")
    Folder(tmp_path / "mirror").write_all([("a/b", elsewhere), ("c", b"c")])
    assert (tmp_path / "mirror/a/b").read_bytes() == b"far"
    assert not elsewhere.exists()
    assert sorted(one.name for one in (tmp_path / "mirror").rglob("*")) == ["a", "b", "c"]


def test_what_the_disk_refuses_is_told_and_nothing_gets_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_handle: int) -> int:
        ctypes.set_errno(errno.EIO)
        return -1

    monkeypatch.setattr(disk, "_syncfs", refuse)
    with pytest.raises(PlaceError, match="Input/output error"):
        Folder(tmp_path).write_all([("a", b"a"), ("b", b"b")])
    assert sorted(one.name for one in tmp_path.iterdir()) == [".new-a", ".new-b"]
