"""Pruning takes what nobody needs, and nothing else."""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from published import publish
from truemirror.store.mirror import Mirror, blob_path
from truemirror.store.place import Folder
from truemirror.store.plain import PlainTrees, open_mirror
from truemirror.store.prune import Keep, carry_out, plan
from truemirror.store.tree import BadTreeError
from truemirror.store.verify import verify

if TYPE_CHECKING:
    from pathlib import Path

    from truemirror.store.place import Place

NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)
NAMES = st.sampled_from(["a/b", "a/c", "a/d/e", "f/g", "h"])
STATES = st.lists(
    st.dictionaries(NAMES, st.sampled_from([b"1", b"2", b"3"]), max_size=4), min_size=1, max_size=5
)


@given(
    states=STATES,
    pending=st.sets(st.sampled_from([b"1", b"2", b"3", b"4"])),
    keep=st.integers(0, 4),
    young=st.sets(st.integers(0, 20)),
)
@settings(max_examples=60)
def test_what_is_needed_stays_and_all_else_goes(
    tmp_path_factory: pytest.TempPathFactory,
    states: list[dict[str, bytes]],
    pending: set[bytes],
    keep: int,
    young: set[int],
) -> None:
    folder = tmp_path_factory.mktemp("mirror")
    mirror = open_mirror(Folder(folder), plain=True)
    for number, state in enumerate(states):
        publish(mirror, state, NOW - DAY * (10 * (len(states) - number)))
    next_ones = [("p", mirror.put(data)) for data in pending]
    fresh = aged(folder, young)
    generations, before = [*mirror.generations()], sizes(folder)
    what = plan(mirror, next_ones, Keep(keep, 2 * DAY), NOW)
    assert sizes(folder) == before  # a plan changes nothing
    carry_out(mirror, what)

    left = [*mirror.generations()]
    assert {*generations[max(0, len(generations) - keep) :], generations[-1]} == {*left}
    assert list(verify(mirror)) == []
    for generation in left:
        assert seen(mirror, folder, generation.tree) in states
    needed = {content for one in left for _, content in mirror.trees.files(one.tree)}
    needed |= {content for _, content in next_ones}
    blobs = {folder / blob_path(content.sha256) for content in needed}
    assert blobs <= {*sizes(folder)}
    assert {path for path in sizes(folder) if "blobs" in path.parts} <= blobs | fresh
    gone = before.keys() - sizes(folder).keys()
    assert what.size == sum(before[path] for path in gone if "generations" not in path.parts)
    again = plan(mirror, next_ones, Keep(keep, 2 * DAY), NOW)
    assert (again.generations, again.files, again.plain) == ((), (), ())


def aged(folder: Path, young: set[int]) -> set[Path]:
    """Have all files be old, but for some; gives those."""
    fresh = set()
    for number, path in enumerate(sorted(sizes(folder))):
        fresh |= {path} if number in young else set()
        at = (NOW if number in young else NOW - 5 * DAY).timestamp()
        os.utime(path, (at, at))
    return fresh


def sizes(folder: Path) -> dict[Path, int]:
    files = (path for path in folder.rglob("*") if path.is_file() and "plain" not in path.parts)
    return {path: path.stat().st_size for path in files}


def seen(mirror: Mirror, folder: Path, tree: str) -> dict[str, bytes]:
    """What a web server sees of a tree."""
    plain = folder / "plain" / tree
    return {path: (plain / path).read_bytes() for path, _ in mirror.trees.files(tree)}


def test_a_generation_stays_while_readers_may_be_at_it(place: Place) -> None:
    mirror = Mirror(place)
    for number, days in enumerate((30, 20, 10)):
        publish(mirror, {"a": f"{number}".encode()}, NOW - days * DAY)
    assert plan(mirror, [], Keep(1, 9 * DAY), NOW).kept == (3,)
    assert plan(mirror, [], Keep(1, 11 * DAY), NOW).kept == (2, 3)
    assert plan(mirror, [], Keep(1, 21 * DAY), NOW).kept == (1, 2, 3)
    assert plan(mirror, [], Keep(2, 0 * DAY), NOW).kept == (2, 3)
    assert plan(mirror, [], Keep(0, 0 * DAY), NOW).kept == (3,)


def test_the_current_generation_stays_whichever_it_is(place: Place) -> None:
    mirror = Mirror(place)
    first = publish(mirror, {"a": b"1"}, NOW - 30 * DAY)
    publish(mirror, {"a": b"2"}, NOW - 20 * DAY)
    publish(mirror, {"a": b"3"}, NOW - 10 * DAY)
    mirror.place.write("current.json", mirror.place.read("generations/000001.json") or b"")
    what = plan(mirror, [], Keep(1, 0 * DAY), NOW + DAY)
    assert what.kept == (1, 3)
    carry_out(mirror, what)
    assert mirror.current() == first
    assert list(verify(mirror)) == []


def test_nothing_goes_where_it_is_not_known_what_is_needed(place: Place) -> None:
    mirror = Mirror(place)
    publish(mirror, {"a/b": b"1"}, NOW - 30 * DAY)
    mirror.place.delete([next(iter(mirror.place.files("trees"))).path])
    with pytest.raises(BadTreeError):
        plan(mirror, [], Keep(), NOW)


def test_what_a_crash_left_goes(tmp_path: Path) -> None:
    mirror = open_mirror(Folder(tmp_path), plain=True)
    publish(mirror, {"a/b": b"1"}, NOW)
    blob = tmp_path / blob_path(mirror.put(b"1").sha256)
    left = blob.parent / ".new-abc"
    left.write_bytes(b"half")
    half = tmp_path / "plain/.new-abc"
    half.mkdir()
    what = plan(mirror, [], Keep(), NOW + 3 * DAY)
    assert [file.size for file in what.files] == [4]
    carry_out(mirror, what)
    assert not left.exists()
    assert not half.exists()
    assert blob.exists()


def test_nothing_goes_of_nothing(place: Place) -> None:
    assert plan(Mirror(place), [], Keep(), NOW) == ((), (), (), ())


def test_files_go_from_every_place(place: Place) -> None:
    mirror = Mirror(place)
    for number in range(3):
        publish(mirror, {"a": b"same", "b": b"%d" % number}, NOW - (30 - number) * DAY)
    gone = [mirror.put(b"%d" % number) for number in range(2)]
    carry_out(mirror, plan(mirror, [("x", gone[0])], Keep(1), NOW + 10 * DAY))
    assert [mirror.size(one.sha256) for one in gone] == [1, None]
    assert len([*place.files("trees")]) == 1
    assert [one.number for one in mirror.generations()] == [3]
    assert list(verify(mirror)) == []


def test_what_readers_of_plain_folders_still_see_stays(tmp_path: Path) -> None:
    place = Folder(tmp_path)
    mirror = open_mirror(place, plain=True)
    first, second = (publish(mirror, {"a/b": data}, NOW - 9 * DAY) for data in (b"1", b"2"))
    PlainTrees(place).show(first.tree)  # as if a kill had come before the second was shown
    for shown, kept in ((b"1", [first, second]), (b"2", [second])):
        carry_out(mirror, plan(mirror, (), Keep(1, dt.timedelta()), NOW))
        assert (tmp_path / "plain/current/a/b").read_bytes() == shown
        assert [*mirror.generations()] == kept
        mirror.publish(second.tree, NOW)


def test_what_readers_see_stays_though_nothing_tells_of_it(place: Place) -> None:
    mirror = Mirror(place)
    for data in (b"1", b"2"):
        publish(mirror, {"a/b": data}, NOW - 9 * DAY)
    place.delete(mirror.generation_files())
    carry_out(mirror, plan(mirror, (), Keep(1, dt.timedelta()), NOW + DAY))
    current = mirror.current()
    assert current
    assert dict(mirror.trees.files(current.tree))["a/b"] == mirror.put(b"2")
