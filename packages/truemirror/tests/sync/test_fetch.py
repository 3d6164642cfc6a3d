"""Files come whole or not at all, and upstream is treated as was promised."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
import resource
import socket
import time
import tracemalloc
from contextlib import contextmanager
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truemirror.sync.fetch import Fetcher
from truemirror.sync.pace import Pace, Politeness, backoff, retry_after
from truemirror.sync.transfer import Failed, Fetched, Request
from upstream import Files, Server, faults
from upstream.secure import SecureServer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from truemirror.sync.transfer import Outcome

NOW = dt.datetime(2026, 3, 4, 5, 6, 7, tzinfo=dt.UTC)
DATA = bytes(range(256)) * 400
SHA = hashlib.sha256(DATA).hexdigest()
POLITE = Politeness("truemirror tests (tests@example.com)", connections=4, tries=4, patience=1.0)


class Hasty(random.Random):
    """Never lets anybody wait."""

    def uniform(self, a: float, _b: float) -> float:
        return a


@pytest.fixture
def server() -> Iterator[Server]:
    files = {"a": DATA, **{f"many/{number}": DATA[:number] for number in range(300)}}
    with Server(Files(files, NOW)) as one:
        yield one


def run(requests: Iterable[Request], politeness: Politeness = POLITE) -> list[Outcome]:
    with Fetcher(politeness, rng=Hasty()) as fetcher:
        return list(fetcher.run(requests))


def fetch(server: Server, into: Path, politeness: Politeness = POLITE) -> Outcome:
    (outcome,) = run([Request(f"{server.address}/a", into, SHA)], politeness)
    return outcome


def failed(outcome: Outcome) -> Failed:
    assert isinstance(outcome, Failed)
    return outcome


def ranges(server: Server) -> list[str | None]:
    return [one.headers.get("range") for one in server.requests]


# --- whole or not at all --------------------------------------------------------------------------


def test_files_come_in_any_number_and_keep_their_requests(server: Server, tmp_path: Path) -> None:
    requests = [
        Request(
            f"{server.address}/many/{n}", tmp_path / str(n), hashlib.sha256(DATA[:n]).hexdigest()
        )
        for n in range(300)
    ]
    outcomes = run(requests)
    assert {one.request for one in outcomes} == {*requests}
    assert all(isinstance(one, Fetched) for one in outcomes)
    assert all((tmp_path / str(n)).read_bytes() == DATA[:n] for n in range(300))


def test_what_has_no_file_is_kept_in_memory(server: Server) -> None:
    (one,) = run([Request(f"{server.address}/a")])
    assert isinstance(one, Fetched)
    assert (one.data, one.sha256, one.size, one.unchanged) == (DATA, SHA, len(DATA), False)
    (again,) = run([Request(f"{server.address}/a", etag=one.etag)])
    assert isinstance(again, Fetched)
    assert again.unchanged
    (again,) = run([Request(f"{server.address}/a", modified=one.modified)])
    assert isinstance(again, Fetched)
    assert again.unchanged


def test_a_file_that_is_cut_is_gone_on_with(server: Server, tmp_path: Path) -> None:
    server.fault("a", faults.cut(1000), times=3)
    assert isinstance(fetch(server, tmp_path / "a"), Fetched)
    assert (tmp_path / "a").read_bytes() == DATA
    assert ranges(server) == [None, "bytes=1000-", "bytes=2000-", "bytes=3000-"]


def test_a_later_run_goes_on_where_one_ended(server: Server, tmp_path: Path) -> None:
    server.fault("a", faults.cut(50_000))
    assert failed(fetch(server, tmp_path / "a", POLITE._replace(tries=1))).reason
    server.heal()
    server.forget()
    assert isinstance(fetch(server, tmp_path / "a"), Fetched)
    assert ranges(server) == ["bytes=50000-"]
    assert (tmp_path / "a").read_bytes() == DATA


def test_a_run_that_is_left_keeps_what_has_come(server: Server, tmp_path: Path) -> None:
    server.fault("a", faults.slow(500_000))
    came = 0

    def count(size: int) -> None:
        nonlocal came
        came += size
        if came > 20_000:
            raise KeyboardInterrupt

    with Fetcher(POLITE, passed=count) as fetcher, pytest.raises(KeyboardInterrupt):
        list(fetcher.run([Request(f"{server.address}/a", tmp_path / "a", SHA)]))
    left = (tmp_path / "a").stat().st_size
    assert 0 < left < len(DATA)
    server.heal()
    assert isinstance(fetch(server, tmp_path / "a"), Fetched)
    assert ranges(server)[1:] == [f"bytes={left}-"]


def test_a_file_that_is_whole_already_is_not_asked_for(server: Server, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(DATA)
    outcome = fetch(server, tmp_path / "a")
    assert isinstance(outcome, Fetched)
    assert outcome.size == len(DATA)
    assert not server.requests


@pytest.mark.parametrize("before", [b"x", DATA + b"x", DATA[:500] + b"x" + DATA[501:]])
def test_what_was_left_and_is_wrong_is_fetched_anew(
    server: Server, tmp_path: Path, before: bytes
) -> None:
    (tmp_path / "a").write_bytes(before)
    assert isinstance(fetch(server, tmp_path / "a"), Fetched)
    assert (tmp_path / "a").read_bytes() == DATA
    assert ranges(server) == [f"bytes={len(before)}-", None]


def test_a_server_may_ignore_ranges(server: Server, tmp_path: Path) -> None:
    server.fault("a", faults.ignore_range())
    (tmp_path / "a").write_bytes(DATA[:700])
    assert isinstance(fetch(server, tmp_path / "a"), Fetched)
    assert (tmp_path / "a").read_bytes() == DATA


def test_wrong_bytes_are_asked_for_once_more_past_caches(server: Server, tmp_path: Path) -> None:
    server.fault("a", faults.wrong(), times=1)
    assert isinstance(fetch(server, tmp_path / "a"), Fetched)
    assert [one.headers.get("cache-control") for one in server.requests] == [None, "no-cache"]
    server.fault("a", faults.wrong())
    server.forget()
    reason = failed(fetch(server, tmp_path / "b")).reason
    assert reason == "has other bytes than was promised"
    assert len(server.requests) == 2


def test_too_many_bytes_are_refused(server: Server) -> None:
    (one,) = run([Request(f"{server.address}/a", limit=1000)])
    assert failed(one).reason == "is longer than 1000 bytes"
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [403, 404, 410, 451])
def test_a_refusal_is_taken_at_once(server: Server, tmp_path: Path, status: int) -> None:
    server.fault("a", faults.status(status))
    one = failed(fetch(server, tmp_path / "a"))
    assert (one.status, one.refused, one.reason) == (status, True, f"upstream answers {status}")
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "fault", [faults.status(500), faults.status(503), faults.status(429), faults.drop()]
)
def test_what_may_pass_is_tried_so_many_times(
    server: Server, tmp_path: Path, fault: faults.Fault
) -> None:
    server.fault("a", fault, times=3)
    assert isinstance(fetch(server, tmp_path / "a"), Fetched)
    server.fault("a", fault)
    server.forget()
    assert failed(fetch(server, tmp_path / "b")).reason.endswith(", 4 times")
    assert len(server.requests) == 4


@pytest.mark.parametrize("fault", [faults.hang(), faults.slow(50)])
def test_a_server_that_says_nothing_is_given_up(
    server: Server, tmp_path: Path, fault: faults.Fault
) -> None:
    server.fault("a", fault)
    begun = time.monotonic()
    one = failed(fetch(server, tmp_path / "a", POLITE._replace(tries=1)))
    assert one.reason == "hardly anything came for 1 seconds, 1 times"
    assert time.monotonic() - begun > 0.9


def test_a_file_is_patient_until_it_has_a_connection(server: Server) -> None:
    server.fault("*", faults.slow(len(DATA) * 2))
    requests = [Request(f"{server.address}/a") for _ in range(6)]
    outcomes = run(requests, POLITE._replace(connections=1, patience=0.75, tries=1))
    assert all(isinstance(one, Fetched) for one in outcomes)


def test_a_server_that_is_not_there_is_not_asked_for_every_file(server: Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nowhere = f"127.0.0.1:{taken.getsockname()[1]}"
    asked = [f"http://{nowhere}/{n}" for n in range(500)] + [
        f"{server.address}/many/{n}" for n in range(9)
    ]
    begun, worked = time.monotonic(), time.process_time()
    with Fetcher(POLITE._replace(tries=3)) as fetcher:
        outcomes = list(fetcher.run(map(Request, asked)))
    reasons = [failed(one).reason for one in outcomes if nowhere in one.request.url]
    given_up = [one for one in reasons if one.endswith(", 3 times")]
    passed_over = [
        one for one in reasons if one.startswith(f"is not asked for, as {nowhere} does not")
    ]
    assert len(reasons) == 500
    assert 1 <= len(given_up) <= 2 * POLITE.connections
    assert len(passed_over) > 480
    assert sum(isinstance(one, Fetched) for one in outcomes) == 9
    assert time.process_time() - worked < 0.5 * (time.monotonic() - begun)  # waits are no work


def test_a_server_that_answers_now_and_then_is_asked_for_every_file(server: Server) -> None:
    for number in range(0, 40, 2):
        server.fault(f"many/{number}", faults.drop())
    outcomes = run(Request(f"{server.address}/many/{n}") for n in range(40))
    assert sum(isinstance(one, Fetched) for one in outcomes) == 20
    assert all(
        failed(one).reason.endswith(", 4 times") for one in outcomes if isinstance(one, Failed)
    )


def test_unchanged_is_no_answer_to_whoever_has_nothing(server: Server, tmp_path: Path) -> None:
    server.fault("a", faults.not_modified(unasked=True))
    assert failed(fetch(server, tmp_path / "a")).reason == "upstream answers 304"


def test_redirections_are_followed_but_not_for_ever(server: Server, tmp_path: Path) -> None:
    server.fault("a", faults.redirect())
    assert isinstance(fetch(server, tmp_path / "a"), Fetched)
    server.fault("*", faults.redirect())
    assert failed(fetch(server, tmp_path / "b")).reason


@pytest.mark.parametrize("to", ["file:///etc/", "ftp://127.0.0.1/", "gopher://127.0.0.1/"])
def test_redirections_lead_to_the_web_only(server: Server, tmp_path: Path, to: str) -> None:
    server.fault("a", faults.redirect(to))
    assert failed(fetch(server, tmp_path / "a"))
    assert len(server.requests) == 1
    assert not (tmp_path / "a").exists()


def test_one_bad_file_is_no_other_ones_matter(server: Server, tmp_path: Path) -> None:
    server.fault("many/7", faults.status(500))
    server.fault("many/8", faults.wrong())
    server.fault("many/9", faults.hang())
    outcomes = run(Request(f"{server.address}/many/{n}", tmp_path / str(n)) for n in range(300))
    assert len(outcomes) == 300
    bad = {one.request.url.rpartition("/")[2] for one in outcomes if isinstance(one, Failed)}
    assert bad == {"7", "9"}  # nothing was promised of the bytes of 8


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """The disk is full once a file has so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("size", [1000, 300_000])
def test_a_disk_that_is_full_is_told(tmp_path: Path, size: int) -> None:
    data = DATA * 5
    with Server(Files({"a": data, "b": b"small"}, NOW)) as server:
        requests = [
            Request(f"{server.address}/{name}", tmp_path / name, hashlib.sha256(one).hexdigest())
            for name, one in (("a", data), ("b", b"small"))
        ]
        with largest_file(size):
            outcomes = {one.request.url[-1]: one for one in run(requests)}
        assert failed(outcomes["a"]).reason == "cannot be written: File too large"
        assert isinstance(outcomes["b"], Fetched)
        assert all(isinstance(one, Fetched) for one in run(requests))
    assert (tmp_path / "a").read_bytes() == data


def test_a_folder_that_is_not_there_is_told(server: Server, tmp_path: Path) -> None:
    reason = failed(fetch(server, tmp_path / "none/a")).reason
    assert reason == "cannot be written: No such file or directory"


# --- politeness -----------------------------------------------------------------------------------


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


def test_requests_are_taken_when_there_is_room(server: Server) -> None:
    taken = 0

    def requests() -> Iterator[Request]:
        nonlocal taken
        for number in range(300):
            taken += 1
            yield Request(f"{server.address}/many/{number}")

    with Fetcher(POLITE) as fetcher:
        for ended, _ in enumerate(fetcher.run(requests()), 1):
            assert taken - ended < POLITE.connections + 256


def test_large_files_are_not_held_in_memory(tmp_path: Path) -> None:
    data, chance = bytes(6 << 20), Hasty(1)
    with Server(Files({str(n): data for n in range(8)}, NOW)) as server:
        server.fault("*", faults.slow(40 << 20))
        politeness = POLITE._replace(connections=8)
        most, ours = 0, tracemalloc.Filter(inclusive=True, filename_pattern="*/sync/transfer.py")

        def look(_size: int) -> None:
            nonlocal most
            if chance.random() < 1 / 64:
                known = tracemalloc.take_snapshot().filter_traces([ours]).statistics("filename")
                most = max(most, sum(one.size for one in known))

        tracemalloc.start()
        try:
            requests = [Request(f"{server.address}/{n}", tmp_path / str(n)) for n in range(8)]
            with Fetcher(politeness, passed=look) as fetcher:
                assert all(isinstance(one, Fetched) for one in fetcher.run(requests))
        finally:
            tracemalloc.stop()
    assert 0 < most < 8 << 20


# --- time -----------------------------------------------------------------------------------------


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
