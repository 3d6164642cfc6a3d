"""Whether published files are what other published files say of them.

A `.sha256` tells of the file beside it, a channel manifest of its archives, and a line of the index
of its crate's archive. An archive that is not there breaks a promise only where it is wanted.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from truemirror.store.defects import Defect, What
from truemirror.store.mirror import blob_path
from truemirror.store.tree import BadTreeError, Content, RememberingTrees
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
    from collections.abc import Iterator

    from truemirror.store.mirror import Mirror

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


class Listed:
    """How many versions the index lists, and of how many the archives are there."""

    def __init__(self) -> None:
        """Begin with none."""
        self.versions = 0
        self.present = 0


class Promises:
    """What the files of a tree say of one another."""

    def __init__(self, mirror: Mirror, tree: str, what: Wanted, listed: Listed) -> None:
        """Take the tree, what is wanted in it, and what counts the index's versions."""
        self._place = mirror.place
        self._trees = RememberingTrees(mirror)
        self._tree = tree
        self._wanted = what
        self._listed = listed

    def broken(self, path: str, content: Content) -> Iterator[Defect]:
        """The promises of a file that are not kept; what cannot be read is passed over.

        Raises:
            PlaceError: the mirror does not answer.
        """
        with suppress(BadTreeError):
            yield from self._of(path, content)

    def _of(self, path: str, content: Content) -> Iterator[Defect]:
        if path.endswith(_SUM):
            yield from self._sum(path, content)
        elif _MANIFEST.fullmatch(path):
            yield from self._manifest(path, content)
        elif path.startswith(_INDEX) and (crate := crate_at(path.removeprefix(_INDEX))):
            yield from self._index(path, crate, content)

    def _sum(self, path: str, content: Content) -> Iterator[Defect]:
        beside = path.removesuffix(_SUM)
        said = self._read(content)[:64].decode("ascii", "replace")
        node = self._trees.find(self._tree, beside)
        if node and node.sha256 != said:
            yield _broken(path, f"is not of {beside}, which has {node.sha256}")

    def _manifest(self, path: str, content: Content) -> Iterator[Defect]:
        if self._trees.find(self._tree, path + _SUM) is None:
            yield _broken(path, f"has no {_SUM} beside it, which rustup reads first")
        try:
            manifest = read_manifest(path, self._read(content))
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

    def _index(self, path: str, crate: str, content: Content) -> Iterator[Defect]:
        for line in read_index(crate, self._read(content)).lines:
            archive = archive_path(line.name, line.version)
            node = self._trees.find(self._tree, archive)
            self._listed.versions += 1
            self._listed.present += node is not None
            if node and node.sha256 != line.sha256:
                yield _broken(archive, f"is not what {path} promises: sha256 {line.sha256}")

    def _read(self, content: Content) -> bytes:
        return self._place.read(blob_path(content.sha256)) or b""


def _broken(path: str, reason: str) -> Defect:
    return Defect(What.PROMISE, path, reason)
