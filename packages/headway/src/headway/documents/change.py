"""Files as a command wants them: shown as a diff first, then written."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from headway.documents.edit import create_file, difference, replace_file
from headway.errors import FileChangedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


class FileChange(NamedTuple):
    """New bytes for a file; `before` is what was seen in it, None where there was no file."""

    file: str
    before: bytes | None
    after: bytes
    reason: str

    def diff(self) -> Iterator[str]:
        """The change as the lines of a unified diff; a new file comes from /dev/null, as in git."""
        lines = difference(self.file, self.before or b"", self.after)
        if self.before is None and next(lines, None) is not None:
            yield "--- /dev/null\n"
        yield from lines


def apply_changes(root: Path, changes: Iterable[FileChange]) -> None:
    """Write changed and new files below a folder; what is already so is left alone.

    Raises:
        FileChangedError: a file is not what was seen when its change was made; nothing is written.
    """
    with _alone(root):
        wanted = [change for change in changes if _bytes(root / change.file) != change.after]
        for change in wanted:
            if _bytes(root / change.file) != change.before:
                raise FileChangedError(root / change.file)
        for change in wanted:
            if change.before is None:
                create_file(root / change.file, change.after)
            else:
                replace_file(root / change.file, change.after)


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other runs from applying changes below the same folder, on systems with such locks."""
    try:
        import fcntl  # noqa: PLC0415  # absent on Windows
    except ImportError:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
