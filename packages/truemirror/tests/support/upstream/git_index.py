"""The index as a git repository: the older form of it, and the one that tells what changed."""

from __future__ import annotations

import subprocess
from itertools import chain
from typing import TYPE_CHECKING

from upstream.crates import index_path
from upstream.registry_site import config

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from upstream.registry import Change, Registry

_BRANCH = "refs/heads/master"
_GO_ON = f"reset {_BRANCH}\nfrom {_BRANCH}^0\n\n".encode()
_WHAT = {"new": "Create", "delete": "Delete"}


class GitIndex:
    """A bare repository with a commit for the first state of a registry, and one for each change.

    It can be fetched from its folder, with any depth, and from a server of its files, whole.
    """

    def __init__(self, folder: Path, registry: Registry, address: str) -> None:
        """Make the repository of a registry that is served at an address."""
        self.folder = folder
        self._registry = registry
        self._config = config(address)
        folder.mkdir(parents=True)
        self.git("init", "--quiet", "--bare", f"--initial-branch={_BRANCH.rpartition('/')[2]}")
        self._snapshot("Initial commit")

    @property
    def head(self) -> str:
        """The latest commit."""
        return self.git("rev-parse", _BRANCH).strip()

    def follow(self, registry: Registry) -> None:
        """Commit what happened since, in order: one commit for each crate that changed."""
        happened = registry.log[len(self._registry.log) :]
        last = {change.name: change for change in happened}
        self._registry = registry
        changes = (change for change in happened if last[change.name] is change)
        parts = (part for change in changes for part in self._one(change))
        self._import(chain([_GO_ON], parts))

    def squash(self) -> None:
        """Begin history anew with the present state, as crates.io does now and then."""
        self.git("update-ref", "-d", _BRANCH)
        self._snapshot("Collapse index into one commit")

    def git(self, *args: str) -> str:
        """Run git in the repository."""
        command = ["git", "-C", str(self.folder), *args]
        return subprocess.run(command, capture_output=True, check=True, text=True).stdout

    def _snapshot(self, message: str) -> None:
        names = self._registry.names
        files = ((index_path(name), self._registry.index(name)) for name in names)
        parts = (part for path, data in files for part in _file(path, data))
        head = (*_commit(message, self._registry.now), *_file("config.json", self._config))
        self._import(chain(head, parts))

    def _one(self, change: Change) -> Iterator[bytes]:
        yield from _commit(f"{_WHAT.get(change.kind, 'Update')} crate `{change.name}`", change.at)
        path = index_path(change.name)
        if change.name in self._registry:
            yield from _file(path, self._registry.index(change.name))
        else:
            yield f"D {path}\n".encode()

    def _import(self, parts: Iterable[bytes]) -> None:
        """Give git the commits one by one, so that they need not fit into memory."""
        command = ["git", "-C", str(self.folder), "fast-import", "--quiet", "--done"]
        with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
            assert process.stdin
            for part in parts:
                process.stdin.write(part)
            process.stdin.write(b"done\n")
        assert process.returncode == 0
        self.git("update-server-info")


def _commit(message: str, at: dt.datetime) -> tuple[bytes, ...]:
    who = f"bors <bors@example.org> {int(at.timestamp())} +0000"
    return f"commit {_BRANCH}\ncommitter {who}\n".encode(), *_data(message.encode())


def _file(path: str, data: bytes) -> tuple[bytes, ...]:
    return f"M 100644 inline {path}\n".encode(), *_data(data)


def _data(data: bytes) -> tuple[bytes, ...]:
    return f"data {len(data)}\n".encode(), data, b"\n"
