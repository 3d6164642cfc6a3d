"""What a sync asks of a bucket: little for what is new, and nothing for what is not."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from mirrored import AGENT, NOW, crates, toolchains
from truemirror.store.journal import Journal
from truemirror.store.mirror import GENERATIONS, POINTER, Mirror
from truemirror.store.place import open_place
from truemirror.sync.counts import Counts
from truemirror.sync.fetch import Fetcher
from truemirror.sync.intake import Intake
from truemirror.sync.main import plan, sync
from truemirror.sync.pace import Politeness
from upstream import Dist, Registry, RegistrySite, Release, Server, Shape, faults

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from s3 import S3
    from truemirror.config.values import Config

REGISTRY = Registry(140, shape=Shape(size=600, most=3))
NAMES = tuple(REGISTRY.names)
CONSTANT = 10  # requests of any sync, whatever it is of


class Bucket:
    """A mirror in a bucket, of which requests are counted."""

    def __init__(self, s3: S3, folder: Path) -> None:
        self._s3 = s3
        self._url = s3.url()
        self._folder = folder
        (folder / "partial").mkdir(exist_ok=True)

    @property
    def mirror(self) -> Mirror:
        return Mirror(open_place(self._url, **self._s3.options))

    def kept(self) -> set[str]:
        return {kept.path for top in ("blobs", "trees") for kept in self.mirror.place.files(top)}

    @contextmanager
    def _intake(self) -> Iterator[Intake]:
        with (
            Journal(self._folder / "journal.db") as journal,
            Intake(self.mirror, journal, self._folder / "partial", lambda: NOW, Counts()) as intake,
        ):
            self._s3.forget()
            yield intake

    def sync(self, config: Config) -> int:
        """Sync, and tell how many requests that took."""
        with self._intake() as intake, Fetcher(Politeness(AGENT, tries=2)) as fetcher:
            sync(config, intake, fetcher)
            return len(self._s3.requests)

    def plan(self, config: Config) -> int:
        """The same for a plan."""
        with self._intake() as intake, Fetcher(Politeness(AGENT, tries=2)) as fetcher:
            plan(config, intake, fetcher)
            return len(self._s3.requests)


@pytest.fixture
def bucket(s3: S3, tmp_path: Path) -> Iterator[Bucket]:
    yield Bucket(s3, tmp_path)
    s3.forget()


def test_a_first_sync_writes_each_file_once_and_asks_for_none(bucket: Bucket, s3: S3) -> None:
    with Server(RegistrySite(REGISTRY)) as upstream:
        assert bucket.sync(crates(upstream.address, *NAMES)) <= len(bucket.kept()) + CONSTANT
        writes = [one for one in s3.requests if one.startswith("PUT")]
        assert len(set(writes)) == len(writes)
        assert not s3.counts()["HEAD"]


def test_nothing_new_asks_for_next_to_nothing(bucket: Bucket, s3: S3) -> None:
    with Server(RegistrySite(REGISTRY)) as upstream:
        config = crates(upstream.address, *NAMES)
        bucket.sync(config)
        before = bucket.kept()
        assert bucket.sync(config) <= CONSTANT
        assert [one for one in s3.requests if "PUT" in one] == [s3.requests[-1]]
        assert s3.requests[-1].endswith("/report.json")
        assert bucket.plan(config) <= CONSTANT + len(before)  # it counts what is published
        assert not s3.counts()["HEAD"]
    assert bucket.kept() == before


def test_something_new_costs_what_is_new(bucket: Bucket) -> None:
    with Server(RegistrySite(REGISTRY)) as upstream:
        config = crates(upstream.address, *NAMES)
        bucket.sync(config)
        before = bucket.kept()
        upstream.site = RegistrySite(REGISTRY.publish(NAMES[0]).publish(NAMES[1]))
        asked = bucket.sync(config)
        new = bucket.kept() - before
        assert new
        # Each directory that changed was read as it was; so was each index file.
        assert asked <= 2 * len(new) + CONSTANT


def test_a_new_journal_lists_a_bucket_once(bucket: Bucket, s3: S3, tmp_path: Path) -> None:
    with Server(RegistrySite(REGISTRY)) as upstream:
        config = crates(upstream.address, *NAMES)
        bucket.sync(config)
        (tmp_path / "journal.db").unlink()
        upstream.forget()
        bucket.plan(config)
        assert not s3.counts()["HEAD"]
        bucket.sync(config)
        assert not s3.counts()["HEAD"]
        assert s3.counts()["LIST"] == 1
        assert not [path for path in upstream.counts() if path.endswith(".crate")]


def test_what_two_channels_have_is_fetched_once(bucket: Bucket) -> None:
    with Server(Dist()) as upstream:
        bucket.sync(toolchains(upstream.address, "stable", "1.95.0"))
        archives = {path: n for path, n in upstream.counts().items() if path.endswith(".xz")}
        assert set(archives.values()) == {1}
        upstream.forget()
        bucket.sync(toolchains(upstream.address, "stable", "1.95.0", "beta"))
        assert not archives.keys() & upstream.counts().keys()


def test_what_is_stored_of_a_bundle_that_stays_is_not_fetched_again(bucket: Bucket) -> None:
    with Server(Dist()) as upstream:
        config = toolchains(upstream.address, "nightly", "nightly-2026-05-20")
        bucket.sync(config)
        upstream.site = Dist().release(Release("nightly", "1.97.1-nightly", "2026-05-20"))
        upstream.fault("dist/2026-05-20/channel-rust-nightly.toml*", faults.stale(Dist()))
        bucket.sync(config)
        upstream.forget()
        bucket.sync(config)
        assert not [path for path in upstream.counts() if path.endswith(".xz")]


def test_a_bucket_that_lost_files_is_filled_again(bucket: Bucket, s3: S3) -> None:
    with Server(RegistrySite(REGISTRY)) as upstream:
        config = crates(upstream.address, *NAMES)
        bucket.sync(config)
        place, whole = bucket.mirror.place, bucket.kept()
        lost = sorted(path for path in whole if path.startswith("blobs/"))[::10]
        place.delete([POINTER, *(kept.path for kept in place.files(GENERATIONS)), *lost])
        bucket.sync(config)
        assert not s3.counts()["HEAD"]
    assert bucket.kept() == whole
