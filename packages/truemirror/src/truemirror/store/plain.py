"""Generations as plain folders, for a web server that knows nothing of Truemirror.

plain/ab12…    a directory of some generation: hard links to blobs, and symbolic links to the
               directories in it, `../cd34…`
plain/current  a symbolic link to the topmost directory of what is published

A directory has its name once all that is in it is on the disk, those that it links to before it. So
one that is there is whole, and is never made again: a generation costs what changed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from truemirror.errors import TruemirrorError
from truemirror.store.defects import Defect, What
from truemirror.store.disk import settle
from truemirror.store.mirror import BadGenerationError, Mirror, blob_path
from truemirror.store.place import Folder, PlaceError
from truemirror.store.tree import BadTreeError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping
    from pathlib import Path

    from truemirror.store.place import Place
    from truemirror.store.tree import Node

PLAIN = "plain"
CURRENT = "current"
_AT_ONCE = 1024  # directories
_NEW = ".new-"


class NoFolderError(TruemirrorError):
    """Plain folders are wanted of a mirror that is not in a folder."""

    exit_code = 2

    def __init__(self, url: str) -> None:
        """Tell where it is."""
        super().__init__(f"{url} is no folder, so it can have no plain folders for a web server")


class PlainTrees:
    """The plain folders of a mirror that is in a folder itself."""

    def __init__(self, place: Folder) -> None:
        """Take the folder."""
        self._blobs = place.folder
        self._folder = place.folder / PLAIN
        self._trees = Mirror(place).trees

    # --- publishing -------------------------------------------------------------------------------

    def prepare(self, tree: str) -> None:
        """Make the directories of a tree that are not there yet.

        Raises:
            BadTreeError: one is damaged where it is stored.
            PlaceError: one cannot be made.
        """
        with self._told("make"):
            self._folder.mkdir(exist_ok=True)
            settle([str(self._folder.parent)])
        batch: dict[str, int] = {}
        for absent, height in self._absent(tree, batch):
            batch[absent] = height
            if len(batch) == _AT_ONCE:
                self._make(batch)
                batch.clear()
        self._make(batch)

    def show(self, tree: str) -> None:
        """Have `current` lead to a directory that is there.

        Raises:
            PlaceError: it cannot be changed, and leads where it did.
        """
        if self.shown() == tree:
            return
        new = self._folder / (_NEW + CURRENT)
        with self._told("publish"):
            new.unlink(missing_ok=True)
            new.symlink_to(tree)
            _clear(self._folder / CURRENT)
            new.replace(self._folder / CURRENT)
            settle([str(self._folder)])

    def shown(self) -> str | None:
        """Where `current` leads to: a directory, if all is well; None where it is no link."""
        try:
            return str((self._folder / CURRENT).readlink())
        except OSError:
            return None

    def _absent(self, tree: str, batch: dict[str, int]) -> Generator[tuple[str, int], None, int]:
        """The directories to make, with how many levels of them there are from each one down.

        Those in a directory come before it.
        """
        if tree in batch:
            return batch[tree]
        if (self._folder / tree).exists():
            return 0
        height = 0
        for node in self._trees.directory(tree).values():
            if node.is_directory:
                height = max(height, (yield from self._absent(node.sha256, batch)))
        yield tree, height + 1
        return height + 1

    def _make(self, absent: Mapping[str, int]) -> None:
        with self._told("make"):
            for tree in absent:
                self._fill(tree)
            settle([str(self._folder / (_NEW + tree)) for tree in absent])
            for level in sorted({*absent.values()}):
                for tree in (one for one, height in absent.items() if height == level):
                    (self._folder / (_NEW + tree)).rename(self._folder / tree)
                settle([str(self._folder)])

    def _fill(self, tree: str) -> None:
        """Make a directory on the disk, under a name that nobody looks for."""
        folder = self._folder / (_NEW + tree)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for node in self._trees.directory(tree).values():
            self._enter(node, folder / node.name)

    def _enter(self, node: Node, path: Path) -> None:
        if node.is_directory:
            path.symlink_to(f"../{node.sha256}")
        else:
            _link(self._blobs / blob_path(node.sha256), path)

    # --- checking ---------------------------------------------------------------------------------

    def defects(self, tree: str | None = None) -> Iterator[Defect]:
        """The directories in which something is not as the mirror has it.

        If they are to show a tree, all of that has to be there, and `current` to lead to it.
        """
        shown = self.shown()
        if tree and shown != tree:
            yield Defect(What.PLAIN, CURRENT, "does not lead to what is published")
        elif shown and not (self._folder / shown).is_dir():
            yield Defect(What.PLAIN, CURRENT, "leads nowhere")
        there = {*self.directories()}
        for absent in sorted({*self._needed(tree)} - there):
            yield Defect(What.PLAIN, absent, "is missing")
        for each in there:
            names = ", ".join(sorted(self._wrong(each)))
            if names and self._is_there(each):  # and was not let go of meanwhile
                yield Defect(What.PLAIN, each, f"has other than it ought to: {names}")

    def _needed(self, tree: str | None) -> Iterator[str]:
        with suppress(BadTreeError):  # which is told where trees are checked
            yield from self._trees.directories(tree, set()) if tree else ()

    def _is_there(self, tree: str) -> bool:
        path = self._folder / tree
        return path.is_dir() and not path.is_symlink()

    def mend(self, tree: str) -> None:
        """Have a directory made if it is missing, and what is wrong in it linked again.

        What the mirror lacks stays as it is.

        Raises:
            BadTreeError: a directory that it leads to is damaged where it is stored.
            PlaceError: the disk does not do it.
        """
        nodes = self._trees.directory(tree)
        if not self._is_there(tree):
            with self._told("mend"), suppress(FileNotFoundError):
                _remove(self._folder / tree)
            self.prepare(tree)
        for name in self._wrong(tree):
            path, new = self._folder / tree / name, self._folder / tree / (_NEW + name)
            with self._told("mend"), suppress(FileNotFoundError):
                if name not in nodes:
                    _remove(path)
                    continue
                if nodes[name].is_directory:
                    self.prepare(nodes[name].sha256)
                new.unlink(missing_ok=True)
                self._enter(nodes[name], new)
                _clear(path)
                new.replace(path)
        with self._told("mend"):
            settle([str(self._folder / tree)])

    def _wrong(self, tree: str) -> set[str]:
        """The names in a directory that are not as they ought to be."""
        try:
            nodes = self._trees.directory(tree)
        except BadTreeError:  # if it is needed this is told where trees are checked
            return set()
        try:
            there = {path.name for path in (self._folder / tree).iterdir()}
        except FileNotFoundError:  # it was let go of meanwhile
            return set()
        bad = {name for name in there & nodes.keys() if not self._is_right(tree, nodes[name])}
        return there ^ nodes.keys() | bad

    def _is_right(self, tree: str, node: Node) -> bool:
        path, blob = self._folder / tree / node.name, self._blobs / blob_path(node.sha256)
        if node.is_directory:
            right = path.is_symlink() and str(path.readlink()) == f"../{node.sha256}"
            return right and path.is_dir()
        if path.is_symlink() or not path.is_file():
            return False
        if blob.exists() and path.samefile(blob):
            return True
        with suppress(FileNotFoundError), path.open("rb", buffering=0) as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == node.sha256
        return False

    # --- letting go -------------------------------------------------------------------------------

    def directories(self) -> Iterator[str]:
        """All directories that are there."""
        if self._folder.is_dir():
            with os.scandir(self._folder) as entries:
                names = [one.name for one in entries if one.is_dir(follow_symlinks=False)]
            yield from (name for name in names if not name.startswith("."))

    def remove(self, trees: Iterable[str]) -> None:
        """Take directories away that no other one leads to, but those that go as well.

        Raises:
            PlaceError: the folder does not let go of one.
        """
        heights: dict[str, int] = {}
        gone = {*trees}
        with self._told("remove"):
            for tree in gone:
                self._height(tree, gone, heights)
            for level in sorted({*heights.values()}, reverse=True):
                for tree in (one for one, height in heights.items() if height == level):
                    (self._folder / tree).rename(self._folder / (_NEW + tree))
                settle([str(self._folder)])
            for left in self._folder.glob(_NEW + "*"):
                _remove(left)

    def _height(self, tree: str, among: set[str], heights: dict[str, int]) -> int:
        """How many levels of some directories there are from one of them down."""
        if tree not in among:
            return 0
        if tree not in heights:
            links = [one for one in (self._folder / tree).iterdir() if one.is_symlink()]
            below = [self._height(one.readlink().name, among, heights) for one in links]
            heights[tree] = 1 + max(below, default=0)
        return heights[tree]

    @contextmanager
    def _told(self, verb: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            msg = f"{verb} plain folders in {self._folder}"
            raise PlaceError(msg, error) from error


def open_mirror(place: Place, *, plain: bool = False) -> Mirror:
    """The mirror in a place, which may be a folder that has plain folders too.

    Raises:
        NoFolderError: there are to be plain folders, and the place is none.
    """
    if not plain:
        return Mirror(place)
    if not isinstance(place, Folder):
        raise NoFolderError(place.url)
    return Mirror(place, PlainTrees(place))


def shown_by(mirror: Mirror) -> str | None:
    """The tree that plain folders of a mirror are to show; None where none are wanted, or known.

    Raises:
        PlaceError: the mirror does not answer.
    """
    try:
        current = mirror.current() if mirror.front else None
    except BadGenerationError:
        return None
    return current.tree if current else None


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def _clear(path: Path) -> None:
    """Make room for what takes the place of a path; only a directory would be in its way."""
    if path.is_dir() and not path.is_symlink():
        _remove(path)


def _link(file: Path, path: Path) -> None:
    """Have a file under a further name; where a disk cannot do that, a copy of it."""
    try:
        path.hardlink_to(file)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(file, path)
        with path.open("rb") as copy:
            os.fsync(copy.fileno())
