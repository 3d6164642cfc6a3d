"""A disk that is full, whenever that happens: it is told, and readers see no difference.

The disks are real ones of a few kB, and what runs on them is the real command.
"""

from __future__ import annotations

import resource
from typing import TYPE_CHECKING

import pytest

from disks import Disk, disk
from kept import AFTER, BEFORE, COUNTS, settings
from mirrored import AGENT, NOW
from truemirror.sync.fetch import Fetcher
from truemirror.sync.pace import Politeness
from truemirror.sync.transfer import Failed, Request
from upstream import Files, Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import NoReturn

    from commands import Said

FULL = "its disk is full: make room there, and run this again, which goes on from here\n"


class World:
    """A disk with a mirror on it, and an upstream that has more by now."""

    def __init__(self, disk: Disk, server: Server) -> None:
        self.disk = disk
        self.server = server

    def begin(self) -> None:
        """Sync what upstream had."""
        self.server.site = BEFORE
        self.disk.sh(f"cat > truemirror.toml <<'END'\n{settings(self.server.address)}\nEND")
        assert not self.disk.truemirror("sync").code
        self.server.site = AFTER

    def shrink(self, room: int) -> None:
        """Leave so many kB that are free."""
        used = int(self.disk.sh("df --output=used -k . | tail -n 1"))
        self.disk.remount(f"size={used + room}k")

    def published(self, number: int) -> str:
        """The files of a generation, and what changed to it."""
        said = self.disk.truemirror("diff", str(number), "--json")
        assert not said.code, said.err
        return said.out

    def is_whole(self, number: int) -> bool:
        """Whether a generation is what readers see, by all ways, and each byte of it is right."""
        said = self.disk.truemirror("verify")
        assert said.out.endswith(": all as it ought to be\n"), said
        told = self.disk.truemirror("status").out
        links = self.disk.sh("readlink mirror/plain/current; cat mirror/current.json")
        return told.startswith(f"generation {number},") and links.split()[0] in links.split()[1]


@pytest.fixture(scope="module")
def made(
    tmp_path_factory: pytest.TempPathFactory, do_without: Callable[[str], NoReturn]
) -> Iterator[tuple[World, str]]:
    """A world without a disturbance, and what it comes to."""
    folder = tmp_path_factory.mktemp("disk")
    with disk(folder, do_without) as small, Server(BEFORE) as server:
        world = World(small, server)
        with small.mounted():
            world.begin()
            assert not small.truemirror("sync").code
            undisturbed = world.published(1)
        yield world, undisturbed


@pytest.fixture
def world(made: tuple[World, str]) -> Iterator[World]:
    with made[0].disk.mounted():
        made[0].begin()
        yield made[0]


def assert_told(said: Said, disk: Disk) -> None:
    assert said.code in {1, 3}
    assert said.err.count("\n") == 1, said.err
    assert said.err.startswith("truemirror: cannot ")
    assert f" {disk.folder}/mirror" in said.err
    assert said.err.endswith(FULL)


# Among which of its moves, before which of them, and which generation readers see then.
STAGES = {
    "archives come": ("partial", 1, 1),
    "more archives come": ("partial", 3, 1),
    "bundles are stored": ("blobs", 1, 1),
    "more bundles are stored": ("blobs", 20, 1),
    "a sync begins": ("journal.db", 1, 1),
    "bundles are to count": (COUNTS, 1, 1),
    "bundles count": (COUNTS, 2, 1),
    "bundles have counted": (COUNTS, 3, 1),
    "trees are written": ("trees", 3, 1),
    "plain folders are made": ("plain", 1, 1),
    "more plain folders are made": ("plain", 12, 1),
    "a generation is told of": ("generations", 1, 1),
    "it is recorded what is published": ("journal.db publish", 5, 2),
    "the report is written": ("journal.db record", 3, 2),
}


@pytest.mark.parametrize("stage", STAGES)
def test_a_disk_that_is_full_is_told_and_gone_on_with(
    world: World, made: tuple[World, str], stage: str
) -> None:
    among, at, seen = STAGES[stage]
    said = world.disk.truemirror("sync", strike="fill", among=among, at=at)
    assert said.moves >= at
    assert_told(said, world.disk)
    assert world.is_whole(seen)
    assert_told(world.disk.truemirror("sync"), world.disk)
    assert world.is_whole(seen)
    assert not world.disk.truemirror("plan").code
    world.disk.sh("rm ballast*")
    assert not world.disk.truemirror("sync").code
    assert world.is_whole(2)
    assert world.published(1) == made[1]
    assert "nothing new: generation 2 stays" in world.disk.truemirror("sync").out


@pytest.mark.parametrize("room", [28, 124, 148, 196])
def test_a_disk_that_is_too_small_is_told_and_gone_on_with(
    world: World, made: tuple[World, str], room: int
) -> None:
    world.shrink(room)
    assert_told(world.disk.truemirror("sync"), world.disk)
    assert world.is_whole(1)
    world.disk.remount("size=8m")
    world.server.forget()
    assert not world.disk.truemirror("sync").code
    assert world.is_whole(2)
    assert world.published(1) == made[1]


def test_nothing_half_made_is_left(world: World) -> None:
    world.shrink(124)
    world.disk.truemirror("sync")
    world.disk.remount("size=8m")
    world.disk.truemirror("sync")
    assert world.disk.sh("find mirror -name '.new-*'") == ""


def test_a_small_file_for_which_there_is_no_room_is_told(tmp_path: Path) -> None:
    site = Files({"file": bytes(4000)}, NOW)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with Server(site) as server, Fetcher(Politeness(AGENT, tries=1)) as fetcher:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
        try:
            (told,) = fetcher.run([Request(f"{server.address}/file", tmp_path / "file")])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert isinstance(told, Failed)
    assert told.reason == "cannot be written: File too large"
