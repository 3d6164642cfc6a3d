"""A program as it was at a revision of its git repository, or at a time."""

from __future__ import annotations

import os
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from headway.errors import NoHistoryError, NoProgramError, NoRevisionError
from headway.program.load import Options, load

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from headway.program.model import Program

_READ = (".md", ".toml")
_FILE_MODES = ("100644", "100755")
_NO_PROGRAM = "it has no goals program in this folder"


class _GitError(Exception):
    """Git could not do it; says why."""


def program_at(root: Path, revision: str) -> Program:
    """The program in a folder as a git revision has it, without any team directory.

    Raises:
        NoRevisionError: there is no git, no checkout, no such revision, or no program in it.
    """
    try:
        name = f"{revision}^{{commit}}"
        commit = _git(root, "rev-parse", "--verify", "--end-of-options", name).decode().strip()
        return _read(root, commit)
    except _GitError as error:
        raise NoRevisionError(root, revision, str(error)) from error


def programs_around(root: Path, start: datetime, end: datetime) -> tuple[Program, Program]:
    """The program in a folder before a moment and before a later one, as the branch had it.

    The last commit of the present branch itself counts, not of what was merged into it, by the
    clock of who committed. Both are without any team directory.

    Raises:
        NoHistoryError: git does not know how the program was then.
    """
    try:
        first, last = (_last_commit(root, moment) for moment in (start, end))
        before = _read(root, first)
        same = _git(root, "rev-parse", f"{first}:./") == _git(root, "rev-parse", f"{last}:./")
        return before, before if same else _read(root, last)
    except _GitError as error:
        raise NoHistoryError(start.date(), str(error)) from error


def _read(root: Path, commit: str) -> Program:
    """The program of a commit; none that a folder above it may have."""
    with _written(root, commit) as folder:
        try:
            program = load(folder, Options(offline=True)).program
        except NoProgramError as error:
            raise _GitError(_NO_PROGRAM) from error
    if program.root != folder:
        raise _GitError(_NO_PROGRAM)
    return program


def _last_commit(root: Path, moment: datetime) -> str:
    """The last commit before a moment."""
    if not _git(root, "rev-list", "-1", "--all"):
        raise _GitError("nothing was committed yet")
    branch = ("--first-parent", "HEAD")
    found = _git(root, "rev-list", "-1", f"--min-age={int(moment.timestamp()) - 1}", *branch)
    if found:
        return found.decode().strip()
    begun = _git(root, "log", "--max-parents=0", "-1", "--format=%cs", "HEAD").decode().strip()
    shallow = _git(root, "rev-parse", "--is-shallow-repository").strip() == b"true"
    fetch = "this clone goes back only to {}; run `git fetch --unshallow`"
    raise _GitError((fetch if shallow else "its git history begins on {}").format(begun))


@contextmanager
def _written(root: Path, commit: str) -> Iterator[Path]:
    """A folder with the Markdown and TOML files that a commit has below another folder.

    They are read as git stores them: an archive would leave out what .gitattributes says.
    """
    with tempfile.TemporaryDirectory(prefix="headway-") as name:
        folder = Path(name).resolve()
        blobs = dict(_files(root, commit))
        for path, data in zip(blobs, _contents(root, blobs.values()), strict=True):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        yield folder


def _files(root: Path, commit: str) -> Iterator[tuple[str, str]]:
    """The paths below a folder that a load reads, each with the name of its object."""
    for entry in _git(root, "ls-tree", "-r", "-z", commit).split(b"\0"):
        facts, _, name = entry.partition(b"\t")
        path = os.fsdecode(name)
        if path.endswith(_READ) and ".." not in path.split("/"):
            mode, _, digest = facts.decode().split()
            if mode in _FILE_MODES:
                yield path, digest


def _contents(root: Path, objects: Iterable[str]) -> Iterator[bytes]:
    """What each of some objects holds."""
    asked = "".join(f"{name}\n" for name in objects).encode()
    out = _git(root, "cat-file", "--batch", send=asked)
    position = 0
    while position < len(out):
        head = out.index(b"\n", position)
        facts = out[position:head].split()
        if facts[1:] == [b"missing"]:
            raise _GitError("this clone does not have all its files; run `git fetch`")
        size = int(facts[2])
        yield out[head + 1 : head + 1 + size]
        position = head + size + 2


def _git(root: Path, *args: str, send: bytes = b"") -> bytes:
    """What a git command prints; never one that writes."""
    command = ["git", "-C", str(root), *args]
    try:
        done = subprocess.run(command, input=send, capture_output=True, check=False)  # noqa: S603  # no shell; a revision cannot be taken for an option
    except FileNotFoundError as error:
        raise _GitError("git is not installed") from error
    if done.returncode:
        raise _GitError(_reason(done.stderr.decode("utf-8", "replace")))
    return done.stdout


def _reason(said: str) -> str:
    first = said.strip().partition("\n")[0]
    return first.removeprefix("fatal: ") or "git gave no reason"
