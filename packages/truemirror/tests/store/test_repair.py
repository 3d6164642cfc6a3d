"""What verification finds is mended with bytes that are fetched again, or told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from obstore.store import MemoryStore

from published import publish
from truemirror.store.defects import Defect, What
from truemirror.store.mirror import POINTER, Mirror, blob_path, tree_path
from truemirror.store.place import Folder, Place
from truemirror.store.plain import PlainTrees, open_mirror
from truemirror.store.repair import repair
from truemirror.store.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from truemirror.store.tree import Content

FILES = {"a/b": b"one", "a/c": b"two", "d": b"three", "e/f/g": b"four", "h/b": b"one"}


class Upstream:
    """Fetches files again, those that it has."""

    def __init__(self, folder: Path, files: Mapping[str, bytes] = FILES) -> None:
        self.folder = folder
        self.files = files

    def __call__(self, defects: Sequence[Defect]) -> Iterator[Path]:
        for number, defect in enumerate(defects):
            if defect.path in self.files:
                file = self.folder / f"fetched-{number}"
                file.write_bytes(self.files[defect.path])
                yield file


def mended(mirror: Mirror, upstream: Callable[[Sequence[Defect]], Iterable[Path]]) -> list[Defect]:
    return repair(mirror, list(verify(mirror)), upstream, contents)


def contents() -> list[tuple[str, Content]]:
    scratch = Mirror(Place(MemoryStore(), "memory:///"))
    return [*scratch.trees.files(publish(scratch, FILES).tree)]


@given(st.data())
@settings(max_examples=30)
def test_whatever_is_damaged_is_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("mirror")
    mirror = open_mirror(Folder(folder / "mirror"), plain=True)
    publish(mirror, FILES)
    before = state(folder / "mirror")
    files = sorted(path for path in before if path.split("/")[0] in {"blobs", "trees"})
    for path in data.draw(st.sets(st.sampled_from([*files, POINTER]))):
        damage(folder / "mirror" / path, data.draw(st.sampled_from(["flip", "cut", "gone"])))
    mended(mirror, Upstream(folder))  # below a damaged directory nothing can be looked at
    assert mended(mirror, Upstream(folder)) == []
    assert state(folder / "mirror") == before
    assert list(verify(mirror)) == []


def state(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    plain = folder / "plain/current"
    seen = {f"seen/{path}": (plain / path).read_bytes() for path in FILES}
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files} | seen


def damage(file: Path, how: str) -> None:
    data = file.read_bytes()
    if how == "gone":
        file.unlink()
    else:  # in place, so that a plain folder has it too
        file.write_bytes(data[:-1] if how == "cut" else bytes([data[0] ^ 1]) + data[1:])


def test_what_upstream_does_not_have_is_told() -> None:
    mirror = Mirror(Place(MemoryStore(), "memory:///"))
    publish(mirror, FILES)
    lost = mirror.put(FILES["d"])
    mirror.place.delete([blob_path(lost.sha256)])
    left = repair(mirror, list(verify(mirror)), lambda _: (), contents)
    assert left == [Defect(What.FILE, "d", "is missing", lost)]


def test_other_bytes_are_not_taken(tmp_path: Path) -> None:
    mirror = Mirror(Folder(tmp_path / "mirror"))
    publish(mirror, FILES)
    lost = mirror.put(FILES["d"])
    mirror.place.delete([blob_path(lost.sha256)])
    left = repair(mirror, list(verify(mirror)), Upstream(tmp_path, {"d": b"other"}), contents)
    assert [one.path for one in left] == ["d"]
    assert mirror.size(lost.sha256) is None


def test_a_generation_that_cannot_be_read_is_given_up() -> None:
    mirror = Mirror(Place(MemoryStore(), "memory:///"))
    publish(mirror, {"a": b"1"})
    second = publish(mirror, FILES)
    mirror.place.write("generations/000001.json", b"?")
    mirror.place.write(POINTER, b"?")
    assert repair(mirror, list(verify(mirror)), lambda _: (), contents) == []
    assert mirror.current() == second
    assert list(mirror.generations()) == [second]


def test_plain_folders_are_linked_again(tmp_path: Path) -> None:
    mirror = open_mirror(Folder(tmp_path), plain=True)
    tree = publish(mirror, FILES).tree
    plain = PlainTrees(Folder(tmp_path))
    top = tmp_path / "plain" / tree
    (top / "a").unlink()
    (top / "a").mkdir()
    (top / "d").unlink()
    (top / "d").write_bytes(b"other")
    (top / "more").mkdir()
    (top / "e").unlink()
    (top / "e").symlink_to("../nowhere")
    (top / "h").unlink()
    (defect,) = plain.defects()
    assert defect == Defect(What.PLAIN, tree, "has other than it ought to: a, d, e, h, more")
    assert repair(mirror, [defect], lambda _: (), contents) == []
    assert {path: (top / path).read_bytes() for path in FILES} == FILES
    assert sorted(path.name for path in top.iterdir()) == ["a", "d", "e", "h"]


def test_a_link_that_leads_nowhere_is_mended(tmp_path: Path) -> None:
    mirror = open_mirror(Folder(tmp_path), plain=True)
    tree = publish(mirror, FILES).tree
    plain = PlainTrees(Folder(tmp_path))
    (tmp_path / "plain" / tree).rename(tmp_path / "elsewhere")
    assert [one.reason for one in plain.defects()] == ["leads nowhere"]
    assert repair(mirror, [*plain.defects()], lambda _: (), contents) == []
    assert (tmp_path / "plain/current/d").read_bytes() == FILES["d"]


@pytest.mark.parametrize("path", [POINTER, "generations/000002.json"])
def test_what_leads_to_no_tree_leads_to_the_right_one(path: str) -> None:
    mirror = Mirror(Place(MemoryStore(), "memory:///"))
    first, second = publish(mirror, {"a": b"1"}), publish(mirror, FILES)
    wrong = (mirror.place.read(path) or b"").replace(second.tree.encode(), b"0" * 64)
    mirror.place.write(path, wrong)
    assert {one.what for one in verify(mirror)} == {What.DIRECTORY}
    assert mended(mirror, lambda _: ()) == []
    assert list(verify(mirror)) == []
    assert mirror.current() == second
    assert [*mirror.generations()] == [first, second]


def test_a_generation_without_its_tree_is_given_up() -> None:
    mirror = Mirror(Place(MemoryStore(), "memory:///"))
    first, second = publish(mirror, {"a": b"1"}), publish(mirror, FILES)
    mirror.place.delete([tree_path(first.tree)])
    assert mended(mirror, lambda _: ()) == []
    assert list(verify(mirror)) == []
    assert [*mirror.generations()] == [mirror.current()] == [second]


def test_nothing_is_given_up_where_nothing_else_is_left() -> None:
    mirror = Mirror(Place(MemoryStore(), "memory:///"))
    only = publish(mirror, FILES)
    mirror.place.delete([tree_path(only.tree)])
    assert [one.path for one in repair(mirror, list(verify(mirror)), lambda _: (), lambda: ())]
    assert mirror.current() == only
    assert mended(mirror, lambda _: ()) == []
    assert list(verify(mirror)) == []


def test_what_readers_see_is_told_of_again() -> None:
    mirror = Mirror(Place(MemoryStore(), "memory:///"))
    publish(mirror, {"a": b"1"})
    second = publish(mirror, FILES)
    for path in mirror.generation_files():
        mirror.place.write(path, b"?")
    assert mended(mirror, lambda _: ()) == []
    assert mirror.current() == second
    assert [*mirror.generations()] == [second]


def test_what_cannot_be_read_now_is_not_given_up(tmp_path: Path) -> None:
    mirror = Mirror(Folder(tmp_path))
    both = [publish(mirror, files) for files in ({"a": b"1"}, FILES)]
    root = tmp_path / tree_path(both[0].tree)
    data = root.read_bytes()
    root.unlink()
    root.mkdir()
    assert [one.path for one in repair(mirror, list(verify(mirror)), lambda _: (), lambda: ())]
    assert [*mirror.generations()] == both
    root.rmdir()
    root.write_bytes(data)
    assert list(verify(mirror)) == []
