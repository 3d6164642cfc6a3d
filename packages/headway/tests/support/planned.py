"""Carrying out changes of files as commands do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.forge.carry import apply
from headway.forge.plan import Plan, World

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from headway.forge.file_actions import FileChange


def write(root: Path, changes: Iterable[FileChange]) -> None:
    """Write changes below a folder; each must succeed."""
    result = apply(Plan("Test", tuple(change.step() for change in changes)), World(root))
    assert result.complete
