"""What Truemirror raises on purpose: one base class, leaves that write their own message."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from pathlib import Path

_FULL = {errno.ENOSPC, errno.EDQUOT, "SQLITE_FULL", "SQLITE_IOERR_SHMSIZE"}
_READ_ONLY = {errno.EROFS, "SQLITE_READONLY", "SQLITE_READONLY_DIRECTORY"}
_UNSAID = {"SQLITE_CANTOPEN", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMOPEN"}
_TOLD = 300  # characters of what others wrote


class TruemirrorError(Exception):
    """Base of all that Truemirror raises on purpose.

    Exit codes: 1 something could not be done whole, 2 used wrongly, 3 something was not reached, or
    another is at work on the mirror.
    """

    exit_code: ClassVar[int] = 1

    def __reduce__(self) -> tuple[Any, ...]:
        """Have it come from another process as it is, whatever it was made of."""
        return _again, (type(self), self.args)


def _again(kind: type[TruemirrorError], args: tuple[Any, ...]) -> TruemirrorError:
    error = kind.__new__(kind)
    error.args = args
    return error


class MissingExtraError(TruemirrorError):
    """A command needs a library that comes with an extra that is not installed."""

    exit_code = 2

    def __init__(self, module: str | None, extra: str) -> None:
        """Tell the library, and what to install."""
        super().__init__(
            f"this needs `{module}`, which is not installed: install truemirror[{extra}], as in "
            f"`pip install 'truemirror[{extra}]'`"
        )


def printable(text: str) -> str:
    """What others wrote, for people: of bounded length, and nothing that a terminal would obey."""
    short = text if len(text) <= _TOLD else f"{text[:_TOLD]}…"
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in short)


def refusal(error: Exception, file: Path | None = None) -> str:
    """Why the system or SQLite does not do something; where a disk is the reason, what helps.

    SQLite does not always tell that: then the disk of the file is looked at.
    """
    signs = {getattr(error, "errno", None), getattr(error, "sqlite_errorname", None)}
    if file and signs & _UNSAID:
        signs.add(_state(file.parent))
    if signs & _FULL:
        return "its disk is full: make room there, and run this again, which goes on from here"
    if signs & _READ_ONLY:
        return "its disk can only be read: have it be writable, and run this again"
    said = error.strerror if isinstance(error, OSError) else None
    return said or next(iter(str(error).splitlines()), type(error).__name__)


def _state(folder: Path) -> int | None:
    """What keeps the disk of a folder from being written to, as the system would tell it."""
    try:
        disk = os.statvfs(folder)
    except OSError as error:
        return error.errno
    if disk.f_flag & os.ST_RDONLY:
        return errno.EROFS
    return None if disk.f_bavail and (disk.f_favail or not disk.f_files) else errno.ENOSPC
