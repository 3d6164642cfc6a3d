"""A registry that holds what was selected of another, and nothing else; for real clients."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from truemirror.upstream.closure import Closure, closure
from truemirror.upstream.index import Config, Index, index_path, read_index
from truemirror.upstream.selection import Chooser, Selection
from upstream.site import File, kept
from upstream.world import BEGINNING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from truemirror.upstream.model import Bundle

    Read = Callable[[str], bytes | None]

CONFIG = Config("https://static.crates.test/crates")
_TEMPLATE = "/crates/{prefix}/{crate}/{crate}-{version}.crate"


def walk(selection: Selection, read: Read) -> tuple[Closure, int]:
    """What projects need, index files read in rounds; and how many rounds that took."""
    known: dict[str, Index | None] = {}
    rounds = 0
    while (found := closure(selection.projects, known, selection.rule)).unknown:
        rounds += 1
        for crate in found.unknown:
            data = read(crate)
            known[crate] = None if data is None else read_index(crate, data)
    return found, rounds


def select(selection: Selection, read: Read, names: Iterable[str] = ()) -> Iterator[Bundle]:
    """What is published under a selection, of a registry that has these names."""
    chooser = Chooser(selection, walk(selection, read)[0])
    for crate in sorted({*filter(chooser.wants, map(str.lower, names)), *chooser.named}):
        data = read(crate)
        if data is not None:
            yield chooser.choose(read_index(crate, data)).bundle(CONFIG)


class Selected:
    """The files of bundles, with archives that are made when somebody asks for one."""

    def __init__(self, bundles: Iterable[Bundle], archive: Callable[[str], bytes]) -> None:
        """Take what makes an archive by its address upstream."""
        self._archive = archive
        self._documents: dict[str, bytes] = {}
        self._entries: dict[str, str] = {}
        for bundle in bundles:
            self._documents |= {document.path: document.data for document in bundle.documents}
            self._entries |= {entry.path: entry.url for entry in bundle.entries}

    def get(self, path: str, address: str) -> File | None:
        if path == "index/config.json":
            return kept(json.dumps({"dl": address + _TEMPLATE}).encode(), BEGINNING)
        if path in self._documents:
            return kept(self._documents[path], BEGINNING)
        if path in self._entries:
            return kept(self._archive(self._entries[path]), BEGINNING)
        return None

    def paths(self) -> Iterator[str]:
        yield from ("index/config.json", *self._documents, *self._entries)


class Lines:
    """A registry of index files alone, which is enough for cargo to resolve."""

    def __init__(self, files: dict[str, bytes]) -> None:
        """Take files by the crate in lower case."""
        self._files = {f"index/{index_path(crate)}": data for crate, data in files.items()}

    def get(self, path: str, address: str) -> File | None:
        if path == "index/config.json":
            return kept(json.dumps({"dl": f"{address}/crates"}).encode(), BEGINNING)
        return kept(self._files[path], BEGINNING) if path in self._files else None

    def paths(self) -> Iterator[str]:
        yield from self._files
