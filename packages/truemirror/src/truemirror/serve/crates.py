"""What of an index is made by the server: where archives are, and lines of what is not there."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from truemirror.store.mirror import blob_path
from truemirror.upstream.index import archive_path, crate_at, read_index, unfetched_path

if TYPE_CHECKING:
    from truemirror.store.place import Place
    from truemirror.store.tree import Node, Trees
    from truemirror.upstream.index import Line

INDEX = "index/"
CONFIG = f"{INDEX}config.json"
_ARCHIVES = "crates/{prefix}/{crate}/{crate}-{version}.crate"
_FILES = 4096


class Made(NamedTuple):
    """The bytes of a file that is not as upstream has it, and their sha256."""

    sha256: str
    data: bytes


def config(address: str) -> Made:
    """The config.json of an index whose mirror has an address, which ends without a slash."""
    return _made(msgspec.json.encode({"dl": f"{address}/{_ARCHIVES}"}) + b"\n")


class PresentLines:
    """Index files without the lines of archives that ought to be there and are not.

    Cargo would take such a version, and then not get it. The lines that stay are as they were: also
    those whose archives are left out, which cargo resolves with and does not ask for.
    """

    def __init__(self, place: Place, trees: Trees) -> None:
        """Take where files and directories are."""
        self._place = place
        self._trees = trees
        self._made = lru_cache(_FILES)(self._make)

    def file(self, tree: str, path: str, node: Node) -> Made | None:
        """A file of an index as it is to be served; None where it is as upstream has it.

        Where no line is left its bytes are none.

        Raises:
            BadTreeError: a directory is damaged.
            PlaceError: the mirror does not answer.
        """
        crate = crate_at(path.removeprefix(INDEX))
        return self._made(tree, crate, node.sha256) if crate else None

    def _make(self, tree: str, crate: str, sha256: str) -> Made | None:
        data = self._place.read(blob_path(sha256)) or b""
        index = read_index(crate, data)
        present = {line.version for line in index.lines if self._may_stay(tree, line)}
        only = index.only(present)
        return None if only == data else _made(only)

    def _may_stay(self, tree: str, line: Line) -> bool:
        node = self._trees.find(tree, archive_path(line.name, line.version))
        if node is None:
            return self._trees.find(tree, unfetched_path(line.name, line.version)) is not None
        return node.sha256 == line.sha256


def _made(data: bytes) -> Made:
    return Made(hashlib.sha256(data).hexdigest(), data)
