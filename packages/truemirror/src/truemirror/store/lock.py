"""One at a time: whoever changes a mirror holds a lock on it."""

from __future__ import annotations

import fcntl
from typing import TYPE_CHECKING

from truemirror.closing import Closing
from truemirror.errors import TruemirrorError

if TYPE_CHECKING:
    from pathlib import Path


class LockedError(TruemirrorError):
    """Something else is changing the mirror."""

    exit_code = 3

    def __init__(self, file: Path) -> None:
        """Tell which lock it holds."""
        super().__init__(f"another truemirror is at work on this mirror: it holds {file}")


class Lock(Closing):
    """A lock on a file, which ends with the process at the latest, however that ends."""

    def __init__(self, file: Path) -> None:
        """Take it.

        Raises:
            LockedError: another has it.
            OSError: there can be no such file.
        """
        self._file = file.open("w")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._file.close()
            raise LockedError(file) from error

    def close(self) -> None:
        """Let go of it."""
        self._file.close()
