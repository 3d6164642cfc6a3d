"""Where a mirror is kept: a folder, or a bucket of an object store, behind the same few verbs.

What was written is there after a crash, or not at all; nobody reads half of it. A folder's files
are synced to the disk before they get their name, and the name before it is told; an object store
does so by itself.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, NotFoundError
from obstore.store import LocalStore, from_url

from truemirror.errors import TruemirrorError
from truemirror.store import disk
from truemirror.store.reasons import lacks_bucket, reason
from truemirror.store.tree import Content

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from obstore import GetOptions, GetResult, ObjectMeta
    from obstore.store import ObjectStore, RetryConfig

_CHUNK = 1 << 20
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_WRITERS = 8  # threads that wait for a disk or a server
_NO_FILE = (FileNotFoundError, NotADirectoryError)
_AT_ONCE = 1000  # objects to delete in a request
_PATIENCE: RetryConfig = {"max_retries": 5, "retry_timeout": dt.timedelta(seconds=30)}
# What obstore takes apart from the rest, and does not survive among it.
_OF_CLIENT = frozenset(
    ["allow_http", "allow_invalid_certificates", "connect_timeout", "proxy_url", "timeout"]
)


class PlaceError(TruemirrorError):
    """Where a mirror is kept cannot be used, or does not do what it is asked."""

    exit_code = 3

    def __init__(self, what: str, error: Exception) -> None:
        """Tell what was to be done."""
        super().__init__(f"cannot {what}: {reason(error)}")


class Kept(NamedTuple):
    """A file in a place, how many bytes it has, and since when."""

    path: str
    size: int
    modified: dt.datetime


class Reading(NamedTuple):
    """A file that is being read: as it is kept, and the bytes that were asked for, in chunks."""

    kept: Kept
    chunks: Iterator[bytes]


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
        except (BaseError, OSError) as error:
            if isinstance(error, (NotFoundError, FileNotFoundError)) and not lacks_bucket(error):
                return None
            msg = f"read {path} in {self.url}"
            raise PlaceError(msg, error) from error

    def open(self, path: str, start: int = 0, end: int | None = None) -> Reading | None:
        """The bytes of a file from one place in it up to another; None where there is none.

        Raises:
            PlaceError: the place does not answer, perhaps while the bytes are read.
        """
        options: GetOptions = {}
        if start or end is not None:
            options = {"range": {"offset": start} if end is None else (start, end)}
        try:
            answer = obstore.get(self._objects, path, options=options)
        except (NotFoundError, FileNotFoundError):
            return None
        except (BaseError, OSError) as error:
            msg = f"read {path} in {self.url}"
            raise PlaceError(msg, error) from error
        kept = _kept(answer.meta)._replace(path=path)  # older obstores tell it with the prefix
        return Reading(kept, _chunks(path, answer))

    def look(self, path: str) -> Kept | None:
        """A file without its bytes; None where there is none.

        Raises:
            PlaceError: the place does not answer.
        """
        try:
            return _kept(obstore.head(self._objects, path))
        except (NotFoundError, FileNotFoundError):
            return None
        except (BaseError, OSError) as error:
            msg = f"look at {path} in {self.url}"
            raise PlaceError(msg, error) from error

    def size(self, path: str) -> int | None:
        """How many bytes a file has; None where there is none.

        Raises:
            PlaceError: the place does not answer.
        """
        kept = self.look(path)
        return kept.size if kept else None

    def content(self, path: str) -> Content | None:
        """What the bytes of a file really are; None where there is none.

        Raises:
            PlaceError: the place does not answer.
        """
        reading = self.open(path)
        if reading is None:
            return None
        digest, size = hashlib.sha256(), 0
        for chunk in reading.chunks:
            digest.update(chunk)
            size += len(chunk)
        return Content(digest.hexdigest(), size)

    def files(self, under: str) -> Iterator[Kept]:
        """All files below a folder, in any order.

        Raises:
            PlaceError: the place does not answer.
        """
        try:
            for batch in obstore.list(self._objects, under):
                yield from map(_kept, batch)
        except (BaseError, OSError) as error:
            msg = f"list {under} in {self.url}"
            raise PlaceError(msg, error) from error

    def write(self, path: str, data: bytes) -> None:
        """Put a file there, in place of one that may be there, in one step.

        Raises:
            PlaceError: it cannot be written.
        """
        self.write_all([(path, data)])

    def create(self, path: str, data: bytes) -> bool:
        """Put a file there if there is none, in one step, and tell whether there was none.

        Raises:
            PlaceError: it cannot be written.
        """
        try:
            obstore.put(self._objects, path, data, mode="create")
        except AlreadyExistsError:
            return False
        except (BaseError, OSError) as error:
            msg = f"write {path} in {self.url}"
            raise PlaceError(msg, error) from error
        return True

    def write_all(self, files: Iterable[tuple[str, bytes | Path]]) -> None:
        """Put files there, each in one step, several at once; files of this machine are moved.

        Raises:
            PlaceError: one cannot be written; others are there.
        """
        with ThreadPoolExecutor(_WRITERS, "to-place") as writers:
            ends = [(path, writers.submit(self._put, path, file)) for path, file in files]
            for path, end in ends:
                try:
                    end.result()
                except (BaseError, OSError) as error:
                    writers.shutdown(wait=False, cancel_futures=True)
                    msg = f"write {path} in {self.url}"
                    raise PlaceError(msg, error) from error

    def _put(self, path: str, file: bytes | Path) -> None:
        obstore.put(self._objects, path, file)
        if isinstance(file, Path):
            file.unlink()

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
        self._top = str(folder)  # paths are text here, which is quicker, as there are very many

    def read(self, path: str) -> bytes | None:
        """The bytes of a file; None where there is none.

        Raises:
            PlaceError: it cannot be read.
        """
        with _Absent(f"read {path}"), FileIO(f"{self._top}/{path}") as file:
            return file.read()
        return None

    def look(self, path: str) -> Kept | None:
        """A file without its bytes; None where there is none.

        Raises:
            PlaceError: it cannot be looked at.
        """
        with _Absent(f"look at {path}"):
            known = os.stat(f"{self._top}/{path}")  # noqa: PTH116 - paths are text here
            since = dt.timedelta(microseconds=known.st_mtime_ns // 1000)
            return Kept(path, known.st_size, _EPOCH + since)
        return None

    def content(self, path: str) -> Content | None:
        """What the bytes of a file really are; None where there is none.

        Raises:
            PlaceError: it cannot be read.
        """
        with _Absent(f"read {path}"), FileIO(f"{self._top}/{path}") as file:
            digest = hashlib.file_digest(file, "sha256")
            return Content(digest.hexdigest(), file.tell())
        return None

    def write_all(self, files: Iterable[tuple[str, bytes | Path]]) -> None:
        """Put files there by their names only once they are on the disk.

        Raises:
            PlaceError: one cannot be written; others are there.
        """
        try:
            disk.put(self.folder, files)
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


class _Absent:
    """Passes over that there is no such file; a class, as there are very many of them."""

    def __init__(self, what: str) -> None:
        self._what = what

    def __enter__(self) -> None:
        """Nothing has to be done before."""

    def __exit__(self, _: object, error: BaseException | None, __: object) -> bool:
        if isinstance(error, OSError) and not isinstance(error, _NO_FILE):
            raise PlaceError(self._what, error) from error
        return isinstance(error, _NO_FILE)


def _kept(meta: ObjectMeta) -> Kept:
    return Kept(meta["path"], meta["size"], meta["last_modified"])


def _chunks(path: str, answer: GetResult) -> Iterator[bytes]:
    try:
        for chunk in answer.stream(min_chunk_size=_CHUNK):
            yield bytes(chunk)
    except (BaseError, OSError) as error:
        msg = f"read {path}"
        raise PlaceError(msg, error) from error


def open_place(url: str, **options: str) -> Place:
    """The place at a path or a URL, such as `s3://bucket/prefix`.

    Options are those of obstore for such a store, or for its HTTP client. An `endpoint` without
    TLS is allowed where it is given.

    Raises:
        PlaceError: there cannot be one.
    """
    if "://" not in url:
        return Folder(Path(url))
    client: dict[str, Any] = {key: options.pop(key) for key in _OF_CLIENT & options.keys()}
    if options.get("endpoint", "").startswith("http://"):
        client["allow_http"] = True
    try:
        objects = from_url(url, client_options=client, retry_config=_PATIENCE, **options)  # type: ignore[call-overload]  # as the URL is
        return Place(objects, url)
    except (BaseError, OSError, ValueError, TypeError) as error:
        msg = f"use {url}"
        raise PlaceError(msg, error) from error
