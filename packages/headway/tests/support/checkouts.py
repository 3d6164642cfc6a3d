"""Git repositories made by tests, with the days that they say."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_WHO = ("-c", "user.name=Ana", "-c", "user.email=ana@lumen.example", "-c", "commit.gpgsign=false")


def git(folder: Path, *args: str, committed: str = "", authored: str = "") -> str:
    """Run git in a folder, at a day as its author's and committer's clocks have it."""
    dates = {
        "GIT_COMMITTER_DATE": committed and f"{committed}T12:00:00Z",
        "GIT_AUTHOR_DATE": (authored or committed) and f"{authored or committed}T12:00:00Z",
    }
    env = {**os.environ, **{name: date for name, date in dates.items() if date}}
    command = ["git", "-C", str(folder), *_WHO, *args]
    return subprocess.run(
        command, check=True, capture_output=True, text=True, env=env
    ).stdout  # a test's own words


def commit(folder: Path, day: str, **clocks: str) -> None:
    """Commit all that a folder holds."""
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", f"As of {day}", committed=day, **clocks)
