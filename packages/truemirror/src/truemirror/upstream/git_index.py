"""The index of a registry as a git repository: which crates there are, and which have changed.

A registry's history is thrown away now and then, so only the newest state is fetched. Two states
are compared by their trees, for which nothing of the way between them is needed, nor any of the
index files themselves: a server that can leaves them out, which is nearly all there is.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
from itertools import islice
from typing import IO, TYPE_CHECKING, cast

from truemirror.errors import TruemirrorError
from truemirror.upstream.index import crate_at, index_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

CRATES_IO = "https://github.com/rust-lang/crates.io-index"
_STATE = "refs/truemirror/state"
_STATE_NAME = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_NUL = b"\0"
_CHUNK = 64 << 10
_TOGETHER = 500  # paths that git is asked for at once


class GitError(TruemirrorError):
    """Git cannot do what is asked of it; why is told."""

    exit_code = 3

    def __init__(self, folder: Path, said: str) -> None:
        """Tell where, and why git gave up."""
        lines = said.strip().splitlines() or ["fatal: it ended without a word"]
        fatal = next((line for line in lines if line.startswith("fatal: ")), lines[-1])
        super().__init__(f"git, in {folder}: {fatal.removeprefix('fatal: ')}")


class GitIndex:
    """A bare repository that holds the states of an index, as they were fetched.

    It holds nothing that cannot be fetched again: it may be thrown away at any time.
    """

    def __init__(self, folder: Path, address: str = CRATES_IO, git: str = "git") -> None:
        """Take where it is, or is to be; the address of the index; and the program."""
        self._folder = folder
        self._address = address
        self._git = git

    def fetch(self) -> str:
        """Fetch the newest state, and give its name.

        What a run that was killed has left locked is unlocked: no other may be under way.

        Raises:
            GitError: it cannot be fetched.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        for lock in self._folder.rglob("*.lock"):
            lock.unlink()
        self._run("init", "--quiet", "--bare", ".")
        self._run("config", "gc.autoDetach", "false")
        self._run("config", "remote.upstream.url", self._address)
        quietly = ("--quiet", "--no-tags", "--no-write-fetch-head")
        little = ("--depth=1", "--filter=blob:none")
        self._run("fetch", *quietly, *little, "upstream", f"+HEAD:{_STATE}")
        return self._run("rev-parse", "--verify", _STATE).decode().strip()

    def crates(self, state: str) -> Iterator[tuple[str, str]]:
        """All crates, in lower case, in the order of their paths, with what git calls their files.

        Raises:
            GitError: there is no such state.
        """
        return self._files(state)

    def files(self, state: str, names: Iterable[str]) -> dict[str, str]:
        """What git calls the files of some crates, by the crate in lower case, where there are any.

        Raises:
            GitError: there is no such state.
        """
        paths = map(index_path, names)
        heaps = iter(lambda: list(islice(paths, _TOGETHER)), [])
        return {crate: file for heap in heaps for crate, file in self._files(state, *heap)}

    def _files(self, state: str, *paths: str) -> Iterator[tuple[str, str]]:
        for line in self._lines("ls-tree", "-r", "-z", state, "--", *paths):
            entry, _, path = line.partition(b"\t")
            for name in crates([path]):
                yield name, entry.decode().rpartition(" ")[2]

    def changes(self, before: str, after: str) -> dict[str, str | None] | None:
        """The crates that two states do not have alike, each with what the later one has.

        That is the name git has for the bytes of a file, see `name_of`; None where the crate is
        gone. There is no answer where the state before is not there (any more).

        Raises:
            GitError: there is no such state as the later one.
        """
        if not self._has(before):
            return None
        lines = self._lines("diff-tree", "-r", "-z", "--no-renames", before, after, "--")
        changed: dict[str, str | None] = {}
        for what, path in zip(lines, lines, strict=True):
            for name in crates([path]):
                _, _, _, file, kind = what.decode().split(" ")
                changed[name] = None if kind == "D" else file
        return changed

    def _has(self, state: str) -> bool:
        if not _STATE_NAME.fullmatch(state):
            return False
        command = self._command("cat-file", "-e", f"{state}^{{tree}}")
        done = subprocess.run(command, env=_env(), capture_output=True, check=False)  # noqa: S603
        return not done.returncode

    def _command(self, *args: str) -> list[str]:
        return [self._git, "-C", str(self._folder), "-c", "core.quotePath=false", *args]

    def _run(self, *args: str) -> bytes:
        command = self._command(*args)
        done = subprocess.run(command, env=_env(), capture_output=True, check=False)  # noqa: S603
        if done.returncode:
            raise GitError(self._folder, done.stderr.decode(errors="replace"))
        return done.stdout

    def _lines(self, *args: str) -> Iterator[bytes]:
        """What git prints, up to each NUL, as it comes."""
        with subprocess.Popen(  # noqa: S603 - as above
            self._command(*args), env=_env(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            rest = b""
            while chunk := cast("IO[bytes]", process.stdout).read(_CHUNK):
                *whole, rest = (rest + chunk).split(_NUL)
                yield from whole
            _, said = process.communicate()
        if process.returncode:
            raise GitError(self._folder, said.decode(errors="replace"))


def crates(paths: Iterable[bytes]) -> Iterator[str]:
    """The crates, in lower case, whose files are at some paths of an index; others are none's."""
    for path in paths:
        name = crate_at(path.decode("utf-8", "replace"))
        if name is not None:
            yield name


def name_of(data: bytes) -> str:
    """What git calls a file with some bytes."""
    head = b"blob %d\0" % len(data)
    return hashlib.sha1(head + data, usedforsecurity=False).hexdigest()


def _env() -> dict[str, str]:
    """An environment in which git asks nobody anything, and fetches nothing unless told to."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    return kept | {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh",
        "GIT_NO_LAZY_FETCH": "1",
    }
