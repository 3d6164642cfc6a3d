"""A bucket that cannot be used, or not any more: what is told, and that nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bucketed import AFTER, Scratch

if TYPE_CHECKING:
    from s3 import S3
    from upstream import Server

COMMANDS = (
    ["sync"],
    ["plan"],
    ["status"],
    ["serve", "--port", "0"],
    ["verify"],
    ["diff"],
    ["prune", "--apply"],
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_bucket_that_is_not_there_is_told(
    command: list[str], bucket: Scratch, upstream: Server
) -> None:
    nowhere = bucket._replace(place="s3://nowhere/x").begin(upstream.address)
    said = nowhere.run(*command)
    assert said.returncode == 3, said.stdout
    assert "there is no such bucket; make it first, or look at `mirror.place`" in said.stderr
    assert said.stderr.count("\n") == 1
    assert not [path for path in upstream.counts() if path.endswith((".xz", ".crate"))]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_credentials_that_are_wrong_are_told(
    command: list[str], bucket: Scratch, upstream: Server, s3: S3
) -> None:
    bucket.run("sync")
    published = bucket.published
    upstream.site = AFTER
    upstream.forget()
    with s3.guarded():
        said = bucket.run(*command)
    assert said.returncode == 3, said.stdout
    assert "the credentials in the environment are wrong, or do not allow it (Inv" in said.stderr
    assert said.stderr.count("\n") == 1
    assert not [path for path in upstream.counts() if path.endswith((".xz", ".crate"))]
    assert bucket.run("sync").returncode == 0
    assert bucket.published != published


def test_an_endpoint_that_is_not_there_is_told(bucket: Scratch, upstream: Server) -> None:
    bucket.begin(upstream.address, endpoint="http://127.0.0.1:9")
    said = bucket.run("sync")
    assert said.returncode == 3
    assert "http://127.0.0.1:9 does not answer; try again later, or look at" in said.stderr
    assert not upstream.counts()
    bucket.begin(upstream.address)
    assert bucket.run("sync").returncode == 0


@pytest.mark.parametrize("what", ["/blobs/", "/trees/", "/current.json", "/report.json"])
def test_a_bucket_that_goes_away_is_told_and_the_next_sync_goes_on(
    what: str, bucket: Scratch, upstream: Server, s3: S3
) -> None:
    assert bucket.run("sync").returncode == 0
    before = bucket.published
    upstream.site = AFTER

    def vanish(request: str) -> None:
        if any(one.startswith("PUT") and what in one for one in s3.requests):
            raise ConnectionError(request)

    s3.forget()
    s3.hook = vanish
    said = bucket.run("sync")
    s3.forget()
    assert said.returncode == 3
    assert f"{s3.options['endpoint']} does not answer" in said.stderr
    assert said.stderr.count("\n") == 1
    assert (bucket.published == before) is (what != "/report.json")
    upstream.forget()
    assert bucket.run("sync").returncode == 0
    archives = [path for path in upstream.counts() if path.endswith((".xz", ".crate"))]
    assert not archives
    assert bucket.run("verify").returncode == 0
