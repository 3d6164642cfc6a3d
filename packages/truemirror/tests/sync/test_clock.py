"""A clock that jumps: what people see may be odd, and nothing is lost, waited for or refused."""

from __future__ import annotations

import datetime as dt
import random
from email.utils import format_datetime
from itertools import cycle
from typing import TYPE_CHECKING

import pytest

from kept import AFTER, BEFORE, REGISTRY
from mirrored import AGENT, HOST, NOW, Copy
from truemirror.config.values import Config, CratesTable, ToolchainsTable
from truemirror.sync.pace import Politeness
from upstream import Answer, Request, Server, faults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from upstream.faults import Respond

YEAR = dt.timedelta(days=365)
ONCE = Politeness(AGENT, tries=1, patience=2.0)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(BEFORE) as one:
        yield one


def config(server: Server) -> Config:
    chosen = ToolchainsTable(
        ("stable",), server.address, hosts=(HOST,), profile="minimal", rustup=False
    )
    index = f"{server.address}/index/"
    return Config(toolchains=chosen, crates=CratesTable(index, names=tuple(REGISTRY.names)))


def at(time: dt.datetime) -> Callable[[], dt.datetime]:
    return lambda: time


def jumping(*times: dt.datetime) -> Callable[[], dt.datetime]:
    """A clock that shows another time whenever it is looked at."""
    return cycle(times).__next__


@pytest.mark.parametrize("jump", [-YEAR, YEAR], ids=["back", "forward"])
def test_it_jumps_between_syncs(server: Server, tmp_path: Path, jump: dt.timedelta) -> None:
    copy, undisturbed = Copy(tmp_path / "copy"), Copy(tmp_path / "undisturbed")
    copy.sync(config(server))
    server.site = AFTER
    undisturbed.sync(config(server))
    report = copy.sync(config(server), now=at(NOW + jump))
    assert not report.delayed
    assert copy.tree() == undisturbed.tree()
    assert not copy.sync(config(server)).is_new
    server.site = BEFORE
    copy.sync(config(server))
    assert [one.number for one in copy.mirror.generations()] == [1, 2, 3]


def test_it_jumps_during_a_sync(server: Server, tmp_path: Path) -> None:
    copy, undisturbed = Copy(tmp_path / "copy"), Copy(tmp_path / "undisturbed")
    wild = [NOW, NOW + YEAR, NOW - YEAR, NOW + 2 * YEAR]
    random.Random(1).shuffle(wild)  # noqa: S311 - no secret
    server.fault("*.xz", faults.status(429, retry_after=1), times=1)
    for site in (BEFORE, AFTER):
        server.site = site
        assert not copy.sync(config(server), now=jumping(*wild)).delayed
    assert not undisturbed.sync(config(server)).delayed
    assert copy.tree() == undisturbed.tree()
    assert not copy.sync(config(server), now=jumping(*wild)).is_new


@pytest.mark.parametrize("jump", [-YEAR, YEAR], ids=["back", "forward"])
def test_a_trouble_is_over_whatever_time_it_is(
    server: Server, tmp_path: Path, jump: dt.timedelta
) -> None:
    copy = Copy(tmp_path)
    server.fault("crates/*", faults.status(500))
    assert copy.sync(config(server), ONCE, at(NOW + jump)).delayed
    server.heal()
    assert not copy.sync(config(server)).delayed


def test_what_is_on_its_way_stays_though_the_clock_is_ahead(server: Server, tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    server.fault("*/rustc-*.xz", faults.cut(1000))
    assert copy.sync(config(server), ONCE, at(dt.datetime.now(dt.UTC) + YEAR)).delayed
    server.heal()
    server.forget()
    assert not copy.sync(config(server)).delayed
    asked = [one for one in server.requests if "/rustc-" in one.path]
    assert [one.headers.get("range") for one in asked] == ["bytes=1000-"]


def busy(clock: dt.timedelta) -> faults.Fault:
    """Comes back in a second, by a clock that is so much ahead of ours."""

    def answer(_request: Request, _respond: Respond) -> Answer:
        there = dt.datetime.now(dt.UTC) + clock
        until = there + dt.timedelta(seconds=1)
        times = {"Date": format_datetime(there, usegmt=True)}
        times["Retry-After"] = format_datetime(until, usegmt=True)
        return Answer(503, {**times, "Content-Type": "text/plain"}, b"busy")

    return answer


@pytest.mark.parametrize(
    "ahead",
    [
        pytest.param(-YEAR, id="behind"),
        pytest.param(YEAR, id="ahead"),
    ],
)
def test_upstream_is_waited_for_by_its_own_clock(
    server: Server, tmp_path: Path, ahead: dt.timedelta
) -> None:
    server.fault("dist/channel-rust-stable.toml", busy(ahead), times=1)
    assert not Copy(tmp_path).sync(config(server)).delayed
