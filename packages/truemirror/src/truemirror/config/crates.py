"""From the table `[crates]` to a selection: lock files and projects are read here."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from truemirror.errors import TruemirrorError
from truemirror.upstream.closure import Rule
from truemirror.upstream.lockfile import CRATES_IO, read_lock
from truemirror.upstream.projects import read_project
from truemirror.upstream.selection import Names, Selection, Versions
from truemirror.upstream.toml import BadTomlError, read_toml

if TYPE_CHECKING:
    from truemirror.config.values import CratesTable
    from truemirror.upstream.projects import Project


class UnreadError(TruemirrorError):
    """A file that the settings name cannot be read."""

    exit_code = 2

    def __init__(self, file: Path, error: OSError) -> None:
        """Tell which one, and why."""
        super().__init__(f"cannot read {file}: {error.strerror}")


def selection(table: CratesTable) -> Selection:
    """What is wanted of a registry.

    Raises:
        UnreadError: a file that the table names is not there.
        BadLockError: one is no Cargo.lock.
        BadProjectError: one is no Cargo.toml.
    """
    day = table.since
    since = dt.datetime.combine(day, dt.time(), dt.UTC) if day else None
    sources = (*CRATES_IO, f"sparse+{table.index}")
    return Selection(
        Names(table.names, table.exclude) if table.names else None,
        Versions(table.newest, since, table.yanked),
        tuple(read_lock(file, _read(Path(file)), sources) for file in table.locks),
        tuple(_project(Path(file)) for file in table.projects),
        Rule(table.project_versions or None, table.project_targets, table.dev, table.build),
    )


def _project(file: Path) -> Project:
    return read_project(str(file), _read(file), _workspace(file))


def _workspace(file: Path) -> bytes | None:
    """The Cargo.toml of the workspace that a project is in; None where it is in none, or itself."""
    for folder in file.absolute().parents:
        root = folder / "Cargo.toml"
        data = _read(root) if root.is_file() else b""
        try:
            is_root = "workspace" in read_toml(data)
        except BadTomlError:
            continue
        if is_root:
            return data
    return None


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UnreadError(file, error) from error
