"""Where a mirror is kept: a folder, or a bucket of an object store, behind the same few verbs.

What was written is there after a crash, or not at all; nobody reads half of it. A folder's files
are synced to the disk before they get their name, and the name before it is told; an object store
does so by itself.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import LocalStore, from_url

from truemirror.errors import TruemirrorError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from obstore import GetOptions
    from obstore.store import ObjectStore

_CHUNK = 1 << 20
_AT_ONCE = 1000  # objects to delete in a request


class PlaceError(TruemirrorError):
    """Where a mirror is kept cannot be used, or does not do what it is asked."""

    exit_code = 3

    def __init__(self, what: str, error: Exception) -> None:
        """Tell what was to be done."""
        reason = error.strerror if isinstance(error, OSError) else None
        super().__init__(f"cannot {what}: {reason or str(error).splitlines()[0]}")


class Kept(NamedTuple):
    """A file in a place, and how many bytes it has."""

    path: str
    size: int


class Place:
    """Files under paths, in an object store."""

    def __init__(self, objects: ObjectStore, url: str) -> None:
        """Take the store, and how its users call it."""
        self._objects = objects
        self.url = url

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; None where there is none.

        Raises:
            PlaceError: the place does not answer.
        """
        try:
            return bytes(obstore.get(self._objects, path).bytes())
        except (NotFoundError, FileNotFoundError):
            return None
        except (BaseError, OSError) as error:
            msg = f"read {path}"
            raise PlaceError(msg, error) from error

    def stream(self, path: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The bytes of a file from one place in it up to another, in chunks.

        Raises:
            PlaceError: the place does not answer, or has no such file.
        """
        try:
            options: GetOptions = {"range": {"offset": start} if end is None else (start, end)}
            answer = obstore.get(self._objects, path, options=options)
            for chunk in answer.stream(min_chunk_size=_CHUNK):
                yield bytes(chunk)
        except (BaseError, OSError) as error:
            msg = f"read {path}"
            raise PlaceError(msg, error) from error

    def size(self, path: str) -> int | None:
        """How many bytes a file has; None where there is none.

        Raises:
            PlaceError: the place does not answer.
        """
        try:
            return obstore.head(self._objects, path)["size"]
        except (NotFoundError, FileNotFoundError):
            return None
        except (BaseError, OSError) as error:
            msg = f"look at {path}"
            raise PlaceError(msg, error) from error

    def files(self, under: str) -> Iterator[Kept]:
        """All files below a folder, in any order.

        Raises:
            PlaceError: the place does not answer.
        """
        try:
            for batch in obstore.list(self._objects, under):
                yield from (Kept(one["path"], one["size"]) for one in batch)
        except (BaseError, OSError) as error:
            msg = f"list {under}"
            raise PlaceError(msg, error) from error

    def write(self, path: str, data: bytes) -> None:
        """Put a file there, in place of one that may be there, in one step.

        Raises:
            PlaceError: it cannot be written.
        """
        try:
            obstore.put(self._objects, path, data)
        except (BaseError, OSError) as error:
            msg = f"write {path}"
            raise PlaceError(msg, error) from error

    def adopt(self, files: Iterable[tuple[Path, str]]) -> None:
        """Take over files of this machine, which are on its disk already, each under a path.

        Raises:
            PlaceError: one cannot be written; those before it are there.
        """
        for file, path in files:
            try:
                obstore.put(self._objects, path, file)
                file.unlink()
            except (BaseError, OSError) as error:
                msg = f"write {path}"
                raise PlaceError(msg, error) from error

    def delete(self, paths: Iterable[str]) -> None:
        """Take files away; one that is not there is none the less gone.

        Raises:
            PlaceError: the place does not let go of one.
        """
        left = list(paths)
        for start in range(0, len(left), _AT_ONCE):
            try:
                obstore.delete(self._objects, left[start : start + _AT_ONCE])
            except (NotFoundError, FileNotFoundError):
                continue
            except (BaseError, OSError) as error:
                msg = f"let go of files in {self.url}"
                raise PlaceError(msg, error) from error


class Folder(Place):
    """Files under paths, in a folder of this machine."""

    def __init__(self, folder: Path) -> None:
        """Take the folder, which is made where there is none.

        Raises:
            PlaceError: it cannot be made.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            super().__init__(LocalStore(folder), str(folder))
        except (BaseError, OSError) as error:
            msg = f"use {folder}"
            raise PlaceError(msg, error) from error
        self.folder = folder

    def write(self, path: str, data: bytes) -> None:
        """Put a file there by its name only once it is on the disk.

        Raises:
            PlaceError: it cannot be written.
        """
        target = self.folder / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(
                dir=target.parent, prefix=".", delete=False
            ) as temporary:
                temporary.write(data)
                temporary.flush()
                os.fsync(temporary.fileno())
        except OSError as error:
            msg = f"write {path}"
            raise PlaceError(msg, error) from error
        Path(temporary.name).chmod(0o644)
        self.adopt([(Path(temporary.name), path)])

    def adopt(self, files: Iterable[tuple[Path, str]]) -> None:
        """Give files their names, and sync the folders that these are in.

        Raises:
            PlaceError: one cannot get its name.
        """
        folders: dict[Path, None] = {}
        try:
            for file, path in files:
                target = self.folder / path
                if target.parent not in folders:
                    _make_folder(target.parent, self.folder)
                    folders[target.parent] = None
                file.replace(target)
            for folder in folders:
                _sync(folder)
        except OSError as error:
            msg = f"write to {self.folder}"
            raise PlaceError(msg, error) from error

    def delete(self, paths: Iterable[str]) -> None:
        """Take files away; one that is not there is none the less gone.

        Raises:
            PlaceError: the folder does not let go of one.
        """
        try:
            for path in paths:
                (self.folder / path).unlink(missing_ok=True)
        except OSError as error:
            msg = f"let go of files in {self.url}"
            raise PlaceError(msg, error) from error


def open_place(url: str, **options: str) -> Place:
    """The place at a path or a URL, such as `s3://bucket/prefix`; options are the object store's.

    Raises:
        PlaceError: there cannot be one.
    """
    if "://" not in url:
        return Folder(Path(url))
    try:
        return Place(from_url(url, **options), url)  # type: ignore[call-overload]  # as the URL is
    except (BaseError, OSError, ValueError, TypeError) as error:
        msg = f"use {url}"
        raise PlaceError(msg, error) from error


def _make_folder(folder: Path, top: Path) -> None:
    """Make a folder that is still there after a crash, with all above it up to the topmost."""
    if folder.is_dir():
        return
    if folder != top:
        _make_folder(folder.parent, top)
    folder.mkdir(exist_ok=True)
    _sync(folder.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
