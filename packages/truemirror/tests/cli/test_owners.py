"""One bucket and two work folders: only one of them changes the mirror."""

from __future__ import annotations

import shutil
from socket import gethostname
from typing import TYPE_CHECKING

import pytest

from bucketed import AFTER, Scratch
from upstream import Server, faults

if TYPE_CHECKING:
    from s3 import S3


@pytest.fixture
def theirs(bucket: Scratch, upstream: Server) -> Scratch:
    """The same bucket from another work folder, as on another machine."""
    other = bucket._replace(config="theirs.toml")
    return other.begin(upstream.address, "their-work")


def files(scratch: Scratch) -> set[tuple[str, object]]:
    return {(kept.path, kept.modified) for kept in scratch.mirror.place.files("")}


def test_another_work_folder_is_refused_and_told_whose_it_is(
    bucket: Scratch, theirs: Scratch, upstream: Server
) -> None:
    assert bucket.run("sync").returncode == 0
    before = files(bucket)
    upstream.site = AFTER
    upstream.forget()
    for command in (("sync",), ("prune", "--apply")):
        refused = theirs.run(*command)
        assert refused.returncode == 2
        assert f"to that in {bucket.folder / 'work'} on {gethostname()}." in refused.stderr
        assert "`truemirror sync --take-over`" in refused.stderr
    assert not upstream.counts()
    assert files(bucket) == before
    assert theirs.run("plan").returncode == 0
    assert theirs.run("verify").returncode == 0
    assert bucket.run("sync").returncode == 0


def test_a_first_sync_keeps_others_out_before_it_has_published(
    bucket: Scratch, theirs: Scratch, upstream: Server, s3: S3
) -> None:
    upstream.fault("crates/*", faults.slow(2000))
    with bucket.start("sync") as first:
        while not any(one.endswith("owner.json") for one in s3.requests):
            assert first.poll() is None
        assert theirs.run("sync").returncode == 2
        upstream.heal()
        first.communicate(timeout=120)
    assert first.returncode == 0


def test_a_mirror_is_taken_over_and_its_last_owner_is_refused(
    bucket: Scratch, theirs: Scratch, upstream: Server
) -> None:
    assert bucket.run("sync").returncode == 0
    shutil.copytree(bucket.folder / "work", bucket.folder / "kept")
    upstream.site = AFTER
    upstream.forget()
    took = theirs.run("sync", "--take-over")
    assert took.returncode == 0, took.stderr
    asked = upstream.counts()
    assert not [path for path in asked if path.endswith(".xz") and "1.95" in path]
    assert theirs.run("sync").returncode == 0
    assert bucket.run("sync").returncode == 2
    assert bucket.run("sync", "--take-over").returncode == 0
    assert theirs.run("verify", "--repair").returncode == 0  # nothing is wrong
    assert theirs.run("sync").returncode == 2


def test_who_is_taken_over_in_the_midst_publishes_nothing(
    bucket: Scratch, theirs: Scratch, upstream: Server, s3: S3
) -> None:
    assert bucket.run("sync").returncode == 0
    upstream.site = AFTER
    took: list[int] = []

    def take_over(request: str) -> None:
        if request.startswith("PUT") and "/trees/" in request:
            s3.forget()
            took.append(theirs.run("sync", "--take-over").returncode)

    s3.hook = take_over
    late = bucket.run("sync")
    assert took == [0]
    assert late.returncode == 2
    assert "belongs to another journal" in late.stderr
    assert [one.number for one in theirs.mirror.generations()] == [1, 2]
    assert theirs.run("verify").returncode == 0


def test_a_lost_work_folder_is_made_again_without_fetching(
    bucket: Scratch, upstream: Server
) -> None:
    assert bucket.run("sync").returncode == 0
    published = bucket.published
    shutil.rmtree(bucket.folder / "work")
    assert bucket.run("sync").returncode == 2
    upstream.forget()
    assert bucket.run("sync", "--take-over").returncode == 0
    assert bucket.published == published
    assert not [path for path in upstream.counts() if path.endswith((".xz", ".crate"))]
    assert bucket.run("sync").returncode == 0


def test_a_journal_is_not_used_with_another_bucket(
    bucket: Scratch, upstream: Server, s3: S3
) -> None:
    assert bucket.run("sync").returncode == 0
    moved = bucket._replace(place=s3.url()).begin(upstream.address)
    refused = moved.run("sync")
    assert refused.returncode == 2
    assert f"is not about {moved.place}, which has no owner.json" in refused.stderr
    assert moved.mirror.current() is None
    assert moved.run("sync", "--take-over").returncode == 0
    assert moved.published == bucket.published
    assert moved.run("verify").returncode == 0
