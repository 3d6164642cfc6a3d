"""Letting go of what no generation needs any more: first a plan, then its steps.

Nobody else may change the mirror from the one to the other's end. Readers are not disturbed: a
generation stays until it has not been the current one for a while, and so does all that is younger.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from typing import TYPE_CHECKING, NamedTuple

from truemirror.closing import Closing
from truemirror.store.mirror import generation_path
from truemirror.store.place import Folder
from truemirror.store.plain import PlainTrees

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from truemirror.store.mirror import Generation, Mirror
    from truemirror.store.place import Kept
    from truemirror.store.tree import Content, Trees


class Keep(NamedTuple):
    """What is kept: the last so many generations, and what was needed in a time of grace."""

    generations: int = 3
    grace: dt.timedelta = dt.timedelta(days=1)


class Plan(NamedTuple):
    """What goes: generations by number, files of the place, and plain folders by name."""

    generations: tuple[int, ...]
    files: tuple[Kept, ...]
    plain: tuple[str, ...]
    kept: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many bytes that frees, where plain folders are of links."""
        return sum(file.size for file in self.files)


def plan(
    mirror: Mirror, pending: Iterable[tuple[str, Content | None]], keep: Keep, now: dt.datetime
) -> Plan:
    """Find what is not needed by any generation to keep, nor by the next one, which is `pending`.

    Raises:
        BadTreeError: a directory is damaged, so that it is not known what is needed.
        BadGenerationError: a generation is, with the same effect.
        PlaceError: the mirror does not answer.
    """
    everyone = [*mirror.generations()]
    newest, seen = {one.tree: one for one in everyone}, [*_seen(mirror)]
    kept = [*_kept(everyone, [newest.get(tree) for tree in seen], keep, now)]
    with _Needed(mirror.trees) as needed:
        for tree in (*seen, *(generation.tree for generation in kept)):
            needed.add_tree(tree)
        needed.add(content.sha256 for _, content in pending if content)
        old = now - keep.grace
        files = (file for top in ("trees", "blobs") for file in mirror.place.files(top))
        return Plan(
            tuple(one.number for one in everyone if one not in kept),
            tuple(one for one in files if one.modified < old and _name(one) not in needed),
            tuple(name for name in _plain(mirror) if name not in needed),
            tuple(one.number for one in kept),
        )


def carry_out(mirror: Mirror, what: Plan) -> None:
    """Let go of what a plan has. A crash in between leaves less to do for the next plan.

    Raises:
        OwnedError: somebody else took the mirror over.
        PlaceError: the mirror does not let go of something.
    """
    mirror.check()
    mirror.place.delete(generation_path(number) for number in what.generations)
    if isinstance(mirror.place, Folder):
        PlainTrees(mirror.place).remove(what.plain)
    mirror.place.delete(file.path for file in what.files)


def _kept(
    generations: Sequence[Generation],
    seen: Container[Generation | None],
    keep: Keep,
    now: dt.datetime,
) -> Iterator[Generation]:
    """The generations that stay: a reader may still be at one that was replaced just now."""
    last = generations[-keep.generations :] if keep.generations else []
    for place, one in enumerate(generations):
        replaced = generations[place + 1].made_at if generations[place + 1 :] else now
        if one in last or one in seen or now - replaced < keep.grace:
            yield one


def _seen(mirror: Mirror) -> Iterator[str]:
    """The trees that readers see: those of plain folders may see an older one after a kill."""
    current = mirror.current()
    if current:
        yield current.tree
    if isinstance(mirror.place, Folder):
        plain = PlainTrees(mirror.place)
        shown = plain.shown()
        yield from (tree for tree in plain.directories() if tree == shown)


def _plain(mirror: Mirror) -> Iterator[str]:
    if isinstance(mirror.place, Folder):
        yield from PlainTrees(mirror.place).directories()


def _name(file: Kept) -> str:
    return file.path.rpartition("/")[2]


class _Needed(Closing):
    """Names of files and directories that are needed, on the disk, as there may be very many."""

    def __init__(self, trees: Trees) -> None:
        self._trees = trees
        self._connection = sqlite3.connect("")  # a temporary file
        self._connection.execute("create table needed (name text primary key) without rowid")

    def close(self) -> None:
        self._connection.close()

    def add(self, names: Iterable[str]) -> None:
        rows = ((name,) for name in names)
        self._connection.executemany("insert or ignore into needed values (?)", rows)

    def add_tree(self, tree: str) -> None:
        """Add a directory and all below it."""
        if tree in self:
            return
        self.add([tree])
        nodes = self._trees.directory(tree).values()
        self.add(node.sha256 for node in nodes if not node.is_directory)
        for node in nodes:
            if node.is_directory:
                self.add_tree(node.sha256)

    def __contains__(self, name: str) -> bool:
        query = "select 1 from needed where name = ?"
        return self._connection.execute(query, (name,)).fetchone() is not None
