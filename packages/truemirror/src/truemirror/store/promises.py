"""Whether published files are what other published files say of them.

A `.sha256` tells of the file beside it, a channel manifest of its archives, and a line of the index
of its crate's archive. An archive that is not there breaks a promise only where it is wanted.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from truemirror.store.defects import Defect, What
from truemirror.upstream.index import archive_path, crate_at, read_index
from truemirror.upstream.manifests import (
    PUBLIC,
    BadManifestError,
    Manifest,
    Selection,
    read_manifest,
    wanted,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from truemirror.store.defects import Checked
    from truemirror.store.tree import Trees

    Broken = Callable[[bytes], Iterator[Defect]]

_SUM = ".sha256"
_INDEX = "index/"
_MANIFEST = re.compile(r"dist/(?:\d{4}-\d\d-\d\d/)?channel-rust-[\w.-]+\.toml")
# What each manifest promises at all, in any form.
_EVERY = tuple(Selection(profile=None, compressions=(one,)) for one in ("xz", "gz", "zst"))


class Wanted(NamedTuple):
    """What of a manifest has to be there, and the server that it came from.

    Without a selection it is only checked that what is there is right.
    """

    selection: Selection | None = None
    server: str = PUBLIC


class Promises:
    """What the files of a tree say of one another."""

    def __init__(self, trees: Trees, tree: str, what: Wanted, checked: Checked) -> None:
        """Take the tree, what is wanted in it, and what counts the versions of its index."""
        self._trees = trees
        self._tree = tree
        self._wanted = what
        self._checked = checked

    def of(self, path: str) -> Broken | None:
        """What tells, by the bytes of a file, which promises it breaks; None where it makes none.

        That raises a BadTreeError where a directory is damaged that a promise is about.
        """
        if path.endswith(_SUM):
            return partial(self._sum, path)
        if _MANIFEST.fullmatch(path):
            return partial(self._manifest, path)
        crate = crate_at(path.removeprefix(_INDEX)) if path.startswith(_INDEX) else None
        return partial(self._index, path, crate) if crate else None

    def _sum(self, path: str, data: bytes) -> Iterator[Defect]:
        beside = path.removesuffix(_SUM)
        said = data[:64].decode("ascii", "replace")
        node = self._trees.find(self._tree, beside)
        if node and node.sha256 != said:
            yield _broken(path, f"is not of {beside}, which has {node.sha256}")

    def _manifest(self, path: str, data: bytes) -> Iterator[Defect]:
        if self._trees.find(self._tree, path + _SUM) is None:
            yield _broken(path, f"has no {_SUM} beside it, which rustup reads first")
        try:
            manifest = read_manifest(path, data)
            promised, needed = self._promised(path, manifest), self._needed(path, manifest)
        except BadManifestError as error:
            yield _broken(path, str(error).removeprefix(f"{path}: "))
            return
        for archive, sha256 in promised.items():
            node = self._trees.find(self._tree, archive)
            if node and node.sha256 != sha256:
                yield _broken(archive, f"is not what {path} promises: sha256 {sha256}")
            elif node is None and archive in needed:
                yield _broken(archive, f"is missing, and {path} promises it")

    def _promised(self, path: str, manifest: Manifest) -> dict[str, str]:
        server = self._wanted.server
        entries = (one for each in _EVERY for one in wanted(path, manifest, each, server))
        return {entry.path: entry.sha256 for entry in entries}

    def _needed(self, path: str, manifest: Manifest) -> set[str]:
        selection, server = self._wanted
        return (
            {one.path for one in wanted(path, manifest, selection, server)} if selection else set()
        )

    def _index(self, path: str, crate: str, data: bytes) -> Iterator[Defect]:
        for line in read_index(crate, data).lines:
            archive = archive_path(line.name, line.version)
            node = self._trees.find(self._tree, archive)
            self._checked.versions += 1
            self._checked.present += node is not None
            if node and node.sha256 != line.sha256:
                yield _broken(archive, f"is not what {path} promises: sha256 {line.sha256}")


def _broken(path: str, reason: str) -> Defect:
    return Defect(What.PROMISE, path, reason)
