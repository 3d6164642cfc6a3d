"""What holds for a sync as a whole, whatever is mirrored."""

from __future__ import annotations

import os
import resource
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from mirrored import HOST, Copy, crates, toolchains
from truemirror.config.values import Config
from truemirror.store.journal import Journal
from truemirror.store.place import PlaceError
from truemirror.store.verify import verify
from upstream import Dist, Registry, RegistrySite, Release, Server, Shape, Together, faults

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REGISTRY = Registry(6, shape=Shape(size=1500, most=3))
NAMES = tuple(REGISTRY.names)
SITE = Together(Dist(), RegistrySite(REGISTRY))


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(SITE) as one:
        yield one


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "copy")


def both(server: Server, *channels: str, names: tuple[str, ...] = NAMES) -> Config:
    return Config(
        toolchains=toolchains(server.address, *channels).toolchains,
        crates=crates(server.address, *names).crates,
    )


def test_a_part_that_is_no_longer_wanted_goes(server: Server, copy: Copy) -> None:
    copy.sync(both(server, "stable", "beta"))
    copy.sync(crates(server.address, NAMES[0]))
    assert all(NAMES[0] in path for path in copy.tree())
    copy.sync(Config())
    assert copy.tree() == {}


def test_a_file_that_two_bundles_have_goes_with_the_last(server: Server, copy: Copy) -> None:
    copy.sync(both(server, "stable", "1.95.0"))
    archives = {path for path in copy.tree() if path.endswith(".tar.xz")}
    copy.sync(both(server, "1.95.0"))
    assert archives <= copy.tree().keys()
    copy.sync(both(server, "beta"))
    assert not archives & copy.tree().keys()


def test_a_lost_journal_is_made_again_without_fetching(server: Server, copy: Copy) -> None:
    copy.sync(both(server, "stable", "beta"))
    whole = copy.tree()
    copy.journal_file.unlink()
    server.forget()
    report = copy.sync(both(server, "stable"))
    assert copy.tree() == {path: one for path, one in whole.items() if "beta" not in path}
    assert not report.delayed
    assert not [path for path in server.counts() if path.endswith((".xz", ".crate"))]


def test_a_lost_journal_lets_go_of_nothing_while_something_is_delayed(
    server: Server, copy: Copy
) -> None:
    copy.sync(both(server, "stable", "beta"))
    whole = copy.tree()
    copy.journal_file.unlink()
    server.fault("dist/channel-rust-beta.toml", faults.status(404))
    copy.sync(both(server, "stable", "beta", names=NAMES[1:]))
    assert copy.tree() == whole
    server.heal()
    copy.sync(both(server, "stable", "beta", names=NAMES[1:]))
    assert copy.tree().keys() < whole.keys()


def test_a_lost_mirror_is_filled_again(server: Server, copy: Copy) -> None:
    copy.sync(both(server, "stable"))
    whole = copy.tree()
    shutil.rmtree(copy.folder / "mirror")
    assert not copy.sync(both(server, "stable")).delayed
    assert copy.tree() == whole
    assert not [*verify(copy.mirror)]


def test_a_mirror_from_a_backup_is_brought_to_where_it_was(server: Server, copy: Copy) -> None:
    copy.sync(both(server, "beta"))
    shutil.copytree(copy.folder / "mirror", copy.folder / "backup")
    copy.sync(both(server, "stable"))
    whole = copy.tree()
    shutil.rmtree(copy.folder / "mirror")
    (copy.folder / "backup").rename(copy.folder / "mirror")
    assert not copy.sync(both(server, "stable")).delayed
    assert copy.tree() == whole
    assert not [*verify(copy.mirror)]


def test_what_another_journal_took_away_is_published_again(server: Server, copy: Copy) -> None:
    copy.sync(both(server, "stable"))
    whole, journal, other = copy.tree(), copy.journal_file, copy.folder / "other.db"
    journal.rename(other)
    copy.sync(both(server, "beta"))
    other.replace(journal)
    server.forget()
    assert not copy.sync(both(server, "stable")).delayed
    assert copy.tree() == whole
    assert not [path for path in server.counts() if path.endswith((".xz", ".crate"))]


def test_a_nightly_that_is_made_again_is_taken_with_all_that_have_it(copy: Copy) -> None:
    again = Release("nightly", "1.97.1-nightly", "2026-05-20")
    with Server(Dist()) as server:
        wishes = toolchains(server.address, "nightly", "nightly-2026-05-20")
        copy.sync(wishes)
        old = copy.tree()
        server.site = Dist().release(again)
        server.fault("dist/2026-05-20/channel-rust-nightly.toml*", faults.stale(Dist()))
        assert {one.bundle for one in copy.sync(wishes).delayed} == {"channel nightly"}
        assert copy.tree() == old
        server.heal()
        assert not copy.sync(wishes).delayed
        new = copy.tree()
    assert old.keys() == new.keys()
    path = f"dist/2026-05-20/rustc-nightly-{HOST}.tar.xz"
    assert old[path] != new[path]


def test_what_nobody_goes_on_with_is_forgotten(server: Server, copy: Copy) -> None:
    copy.sync(both(server, "stable"))
    files = [copy.folder / "partial" / name for name in ("old", "new")]
    for file in files:
        file.touch()
    os.utime(files[0], (0, 0))
    copy.sync(both(server, "stable"))
    assert [file.exists() for file in files] == [False, True]


def test_a_sync_that_changes_nothing_publishes_nothing(server: Server, copy: Copy) -> None:
    first = copy.sync(both(server, "stable"))
    second = copy.sync(both(server, "stable"))
    assert first.is_new
    assert not second.is_new
    assert second.generation == first.generation
    assert [one.number for one in copy.mirror.generations()] == [1]


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """No file may have more bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_delays_and_is_told(copy: Copy) -> None:
    large = Registry(2, shape=Shape(size=400_000, most=1))
    with Server(RegistrySite(large)) as server:
        wishes = crates(server.address, *large.names)
        copy.sync(crates(server.address))
        with full_disk(200_000):
            report = copy.sync(wishes)
        assert report.delayed
        assert all("cannot be written: File too large" in one.reason for one in report.delayed)
        assert not copy.sync(wishes).delayed


def test_a_mirror_that_cannot_be_written_is_told_and_stays(server: Server, copy: Copy) -> None:
    copy.sync(both(server, "stable"))
    before = copy.tree()
    blobs = copy.folder / "mirror/blobs/sha256"
    away = blobs.rename(blobs.with_name("away"))
    blobs.touch()
    with pytest.raises(PlaceError):
        copy.sync(both(server, "stable", "beta"))
    blobs.unlink()
    away.rename(blobs)
    assert copy.tree() == before
    with Journal(copy.journal_file) as journal:
        assert not list(journal.pending())
    copy.sync(both(server, "stable", "beta"))
    assert before.keys() < copy.tree().keys()
