"""Verification finds whatever is wrong, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from obstore.store import MemoryStore

from published import publish
from truemirror.store.defects import Checked, What
from truemirror.store.mirror import POINTER, Mirror, blob_path, tree_path
from truemirror.store.place import Folder, Place
from truemirror.store.verify import Sample, verify

if TYPE_CHECKING:
    from pathlib import Path

STATES = (
    {"a/b": b"one", "a/c": b"two", "d": b"three" * 100_000},
    {"a/b": b"one", "a/c": b"2", "e/f/g": b"four", "empty": b""},
    {"a/b": b"one", "e/f/g": b"four", "a/x": b"one"},
)


def filled(place: Place | None = None) -> Mirror:
    mirror = Mirror(place or Place(MemoryStore(), "memory:///"))
    for state in STATES:
        publish(mirror, state)
    return mirror


def blobs(mirror: Mirror) -> list[str]:
    return sorted(kept.path for kept in mirror.place.files("blobs"))


def test_nothing_is_wrong_with_what_was_published(place: Place) -> None:
    checked = Checked()
    assert list(verify(filled(place), checked=checked)) == []
    assert checked.files == 7  # what generations share is checked once, here `a/b` and `e/f/g`
    assert checked.bytes == len(b"one" * 2 + b"two" + b"2" + b"four") + 500_000


def test_nothing_is_wrong_with_nothing(place: Place) -> None:
    assert list(verify(Mirror(place))) == []


@given(st.data())
def test_any_bit_that_is_other_is_found(data: st.DataObject) -> None:
    mirror = filled()
    blob = data.draw(st.sampled_from([path for path in blobs(mirror) if mirror.place.size(path)]))
    bytes_ = bytearray(mirror.place.read(blob) or b"")
    bit = data.draw(st.integers(0, len(bytes_) * 8 - 1))
    bytes_[bit // 8] ^= 1 << bit % 8
    mirror.place.write(blob, bytes(bytes_))
    defects = list(verify(mirror))
    assert defects
    assert {(one.what, one.reason) for one in defects} == {(What.FILE, "has other bytes")}
    assert {blob_path(one.content.sha256) for one in defects if one.content} == {blob}


@given(st.data(), st.sampled_from([0, 1]))
def test_any_file_that_is_short_long_or_missing_is_found(data: st.DataObject, share: int) -> None:
    mirror = filled()
    blob = data.draw(st.sampled_from(blobs(mirror)))
    whole = mirror.place.read(blob) or b""
    left = data.draw(st.none() | st.integers(0, len(whole) + 3).filter(lambda n: n != len(whole)))
    mirror.place.delete([blob])
    if left is not None:
        mirror.place.write(blob, (whole + b"\0\0\0")[:left])
    defects = list(verify(mirror, Sample(share)))
    assert {one.what for one in defects} == {What.FILE}
    assert {blob_path(one.content.sha256) for one in defects if one.content} == {blob}
    reason = "is missing" if left is None else f"has {left:,} bytes, not {len(whole):,}"
    assert {one.reason for one in defects} == {reason}


@given(st.data())
def test_any_directory_that_is_damaged_is_found_and_the_rest_is_checked(
    data: st.DataObject,
) -> None:
    mirror = filled()
    trees = sorted(kept.path for kept in mirror.place.files("trees"))
    bad = data.draw(st.sampled_from(trees))
    if data.draw(st.booleans()):
        mirror.place.delete([bad])
    else:
        mirror.place.write(bad, (mirror.place.read(bad) or b"").replace(b"false", b"faLse") + b" ")
    defects = list(verify(mirror))
    assert {one.what for one in defects} == {What.DIRECTORY}
    assert {tree_path(one.path) for one in defects} == {bad}


def test_generations_that_cannot_be_read_are_found(place: Place) -> None:
    mirror = filled(place)
    mirror.place.write("generations/000002.json", b"{}")
    mirror.place.delete([POINTER])
    told = sorted((one.what, one.path, one.reason) for one in verify(mirror))
    assert told == [
        (What.GENERATION, POINTER, "is missing"),
        (What.GENERATION, "generations/000002.json", "cannot be read"),
    ]


@given(st.integers(0, 9), st.floats(0, 1), st.floats(0, 1))
def test_a_sample_is_the_same_for_a_seed_and_grows_with_its_share(
    seed: int, one: float, other: float
) -> None:
    names = [f"{n:064x}" for n in range(300)]
    less, more = sorted((one, other))
    small = {name for name in names if Sample(less, seed).has(name)}
    assert small == {name for name in names if Sample(less, seed).has(name)}
    assert small <= {name for name in names if Sample(more, seed).has(name)}
    assert all(Sample(1, seed).has(name) for name in names)
    assert not any(Sample(0, seed).has(name) for name in names)
    assert abs(len(small) - 300 * less) < 90


def test_two_seeds_make_two_samples() -> None:
    names = [f"{n:064x}" for n in range(300)]
    first, second = ([one for one in names if Sample(0.5, seed).has(one)] for seed in (1, 2))
    assert first != second


def test_only_a_sample_is_read(place: Place) -> None:
    checked = Checked()
    mirror = filled(place)
    assert list(verify(mirror, Sample(0.5, 3), checked=checked)) == []
    assert checked.files == 7
    assert 0 < checked.bytes < 500_000 + 20
    for blob in blobs(mirror):
        mirror.place.write(blob, b"x" * (mirror.place.size(blob) or 0))
    found = {one.content.sha256 for one in verify(mirror, Sample(0.5, 3)) if one.content}
    assert found
    assert all(Sample(0.5, 3).has(sha256) for sha256 in found)


@pytest.mark.parametrize("jobs", [1, 4])
def test_many_files_are_checked(place: Place, jobs: int) -> None:
    mirror = Mirror(place)
    publish(mirror, {f"{n % 7}/{n}": f"{n}".encode() for n in range(500)})
    broken = [mirror.put(f"{n}".encode()).sha256 for n in (0, 250, 499)]
    for sha256 in broken:
        place.write(blob_path(sha256), b"?")
    defects = list(verify(mirror, jobs=jobs))
    assert {one.content.sha256 for one in defects if one.content} == {*broken}


@pytest.mark.parametrize("share", [0, 1])
def test_what_a_disk_does_not_give_is_told_with_all_else(tmp_path: Path, share: int) -> None:
    mirror = filled(Folder(tmp_path))
    trees = sorted(kept.path for kept in mirror.place.files("trees"))
    (bad_tree,) = (one for one in trees if b'"g"' in (mirror.place.read(one) or b""))
    bad, gone = (tmp_path / blob_path(mirror.put(data).sha256) for data in (b"one", b"two"))
    for path in (bad, tmp_path / bad_tree):
        path.unlink()
        path.symlink_to(path)
    gone.unlink()
    defects = list(verify(mirror, Sample(share), jobs=2))
    told = {one.content.sha256: one.reason for one in defects if one.content}
    assert told.keys() == {bad.name, gone.name}
    assert "Too many levels of symbolic links" in told[bad.name]
    directories = {one.path for one in defects if one.what is What.DIRECTORY}
    assert directories == {bad_tree.rpartition("/")[2]}


@given(
    st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=4), max_size=60),
    st.integers(1, 4),
)
def test_what_is_shared_out_is_all_there_is(folders: list[list[str]], jobs: int) -> None:
    mirror = Mirror(Place(MemoryStore(), "memory:///"))
    files = {f"{'/'.join(parts)}/file": repr(parts).encode() for parts in folders}
    for state in (dict(list(files.items())[::2]), files):
        publish(mirror, state)
    checked = Checked()
    assert list(verify(mirror, jobs=jobs, checked=checked)) == []
    assert checked.files == len(files)
