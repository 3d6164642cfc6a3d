from __future__ import annotations

import socket
import threading
import time
from contextlib import ExitStack, closing
from http.client import HTTPConnection, IncompleteRead, RemoteDisconnected
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Never
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upstream import Folder, Registry, RegistrySite, Server, Shape, Together, faults, mutate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

DATA = bytes(range(256)) * 40


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("site")
    (path / "data.bin").write_bytes(DATA)
    (path / "a b+c.txt").write_text("text")
    return path


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[Server]:
    with Server(Folder(folder)) as server:
        yield server


@pytest.fixture
def server(running: Server, folder: Path) -> Server:
    running.site = Folder(folder)
    running.latency = 0
    running.heal()
    running.forget()
    return running


class Reply(NamedTuple):
    status: int
    headers: Message
    body: bytes
    whole: bool = True


def ask(
    server: Server, *paths: str, method: str = "GET", timeout: float = 5, **headers: str
) -> list[Reply]:
    """What one connection brings for several requests."""
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    with closing(HTTPConnection(urlsplit(server.address).netloc, timeout=timeout)) as connection:
        replies = []
        for path in paths:
            connection.request(method, path, headers=said)
            with connection.getresponse() as response:
                try:
                    body, whole = response.read(), True
                except IncompleteRead as error:
                    body, whole = error.partial, False
                replies.append(Reply(response.status, response.headers, body, whole))
        return replies


def reply(server: Server, path: str = "/data.bin", **options: Any) -> Reply:
    return ask(server, path, **options)[0]


def fetch(server: Server, path: str = "/data.bin", **headers: str) -> tuple[int, bytes]:
    got = reply(server, path, **headers)
    return got.status, got.body


# --- without faults -------------------------------------------------------------------------------


def test_a_file_is_served_whole_with_what_a_client_needs_to_ask_again(server: Server) -> None:
    response = reply(server)
    assert response.status == 200
    assert response.body == DATA
    assert response.headers["Content-Length"] == str(len(DATA))
    assert response.headers["Accept-Ranges"] == "bytes"
    for condition in ({"If_None_Match": response.headers["ETag"]}, {"If_None_Match": "*"}):
        assert fetch(server, **condition) == (304, b"")
    assert fetch(server, If_Modified_Since=response.headers["Last-Modified"]) == (304, b"")
    assert fetch(server, If_None_Match='"another"')[0] == 200


@given(st.integers(0, len(DATA) + 5), st.integers(0, len(DATA) + 5))
def test_a_range_is_the_part_that_it_names(running: Server, start: int, length: int) -> None:
    end = start + length
    status, body = fetch(running, Range=f"bytes={start}-{end}")
    if start < len(DATA):
        assert (status, body) == (206, DATA[start : end + 1])
    else:
        assert status == 416


def test_other_ranges(server: Server) -> None:
    assert fetch(server, Range="bytes=100-") == (206, DATA[100:])
    assert fetch(server, Range="bytes=-7") == (206, DATA[-7:])
    assert fetch(server, Range="bytes=0-1,4-5") == (200, DATA)
    assert fetch(server, Range="bytes=9-5") == (200, DATA)
    assert fetch(server, Range="bytes=5-", If_Range='"another"') == (200, DATA)
    etag = reply(server).headers["ETag"]
    assert fetch(server, Range="bytes=5-", If_Range=etag) == (206, DATA[5:])


def test_head_tells_the_length_and_sends_nothing(server: Server) -> None:
    for response in ask(server, "/data.bin", "/data.bin", method="HEAD"):
        assert response.headers["Content-Length"] == str(len(DATA))
        assert response.body == b""


def test_names_may_be_quoted_and_what_is_not_there_is_404(server: Server) -> None:
    assert fetch(server, "/a%20b+c.txt") == (200, b"text")
    assert fetch(server, "/a%20b%2Bc.txt?x=1") == (200, b"text")
    assert fetch(server, "/../data.bin")[0] == 404
    assert fetch(server, "/nothing")[0] == 404
    assert reply(server, method="POST").status == 405


def test_what_was_asked_is_recorded(server: Server) -> None:
    ask(server, "/data.bin", "/data.bin", User_Agent="test (me@example.org)")
    ask(server, "/a%20b+c.txt", User_Agent="other")
    assert server.counts() == {"data.bin": 2, "a b+c.txt": 1}
    assert server.user_agents() == {"test (me@example.org)", "other"}
    first, second, third = (request.connection for request in server.requests)
    assert first == second != third
    assert server.sent == 2 * len(DATA) + 4


def test_connections_at_once_are_counted(server: Server) -> None:
    where = urlsplit(server.address)
    with ExitStack() as opened:
        for _ in range(5):
            connection = socket.create_connection((where.hostname, where.port), timeout=5)
            opened.enter_context(connection)
        assert reply(server).status == 200  # accepted after the others
        assert server.most_connections >= 6


def test_latency_delays_each_answer_and_not_those_of_others(server: Server) -> None:
    server.latency = 0.2
    begun = time.monotonic()
    threads = [threading.Thread(target=fetch, args=(server,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 0.2 <= time.monotonic() - begun < 8 * 0.2
    assert server.most_at_once > 1


def test_several_sites_are_one(server: Server, folder: Path) -> None:
    registry = Registry(5, shape=Shape(size=500, most=3))
    server.site = Together(Folder(folder), RegistrySite(registry))
    assert fetch(server)[1] == DATA
    assert server.address.encode() in fetch(server, "/index/config.json")[1]
    name = registry.names[0]
    number = registry.crate(name).versions[0].number
    for path in (f"/crates/{name}/{name}-{number}.crate", f"/crates/{name}/{number}/download"):
        assert fetch(server, path) == (200, registry.archive(name, number))
    assert fetch(server, "/rss/updates.xml")[0] == 200


# --- faults ---------------------------------------------------------------------------------------


def test_a_fault_holds_where_its_pattern_matches_and_as_often_as_it_says(server: Server) -> None:
    server.fault("*.bin", faults.status(500), times=2)
    statuses = [fetch(server, path)[0] for path in ("/a%20b+c.txt", *["/data.bin"] * 3)]
    assert statuses == [200, 500, 500, 200]
    server.fault("*", faults.status(503, retry_after=7))
    response = reply(server)
    assert (response.status, response.headers["Retry-After"]) == (503, "7")
    server.heal()
    assert fetch(server)[0] == 200


def test_a_cut_answer_promises_more_than_it_has(server: Server) -> None:
    server.fault("data.bin", faults.cut(100))
    first = reply(server)
    assert (first.body, first.whole) == (DATA[:100], False)
    second = reply(server, Range="bytes=100-")
    assert (second.body, second.whole) == (DATA[100:200], False)


def test_a_dropped_and_a_hanging_request_have_no_answer(server: Server) -> None:
    server.fault("data.bin", faults.drop(), times=1)
    with pytest.raises((RemoteDisconnected, ConnectionResetError)):
        fetch(server)
    server.fault("data.bin", faults.hang(), times=1)
    with pytest.raises(TimeoutError):
        reply(server, timeout=0.2)
    assert fetch(server) == (200, DATA)


def test_a_slow_answer_is_whole_and_takes_its_time(server: Server) -> None:
    server.fault("data.bin", faults.slow(rate=len(DATA) * 4))
    begun = time.monotonic()
    assert fetch(server) == (200, DATA)
    assert 0.2 < time.monotonic() - begun < 2


def test_wrong_bytes_come_under_the_right_header(server: Server) -> None:
    right = reply(server)
    server.fault("data.bin", faults.wrong())
    response = reply(server)
    assert (len(response.body), response.body == DATA) == (len(DATA), False)
    assert response.headers["ETag"] == right.headers["ETag"]
    server.fault("data.bin", faults.wrong(b"<html>log in</html>"))
    assert fetch(server) == (200, b"<html>log in</html>")


def test_a_redirection_leads_to_the_file_unless_it_is_redirected_too(server: Server) -> None:
    server.fault("data.bin", faults.redirect())
    where = reply(server).headers["Location"]
    assert fetch(server, where) == (200, DATA)
    server.fault("*", faults.redirect("/elsewhere/"))
    assert reply(server, where).headers["Location"] == where


def test_304_can_be_a_lie(server: Server) -> None:
    server.fault("data.bin", faults.not_modified())
    assert fetch(server, If_None_Match='"another"') == (304, b"")
    assert fetch(server) == (200, DATA)
    server.fault("data.bin", faults.not_modified(unasked=True))
    assert fetch(server) == (304, b"")


def test_ranges_may_be_ignored(server: Server) -> None:
    server.fault("data.bin", faults.ignore_range())
    assert fetch(server, Range="bytes=9-") == (200, DATA)


def test_a_stale_cache_has_the_old_file_where_it_is_told_to(server: Server) -> None:
    old = Registry(8, shape=Shape(size=500, most=3))
    new = mutate(old)
    server.site = RegistrySite(new)
    server.fault("index/*", faults.stale(RegistrySite(old)))
    name = next(change.name for change in new.log if change.kind == "version")
    path = next(path for path in RegistrySite(old).paths() if path.endswith(f"/{name.lower()}"))
    assert fetch(server, f"/{path}") == (200, old.index(name))
    server.heal()
    assert fetch(server, f"/{path}") == (200, new.index(name))


def test_a_port_that_is_taken_is_an_error(server: Server, folder: Path) -> None:
    port = urlsplit(server.address).port
    assert port
    with pytest.raises(OSError, match="in use"), Server(Folder(folder), port=port):
        pass


def test_a_site_that_fails_makes_no_client_wait(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Folder):
        def get(self, path: str, address: str) -> Never:
            raise LookupError(path, address)

    server.site = Broken(Path())
    with pytest.raises((RemoteDisconnected, ConnectionResetError)):
        fetch(server)
    assert "data.bin" in str(caplog.records[-1].exc_info)
