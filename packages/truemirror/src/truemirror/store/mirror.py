"""A mirror's content, trees and generations in a place.

blobs/sha256/ab/ab12…    the bytes of every file, by their sha256
trees/ab/ab12…           the directories of every generation
generations/000012.json  what was published when
current.json             the generation that readers see: changing it publishes
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - msgspec reads a generation by its annotations
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Protocol

import msgspec

from truemirror.errors import TruemirrorError
from truemirror.store.place import Folder, PlaceError
from truemirror.store.tree import BadTreeError, Content, Trees

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from truemirror.store.place import Place

BLOBS = "blobs/sha256"
POINTER = "current.json"
_AT_ONCE = 1024  # directories
GENERATIONS = "generations"


class BadGenerationError(TruemirrorError):
    """What is stored of a generation cannot be read."""

    def __init__(self, path: str) -> None:
        """Tell which file it is."""
        super().__init__(f"{path} cannot be read: run `truemirror verify`")


class Generation(msgspec.Struct, frozen=True):
    """A state of the mirror that was published, whole, under a number that counts up."""

    number: int
    tree: str
    made_at: dt.datetime


class Front(Protocol):
    """A further way for readers to see what is published, such as folders for a web server."""

    def prepare(self, tree: str) -> None:
        """Have all of a tree ready; readers go on seeing what they saw."""

    def show(self, tree: str) -> None:
        """Have readers see a tree that is ready, in one step."""


def blob_path(sha256: str) -> str:
    """Where the bytes with a sha256 are."""
    return f"{BLOBS}/{sha256[:2]}/{sha256}"


def tree_path(sha256: str) -> str:
    """Where a directory is."""
    return f"trees/{sha256[:2]}/{sha256}"


def generation_path(number: int) -> str:
    """Where a generation is told of."""
    return f"{GENERATIONS}/{number:06}.json"


def _number(path: str) -> int:
    """The number of the generation that a file tells of; 0 where it is one on its way there."""
    name = PurePosixPath(path).stem
    return int(name) if name.isdecimal() else 0


class Claim(Protocol):
    """A right to change a mirror, which may end."""

    def check(self) -> None:
        """Raise a TruemirrorError if it has ended."""


class NoGenerationError(TruemirrorError):
    """A generation that was asked for is not there, or not any more."""

    exit_code = 2

    def __init__(self, number: int | None) -> None:
        """Tell which one; None is the one that readers see."""
        which = "no generation yet" if number is None else f"no generation {number}"
        super().__init__(f"there is {which}: `truemirror sync` makes them, `prune` lets go of some")


class Mirror:
    """What a mirror holds; its directories are read through `trees`."""

    def __init__(self, place: Place, front: Front | None = None) -> None:
        """Take where it is kept, and how readers see it who do not read that."""
        self.place = place
        self.trees = Trees(self)
        self.front = front
        self._claim: Claim | None = None

    def belong(self, claim: Claim) -> None:
        """Change only while a claim on it holds."""
        self._claim = claim

    def check(self) -> None:
        """See that nobody else took the mirror over, before readers or files feel a change.

        Raises:
            OwnedError: somebody did.
            PlaceError: the place does not answer.
        """
        if self._claim:
            self._claim.check()

    def read(self, sha256: str) -> bytes:
        """The bytes of a directory.

        Raises:
            BadTreeError: it is not there, or a folder's disk does not give it.
            PlaceError: the place does not answer.
        """
        try:
            data = self.place.read(tree_path(sha256))
        except PlaceError:
            if not self.is_near:
                raise
            data = None
        if data is None:
            raise BadTreeError(sha256)
        return data

    def write(self, sha256: str, data: bytes) -> None:
        """Keep the bytes of a directory, in place of damaged ones too.

        Raises:
            PlaceError: they cannot be written.
        """
        self.write_all({sha256: data})

    def write_all(self, directories: Mapping[str, bytes]) -> None:
        """Keep the bytes of directories, in place of damaged ones too.

        Raises:
            PlaceError: some cannot be written.
        """
        named = ((tree_path(sha256), data) for sha256, data in directories.items())
        self.place.write_all(one for one in named if not (self.is_near and self._has(*one)))

    @property
    def is_near(self) -> bool:
        """Whether to look for a file costs less than to write it: in a folder it does."""
        return isinstance(self.place, Folder)

    def _has(self, path: str, data: bytes) -> bool:
        return self.place.size(path) == len(data) and self.place.read(path) == data

    def changed(self, tree: str, changes: Iterable[tuple[str, Content | None]]) -> str:
        """The tree with some files put in or taken out, as `Trees.changed` has it; all is kept.

        Raises:
            BadPathError: a path has an empty part, or one that leads elsewhere.
            BadTreeError: a directory is damaged.
            PlaceError: the place cannot be used.
        """
        gathered = _Gathered(self)
        after = Trees(gathered).changed(tree, changes)
        gathered.end()
        return after

    def put(self, data: bytes) -> Content:
        """Keep the bytes of a small file.

        Raises:
            PlaceError: they cannot be written.
        """
        return self.put_all([data])[0]

    def put_all(
        self, files: Iterable[bytes], fetched: Mapping[str, Path] | None = None
    ) -> list[Content]:
        """Keep the bytes of small files, and with them files that were fetched, by their sha256.

        Raises:
            PlaceError: some cannot be written.
        """
        known = [(Content.of(data), data) for data in files]
        new: dict[str, bytes | Path] = {
            blob_path(content.sha256): data
            for content, data in dict(known).items()
            if not (self.is_near and self.size(content.sha256) == content.size)
        }
        new |= {blob_path(sha256): file for sha256, file in (fetched or {}).items()}
        self.place.write_all(new.items())
        return [content for content, _ in known]

    def size(self, sha256: str) -> int | None:
        """How many bytes have a sha256; None where they are not there.

        Raises:
            PlaceError: the place does not answer.
        """
        return self.place.size(blob_path(sha256))

    def contents(self) -> Iterator[Content]:
        """The bytes of all files, of whatever generation or of none, by their names.

        Raises:
            PlaceError: the place does not answer.
        """
        for kept in self.place.files(BLOBS):
            yield Content(PurePosixPath(kept.path).name, kept.size)

    def current(self) -> Generation | None:
        """The generation that readers see; None before the first.

        Raises:
            BadGenerationError: the pointer is damaged.
            PlaceError: the place does not answer.
        """
        data = self.place.read(POINTER)
        return None if data is None else read_generation(POINTER, data)

    def generation(self, number: int) -> Generation:
        """A generation by its number.

        Raises:
            NoGenerationError: it is not there.
            BadGenerationError: it is damaged.
            PlaceError: the place does not answer.
        """
        path = generation_path(number)
        data = self.place.read(path)
        if data is None:
            raise NoGenerationError(number)
        return read_generation(path, data)

    def generations(self) -> Iterator[Generation]:
        """The generations that are kept, in order.

        Raises:
            BadGenerationError: one is damaged.
            PlaceError: the place does not answer.
        """
        for path in self.generation_files():
            yield read_generation(path, self.place.read(path) or b"")

    def generation_files(self) -> list[str]:
        """The files that tell of the generations that are kept, in order.

        Raises:
            PlaceError: the place does not answer.
        """
        paths = (kept.path for kept in self.place.files(GENERATIONS))
        return sorted(filter(_number, paths), key=_number)

    def publish(self, tree: str, now: dt.datetime) -> Generation:
        """Have readers see a tree from now on, all of it in one step.

        Whatever is in it has to be there already. The same tree again is no new generation.

        Raises:
            BadGenerationError: the pointer is damaged.
            OwnedError: somebody else took the mirror over.
            PlaceError: it cannot be written; readers go on seeing what they saw.
        """
        if self.front:
            self.front.prepare(tree)
        self.check()
        generation = self.current()
        if generation is None or generation.tree != tree:
            generation = self._point_to(tree, now)
        if self.front:
            self.front.show(tree)
        return generation

    def _point_to(self, tree: str, now: dt.datetime) -> Generation:
        number = max(map(_number, self.generation_files()), default=0) + 1
        generation = Generation(number, tree, now)
        data = msgspec.json.encode(generation)
        self.place.write(generation_path(number), data)
        self.place.write(POINTER, data)
        return generation


def read_generation(path: str, data: bytes) -> Generation:
    """A generation as it is stored in a file.

    Raises:
        BadGenerationError: the file is damaged.
    """
    try:
        return msgspec.json.decode(data, type=Generation)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise BadGenerationError(path) from error


class _Gathered:
    """Directories on their way into a mirror, many at a time."""

    def __init__(self, mirror: Mirror) -> None:
        self._mirror = mirror
        self._held: dict[str, bytes] = {}

    def read(self, sha256: str) -> bytes:
        return self._held.get(sha256) or self._mirror.read(sha256)

    def write(self, sha256: str, data: bytes) -> None:
        self._held[sha256] = data
        if len(self._held) >= _AT_ONCE:
            self.end()

    def end(self) -> None:
        self._mirror.write_all(self._held)
        self._held.clear()
