"""Mending what verification found."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import TYPE_CHECKING

from truemirror.errors import TruemirrorError
from truemirror.store.defects import Defect, What
from truemirror.store.mirror import POINTER, BadGenerationError, blob_path
from truemirror.store.place import Folder
from truemirror.store.plain import CURRENT, PlainTrees
from truemirror.store.tree import EMPTY, BadTreeError, Content

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
    that cannot be read is given up; where it is not known which one readers see, it is the newest.

    Raises:
        PlaceError: the mirror does not answer, or cannot be written.
    """
    _mend_files(mirror, [one for one in defects if one.what is What.FILE], refetch)
    if any(one.what is What.DIRECTORY for one in defects):
        mirror.changed(EMPTY, known())
    _mend_generations(mirror, {one.path for one in defects if one.what is What.GENERATION})
    left = [one for one in defects if not _is_mended(mirror, one)]
    if not isinstance(mirror.place, Folder):
        return left
    plain = PlainTrees(mirror.place)
    _mend_plain(mirror, plain)
    return [*left, *plain.defects()]


def _mend_files(mirror: Mirror, defects: Sequence[Defect], refetch: Refetch) -> None:
    wanted = {one.content for one in defects}
    for file in refetch(defects) if defects else ():
        with file.open("rb") as opened:
            content = Content(hashlib.file_digest(opened, "sha256").hexdigest(), opened.tell())
        if content in wanted:
            mirror.put_all((), {content.sha256: file})


def _mend_generations(mirror: Mirror, damaged: set[str]) -> None:
    mirror.place.delete(damaged - {POINTER})
    if POINTER in damaged:
        paths = mirror.generation_files()
        data = mirror.place.read(paths[-1]) if paths else None
        if data:
            mirror.place.write(POINTER, data)


def _mend_plain(mirror: Mirror, plain: PlainTrees) -> None:
    """Mend what can be; what is left is found again."""
    for defect in plain.defects():
        with suppress(TruemirrorError):
            if defect.path != CURRENT:
                plain.mend(defect.path)
            elif current := mirror.current():
                plain.prepare(current.tree)
                plain.show(current.tree)


def _is_mended(mirror: Mirror, defect: Defect) -> bool:
    try:
        if defect.what is What.FILE and defect.content:
            return mirror.place.content(blob_path(defect.content.sha256)) == defect.content
        if defect.what is What.DIRECTORY:
            return bool(mirror.trees.directory(defect.path))
        if defect.path == POINTER:
            return mirror.current() is not None
        if defect.what is What.GENERATION:
            return mirror.place.size(defect.path) is None
    except (BadTreeError, BadGenerationError):
        return False
    return defect.what is What.PLAIN  # what is left of those is found again
