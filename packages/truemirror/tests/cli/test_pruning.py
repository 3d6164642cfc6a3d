"""Pruning beside syncs and readers: what is on its way stays, and nobody is disturbed."""

from __future__ import annotations

import datetime as dt
import random
import socket
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from commands import GO, HELD, Commands
from kept import COUNTS, World, came, made
from published import publish, serving
from truemirror.store.journal import Journal
from truemirror.store.mirror import Mirror
from truemirror.store.place import Folder
from truemirror.store.prune import Keep, carry_out, plan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mirrored import Copy

MOMENTS = 6  # of those before a sync publishes
LAST = 20  # moves, with which it publishes
ALL = ("prune", "--apply", "--keep", "1", "--grace", "0")
YEAR = 365
LINK = "mirror/plain/.new-current"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with made(tmp_path_factory.mktemp("world")) as one:
        yield one


def taken(copy: Copy) -> dict[str, int]:
    """The files that the journal knows, and those on their way, with their sizes."""
    partial = copy.folder / "mirror/work/partial"
    with Journal(copy.folder / "mirror/work/journal.db") as journal:
        known = {content.sha256: content.size for _, content in journal.everything()}
    return known | {path.name: path.stat().st_size for path in partial.iterdir()}


def test_what_a_killed_sync_has_taken_in_stays(world: World, tmp_path: Path) -> None:
    last = world.moves - LAST
    moments = random.Random(1).sample(range(1, last), MOMENTS)  # noqa: S311 - no secret
    for moment in (*sorted(moments), *range(last, world.moves)):
        copy = world.begin(tmp_path / f"{moment}")
        world.commands.truemirror(copy.folder, "sync", at=moment)
        if (copy.folder / LINK).is_symlink():  # which is for the test after this
            continue
        here = taken(copy)
        seen = copy.tree()
        assert not world.commands.truemirror(copy.folder, *ALL).code
        assert here.items() <= came(copy).items()
        assert copy.tree() == seen
        assert not world.commands.truemirror(copy.folder, "verify", "--repair").code
        world.go_on(copy, here)


def test_what_is_left_of_plain_folders_goes(world: World, tmp_path: Path) -> None:
    copy = world.begin(tmp_path / "copy")
    world.commands.truemirror(copy.folder, "sync", among=LINK, at=2)
    assert (copy.folder / LINK).is_symlink()
    said = world.commands.truemirror(copy.folder, *ALL)
    assert not said.code, said
    assert not (copy.folder / LINK).is_symlink()


def test_a_clock_that_is_wrong_lets_nothing_go_that_is_needed(world: World, tmp_path: Path) -> None:
    for days in (YEAR, -YEAR):
        copy = world.begin(tmp_path / f"{days}")
        world.commands.truemirror(copy.folder, "sync", among=COUNTS, at=3)
        here = taken(copy)
        assert here.keys() - taken(world.before).keys()
        for args in (["prune", "--apply"], ["status"], ["verify"], ["plan"]):
            assert not world.commands.truemirror(copy.folder, *args, days=days).code
        assert here.items() <= came(copy).items()
        world.go_on(copy, here)
        for ahead in (-YEAR, YEAR):
            assert not world.commands.truemirror(copy.folder, *ALL, days=ahead).code
        assert not world.commands.truemirror(copy.folder, "verify").code
        assert copy.tree() == world.after


def test_nothing_is_pruned_while_a_sync_runs(world: World, tmp_path: Path) -> None:
    copy = world.begin(tmp_path / "copy")
    with Commands() as others:
        world.commands.begin(copy.folder, "truemirror", "sync", strike="hold", among="trees", at=1)
        wait_for(copy.folder / HELD)
        said = others.truemirror(copy.folder, *ALL)
        assert said.code == 3
        assert said.err.startswith("truemirror: another truemirror is at work on this mirror: ")
        assert not others.truemirror(copy.folder, "prune").code
        (copy.folder / GO).touch()
        assert not world.commands.end().code
    assert copy.tree() == world.after


def test_no_sync_runs_while_something_is_pruned(world: World, tmp_path: Path) -> None:
    copy = world.begin(tmp_path / "copy")
    assert not world.commands.truemirror(copy.folder, "sync").code
    with Commands() as others:
        world.commands.begin(copy.folder, "truemirror", *ALL, strike="hold", among="blobs", at=1)
        wait_for(copy.folder / HELD)
        said = others.truemirror(copy.folder, "sync")
        assert said.code == 3
        assert said.err.startswith("truemirror: another truemirror is at work on this mirror: ")
        (copy.folder / GO).touch()
        assert not world.commands.end().code
    assert not world.commands.truemirror(copy.folder, "verify").code
    assert copy.tree() == world.after


def wait_for(file: Path) -> None:
    while not file.exists():
        time.sleep(0.01)


def test_a_download_that_is_under_way_comes_to_its_end(tmp_path: Path) -> None:
    large = bytes(range(256)) * 128 * 1024  # 32 MB
    now = dt.datetime.now(dt.UTC)
    mirror = Mirror(Folder(tmp_path))
    publish(mirror, {"dist/large": large, "dist/a": b"1"}, now)
    with serving(mirror) as address:
        place = urlsplit(address)
        with socket.create_connection(
            (place.hostname or "", place.port or 0), timeout=20
        ) as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
            client.sendall(b"GET /dist/large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            came_first = client.recv(1000)
            publish(mirror, {"dist/a": b"2"}, now)
            what = plan(mirror, [], Keep(1, dt.timedelta(0)), now + dt.timedelta(hours=1))
            carry_out(mirror, what)
            assert what.size > len(large)
            rest = b"".join(iter(lambda: client.recv(1 << 16), b""))
    assert (came_first + rest).partition(b"\r\n\r\n")[2] == large
