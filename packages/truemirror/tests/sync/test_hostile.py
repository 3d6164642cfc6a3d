"""What an upstream may do that means ill, or is out of order, leaves the mirror right."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from mirrored import AGENT, HOST, Copy, crates
from truemirror.sync.fetch import Fetcher
from truemirror.sync.pace import Politeness
from truemirror.sync.transfer import Failed, Request
from upstream import Answer, Dist, Files, Registry, RegistrySite, Server, Shape, faults, index_path
from upstream.secure import SecureServer
from upstream.world import BEGINNING

if TYPE_CHECKING:
    from pathlib import Path

    from upstream import Request as Asked

REGISTRY = Registry(8, shape=Shape(size=1500, most=3))
ONE, TWO = [name for name in REGISTRY.names if len(name) > 3][:2]
MANY = max(REGISTRY.names, key=lambda name: len(REGISTRY.crate(name).versions))
SITE = RegistrySite(REGISTRY)


@pytest.mark.parametrize("header", ["ETag", "Last-Modified"])
def test_any_tag_or_time_of_a_file_may_be_sent_back(tmp_path: Path, header: str) -> None:
    def tag(request: Asked, respond: faults.Respond) -> Answer:
        right = respond(request)
        headers = {key: value for key, value in right.headers.items() if key != "ETag"}
        return right._replace(headers={**headers, header: '"\xe9"'})

    copy, later = Copy(tmp_path), REGISTRY.publish(TWO)
    with Server(SITE) as server:
        server.fault(f"index/{index_path(ONE)}", tag)
        copy.sync(crates(server.address, ONE, TWO))
        server.site = RegistrySite(later)
        assert copy.sync(crates(server.address, ONE, TWO)).taken[-1:] == (f"crate {TWO.lower()}",)


def test_a_part_that_was_not_asked_for_is_not_the_whole(tmp_path: Path) -> None:
    def part(request: Asked, respond: faults.Respond) -> Answer:
        right = respond(request)
        first = right.body[: right.body.index(b"\n") + 1]
        said = f"bytes 0-{len(first) - 1}/{len(right.body)}"
        return Answer(206, {**right.headers, "Content-Range": said}, first)

    copy = Copy(tmp_path)
    with Server(SITE) as server:
        copy.sync(crates(server.address, MANY))
        before = copy.tree()
        server.site = RegistrySite(REGISTRY.publish(MANY))
        server.fault(f"index/{index_path(MANY)}", part)
        assert copy.sync(crates(server.address, MANY), Politeness(AGENT, tries=2)).delayed
    assert copy.tree() == before


def test_what_is_secure_does_not_lead_to_what_is_not() -> None:
    site = Files({"a": b"true"}, BEGINNING)
    with SecureServer(site) as secure, Server(Files({"a": b"false"}, BEGINNING)) as plain:
        secure.fault("a", faults.redirect(f"{plain.address}/"))
        with Fetcher(Politeness(AGENT, tries=1), authorities=str(secure.authority)) as fetcher:
            (outcome,) = fetcher.run([Request(f"{secure.address}/a")])
        assert isinstance(outcome, Failed)
        assert not plain.requests


def synced(folder: Path, address: str, *settings: str, umask: int = 0o022) -> None:
    """Run a sync as a program of its own."""
    toolchains = f'[toolchains]\nserver = "{address}"\nhosts = ["{HOST}"]\nprofile = "minimal"\n'
    text = "\n".join(["[mirror]", *settings, toolchains])
    (folder / "truemirror.toml").write_text(text)
    done = subprocess.run(
        [sys.executable, "-m", "truemirror", "sync", "--json"],
        cwd=folder,
        capture_output=True,
        check=False,
        text=True,
        umask=umask,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["is_new"]


def test_the_work_folder_may_be_on_another_disk(tmp_path: Path, other_disk: Path) -> None:
    with Server(Dist()) as server:
        synced(tmp_path, server.address, f'work = "{other_disk}"')


def test_a_web_server_may_read_plain_folders_whatever_the_umask_is(tmp_path: Path) -> None:
    with Server(Dist()) as server:
        synced(tmp_path, server.address, "plain = true", umask=0o077)
    mirror = tmp_path / "mirror"
    for file in (mirror, *(mirror / "blobs").rglob("*"), *(mirror / "plain").rglob("*")):
        assert file.stat().st_mode & (0o005 if file.is_dir() else 0o004), file
