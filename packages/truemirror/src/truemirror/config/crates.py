"""From the table `[crates]` to a selection: lock files and projects are read here."""

from __future__ import annotations

import datetime as dt
from collections import deque
from contextlib import contextmanager
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING, Any

from truemirror.errors import TruemirrorError
from truemirror.upstream.closure import Rule
from truemirror.upstream.lockfile import CRATES_IO, BadLockError, read_lock
from truemirror.upstream.projects import BadProjectError, read_project
from truemirror.upstream.selection import Names, Selection, Versions
from truemirror.upstream.toml import BadTomlError, read_toml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from truemirror.config.values import CratesTable
    from truemirror.upstream.projects import Project

_MANIFEST = "Cargo.toml"


class FileError(TruemirrorError):
    """A file that the settings name, or one that belongs to it, cannot be used."""

    exit_code = 2

    def __init__(self, key: str, reason: str) -> None:
        """Tell which setting names it, and what is wrong."""
        super().__init__(f"`{key}`: {reason}")


def selection(table: CratesTable) -> Selection:
    """What is wanted of a registry.

    Raises:
        FileError: a file that the table names cannot be read, or is no Cargo.lock or Cargo.toml.
    """
    day = table.since
    since = dt.datetime.combine(day, dt.time(), dt.UTC) if day else None
    sources = (*CRATES_IO, f"sparse+{table.index}")
    with _named_by("crates.locks"):
        locks = tuple(read_lock(file, Path(file).read_bytes(), sources) for file in table.locks)
    with _named_by("crates.projects"):
        projects = tuple(_projects(map(Path, table.projects)))
    return Selection(
        Names(table.names, table.exclude) if table.names else None,
        Versions(table.newest, since, table.yanked),
        locks,
        projects,
        Rule(table.project_versions or None, table.project_targets, table.dev, table.build),
    )


@contextmanager
def _named_by(key: str) -> Iterator[None]:
    """Tell of what goes wrong with files which setting names them."""
    try:
        yield
    except OSError as error:
        raise FileError(key, f"cannot read {error.filename}: {error.strerror}") from error
    except (BadLockError, BadProjectError) as error:
        raise FileError(key, str(error)) from error


def _projects(files: Iterable[Path]) -> Iterator[Project]:
    """Projects, and all that cargo resolves together with them."""
    waiting, seen = deque(files), set[Path]()
    while waiting:
        file = waiting.popleft()
        if file.resolve() in seen:
            continue
        seen.add(file.resolve())
        root = _workspace(file)
        project = read_project(str(file), file.read_bytes(), root.read_bytes() if root else None)
        found = {folder: [*_in(file.parent, folder)] for folder in project.folders}
        missing = (f"{file}: there is no Cargo.toml in {one}" for one in found if not found[one])
        yield project._replace(passed_over=(*project.passed_over, *missing))
        waiting.extend([root] if root else [])
        waiting.extend(one.resolve() for files in found.values() for one in files)


def _in(folder: Path, pattern: str) -> Iterator[Path]:
    """The Cargo.toml in a folder that is named, or in those of a pattern."""
    literal = folder / pattern / _MANIFEST
    if literal.is_file():
        yield literal
    else:
        names = glob(f"{pattern}/{_MANIFEST}", root_dir=folder)  # noqa: PTH207 - it may begin with /
        yield from (folder / one for one in sorted(names))


def _workspace(file: Path) -> Path | None:
    """The Cargo.toml of the workspace that a project is in, which may be its own."""
    named = _in_table(_table(file), "package").get("workspace")
    if isinstance(named, str):
        return (file.parent / named / _MANIFEST).resolve()
    for folder in file.absolute().parents:
        root = folder / _MANIFEST
        table = _table(root) if root.is_file() else {}
        if "workspace" in table:
            excluded = _in_table(table, "workspace").get("exclude")
            others = excluded if isinstance(excluded, list) else []
            inside = not any(file.absolute().is_relative_to(folder / str(one)) for one in others)
            return root if inside else None
    return None


def _table(file: Path) -> dict[str, Any]:
    """What a file holds; nothing where it cannot be read, which is told by who reads it in full."""
    try:
        return read_toml(file.read_bytes())
    except BadTomlError:
        return {}


def _in_table(table: dict[str, Any], key: str) -> dict[str, Any]:
    value = table.get(key)
    return value if isinstance(value, dict) else {}
