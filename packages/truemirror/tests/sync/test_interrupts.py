"""A sync that is told to end does so, says so in a line, and loses nothing that has come."""

from __future__ import annotations

import hashlib
import random
import shutil
import time
from signal import SIGINT, SIGTERM, Signals
from typing import TYPE_CHECKING, NamedTuple

import pytest

from commands import Commands
from kept import AFTER, BEFORE, settings
from mirrored import Copy
from upstream import Server, faults

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from commands import Said

MOMENTS = 8  # of those that there are, for each signal
ARCHIVES = (".xz", ".crate")
CODES = {SIGINT: 130, SIGTERM: 143}


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

    def go_on(self, copy: Copy) -> None:
        """Sync once more: only what has not come is fetched, and then all is there."""
        here = came(copy)
        self.upstream.heal()
        self.upstream.forget()
        assert not self.commands.truemirror(copy.folder, "sync").code
        for request in self.upstream.requests:
            file = AFTER.get(request.path, "")
            if file and request.path.endswith(ARCHIVES):
                data = file.read()
                size = here.get(hashlib.sha256(data).hexdigest(), 0)
                assert size < len(data)
                assert request.headers.get("range") == (f"bytes={size}-" if size else None)
        assert copy.tree() == self.after


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("before")
    with Server(BEFORE) as upstream, Commands() as commands:
        (folder / "truemirror.toml").write_text(settings(upstream.address))
        assert not commands.truemirror(folder, "sync").code
        upstream.site = AFTER
        whole = World(upstream, commands, Copy(folder), {}, 0).begin(folder.with_name("after"))
        moves = commands.truemirror(whole.folder, "sync").moves
        yield World(upstream, commands, Copy(folder), whole.tree(), moves)


def assert_ended(said: Said, number: Signals) -> None:
    assert (said.code, said.out) == (CODES[number], "")
    assert said.err == "truemirror: interrupted; the next sync goes on from here\n"


def came(copy: Copy) -> dict[str, int]:
    """How many bytes there are of each file, by its sha256."""
    folders = (copy.folder / "mirror/blobs", copy.folder / "mirror/work/partial")
    return {
        path.name: path.stat().st_size
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("number", CODES, ids=lambda number: str(number.name))
def test_a_sync_is_ended_at_any_moment(world: World, tmp_path: Path, number: Signals) -> None:
    moments = random.Random(number).sample(range(1, world.moves), MOMENTS)  # noqa: S311 - no secret
    for moment in sorted(moments):
        copy = world.begin(tmp_path / f"{moment}")
        said = world.commands.truemirror(copy.folder, "sync", strike=number.name, at=moment)
        assert_ended(said, number)
        assert copy.tree() in (world.before.tree(), world.after)
        world.go_on(copy)


@pytest.mark.parametrize("number", CODES, ids=lambda number: str(number.name))
def test_what_had_come_of_a_file_is_not_fetched_again(
    world: World, tmp_path: Path, number: Signals
) -> None:
    copy = world.begin(tmp_path / "copy")
    world.upstream.fault("*/rustc-1.96*.xz", faults.slow(10_000))
    world.commands.begin(copy.folder, "truemirror", "sync")
    while not any("/rustc-1.96" in one.path for one in world.upstream.requests):
        time.sleep(0.01)
    time.sleep(0.3)
    world.commands.signal(number)
    assert_ended(world.commands.end(), number)
    assert list((copy.folder / "mirror/work/partial").iterdir())
    world.go_on(copy)
    assert any("range" in one.headers for one in world.upstream.requests)


def test_a_sync_that_waits_is_ended(world: World, tmp_path: Path) -> None:
    copy = world.begin(tmp_path / "copy")
    world.upstream.fault("*", faults.status(503, retry_after=600))
    world.commands.begin(copy.folder, "truemirror", "sync")
    while not world.upstream.requests:
        time.sleep(0.01)
    world.commands.signal(SIGTERM)
    assert_ended(world.commands.end(), SIGTERM)
