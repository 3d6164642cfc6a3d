"""The server over the wire: bounded, patient up to a point, and gone when it is told to go."""

from __future__ import annotations

import http.client
import json
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from obstore.store import MemoryStore

from published import How, publish, serving
from truemirror.config.values import ServeTable
from truemirror.serve.address import Addresses
from truemirror.serve.main import ListenError, prepare
from truemirror.serve.server import Limits
from truemirror.serve.traffic import read_traffic
from truemirror.store.mirror import Mirror
from truemirror.store.place import Folder, Place
from truemirror.store.plain import open_mirror

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BIG = bytes(range(256)) * 4 * 32 * 1024  # 32 MB
FILES = {"dist/a.toml": b"hello", "dist/big": BIG, "index/a/b": b"x", "crates/x/y z+1": b"odd"}


@pytest.fixture(scope="module")
def mirror() -> Mirror:
    mirror = Mirror(Place(MemoryStore(), "memory:///"))
    publish(mirror, FILES)
    return mirror


def connected(address: str) -> socket.socket:
    return socket.create_connection(urlsplit(address).netloc.split(":"), timeout=20)  # type: ignore[arg-type]


def got(
    address: str, path: str, method: str = "GET", **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, headers=named)
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer, data


def test_files_of_any_size_come_whole_and_in_parts(mirror: Mirror) -> None:
    with serving(mirror, How(all_lines=True)) as address:
        for path, data in FILES.items():
            for url in (path.replace(" ", "%20"), path.replace(" ", "%20").replace("+", "%2B")):
                answer, body = got(address, f"/{url}")
                assert (answer.status, body) == (200, data)
        answer, body = got(address, "/dist/big", Range=f"bytes={len(BIG) - 5_000_000}-")
        assert (answer.status, body) == (206, BIG[-5_000_000:])
        answer, body = got(address, "/dist/big", "HEAD")
        assert (answer.getheader("Content-Length"), body) == (str(len(BIG)), b"")


def test_config_tells_what_the_client_calls_the_server(mirror: Mirror) -> None:
    with serving(mirror) as address:
        host = urlsplit(address).netloc
        cases: list[tuple[dict[str, str], str]] = [
            ({}, f"http://{host}"),
            ({"Host": "mirror.example:81"}, "http://mirror.example:81"),
            ({"Host": "rust_mirror:8000"}, "http://rust_mirror:8000"),
            (
                {"X_Forwarded_Proto": "https", "X_Forwarded_Host": "m.example, inner"},
                "https://m.example",
            ),
            ({"X_Forwarded_Prefix": "/rust/"}, f"http://{host}/rust"),
        ]
        tags = set()
        for headers, base in cases:
            answer, body = got(address, "/index/config.json", **headers)
            archives = "/crates/{prefix}/{crate}/{crate}-{version}.crate"
            assert json.loads(body) == {"dl": base + archives}
            tags.add(answer.getheader("ETag"))
            same, _ = got(
                address, "/index/config.json", **headers, If_None_Match=answer.getheader("ETag", "")
            )
            assert same.status == 304
        assert len(tags) == len(cases)
        for bad in ("a/b", "a b", '"', "x@y", ""):
            assert got(address, "/index/config.json", Host=bad)[0].status == 400
    with serving(mirror, How(public="https://public.example/rust/")) as address:
        body = got(address, "/index/config.json", X_Forwarded_Host="m.example")[1]
        assert json.loads(body)["dl"].startswith("https://public.example/rust/crates/")


@pytest.mark.parametrize("end", ["", "\r\n\r\n"])
@pytest.mark.parametrize("length", [20_000, 40_000])
def test_a_head_that_is_too_long_is_refused(mirror: Mirror, length: int, end: str) -> None:
    with serving(mirror) as address, connected(address) as client:
        long = f"GET /status.json HTTP/1.1\r\nHost: x\r\nX-Long: {'x' * length}{end}"
        client.sendall(long.encode())
        assert client.recv(1000)[:13] in {b"HTTP/1.1 400 ", b"HTTP/1.1 431 "}


@pytest.mark.parametrize("path", ["/dist/a.toml", "/status.json"])
@pytest.mark.parametrize(
    "said", ["Content-Length: 3", "Content-Length: 9999999", "Transfer-Encoding: chunked"]
)
def test_bodies_are_refused(mirror: Mirror, path: str, said: str) -> None:
    with serving(mirror) as address, connected(address) as client:
        head = f"GET {path} HTTP/1.1\r\nHost: x\r\n{said}\r\n\r\nabc"
        client.sendall(head.encode())
        assert client.recv(1000).startswith(b"HTTP/1.1 413 ")
        assert read_to_end(client) is not None


def read_to_end(client: socket.socket) -> bytes:
    return b"".join(iter(lambda: client.recv(1 << 16), b""))


@pytest.mark.parametrize(
    "said", [b"", b"GET / HTTP/1.1\r\nHo", b"GET /dist/a.toml HTTP/1.1\r\nHost: x\r\n\r\nGET /"]
)
def test_who_does_not_ask_is_let_go(mirror: Mirror, said: bytes) -> None:
    with serving(mirror, How(limits=Limits(patience=0.5))) as address, connected(address) as client:
        client.sendall(said)
        begun = time.monotonic()
        with suppress(ConnectionResetError):
            read_to_end(client)
        assert 0.3 < time.monotonic() - begun < 10


def test_who_does_not_take_what_it_asked_for_is_let_go(mirror: Mirror) -> None:
    with serving(mirror, How(limits=Limits(patience=0.5))) as address, connected(address) as client:
        client.sendall(b"GET /dist/big HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(3)
        taken = 0
        with suppress(ConnectionResetError):
            while chunk := client.recv(1 << 16):
                taken += len(chunk)
        assert taken < len(BIG) / 2


def test_who_asks_for_much_at_once_and_takes_nothing_is_let_go(mirror: Mirror) -> None:
    with serving(mirror, How(limits=Limits(patience=0.5))) as address, connected(address) as client:
        client.settimeout(1)
        with pytest.raises((ConnectionError, TimeoutError)):
            ask_on(client, 20)
        time.sleep(3)
        taken = 0
        with suppress(ConnectionResetError):
            while chunk := client.recv(1 << 16):
                taken += len(chunk)
        assert taken < len(BIG)


def ask_on(client: socket.socket, seconds: float) -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        client.sendall(b"GET /dist/big HTTP/1.1\r\nHost: x\r\n\r\n" * 100)
        time.sleep(0.1)


def test_connections_are_bounded(mirror: Mirror) -> None:
    with serving(mirror, How(limits=Limits(connections=3))) as address:
        held = [connected(address) for _ in range(2)]
        time.sleep(0.2)
        assert got(address, "/dist/a.toml")[0].status == 200
        held.append(connected(address))
        time.sleep(0.2)
        assert got(address, "/dist/a.toml")[0].status == 503
        for client in held:
            client.close()
        time.sleep(0.2)
        assert got(address, "/dist/a.toml")[0].status == 200


def test_connections_that_say_nothing_are_bounded_too(mirror: Mirror) -> None:
    with serving(mirror, How(limits=Limits(connections=3))) as address:
        held = [connected(address) for _ in range(150)]
        time.sleep(0.5)
        closed = 0
        for client in held:
            client.settimeout(0)
            with suppress(BlockingIOError):
                with suppress(ConnectionResetError):
                    client.recv(1)
                closed += 1
            client.close()
    assert closed == 150 - 3 - 128


@pytest.mark.parametrize(("hard", "told"), [(4000, "1000 2512"), (1024, "256 1024")])
def test_as_many_files_may_be_open_as_connections_need(hard: int, told: str) -> None:
    code = (
        "import resource as r; from truemirror.serve.server import room\n"
        f"r.setrlimit(r.RLIMIT_NOFILE, (300, {hard}))\n"
        "print(room(1000), r.getrlimit(r.RLIMIT_NOFILE)[0])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == told


@contextmanager
def process(
    folder: Path, *args: str, out: IO[str] | int
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command, with a mirror in a folder; gives its address too."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "truemirror", "serve", "--port", str(port), *args]
    (folder / "truemirror.toml").write_text("[serve]\nlog = 1\n")
    with subprocess.Popen(
        command, cwd=folder, stdout=out, stderr=subprocess.PIPE, text=True
    ) as running:
        for _ in range(500):
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", port)).close()
                break
            assert running.poll() is None
            time.sleep(0.02)
        try:
            yield running, f"http://127.0.0.1:{port}"
        finally:
            running.kill()


def test_told_twice_it_ends_at_once(tmp_path: Path) -> None:
    publish(open_mirror(Folder(tmp_path / "mirror")), FILES)
    with process(tmp_path, out=subprocess.DEVNULL) as (running, address):
        with connected(address) as client:
            client.sendall(b"GET /dist/big HTTP/1.1\r\nHost: x\r\n\r\n")
            client.recv(1000)
            running.terminate()
            with pytest.raises(subprocess.TimeoutExpired):
                running.wait(1)
            with pytest.raises(ConnectionRefusedError):
                connected(address)
            running.terminate()
            running.wait(5)
        assert running.stderr
        assert "Traceback" not in running.stderr.read()


def test_it_serves_on_when_nobody_takes_its_log(tmp_path: Path) -> None:
    publish(open_mirror(Folder(tmp_path / "mirror")), FILES)
    with process(tmp_path, out=subprocess.PIPE) as (running, address):
        assert running.stdout
        assert "serving" in running.stdout.readline()
        running.stdout.close()
        for _ in range(3):
            assert got(address, "/dist/a.toml")[0].status == 200
        running.terminate()
        running.wait(10)
        assert running.stderr
        assert running.stderr.read().count("cannot write the log of requests: ") == 1
    counted = read_traffic(tmp_path / "mirror/work/traffic.db")
    assert [one.amount.requests for one in counted] == [3]


def test_it_serves_on_when_what_it_says_cannot_be_written(tmp_path: Path) -> None:
    publish(open_mirror(Folder(tmp_path / "mirror")), FILES)
    with open("/dev/full", "w") as full, process(tmp_path, out=full) as (running, address):  # noqa: PTH123 - a device
        assert got(address, "/dist/a.toml")[0].status == 200
        running.terminate()
        running.wait(10)
    counted = read_traffic(tmp_path / "mirror/work/traffic.db")
    assert [one.amount.requests for one in counted] == [1]


def test_it_serves_where_it_cannot_count(mirror: Mirror, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with serving(mirror, How(traffic=tmp_path / "file/traffic.db")) as address:
        assert got(address, "/dist/a.toml")[0].status == 200
        assert "Asked for today" in got(address, "/status")[1].decode()


def test_both_kinds_of_addresses_are_heard_at_once(mirror: Mirror, tmp_path: Path) -> None:
    with prepare(mirror, ServeTable(host="::", port=0), tmp_path / "t").listening as listening:
        port = listening.getsockname()[1]
        for host in ("127.0.0.1", "::1"):
            socket.create_connection((host, port), timeout=5).close()
        with pytest.raises(ListenError, match="Address already in use; `--host` and `--port`"):
            prepare(mirror, ServeTable(host="::1", port=port), tmp_path / "t")
    addresses = Addresses(None, ["127.0.0.1"])
    said = {"host": "a", "x-forwarded-host": "b"}
    assert addresses.of("http", "::ffff:127.0.0.1", said) == "http://b"
    assert addresses.of("http", "::ffff:127.0.0.2", said) == "http://a"


@pytest.mark.parametrize("method", ["TRACE", "BREW", "POST"])
@pytest.mark.parametrize("path", ["/dist/a.toml", "/status"])
def test_nothing_but_reading_is_allowed(mirror: Mirror, method: str, path: str) -> None:
    with serving(mirror) as address:
        answer, _ = got(address, path, method)
    assert (answer.status, answer.getheader("Allow")) == (405, "GET, HEAD")


def test_slashes_that_are_too_many_do_not_matter(mirror: Mirror, tmp_path: Path) -> None:
    with serving(mirror, How(traffic=tmp_path / "traffic.db")) as address:
        assert got(address, "//dist//a.toml")[1] == b"hello"
        assert got(address, "/dist/../dist/a.toml")[0].status == 404
    assert [one.key.kind for one in read_traffic(tmp_path / "traffic.db")] == [
        "manifest",
        "manifest",
    ]


def test_what_is_under_way_ends_before_the_server_does(mirror: Mirror) -> None:
    whole: list[bytes] = []
    with serving(mirror) as address:
        client = connected(address)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
        client.sendall(b"GET /dist/big HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        begin = client.recv(1000)

        def read() -> None:
            time.sleep(0.5)  # the server is told to end before this
            whole.append(begin + read_to_end(client))

        reading = threading.Thread(target=read)
        reading.start()
    reading.join()
    client.close()
    assert whole[0].endswith(BIG[-1000:])
    assert whole[0].partition(b"\r\n\r\n")[2] == BIG


def test_requests_are_counted_by_class_and_logged(
    mirror: Mirror, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "traffic.db"
    caplog.set_level("INFO", "truemirror.access")
    for _ in range(2):
        with serving(mirror, How(traffic=file, all_lines=True)) as address:
            got(address, "/index/a/b", User_Agent="cargo/1.95")
            got(address, "/dist/a.toml")
            got(address, "/dist/a.toml", "HEAD")
            got(address, "/nowhere")
    counts = {one.key[1:]: one.amount for one in read_traffic(file)}
    assert counts["index", 200] == (2, 2)
    assert counts["manifest", 200] == (4, 10)
    assert counts["other", 404][0] == 2
    with sqlite3.connect(file) as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
    logged = [one.message for one in caplog.records if one.name == "truemirror.access"]
    lines = [json.loads(message) for message in logged]
    assert len(lines) == 8
    assert lines[0]["path"] == "index/a/b"
    assert lines[0]["agent"] == "cargo/1.95"
    assert lines[0]["one_in"] == 1
    assert "127.0.0.1" not in "".join(logged)
