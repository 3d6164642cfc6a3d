"""What it takes for files to outlive a crash.

Their bytes have to be on the disk before they get their names, and the names before anybody counts
on them. Linux does that for all that was written to a file system in one call, which takes hardly
longer than for one file: a copy of very many small ones is as quick as without any of that.
"""

from __future__ import annotations

import ctypes
import os
import shutil
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

_NEW = ".new-"
_syncfs: Any = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)


def settle(changed: Collection[str]) -> None:
    """Have files and folders of one file system outlive a crash: bytes, names and all.

    Raises:
        OSError: the disk does not do it; nothing may count on them.
    """
    together = _syncfs is not None and len(changed) > 1
    for path in [next(iter(changed))] if together else changed:
        handle = os.open(path, os.O_RDONLY)
        try:
            if together:
                _sync_all(handle)
            else:
                os.fsync(handle)
        finally:
            os.close(handle)


def _sync_all(handle: int) -> None:
    if _syncfs(handle):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def put(folder: Path, files: Iterable[tuple[str, bytes | Path]]) -> None:
    """Give files their paths in a folder, in place of what is there, each of them in one step.

    They are bytes, or files of this machine, which are moved. When it ends they are on the disk;
    where it is interrupted some may be there already, all of them whole.

    Raises:
        OSError: the disk does not do it.
    """
    top = str(folder)
    disk = folder.stat().st_dev
    ready = [(_ready(f"{top}/{path}", file, disk), f"{top}/{path}", file) for path, file in files]
    if not ready:
        return
    settle([new for new, _, _ in ready])
    folders = {top}
    for new, path, file in ready:
        os.replace(new, path)  # noqa: PTH105 - paths are text here, as there are very many
        folders.update(_above(path, folders))
        if not isinstance(file, bytes) and str(file) != new:
            file.unlink()
    settle(folders)


def _ready(path: str, file: bytes | Path, disk: int) -> str:
    """A file of the same file system as a path, so that it can be renamed to that."""
    new = _beside(path)
    if isinstance(file, bytes):
        _write(new, file)
        return new
    _make_room(path)
    if file.stat().st_dev == disk:
        return str(file)
    shutil.copyfile(file, new)
    return new


def _write(path: str, data: bytes) -> None:
    try:
        opened = open(path, "wb")  # noqa: PTH123, SIM115 - as above; it is closed below
    except FileNotFoundError:
        _make_room(path)
        opened = open(path, "wb")  # noqa: PTH123, SIM115
    with opened:
        opened.write(data)


def _beside(path: str) -> str:
    folder, _, name = path.rpartition("/")
    return f"{folder}/{_NEW}{name}"


def _make_room(path: str) -> None:
    os.makedirs(path.rpartition("/")[0], exist_ok=True)  # noqa: PTH103


def _above(path: str, known: Collection[str]) -> Iterable[str]:
    """The folders from the one that holds a path up to one that is known."""
    folder = path.rpartition("/")[0]
    while folder not in known:
        yield folder
        folder = folder.rpartition("/")[0]
