"""Whatever goes wrong upstream delays what it must and nothing else, and the next sync mends it."""

from __future__ import annotations

import datetime as dt
import shutil
from typing import TYPE_CHECKING, NamedTuple

import pytest

from mirrored import AGENT, HOST, Copy
from reading import Reader
from truemirror.config.values import Config, CratesTable, ToolchainsTable
from truemirror.store.report import read_report
from truemirror.sync.pace import Politeness
from upstream import (
    Answer,
    Dist,
    Registry,
    RegistrySite,
    Release,
    Request,
    Server,
    Shape,
    Together,
    faults,
    index_path,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REGISTRY = Registry(12, shape=Shape(size=1500, most=4))
ONE, TWO, THREE = [name for name in REGISTRY.names if len(name) > 3 and name.islower()][:3]
SPOILT = REGISTRY.crate(TWO).versions[0].number
OLD = Together(Dist(), RegistrySite(REGISTRY))
NEW = Together(
    Dist().release(
        Release("stable", "1.96.0", "2026-05-28"),
        Release("beta", "1.97.0-beta.1", "2026-05-29"),
        Release("nightly", "1.98.0-nightly", "2026-05-29"),
    ),
    RegistrySite(REGISTRY.publish(ONE).republish(TWO, SPOILT).publish(THREE)),
)
HASTE = Politeness(AGENT, connections=8, tries=2, patience=1.0)
STABLE, NIGHTLY, BETA = "channel stable", "channel nightly-2026-05-29", "channel beta"
CRATE_ONE, CRATE_TWO = f"crate {ONE}", f"crate {TWO}"
EVERYTHING = {STABLE, BETA, NIGHTLY, CRATE_ONE, CRATE_TWO, f"crate {THREE}", "manifests.txt"}


class World(NamedTuple):
    """An upstream, and what a copy of it is to be in each of its states."""

    server: Server
    config: Config
    synced: Copy
    before: dict[str, str]
    after: dict[str, str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("faults")
    with Server(OLD) as server:
        channels = ("stable", "beta", "last 1 nightly")
        toolchains = ToolchainsTable(
            channels, server.address, hosts=(HOST,), profile="minimal", rustup=False
        )
        registry = CratesTable(f"{server.address}/index/", names=(ONE, TWO, THREE))
        config = Config(toolchains=toolchains, crates=registry)
        synced, undisturbed = Copy(folder / "synced"), Copy(folder / "undisturbed")
        assert not synced.sync(config).delayed
        shutil.copytree(synced.folder, undisturbed.folder)
        server.site = NEW
        assert set(undisturbed.sync(config).taken) == EVERYTHING
        yield World(server, config, synced, synced.tree(), undisturbed.tree())


@pytest.fixture
def world(made: World) -> Iterator[World]:
    made.server.site = NEW
    made.server.forget()
    yield made
    made.server.heal()


@pytest.fixture
def copy(world: World, tmp_path: Path) -> Copy:
    shutil.copytree(world.synced.folder, tmp_path / "copy")
    return Copy(tmp_path / "copy")


LIST = b"".join(
    b"static.rust-lang.org/dist/2026-05-%02d/channel-rust-nightly.toml\n" % day for day in (19, 29)
)
STABLE_ARCHIVE = "dist/2026-05-28/rustc-*.tar.xz"
INDEX_TWO = f"index/{index_path(TWO)}"
CRATE_FILE = f"crates/{TWO}/*"
CASES = {
    "an archive is cut each time": (STABLE_ARCHIVE, faults.cut(100), None, {STABLE}),
    "an archive is cut once": (STABLE_ARCHIVE, faults.cut(100), 1, set()),
    "an archive is too slow": (STABLE_ARCHIVE, faults.slow(50), None, {STABLE}),
    "an archive hangs": (STABLE_ARCHIVE, faults.hang(), None, {STABLE}),
    "a connection is dropped": (STABLE_ARCHIVE, faults.drop(), None, {STABLE}),
    "an archive has other bytes": (STABLE_ARCHIVE, faults.wrong(), None, {STABLE}),
    "an archive has other bytes once": (STABLE_ARCHIVE, faults.wrong(), 1, set()),
    "an archive is not there": (STABLE_ARCHIVE, faults.status(404), None, {STABLE}),
    "a server fails": ("dist/channel-rust-beta.toml", faults.status(500), None, {BETA}),
    "a server fails once": ("*", faults.status(503), 1, set()),
    "a server wants to be left alone": ("*", faults.status(429, retry_after=1), 1, set()),
    "a signature cannot be read": ("*-beta.toml.asc", faults.status(500), None, {BETA}),
    "a manifest is no manifest": ("*-stable.toml", faults.wrong(b"<html>"), None, {STABLE}),
    "a manifest is not the checksum's": ("*-stable.toml", faults.stale(OLD), None, {STABLE}),
    "a checksum is not the manifest's": ("*-beta.toml.sha256", faults.stale(OLD), None, {BETA}),
    "a pair is torn once": ("*-stable.toml.sha256", faults.stale(OLD), 1, set()),
    "the list is another file": ("manifests.txt", faults.wrong(b"<html>"), None, {"manifests.txt"}),
    "the list is empty": ("manifests.txt", faults.wrong(b""), None, {"manifests.txt"}),
    "the list is cut off": ("manifests.txt", faults.wrong(LIST[:-10]), None, {"manifests.txt"}),
    "the list is not there": ("manifests.txt", faults.status(500), None, {"manifests.txt"}),
    "a dated manifest is not there": (
        "dist/2026-05-29/*nightly.toml",
        faults.drop(),
        None,
        {NIGHTLY},
    ),
    "an index file fails": (INDEX_TWO, faults.status(500), None, {CRATE_TWO}),
    "an index file is kept from us": (INDEX_TWO, faults.status(403), None, {CRATE_TWO}),
    "a crate has other bytes": (CRATE_FILE, faults.wrong(), None, {CRATE_TWO}),
    "a crate is as it was": (CRATE_FILE, faults.stale(OLD), None, {CRATE_TWO}),
    "a crate is not there": (CRATE_FILE, faults.status(404), None, {CRATE_TWO}),
    "a crate is cut each time": (f"crates/{ONE}/*", faults.cut(10), None, {CRATE_ONE}),
    "a registry is out of order": ("index/config.json", faults.status(500), None, {"crates index"}),
    "all is redirected": ("[!e]*", faults.redirect(), None, set()),
}


@pytest.mark.parametrize("case", CASES)
def test_a_fault_delays_what_it_must(world: World, copy: Copy, case: str) -> None:
    pattern, fault, times, delayed = CASES[case]
    world.server.fault(pattern, fault, times)
    with Reader(copy, world.config) as reader:
        report = copy.sync(world.config, HASTE)
        reader.look()
    assert not reader.problems
    assert {one.bundle for one in report.delayed} == delayed
    stay = delayed | ({NIGHTLY} if "manifests.txt" in delayed else set())
    if "crates index" in delayed:
        stay |= {name for name in EVERYTHING if name.startswith("crate ")}
    assert set(report.taken) == EVERYTHING - stay
    known = read_report(copy.mirror.place)
    assert known
    assert {one.bundle for one in known.faults} == delayed
    world.server.heal()
    report = copy.sync(world.config, HASTE)
    assert not report.delayed
    assert set(report.taken) == stay - {"crates index"}
    assert copy.tree() == world.after


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("*", faults.stale(OLD)),
        ("*", faults.not_modified()),
    ],
)
def test_who_is_shown_old_things_keeps_them(
    world: World, copy: Copy, pattern: str, fault: faults.Fault
) -> None:
    world.server.fault(pattern, fault)
    report = copy.sync(world.config, HASTE)
    assert not report.is_new
    assert copy.tree() == world.before
    world.server.heal()
    assert not copy.sync(world.config, HASTE).delayed
    assert copy.tree() == world.after


def test_unchanged_is_no_answer_in_the_first_sync(world: World, tmp_path: Path) -> None:
    world.server.fault("dist/channel-*", faults.not_modified(unasked=True))
    report = Copy(tmp_path / "new").sync(world.config, HASTE)
    assert {one.bundle for one in report.delayed} == {STABLE, BETA}


def test_a_time_that_cannot_be_is_none(world: World, copy: Copy) -> None:
    def date(request: Request, respond: faults.Respond) -> Answer:
        right = respond(request)
        return right._replace(
            headers={**right.headers, "Last-Modified": "Fri, 31 Dec 9999 23:59:59 -0100"}
        )

    world.server.fault("*", date)
    assert not copy.sync(world.config, HASTE).delayed
    assert copy.tree() == world.after


def test_a_channel_goes_only_once_another_is_in_its_place(world: World, copy: Copy) -> None:
    world.server.fault("dist/2026-05-29/rustc-*", faults.drop())
    assert not copy.sync(world.config, HASTE).dropped
    assert "dist/2026-05-20/channel-rust-nightly.toml" in copy.tree()
    world.server.heal()
    assert copy.sync(world.config, HASTE).dropped == ("channel nightly-2026-05-20",)


def test_what_came_before_a_fault_is_gone_on_with(world: World, copy: Copy) -> None:
    world.server.fault(STABLE_ARCHIVE, faults.cut(1000), times=1)
    copy.sync(world.config, HASTE._replace(tries=1))
    world.server.forget()
    copy.sync(world.config, HASTE)
    asked = [one for one in world.server.requests if one.path.startswith("dist/2026-05-28/rustc")]
    assert [one.headers.get("range") for one in asked] == ["bytes=1000-"]


def test_a_trouble_keeps_its_first_day_and_what_upstream_has(world: World, copy: Copy) -> None:
    world.server.fault(STABLE_ARCHIVE, faults.status(500))
    (first,) = copy.sync(world.config, HASTE).delayed
    (second,) = copy.sync(world.config, HASTE).delayed
    assert second == first
    report = read_report(copy.mirror.place)
    assert report
    part = next(one for one in report.parts if one.name == STABLE)
    assert part.lag is not None
    assert part.lag.days == 42
    assert not part.whole
    crates = next(one for one in report.parts if one.name == "crates")
    assert (crates.wanted, crates.whole, crates.lag) == (3, 3, dt.timedelta(0))
