"""Syncs that are killed at moments of their work, and gone on with while somebody reads."""

from __future__ import annotations

import shutil
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from deaths import Killer
from mirrored import HOST, Copy
from reading import Reader
from truemirror.config.values import Config, CratesTable, ToolchainsTable
from truemirror.store.journal import Journal
from truemirror.store.promises import Wanted
from truemirror.store.verify import verify
from upstream import Dist, Registry, RegistrySite, Release, Server, Shape, Together

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STATES = ("first", "later")
_REGISTRY = Registry(12, shape=Shape(size=1500, most=4))
_NAMES = tuple(_REGISTRY.names[:4])
_BEFORE = Together(Dist(), RegistrySite(_REGISTRY))
# A release, a nightly that is made again under its date, and all that happens to crates.
_AFTER = Together(
    Dist().release(
        Release("stable", "1.96.0", "2026-05-28"),
        Release("nightly", "1.97.1-nightly", "2026-05-20"),
    ),
    RegistrySite(
        _REGISTRY.publish(_NAMES[0])
        .republish(_NAMES[1], _REGISTRY.crate(_NAMES[1]).versions[0].number)
        .delete(_NAMES[2], 410)
    ),
)


class World(NamedTuple):
    """An upstream, and copies of it in each of its states that nobody disturbed."""

    folder: Path
    server: Server
    config: Config
    killer: Killer

    def moves(self, state: str) -> int:
        """How many moves a sync makes that brings a state."""
        made = self.killer.sync(self._begin(state, "counted"), self.config, 0)
        assert made is not None
        return made

    def seconds(self, state: str) -> float:
        """How long a sync takes that brings a state."""
        copy, begun = self._begin(state, "counted"), time.monotonic()
        self.killer.sync(copy, self.config, 0)
        return time.monotonic() - begun

    def problems(self, state: str, moments: tuple[float, ...]) -> list[str]:
        """What is wrong after syncs were killed, each before one of its moves, or after seconds.

        What is published has to be right then. The last sync is let be: it has to bring all that
        an undisturbed one does, and to leave nothing to do; and readers have to see whole
        generations meanwhile.
        """
        copy = self._begin(state, "killed")
        with Reader(copy, self.config) as reader:
            for moment in moments:
                self.killer.sync(copy, self.config, moment)
            defects = [*verify(copy.mirror, wanted=Wanted())] if copy.mirror.current() else []
            report = copy.sync(self.config)
            reader.look()
        found = [*reader.problems, *(f"{one.bundle}: {one.reason}" for one in report.delayed)]
        found += [f"{one.what} {one.path} {one.reason}" for one in defects]
        if copy.tree() != Copy(self.folder / state).tree():
            found.append("the tree is not as without a kill")
        if list((copy.folder / "partial").iterdir()):
            found.append("files are left on their way")
        with Journal(copy.journal_file) as journal:
            if list(journal.pending()):
                found.append("something is pending")
        if copy.sync(self.config).is_new:
            found.append("another sync finds something to do")
        return found

    def _begin(self, state: str, name: str) -> Copy:
        """A copy before a state, with upstream in that state."""
        self.server.site = _BEFORE if state == "first" else _AFTER
        copy = Copy(self.folder / name)
        shutil.rmtree(copy.folder, ignore_errors=True)
        if state == "later":
            shutil.copytree(self.folder / "first", copy.folder)
        return copy


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """Make a world in a folder."""
    with Server(_BEFORE) as server, Killer() as killer:
        wishes = ("stable", "nightly", "nightly-2026-05-20", "1.95")
        config = Config(
            toolchains=ToolchainsTable(wishes, server.address, hosts=(HOST,), profile="minimal"),
            crates=CratesTable(f"{server.address}/index/", names=_NAMES),
        )
        assert not Copy(folder / "first").sync(config).delayed
        shutil.copytree(folder / "first", folder / "later")
        server.site = _AFTER
        assert not Copy(folder / "later").sync(config).delayed
        yield World(folder, server, config, killer)
