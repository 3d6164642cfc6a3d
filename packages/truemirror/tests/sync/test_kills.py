"""A sync that is killed at any moment is gone on with, and no reader ever sees half of it."""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING, NamedTuple

import pytest

from deaths import Killer
from mirrored import HOST, Copy
from reading import Reader
from truemirror.config.values import Config, CratesTable, ToolchainsTable
from truemirror.store.journal import Journal
from upstream import Dist, Registry, RegistrySite, Release, Server, Shape, Together

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


POINTS = 10  # of those that there are; `./dev bench` takes them all
REGISTRY = Registry(12, shape=Shape(size=1500, most=4))
ONE, TWO, THREE, FOUR = REGISTRY.names[:4]
LATER = (
    REGISTRY.publish(ONE).republish(TWO, REGISTRY.crate(TWO).versions[0].number).delete(THREE, 410)
)
BEFORE = Together(Dist(), RegistrySite(REGISTRY))
AFTER = Together(
    Dist().release(
        Release("stable", "1.96.0", "2026-05-28"),
        Release("nightly", "1.97.1-nightly", "2026-05-20"),
    ),
    RegistrySite(LATER),
)


class World(NamedTuple):
    """An upstream, and what a copy of it is to be in each of its states."""

    server: Server
    config: Config
    killer: Killer
    synced: Copy
    after: dict[str, str]

    def copy(self, folder: Path) -> Copy:
        """A copy of the first state."""
        shutil.copytree(self.synced.folder, folder)
        return Copy(folder)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("kills")
    with Server(BEFORE) as server, Killer() as killer:
        wishes = ("stable", "nightly", "nightly-2026-05-20", "1.95")
        toolchains = ToolchainsTable(wishes, server.address, hosts=(HOST,), profile="minimal")
        names = (ONE, TWO, THREE, FOUR)
        config = Config(
            toolchains=toolchains, crates=CratesTable(f"{server.address}/index/", names=names)
        )
        synced, undisturbed = Copy(folder / "synced"), Copy(folder / "undisturbed")
        assert not synced.sync(config).delayed
        shutil.copytree(synced.folder, undisturbed.folder)
        server.site = AFTER
        assert not undisturbed.sync(config).delayed
        yield World(server, config, killer, synced, undisturbed.tree())


def is_right(copy: Copy, world: World, tree: dict[str, str]) -> None:
    """The next sync brings all of a state, and nothing is left to do."""
    report = copy.sync(world.config)
    assert not report.delayed
    assert copy.tree() == tree
    assert not list((copy.folder / "partial").iterdir())
    with Journal(copy.journal_file) as journal:
        assert not list(journal.pending())
    assert not copy.sync(world.config).is_new


def points(killer: Killer, copy: Copy, config: Config, *, most: int) -> list[int]:
    """Moments to be killed at: the first and the last ones, and some of those between."""
    moves = killer.sync(copy, config, 0)
    assert moves is not None
    assert moves > POINTS
    chosen = random.Random(moves).sample(range(1, moves + 1), most - 4)  # noqa: S311 - no secret
    return sorted({1, 2, moves - 1, moves, *chosen})


@pytest.mark.parametrize("state", ["first", "later"])
def test_a_killed_sync_is_gone_on_with(world: World, tmp_path: Path, state: str) -> None:
    def fresh(name: str) -> Copy:
        return Copy(tmp_path / name) if state == "first" else world.copy(tmp_path / name)

    world.server.site = BEFORE if state == "first" else AFTER
    tree = world.synced.tree() if state == "first" else world.after
    for last in points(world.killer, fresh("counted"), world.config, most=POINTS):
        copy = fresh(f"killed-{last}")
        with Reader(copy, world.config) as reader:
            world.killer.sync(copy, world.config, last)
            world.killer.sync(copy, world.config, last // 2)
            is_right(copy, world, tree)
            reader.look()
        assert not reader.problems, f"killed at {last}"
        assert reader.looks > 1
        shutil.rmtree(copy.folder)
