"""Files come whole or not at all."""

from __future__ import annotations

import hashlib
import resource
import socket
import time
import tracemalloc
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from fetching import DATA, NOW, POLITE, SHA, Hasty, failed, fetch, run
from truemirror.sync.fetch import Fetcher
from truemirror.sync.transfer import Failed, Fetched, Request
from upstream import Files, Server, faults

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def ranges(server: Server) -> list[str | None]:
    return [one.headers.get("range") for one in server.requests]


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
