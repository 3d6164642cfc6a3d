"""Trees: whatever changes are made, a tree is the dictionary that the same changes make."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truemirror.store.tree import EMPTY, BadPathError, BadTreeError, Change, Content, Node, Trees

NAMES = st.sampled_from(["a", "b", "B", "a.b", "a b", "ä", "-", "~"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
CONTENTS = st.builds(
    lambda text: Content(hashlib.sha256(text).hexdigest(), len(text)), st.binary(max_size=3)
)


class Memory(dict[str, bytes]):
    """Directories in memory, and how many were read."""

    reads = 0

    def read(self, sha256: str) -> bytes:
        self.reads += 1
        return self[sha256]

    def write(self, sha256: str, data: bytes) -> None:
        self[sha256] = data


def by_parts(changes: dict[str, Content | None]) -> list[tuple[str, Content | None]]:
    return sorted(changes.items(), key=lambda change: change[0].split("/"))


def without_clashes(files: dict[str, Content]) -> dict[str, Content]:
    """What can be in one tree: no file stands where a directory is."""
    return {
        path: content
        for path, content in files.items()
        if not any(other.startswith(path + "/") for other in files)
    }


TREES = st.dictionaries(PATHS, CONTENTS, max_size=12).map(without_clashes)


def made(trees: Trees, files: dict[str, Content], on: str = EMPTY) -> str:
    return trees.changed(on, by_parts({**files}))


@given(TREES)
def test_a_tree_holds_what_was_put_in(files: dict[str, Content]) -> None:
    trees = Trees(Memory())
    tree = made(trees, files)
    assert dict(trees.files(tree)) == files
    for path, content in files.items():
        assert trees.find(tree, path) == Node(path.split("/")[-1], False, *content)  # noqa: FBT003
    assert trees.find(tree, "nowhere/at/all") is None


@given(TREES, TREES)
def test_the_same_files_make_the_same_tree_by_any_way(
    before: dict[str, Content], after: dict[str, Content]
) -> None:
    trees = Trees(Memory())
    changes = by_parts({**dict.fromkeys(before), **after})
    assert trees.changed(made(trees, before), changes) == made(trees, after)


@given(TREES, TREES)
def test_differences_tell_both_sides(before: dict[str, Content], after: dict[str, Content]) -> None:
    trees = Trees(Memory())
    told = list(trees.difference(made(trees, before), made(trees, after)))
    assert told == [Change(one.path, before.get(one.path), after.get(one.path)) for one in told]
    assert [one.path.split("/") for one in told] == sorted(one.path.split("/") for one in told)
    differing = {path for path in {*before, *after} if before.get(path) != after.get(path)}
    assert {one.path for one in told} == differing


def test_what_two_trees_share_is_not_looked_at() -> None:
    memory = Memory()
    trees = Trees(memory)
    one = Content("1" * 64, 1)
    files = {f"{a}/{b}/f": one for a in "abcdefgh" for b in "abcdefgh"}
    tree = made(trees, files)
    written = len(memory)
    other = trees.changed(tree, [("c/d/f", Content("2" * 64, 2))])
    assert len(memory) == written + 3
    memory.reads = 0
    assert [change.path for change in trees.difference(tree, other)] == ["c/d/f"]
    assert memory.reads == 6


def test_a_directory_tells_how_much_is_below() -> None:
    trees = Trees(Memory())
    tree = made(trees, {"a/b/c": Content("1" * 64, 3), "a/d": Content("2" * 64, 4)})
    node = trees.find(tree, "a")
    assert node
    assert node.is_directory
    assert node.size == 7


@pytest.mark.parametrize("path", ["", "/a", "a//b", "a/../b", "./a", "a/.", "a\0b"])
def test_a_path_that_leads_elsewhere_is_refused(path: str) -> None:
    with pytest.raises(BadPathError):
        Trees(Memory()).changed(EMPTY, [(path, Content("1" * 64, 1))])


def test_a_damaged_directory_is_told() -> None:
    memory = Memory()
    trees = Trees(memory)
    tree = made(trees, {"a": Content("1" * 64, 1)})
    memory[tree] = memory[tree].replace(b"1", b"2", 1)
    with pytest.raises(BadTreeError, match=tree):
        list(trees.files(tree))
