"""What a server serves: files by their path, made when they are asked for."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path


class File(NamedTuple):
    """A file as it is now; `read` makes its bytes, which `etag` stands for."""

    etag: str
    modified: dt.datetime
    read: Callable[[], bytes]
    status: int = 200


class Site(Protocol):
    """Anything that can be served."""

    def get(self, path: str, address: str) -> File | None:
        """The file at a path (`dist/…`), for a client that knows the server by an address."""

    def paths(self) -> Iterator[str]:
        """The paths of all files that can be read."""


def kept(data: bytes, modified: dt.datetime, status: int = 200) -> File:
    """A file whose bytes are at hand."""
    return File(hashlib.sha256(data).hexdigest()[:32], modified, lambda: data, status)


class Files:
    """Files that are kept in memory."""

    def __init__(self, files: Mapping[str, bytes], modified: dt.datetime) -> None:
        self.files = files
        self.modified = modified

    def get(self, path: str, address: str) -> File | None:  # noqa: ARG002  # files have none
        data = self.files.get(path)
        return None if data is None else kept(data, self.modified)

    def paths(self) -> Iterator[str]:
        yield from self.files


class Together:
    """Several sites as one: a file is that of the first which has it."""

    def __init__(self, *sites: Site) -> None:
        self.sites = sites

    def get(self, path: str, address: str) -> File | None:
        found = (site.get(path, address) for site in self.sites)
        return next((file for file in found if file is not None), None)

    def paths(self) -> Iterator[str]:
        for site in self.sites:
            yield from site.paths()


class Folder:
    """The files below a folder, as they are when they are asked for."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def get(self, path: str, address: str) -> File | None:  # noqa: ARG002  # files have none
        file = self.root / path
        if ".." in path.split("/") or not file.is_file():
            return None
        known = file.stat()
        modified = dt.datetime.fromtimestamp(known.st_mtime, dt.UTC)
        return File(f"{known.st_mtime_ns:x}-{known.st_size:x}", modified, file.read_bytes)

    def paths(self) -> Iterator[str]:
        files = (path for path in self.root.rglob("*") if path.is_file())
        return (path.relative_to(self.root).as_posix() for path in sorted(files))


def write(site: Site, folder: Path, address: str, paths: Iterable[str] | None = None) -> Folder:
    """Write files of a site, all unless some are named, below a folder."""
    for path in site.paths() if paths is None else paths:
        file = site.get(path, address)
        if file is not None and file.status == 200:
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read())
    return Folder(folder)
