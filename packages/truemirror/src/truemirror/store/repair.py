"""Mending what verification found."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import TYPE_CHECKING

from truemirror.errors import TruemirrorError
from truemirror.store.defects import Defect, What
from truemirror.store.mirror import (
    POINTER,
    BadGenerationError,
    blob_path,
    generation_path,
    read_generation,
    tree_path,
)
from truemirror.store.place import Folder, PlaceError
from truemirror.store.plain import CURRENT, PlainTrees, shown_by
from truemirror.store.tree import EMPTY, BadTreeError, Content, decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from truemirror.store.mirror import Mirror

    Refetch = Callable[[Sequence[Defect]], Iterable[Path]]
    Files = Iterable[tuple[str, Content]]


def repair(
    mirror: Mirror, defects: Sequence[Defect], refetch: Refetch, known: Callable[[], Files]
) -> list[Defect]:
    """Mend what can be mended, plain folders that are wrong as well, and tell what is left.

    `refetch` gives the files that it could get of those that are wrong, on the disk; what they are
    is found out here. Directories are made again of `known`, all files that ought to be published
    in the order of their paths' parts: only then can be verified what they lead to. A generation
    that cannot be read, or of which no directory is there, is given up; where it is not known which
    one readers see, it is the newest.

    Raises:
        PlaceError: the mirror does not answer, or cannot be written.
    """
    _mend_files(mirror, [one for one in defects if one.what is What.FILE], refetch)
    if any(one.what is What.DIRECTORY for one in defects):
        mirror.changed(EMPTY, known())
    given_up = _mend_generations(mirror, defects)
    left = [one for one in defects if one.path not in given_up and not _is_mended(mirror, one)]
    if not isinstance(mirror.place, Folder):
        return left
    tree = shown_by(mirror)
    _mend_plain(PlainTrees(mirror.place), tree)
    return [*left, *PlainTrees(mirror.place).defects(tree)]


def _mend_files(mirror: Mirror, defects: Sequence[Defect], refetch: Refetch) -> None:
    wanted = {one.content for one in defects}
    for file in refetch(defects) if defects else ():
        with file.open("rb") as opened:
            content = Content(hashlib.file_digest(opened, "sha256").hexdigest(), opened.tell())
        if content in wanted:
            mirror.put_all((), {content.sha256: file})


def _mend_generations(mirror: Mirror, defects: Sequence[Defect]) -> set[str]:
    """Have all that is told of generations lead to trees; which trees none leads to any more."""
    damaged = {one.path for one in defects if one.what is What.GENERATION}
    mirror.place.delete(damaged - {POINTER})
    trees = {path: _root(mirror, path) for path in (*mirror.generation_files(), POINTER)}
    lost = {path: tree for path, tree in trees.items() if tree and _is_lost(mirror, tree)}
    whole = [path for path, tree in trees.items() if tree and path not in lost]
    if not whole:
        return set()
    mirror.place.delete(lost.keys() - {POINTER})
    data = mirror.place.read(whole[-1]) or b""  # readers go on seeing what they saw, if they can
    for path in (POINTER, generation_path(read_generation(whole[-1], data).number)):
        if mirror.place.read(path) != data:
            mirror.place.write(path, data)
    return set(filter(None, lost.values()))


def _root(mirror: Mirror, path: str) -> str | None:
    """The tree of a generation that is told of in a file; None where that is not to be had."""
    data = mirror.place.read(path)
    try:
        return None if data is None else read_generation(path, data).tree
    except BadGenerationError:
        return None


def _is_lost(mirror: Mirror, tree: str) -> bool:
    """Whether a directory is surely not there; one that cannot be read now may be."""
    if tree == EMPTY:
        return False
    try:
        decode(tree, mirror.place.read(tree_path(tree)) or b"")
    except BadTreeError:
        return True
    except PlaceError:
        return False
    return False


def _mend_plain(plain: PlainTrees, tree: str | None) -> None:
    """Mend what can be; what is left is found again."""
    for defect in plain.defects(tree):
        with suppress(TruemirrorError):
            if defect.path != CURRENT:
                plain.mend(defect.path)
            elif tree:
                plain.prepare(tree)
                plain.show(tree)


def _is_mended(mirror: Mirror, defect: Defect) -> bool:
    try:
        if defect.what is What.FILE and defect.content:
            return mirror.place.content(blob_path(defect.content.sha256)) == defect.content
        if defect.what is What.DIRECTORY:
            return bool(mirror.trees.directory(defect.path))
        if defect.path == POINTER:
            return mirror.current() is not None
        if defect.what is What.GENERATION:
            gone = mirror.place.size(defect.path) is None
            return gone or _root(mirror, defect.path) is not None
    except (PlaceError, BadTreeError, BadGenerationError):
        return False
    return defect.what is What.PLAIN  # what is left of those is found again
