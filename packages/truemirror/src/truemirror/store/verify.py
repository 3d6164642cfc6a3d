"""Whether all that is published is what it was: every byte of every generation that is kept."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from truemirror.store.defects import Checked, Defect, What
from truemirror.store.mirror import (
    POINTER,
    BadGenerationError,
    blob_path,
    read_generation,
)
from truemirror.store.place import PlaceError
from truemirror.store.promises import Promises
from truemirror.store.tree import EMPTY, BadTreeError, Content, Node, RememberingTrees
from truemirror.store.workers import workers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from truemirror.store.mirror import Mirror
    from truemirror.store.promises import Wanted
    from truemirror.store.tree import Trees

_LARGE = 16 << 20  # bytes: a directory with more of them is taken apart, a heap ends with them
_DEPTH = 2  # directories that lie less deep are taken apart as well, so that there are many parts
_PARTS = 8  # in a heap, of index and archives: hundreds of crates where a mirror has them all


class Sample(NamedTuple):
    """Which files to read: a share of all, from 0 to 1, always the same ones for a seed.

    Of the others it is only looked whether they are there, and how long they are.
    """

    share: float = 1.0
    seed: int = 0

    def has(self, sha256: str) -> bool:
        """Whether a file is among them."""
        if self.share >= 1:
            return True
        drawn = hashlib.sha256(f"{self.seed} {sha256}".encode()).digest()
        return int.from_bytes(drawn[:7]) < self.share * (1 << 56)


EVERYTHING = Sample()


def verify(
    mirror: Mirror,
    sample: Sample = EVERYTHING,
    jobs: int | None = None,
    checked: Checked | None = None,
    wanted: Wanted | None = None,
) -> Iterator[Defect]:
    """Check the files of all generations, and the directories that lead to them.

    What generations share is checked once. Of the files that readers see it is also checked what
    they promise of others, where it is told which of these are wanted. Several do that at once, as
    many as the machine has cores if no number is given; they begin when this is called. What they
    find comes in any order.

    Raises:
        LostWorkerError: one of them is no more.
        PlaceError: the mirror does not answer.
    """
    checker = _Checker(mirror, sample, wanted)
    several = workers(checker.check, jobs or os.cpu_count() or 1, by_forks=mirror.is_near)

    def defects() -> Iterator[Defect]:
        found: list[Defect] = []
        with several:
            for theirs, looked_at in several.each(_heaps(mirror, found)):
                if checked:
                    checked.add(looked_at)
                yield from theirs
        yield from found

    return defects()


# --- what there is to check -----------------------------------------------------------------------


class _Part(NamedTuple):
    """A file or directory of a generation, and the directory that a later one has in its place."""

    path: str
    node: Node
    beside: str


class _Heap(NamedTuple):
    """Parts of a generation that are checked one after another; and its tree, if readers see it."""

    parts: list[_Part]
    seen: str | None


def _heaps(mirror: Mirror, found: list[Defect]) -> Iterator[_Heap]:
    """All that is to be checked, in heaps of about as much work."""
    trees = RememberingTrees(mirror)
    beside = EMPTY
    for tree, is_seen in _generations(mirror, found):
        top = _Part("", Node("", is_directory=True, sha256=tree, size=0), beside)
        parts = list(_split(trees, top, found, _DEPTH))
        # The index and the archives of a crate are in folders of one name, and belong together.
        parts.sort(key=lambda part: part.path.split("/")[1:])
        for heap in _heaped(parts):
            yield _Heap(heap, tree if is_seen else None)
        beside = tree


def _generations(mirror: Mirror, found: list[Defect]) -> Iterator[tuple[str, bool]]:
    """The trees of those that can be read: the one that readers see, then the newest first."""
    paths = mirror.generation_files()
    for path in (POINTER, *reversed(paths)):
        try:
            data = mirror.place.read(path)
            if data is not None:
                yield read_generation(path, data).tree, path == POINTER
        except BadGenerationError:
            found.append(Defect(What.GENERATION, path, "cannot be read"))
    if paths and mirror.place.size(POINTER) is None:
        found.append(Defect(What.GENERATION, POINTER, "is missing"))


def _split(trees: Trees, part: _Part, found: list[Defect], depth: int) -> Iterator[_Part]:
    """What is in a directory, as parts that are small enough and not too many."""
    for inner in _inside(trees, part, found):
        if inner.node.is_directory and (depth > 1 or inner.node.size > _LARGE):
            yield from _split(trees, inner, found, depth - 1)
        else:
            yield inner


def _heaped(parts: Iterable[_Part]) -> Iterator[list[_Part]]:
    heap: list[_Part] = []
    for part in parts:
        heap.append(part)
        if len(heap) == _PARTS or sum(one.node.size for one in heap) > _LARGE:
            yield heap
            heap = []
    if heap:
        yield heap


def _inside(trees: Trees, part: _Part, found: list[Defect]) -> Iterator[_Part]:
    """What is in a directory, and is not the same in the one beside it.

    One that is damaged is added to what was found, and passed over.
    """
    if part.node.sha256 == part.beside:
        return
    under = f"{part.path}/" if part.path else ""
    try:
        nodes = trees.directory(part.node.sha256)
    except BadTreeError:
        reason = f"is damaged or missing, of /{under}"
        found.append(Defect(What.DIRECTORY, part.node.sha256, reason))
        return
    old = _known(trees, part.beside)
    for node in nodes.values():
        was = old.get(node.name)
        if was != node:
            beside = was.sha256 if was and was.is_directory else EMPTY
            yield _Part(under + node.name, node, beside)


def _known(trees: Trees, tree: str) -> dict[str, Node]:
    """A directory that was looked at before; if it is damaged, that was found then."""
    try:
        return trees.directory(tree)
    except BadTreeError:
        return {}


# --- checking -------------------------------------------------------------------------------------


class _Checker:
    """Checks one heap after another, and remembers directories from one to the next."""

    def __init__(self, mirror: Mirror, sample: Sample, wanted: Wanted | None) -> None:
        self._place = mirror.place
        self._is_near = mirror.is_near
        self._trees = RememberingTrees(mirror)
        self._sample = sample
        self._wanted = wanted

    def check(self, heap: _Heap) -> tuple[list[Defect], Checked]:
        """What is wrong with some parts, and what was looked at."""
        defects: list[Defect] = []
        checked = Checked()
        promises = None
        if self._wanted and heap.seen:
            promises = Promises(self._trees, heap.seen, self._wanted, checked)
        for path, content in self._files(heap.parts, defects):
            defects.extend(self._of(path, content, promises, checked))
        return defects, checked

    def _files(self, parts: list[_Part], found: list[Defect]) -> Iterator[tuple[str, Content]]:
        left = parts[::-1]
        while left:
            part = left.pop()
            if part.node.is_directory:
                left.extend(_inside(self._trees, part, found))
            else:
                yield part.path, Content(part.node.sha256, part.node.size)

    def _of(
        self, path: str, content: Content, promises: Promises | None, checked: Checked
    ) -> Iterator[Defect]:
        """What is wrong with a file, and, if nothing is, with what it promises."""
        blob = blob_path(content.sha256)
        broken = promises.of(path) if promises else None
        is_read = bool(broken) or self._sample.has(content.sha256)
        checked.files += 1
        data = None
        try:
            if broken:
                data = self._place.read(blob)
                really = None if data is None else Content.of(data)
            elif is_read:
                really = self._place.content(blob)
            else:
                size = self._place.size(blob)
                really = None if size is None else content._replace(size=size)
        except PlaceError as error:
            if not self._is_near:
                raise
            yield Defect(What.FILE, path, str(error), content)
            return
        checked.bytes += really.size if really and is_read else 0
        if really != content:
            yield Defect(What.FILE, path, _difference(content, really), content)
        elif broken and data is not None:
            with suppress(BadTreeError, PlaceError):  # which is found where it lies
                yield from broken(data)


def _difference(content: Content, really: Content | None) -> str:
    if really is None:
        return "is missing"
    if really.size != content.size:
        return f"has {really.size:,} bytes, not {content.size:,}"
    return "has other bytes"
