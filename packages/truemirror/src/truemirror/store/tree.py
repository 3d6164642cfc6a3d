"""Trees of files, kept like git's: a directory is a list of names, and is known by its hash.

A tree that differs from another in one file shares all else with it. So a generation costs what
changed, two are compared without looking at what they share, and what none needs can be told.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, Protocol

import msgspec

from truemirror.errors import TruemirrorError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_DIRECTORIES = 4096


class BadTreeError(TruemirrorError):
    """A directory as it is stored cannot be read, or is not what its name says."""

    def __init__(self, tree: str) -> None:
        """Tell which one."""
        super().__init__(
            f"the stored directory {tree} is damaged; run `truemirror verify --repair`"
        )


class BadPathError(TruemirrorError):
    """A path that leads out of a tree, or to nothing in it."""

    def __init__(self, path: str) -> None:
        """Tell which one."""
        super().__init__(f"`{path}` is no path within a mirror")


class Node(NamedTuple):
    """An entry of a directory: a file by the sha256 of its bytes, or a directory by its own.

    `size` is how many bytes there are, in all files below a directory.
    """

    name: str
    is_directory: bool
    sha256: str
    size: int


class Content(NamedTuple):
    """The bytes of a file, by their sha256 and number."""

    sha256: str
    size: int

    @classmethod
    def of(cls, data: bytes) -> Content:
        """What some bytes are."""
        return cls(hashlib.sha256(data).hexdigest(), len(data))


class Change(NamedTuple):
    """A file that is not the same in two trees; None where it is not there."""

    path: str
    before: Content | None
    after: Content | None


class Objects(Protocol):
    """Where directories are kept, by their sha256."""

    def read(self, sha256: str) -> bytes:
        """The bytes of a directory."""

    def write(self, sha256: str, data: bytes) -> None:
        """Keep the bytes of a directory."""


def encode(nodes: Iterable[Node]) -> bytes:
    """A directory as bytes, the same ones for the same nodes in any order."""
    return msgspec.json.encode(sorted(nodes))


def decode(tree: str, data: bytes) -> dict[str, Node]:
    """The nodes of a directory by their names, if the bytes are those that its name promises.

    Raises:
        BadTreeError: they are not.
    """
    if hashlib.sha256(data).hexdigest() != tree:
        raise BadTreeError(tree)
    try:
        return {node.name: node for node in _NODES.decode(data)}
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise BadTreeError(tree) from error


_NODES = msgspec.json.Decoder(list[Node])
EMPTY = hashlib.sha256(encode([])).hexdigest()


class Trees:
    """Trees in a place where directories are kept. A tree is named by its topmost directory."""

    def __init__(self, objects: Objects) -> None:
        """Take where directories are kept."""
        self._objects = objects

    def directory(self, tree: str) -> dict[str, Node]:
        """What is in a directory, by name.

        Raises:
            BadTreeError: it is damaged.
        """
        return {} if tree == EMPTY else decode(tree, self._objects.read(tree))

    def find(self, tree: str, path: str) -> Node | None:
        """What a path leads to; None where there is nothing.

        Raises:
            BadTreeError: a directory on the way is damaged.
        """
        *parents, name = path.split("/")
        for parent in parents:
            node = self.directory(tree).get(parent)
            if node is None or not node.is_directory:
                return None
            tree = node.sha256
        return self.directory(tree).get(name)

    def files(self, tree: str, under: str = "") -> Iterator[tuple[str, Content]]:
        """All files with their paths, directory by directory.

        Raises:
            BadTreeError: a directory is damaged.
        """
        for node in self.directory(tree).values():
            if node.is_directory:
                yield from self.files(node.sha256, f"{under}{node.name}/")
            else:
                yield under + node.name, Content(node.sha256, node.size)

    def directories(self, tree: str, seen: set[str]) -> Iterator[str]:
        """A tree and all directories in it that are not among those seen, which grow.

        Raises:
            BadTreeError: a directory is damaged.
        """
        if tree in seen or tree == EMPTY:
            return
        seen.add(tree)
        yield tree
        for node in self.directory(tree).values():
            if node.is_directory:
                yield from self.directories(node.sha256, seen)

    def changed(self, tree: str, changes: Iterable[tuple[str, Content | None]]) -> str:
        """The tree with some files put in or taken out, sorted by the parts of their paths.

        No more than the directories on the way to one file are held at a time. One without files
        is left out.

        Raises:
            BadPathError: a path has an empty part, or one that leads elsewhere.
            BadTreeError: a directory is damaged.
        """
        return self._changed(tree, (_Split(path.split("/"), new) for path, new in changes), 0)

    def _changed(self, tree: str, changes: Iterable[_Split], depth: int) -> str:
        nodes = self.directory(tree)
        for (name, is_last), group in groupby(changes, lambda one: one.at(depth)):
            if name in {"", ".", ".."} or "\0" in name:
                raise BadPathError("/".join(next(group).parts))
            before = nodes.pop(name, None)
            if is_last:
                node = _file(name, [one.content for one in group][-1])
            else:
                node = self._directory(name, before, group, depth + 1)  # noqa: B031 - one or the other
            if node:
                nodes[name] = node
        return self._kept(nodes, tree)

    def _directory(
        self, name: str, before: Node | None, changes: Iterable[_Split], depth: int
    ) -> Node | None:
        """A changed directory; where nothing is in it, the file that has its name if there is."""
        tree = self._changed(_tree(before), changes, depth)
        if tree == EMPTY:
            return None if before is None or before.is_directory else before
        size = sum(node.size for node in self.directory(tree).values())
        return Node(name, is_directory=True, sha256=tree, size=size)

    def _kept(self, nodes: dict[str, Node], before: str) -> str:
        """Keep a directory, unless it is what it was before, which was read."""
        data = encode(nodes.values())
        tree = hashlib.sha256(data).hexdigest()
        if nodes and tree != before:
            self._objects.write(tree, data)
        return tree

    def difference(self, before: str, after: str, under: str = "") -> Iterator[Change]:
        """The files that are not the same in two trees, in the order of their paths' parts.

        Raises:
            BadTreeError: a directory is damaged.
        """
        if before == after:
            return
        old, new = self.directory(before), self.directory(after)
        for name in sorted({*old, *new}):
            yield from self._compared(under + name, old.get(name), new.get(name))

    def _compared(self, path: str, old: Node | None, new: Node | None) -> Iterator[Change]:
        before, after = _content(old), _content(new)
        if before != after:
            yield Change(path, before, after)
        yield from self.difference(_tree(old), _tree(new), path + "/")


class RememberingTrees(Trees):
    """Trees whose directories are kept in memory, as they never change."""

    def __init__(self, objects: Objects, most: int = _DIRECTORIES) -> None:
        """Take where directories are kept, and how many to remember."""
        super().__init__(objects)
        self._remembered = lru_cache(most)(super().directory)

    def directory(self, tree: str) -> dict[str, Node]:
        """What is in a directory, by name.

        Raises:
            BadTreeError: it is damaged.
        """
        return self._remembered(tree)


class _Split(NamedTuple):
    """A file to put in or take out, by the parts of its path."""

    parts: list[str]
    content: Content | None

    def at(self, depth: int) -> tuple[str, bool]:
        """The part at a depth, and whether it is the last one: the file's own name."""
        return self.parts[depth], len(self.parts) == depth + 1


def _file(name: str, content: Content | None) -> Node | None:
    return Node(name, is_directory=False, **content._asdict()) if content else None


def _content(node: Node | None) -> Content | None:
    return None if node is None or node.is_directory else Content(node.sha256, node.size)


def _tree(node: Node | None) -> str:
    return node.sha256 if node and node.is_directory else EMPTY
