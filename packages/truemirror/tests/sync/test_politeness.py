"""Upstream is treated as was promised."""

from __future__ import annotations

import datetime as dt
import time
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fetching import DATA, NOW, POLITE, Hasty, failed, fetch, run
from truemirror.sync.fetch import Fetcher
from truemirror.sync.pace import Pace, backoff, retry_after
from truemirror.sync.transfer import Fetched, Request
from upstream import Files, Server, faults
from upstream.secure import SecureServer

if TYPE_CHECKING:
    from pathlib import Path


def test_connections_and_name_are_as_was_promised(server: Server) -> None:
    server.latency = 0.01
    run(Request(f"{server.address}/many/{n}") for n in range(100))
    assert server.most_connections == 4
    assert server.user_agents() == {POLITE.agent}


def test_the_newest_protocol_is_used_that_a_server_has(tmp_path: Path) -> None:
    site = Files({f"many/{number}": DATA[:number] for number in range(200)}, NOW)
    with SecureServer(site) as secure:
        asked = [f"{secure.address}/many/{n}" for n in range(200)]
        with Fetcher(POLITE, authorities=str(secure.authority)) as fetcher:
            requests = (Request(url, tmp_path / str(n)) for n, url in enumerate(asked))
            outcomes = list(fetcher.run(requests))
        assert all(isinstance(one, Fetched) for one in outcomes)
        assert {one.version for one in secure.requests} == {"2"}
        assert len({one.connection for one in secure.requests}) <= POLITE.connections


def test_a_server_without_a_certificate_that_is_trusted_is_refused(server: Server) -> None:
    with SecureServer(server.site) as secure, Fetcher(POLITE) as fetcher:
        (outcome,) = fetcher.run([Request(f"{secure.address}/a")])
        assert "certificate" in failed(outcome).reason
        assert not secure.requests


def test_requests_keep_their_rate(server: Server) -> None:
    politeness = POLITE._replace(requests_per_second=40)
    run((Request(f"{server.address}/many/{n}") for n in range(40)), politeness)
    times = [one.at for one in server.requests]
    assert times[-1] - times[0] > 0.9 * 39 / 40


def test_bytes_keep_their_rate_and_nobody_loses_patience(server: Server) -> None:
    politeness = POLITE._replace(bytes_per_second=100_000, tries=1)
    begun = time.monotonic()
    outcomes = run([Request(f"{server.address}/a")] * 3, politeness)
    assert all(isinstance(one, Fetched) for one in outcomes)
    assert time.monotonic() - begun > 0.7 * 3 * len(DATA) / 100_000


def test_upstream_is_left_alone_as_long_as_it_asks(server: Server) -> None:
    server.fault("many/0", faults.status(429, retry_after=1), times=1)
    requests = (Request(f"{server.address}/many/{n}") for n in range(20))
    outcomes = run(requests, POLITE._replace(connections=1))
    assert all(isinstance(one, Fetched) for one in outcomes)
    times = [one.at for one in server.requests]
    early = [at for at in times if 0 < at - times[0] < 0.95]
    assert len(early) <= 1  # what waited for the connection may have gone already


def test_nobody_waits_for_days(server: Server, tmp_path: Path) -> None:
    server.fault("a", faults.status(503, retry_after=86_400))
    reason = failed(fetch(server, tmp_path / "a")).reason
    assert reason == "upstream answers 503, and asks to be left alone for 86,400 seconds"
    assert len(server.requests) == 1


def test_a_server_that_asks_for_days_is_asked_for_nothing_more(server: Server) -> None:
    server.fault("*", faults.status(429, retry_after=86_400))
    requests = (Request(f"{server.address}/many/{n}") for n in range(200))
    reasons = [failed(one).reason for one in run(requests, POLITE._replace(connections=2))]
    told = "asks to be left alone for 86,400 seconds"
    assert len(reasons) == 200
    assert all(reason.endswith(told) for reason in reasons)
    assert any(f"is not asked for, as {server.address[7:]} {told}" in one for one in reasons)
    assert len(server.requests) <= 2 * 2  # as many again may have been on their way


@given(st.integers(1, 50), st.integers())
def test_waits_grow_and_are_bounded(tries: int, seed: int) -> None:
    assert 0 <= backoff(tries, Hasty(seed)) <= min(60, 0.5 * 2**tries)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (format_datetime(NOW + dt.timedelta(seconds=90), usegmt=True), 90.0),
        (format_datetime(NOW - dt.timedelta(seconds=90), usegmt=True), 0.0),
        ("soon", None),
        ("Wed, 04 Mar 2026 05:06:07", None),
        ("-5", None),
        ("\u00b2", None),
        ("9" * 5000, float("inf")),
        (f"Fri, 31 Dec {'9' * 20} 23:59:59 GMT", None),
    ],
)
def test_a_time_to_come_back_is_read(value: str, seconds: float | None) -> None:
    assert retry_after(value, "", NOW) == seconds
    assert retry_after(value, "no date", NOW) == seconds


def test_a_time_to_come_back_is_of_the_clock_that_told_it() -> None:
    there = NOW + dt.timedelta(days=400)
    until = there + dt.timedelta(seconds=90)
    value, date = (format_datetime(one, usegmt=True) for one in (until, there))
    assert retry_after(value, date, NOW) == 90


def test_a_pace_saves_nothing_up() -> None:
    now = 0.0
    pace = Pace(10, lambda: now)
    pace.spend(5)
    assert pace.wait == 0.5
    now = 100.0
    assert pace.wait == 0
    pace.spend(10)
    assert pace.wait == 1
    assert Pace(None).wait == 0
