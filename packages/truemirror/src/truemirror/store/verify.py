"""Whether all that is published is what it was: every byte of every generation that is kept."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from truemirror.store.defects import Defect, What
from truemirror.store.mirror import (
    GENERATIONS,
    POINTER,
    BadGenerationError,
    blob_path,
    read_generation,
)
from truemirror.store.tree import EMPTY, BadTreeError, Content

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from truemirror.store.mirror import Mirror
    from truemirror.store.place import Place
    from truemirror.store.promises import Promises
    from truemirror.store.tree import Node, Trees

T = TypeVar("T")
R = TypeVar("R")

_TOGETHER = 32  # files that a thread takes at a time
_AHEAD = 8  # such heaps for each thread


class Sample(NamedTuple):
    """Which files to read: a share of all, from 0 to 1, always the same ones for a seed.

    Of the others it is only looked whether they are there, and how long they are.
    """

    share: float = 1.0
    seed: int = 0

    def has(self, sha256: str) -> bool:
        """Whether a file is among them."""
        drawn = hashlib.sha256(f"{self.seed} {sha256}".encode()).digest()
        return int.from_bytes(drawn[:7]) < self.share * (1 << 56)


class Checked:
    """How many files were checked so far, and how many bytes of them were read."""

    def __init__(self) -> None:
        """Begin with none."""
        self.files = 0
        self.bytes = 0


EVERYTHING = Sample()


def verify(
    mirror: Mirror,
    sample: Sample = EVERYTHING,
    threads: int | None = None,
    checked: Checked | None = None,
    promises: Promises | None = None,
) -> Iterator[Defect]:
    """Check the files of all generations, and the directories that lead to them.

    What generations share is checked once. Of the files that readers see it is also checked what
    they promise of others, where that is wanted. Hashing leaves other threads alone, so that
    threads do as much as processes would; there are as many as the machine has cores.

    Raises:
        PlaceError: the mirror does not answer.
    """
    checked = checked or Checked()
    found: list[Defect] = []
    trees = _trees(mirror, found)

    def files() -> Iterator[tuple[str, Content]]:
        for number, (before, after) in enumerate(zip([EMPTY, *trees], trees, strict=False)):
            for path, content in files_between(mirror.trees, before, after, found):
                if promises and not number:
                    found.extend(promises.broken(path, content))
                yield path, content

    for defects, number, size in _ahead(
        lambda heap: _check(mirror.place, heap, sample), files(), threads or os.cpu_count() or 1
    ):
        checked.files += number
        checked.bytes += size
        yield from (*found, *defects)
        found.clear()
    yield from found


def _ahead(work: Callable[[list[T]], R], every: Iterable[T], threads: int) -> Iterator[R]:
    """Do work on heaps of things in threads, a bounded number ahead, and give it in order."""
    things = iter(every)
    heaps = iter(lambda: list(islice(things, _TOGETHER)), [])
    with ThreadPoolExecutor(threads, "verify") as pool:
        begun = (pool.submit(work, heap) for heap in heaps)
        waiting = deque(islice(begun, threads * _AHEAD))
        while waiting:
            yield waiting.popleft().result()
            waiting.extend(islice(begun, 1))


def _trees(mirror: Mirror, found: list[Defect]) -> list[str]:
    """The trees of the generations that can be read: what readers see, then the newest first."""
    trees: list[str] = []
    paths = sorted(kept.path for kept in mirror.place.files(GENERATIONS))
    for path in (POINTER, *reversed(paths)):
        data = mirror.place.read(path)
        try:
            if data is not None:
                trees.append(read_generation(path, data).tree)
        except BadGenerationError:
            found.append(Defect(What.GENERATION, path, "cannot be read"))
    if paths and mirror.place.size(POINTER) is None:
        found.append(Defect(What.GENERATION, POINTER, "is missing"))
    return trees


def files_between(
    trees: Trees, before: str, after: str, found: list[Defect], under: str = ""
) -> Iterator[tuple[str, Content]]:
    """The files of a tree that another one does not have in the same place.

    Directories that are damaged are added to what was found, and passed over.
    """
    if before == after:
        return
    old = _directory(trees, before, under, [])
    for node in _directory(trees, after, under, found).values():
        was = old.get(node.name)
        if was == node:
            continue
        if node.is_directory:
            beside = was.sha256 if was and was.is_directory else EMPTY
            below = f"{under}{node.name}/"
            yield from files_between(trees, beside, node.sha256, found, below)
        else:
            yield under + node.name, Content(node.sha256, node.size)


def _directory(trees: Trees, tree: str, under: str, found: list[Defect]) -> dict[str, Node]:
    try:
        return trees.directory(tree)
    except BadTreeError:
        found.append(Defect(What.DIRECTORY, tree, f"is damaged or missing, of /{under}"))
        return {}


def _check(
    place: Place, files: Iterable[tuple[str, Content]], sample: Sample
) -> tuple[list[Defect], int, int]:
    """What is wrong with some files, how many those are, and how many bytes were read."""
    defects, number, size = [], 0, 0
    for path, content in files:
        number += 1
        is_read = sample.has(content.sha256)
        reason = _reason(place, content, is_read=is_read)
        size += content.size if is_read else 0
        if reason:
            defects.append(Defect(What.FILE, path, reason, content))
    return defects, number, size


def _reason(place: Place, content: Content, *, is_read: bool) -> str | None:
    """What is wrong with the bytes of a file."""
    blob = blob_path(content.sha256)
    if is_read:
        really = place.content(blob)
        if really == content:
            return None
        length = really.size if really else None
    else:
        length = place.size(blob)
    if length is None:
        return "is missing"
    if length != content.size:
        return f"has {length:,} bytes, not {content.size:,}"
    return "has other bytes" if is_read else None
