"""A mirror that can be read and not written: what only reads works, and all else says why not."""

from __future__ import annotations

import json
import os
import socket
import time
import urllib.request
from contextlib import contextmanager
from signal import SIGTERM
from typing import TYPE_CHECKING, NamedTuple
from urllib.error import URLError

import pytest

from commands import Commands
from disks import disk
from kept import AFTER, BEFORE, COUNTS, settings
from upstream import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import NoReturn

    from commands import Said

MANIFEST = "dist/channel-rust-stable.toml"
READING = (
    ["status"],
    ["plan"],
    ["verify"],
    ["diff"],
    ["prune", "--keep", "1", "--grace", "0"],
    ["sync", "--dry-run"],
)


class Place(NamedTuple):
    """Where a mirror is, and what the system says of writing to it."""

    commands: Commands
    folder: Path
    refusal: str

    def truemirror(self, *args: str, **more: object) -> Said:
        return self.commands.truemirror(self.folder, *args, **more)

    def sh(self, script: str) -> None:
        said = self.commands.run(self.folder, "sh", "-ec", script)
        assert not said.code, said.err

    def close(self) -> None:
        """Let nobody write from now on."""
        self.sh("mount -o remount,ro . 2>&- || chmod -R a-w .")


@contextmanager
def read_only_disk(folder: Path, do_without: Callable[[str], NoReturn]) -> Iterator[Place]:
    with disk(folder, do_without) as small, small.mounted():
        yield Place(small.commands, folder, "its disk can only be read: have it be writable")


@contextmanager
def closed_folder(folder: Path, _: object) -> Iterator[Place]:
    """A folder in which we may not write, not even as root."""
    powerless = ("setpriv", "--bounding-set=-all", "--inh-caps=-all")
    with Commands(*(() if os.geteuid() else powerless)) as commands:
        yield Place(commands, folder, "Permission denied")
        commands.run(folder, "chmod", "-R", "u+w", ".")


@pytest.fixture(params=[read_only_disk, closed_folder], ids=lambda kind: str(kind.__name__))
def place(
    request: pytest.FixtureRequest, tmp_path: Path, do_without: Callable[[str], NoReturn]
) -> Iterator[Place]:
    """A mirror of all that upstream had, which can still be written."""
    folder = tmp_path / "place"
    folder.mkdir()
    with Server(BEFORE) as server, request.param(folder, do_without) as one:
        one.sh(f"cat > truemirror.toml <<'END'\n{settings(server.address)}\nEND")
        assert not one.truemirror("sync").code
        server.site = AFTER
        yield one


def test_what_only_reads_works(place: Place) -> None:
    before = [place.truemirror(*args) for args in READING]
    place.close()
    after = [place.truemirror(*args) for args in READING]
    assert after == before
    assert not any(one.code or one.err for one in after)


def test_what_a_killed_sync_left_is_read_too(place: Place) -> None:
    place.truemirror("sync", among=COUNTS, at=3)
    place.close()
    planned = json.loads(place.truemirror("plan", "--json").out)
    assert planned["fetched"]["files"] == 0
    assert not place.truemirror("prune").code


def test_what_writes_says_why_it_cannot(place: Place) -> None:
    place.sh("chmod u+w $(find mirror/blobs -type f | head -n 1)")
    place.sh("printf x > $(find mirror/blobs -type f | head -n 1)")
    place.close()
    for args in (["sync"], ["prune", "--apply"], ["verify", "--repair"]):
        said = place.truemirror(*args)
        assert said.code == 1
        assert said.err.startswith(f"truemirror: cannot use {place.folder}/mirror/work/lock: ")
        assert place.refusal in said.err
        assert said.err.count("\n") == 1
    assert "1 wrong" in said.out


def test_it_is_served(place: Place) -> None:
    place.close()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    place.commands.begin(place.folder, "truemirror", "serve", "--port", str(port))
    manifest = BEFORE.get(MANIFEST, "")
    assert manifest
    assert got(f"http://127.0.0.1:{port}/{MANIFEST}") == manifest.read()
    assert json.loads(got(f"http://127.0.0.1:{port}/status.json"))["generation"] == 1
    place.commands.signal(SIGTERM)
    said = place.commands.end()
    assert said.code == 128 + SIGTERM
    assert said.err.startswith("WARNING: cannot use the counts of requests in ")
    assert said.err.count("\n") == 1


def got(url: str) -> bytes:
    for _ in range(1000):
        try:
            with urllib.request.urlopen(url) as answer:  # noqa: S310  # ours
                data: bytes = answer.read()
                return data
        except URLError:
            time.sleep(0.01)
    msg = "nothing is served"
    raise AssertionError(msg)
