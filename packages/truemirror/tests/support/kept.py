"""A small mirror with plain folders, kept by the real command."""

from __future__ import annotations

import hashlib
import json
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from commands import Commands
from mirrored import Copy
from upstream import Dist, Layout, Registry, RegistrySite, Release, Server, Shape, Together

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_ARCHIVES = (".xz", ".crate")
REGISTRY = Registry(6, shape=Shape(size=1500, most=3))
_DIST = Dist(layout=Layout(size=20_000))
BEFORE = Together(_DIST, RegistrySite(REGISTRY))
AFTER = Together(
    _DIST.release(Release("stable", "1.96.0", "2026-05-28")),
    RegistrySite(REGISTRY.publish(REGISTRY.names[0]).delete(REGISTRY.names[1], 410)),
)
COUNTS = "journal.db _record"  # where bundles are recorded that were taken in


def settings(address: str) -> str:
    """A truemirror.toml for all of that."""
    return f"""
[mirror]
plain = true

[upstream]
tries = 2

[toolchains]
server = "{address}"
hosts = ["x86_64-unknown-linux-gnu"]
profile = "minimal"
rustup = false

[crates]
index = "{address}/index/"
names = {json.dumps(REGISTRY.names)}
"""


class World(NamedTuple):
    """An upstream, a mirror of what it had, and what a sync makes of that in how many moves."""

    upstream: Server
    commands: Commands
    before: Copy
    after: dict[str, str]
    moves: int

    def begin(self, folder: Path) -> Copy:
        """A mirror that is still as it was."""
        shutil.copytree(self.before.folder, folder, symlinks=True)
        self.upstream.heal()
        self.upstream.forget()
        return Copy(folder)

    def go_on(self, copy: Copy, here: Mapping[str, int]) -> None:
        """Sync once more: of files that have come in part the rest is fetched, and all is there.

        `here` says how many bytes there are of each, by its sha256.
        """
        self.upstream.heal()
        self.upstream.forget()
        said = self.commands.truemirror(copy.folder, "sync")
        assert not said.code, said
        for request in self.upstream.requests:
            file = AFTER.get(request.path, "")
            if file and request.path.endswith(_ARCHIVES):
                data = file.read()
                size = here.get(hashlib.sha256(data).hexdigest(), 0)
                assert size < len(data)
                assert request.headers.get("range") == (f"bytes={size}-" if size else None)
        assert copy.tree() == self.after


def came(copy: Copy) -> dict[str, int]:
    """How many bytes there are of each file, by its sha256, in the mirror or on their way."""
    folders = (copy.folder / "mirror/blobs", copy.folder / "mirror/work/partial")
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return {path.name: path.stat().st_size for path in files}


@contextmanager
def made(folder: Path) -> Iterator[World]:
    """Make a world in a folder."""
    before = folder / "before"
    before.mkdir()
    with Server(BEFORE) as upstream, Commands() as commands:
        (before / "truemirror.toml").write_text(settings(upstream.address))
        assert not commands.truemirror(before, "sync").code
        upstream.site = AFTER
        whole = World(upstream, commands, Copy(before), {}, 0).begin(folder / "after")
        moves = commands.truemirror(whole.folder, "sync").moves
        yield World(upstream, commands, Copy(before), whole.tree(), moves)
