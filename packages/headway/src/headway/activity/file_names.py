"""Files as the store names them: the same wherever the program and its neighbours are put."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def stored_name(file: Path, folder: Path, root: Path) -> str:
    """A file's path from the program's root, or with its folder's name where it is not below that.

    So `minutes/lang/a.md` is in the program, and `council/2026/a.md` in a folder `council`
    somewhere else.
    """
    path = file.resolve()
    if path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    return f"{folder.resolve().name}/{file.relative_to(folder).as_posix()}"
