"""A mirror in a bucket by the commands that people run, held against one in a folder."""

from __future__ import annotations

import json
import signal
import urllib.request
from typing import TYPE_CHECKING

import pytest

from bucketed import AFTER, NAMES, Scratch
from reading import Reader
from truemirror.config.read import read_config
from truemirror.store.mirror import blob_path
from upstream import Server, faults
from upstream.clients import Cargo, project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from s3 import S3


@pytest.fixture
def folder(upstream: Server, s3: S3, tmp_path: Path) -> Scratch:
    (tmp_path / "beside").mkdir()
    return Scratch(tmp_path / "beside", s3, "mirror").begin(upstream.address, "mirror/work")


def test_a_bucket_gets_what_a_folder_gets(
    bucket: Scratch, folder: Scratch, upstream: Server
) -> None:
    planned = bucket.json("plan")
    first = bucket.run("sync")
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith("published generation 1 (")
    assert folder.run("sync").returncode == 0
    assert bucket.published == folder.published
    assert planned["fetched"]["files"] == folder.json("plan")["kept"]["files"]
    upstream.forget()
    assert bucket.run("sync").stdout.startswith("nothing new: generation 1 stays (0 taken")
    assert not [path for path in upstream.counts() if path.endswith((".xz", ".crate"))]
    upstream.site = AFTER
    assert bucket.json("plan")["fetched"] == folder.json("plan")["fetched"]
    told = [scratch.run("sync") for scratch in (bucket, folder)]
    assert told[0].stdout == told[1].stdout
    assert bucket.published == folder.published
    assert bucket.run("diff").stdout == folder.run("diff").stdout
    assert bucket.json("status")["generation"]["number"] == 2
    assert [bucket.run("verify").returncode, folder.run("verify").returncode] == [0, 0]


def test_faults_delay_in_a_bucket_as_in_a_folder(
    bucket: Scratch, folder: Scratch, upstream: Server
) -> None:
    for scratch in (bucket, folder):
        assert scratch.run("sync").returncode == 0
    upstream.site = AFTER
    upstream.fault("dist/2026-05-28/rustc-*", faults.wrong())
    upstream.fault(f"crates/{NAMES[0]}/*", faults.cut(100))
    told = [scratch.run("sync", "--quiet") for scratch in (bucket, folder)]
    assert [one.returncode for one in told] == [1, 1]
    assert f"crate {NAMES[0]} is delayed" in told[0].stdout
    assert "channel stable is delayed" in told[0].stdout
    assert bucket.published == folder.published
    upstream.heal()
    assert [scratch.run("sync").returncode for scratch in (bucket, folder)] == [0, 0]
    assert bucket.published == folder.published


def test_what_is_damaged_in_a_bucket_is_mended(bucket: Scratch) -> None:
    assert bucket.run("sync").returncode == 0
    mirror = bucket.mirror
    files = dict(mirror.trees.files(bucket.published))
    archive = next(path for path in files if path.endswith(".crate"))
    lost = next(path for path in files if path.endswith(".tar.xz"))
    mirror.place.write(blob_path(files[archive].sha256), b"damaged")
    mirror.place.delete([blob_path(files[lost].sha256)])
    found = bucket.run("verify")
    assert found.returncode == 1
    assert f"{archive} has 7 bytes" in found.stdout
    assert f"{lost} is missing" in found.stdout
    mended = bucket.run("verify", "--repair")
    assert mended.returncode == 0, mended.stdout
    assert bucket.run("verify").stdout.endswith("all as it ought to be\n")


def test_what_no_generation_needs_goes_from_a_bucket(bucket: Scratch, upstream: Server) -> None:
    bucket.run("sync")
    upstream.site = AFTER
    bucket.run("sync")
    before = {kept.path for kept in bucket.mirror.place.files("blobs")}
    options = ("--keep", "1", "--grace", "0")
    planned = bucket.json("prune", *options)
    assert {kept.path for kept in bucket.mirror.place.files("blobs")} == before
    done = bucket.json("prune", *options, "--apply")
    assert (done["files"], done["generations"]) == (planned["files"], [1])
    assert {kept.path for kept in bucket.mirror.place.files("blobs")} < before
    assert bucket.run("verify").returncode == 0
    assert "nothing new: generation 2 stays" in bucket.run("sync").stdout


def test_a_bucket_is_served(bucket: Scratch, cargo: Callable[[str], Cargo], tmp_path: Path) -> None:
    bucket.run("sync")
    with bucket.start("serve", "--port", "0") as server:
        assert server.stdout
        address = server.stdout.readline().split(" at ")[1].split()[0]
        wants = [f'{name} = "*"' for name in NAMES[:2]]
        fetched = cargo(f"{address}/index/").run(project(tmp_path / "program", wants), "fetch")
        with urllib.request.urlopen(f"{address}/status.json") as answer:  # noqa: S310  # ours
            told = json.load(answer)
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=30)
    assert fetched.returncode == 0, fetched.stderr
    assert {part["completeness"] for part in told["parts"]} == {1.0}


# --- syncs that are killed ------------------------------------------------------------------------


# What a sync is about to write when it is killed, and how many such things it may write before.
MOMENTS = (
    ("/blobs/", 0),
    ("/blobs/", 4),
    ("/trees/", 0),
    ("/trees/", 3),
    ("/generations/", 0),
    ("/current.json", 0),
    ("/report.json", 0),
)


def kill(scratch: Scratch, s3: S3, what: str, before: int) -> None:
    """Run a sync, and kill it when it is about to write something."""
    s3.forget()
    process = scratch.start("sync")

    def strike(request: str) -> None:
        writes = [one for one in s3.requests if one.startswith("PUT") and what in one]
        if request.startswith("PUT") and len(writes) > before:
            process.kill()
            raise ConnectionError

    s3.hook = strike
    process.communicate(timeout=120)
    s3.forget()
    assert process.returncode == -signal.SIGKILL


@pytest.mark.parametrize("state", ["first", "later"])
def test_a_sync_into_a_bucket_is_killed_and_gone_on_with(
    state: str, bucket: Scratch, folder: Scratch, upstream: Server, s3: S3
) -> None:
    if state == "later":
        assert bucket.run("sync").returncode == 0
        upstream.site = AFTER
    assert folder.run("sync").returncode == 0
    with Reader(bucket, read_config(bucket.folder / bucket.config)) as reader:
        for what, before in MOMENTS:
            kill(bucket, s3, what, before)
        assert bucket.run("sync").returncode == 0
        reader.look()
    assert not reader.problems
    assert bucket.published == folder.published
    assert not list((bucket.folder / "work/partial").iterdir())
    assert "nothing new" in bucket.run("sync").stdout
    assert bucket.run("verify").returncode == 0


def test_what_had_come_before_a_kill_is_not_fetched_again(
    bucket: Scratch, upstream: Server, s3: S3
) -> None:
    kill(bucket, s3, "/blobs/", 20)
    stored = {kept.path.rpartition("/")[2] for kept in bucket.mirror.place.files("blobs")}
    upstream.forget()
    assert bucket.run("sync").returncode == 0
    files = dict(bucket.mirror.trees.files(bucket.published))
    archives = {path for path in files if path.endswith((".xz", ".crate"))}
    there = {path for path in archives if files[path].sha256 in stored}
    assert there
    assert not there & upstream.counts().keys()
