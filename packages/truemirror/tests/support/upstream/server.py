"""An upstream behind HTTP/1.1 on a port of this machine, quick enough to wait for others."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections import deque
from http import HTTPStatus
from itertools import count
from typing import TYPE_CHECKING, Self, cast
from urllib.parse import unquote

from upstream.answers import Answer, Request
from upstream.serving import Upstream

if TYPE_CHECKING:
    from types import TracebackType

    from upstream.site import Site

_REASONS = {status.value: status.phrase for status in HTTPStatus}
_TICK = 0.02  # seconds between the parts of a slow answer


class Server(Upstream):
    """Answers in a thread of its own, at `address`, from `with` to its end."""

    address = ""

    def __init__(self, site: Site, latency: float = 0, port: int = 0) -> None:
        super().__init__(site, latency)
        self._port = port

    def __enter__(self) -> Self:
        listening = socket.create_server(("127.0.0.1", self._port), backlog=1024)
        self.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        self.open: set[_Connection] = set()
        self.waiting = 0
        self.numbers = count(1)
        self._loop = asyncio.new_event_loop()
        self._serves = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(listening,), daemon=True)
        self._thread.start()
        self._serves.wait()  # a loop that does not run yet cannot be stopped
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self, listening: socket.socket) -> None:
        serve = self._loop.create_server(lambda: _Connection(self), sock=listening, backlog=1024)
        server = self._loop.run_until_complete(serve)
        self._loop.call_soon(self._serves.set)
        self._loop.run_forever()
        server.close()
        for connection in list(self.open):
            connection.transport.abort()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()


class _Connection(asyncio.Protocol):
    """One connection: its requests are answered one after the other."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.transport = cast("asyncio.Transport", None)
        self._loop = asyncio.get_running_loop()
        self._received = b""
        self._asked: deque[Request] = deque()
        self._number = next(server.numbers)
        self._busy = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        self.server.open.add(self)
        self.server.most_connections = max(self.server.most_connections, len(self.server.open))

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  # none is unexpected
        self.server.open.discard(self)
        self.server.waiting -= len(self._asked)
        self._asked.clear()

    def data_received(self, data: bytes) -> None:
        *heads, self._received = (self._received + data).split(b"\r\n\r\n")
        for head in heads:
            self._asked.append(_parsed(head, self._number))
            self.server.waiting += 1
        self.server.most_at_once = max(self.server.most_at_once, self.server.waiting)
        if heads and not self._busy:
            self._begin()

    def _begin(self) -> None:
        self._busy = True
        if self.server.latency:
            self._loop.call_later(self.server.latency, self._answer)
        else:
            self._answer()

    def _answer(self) -> None:
        if not self._asked:  # the connection was lost
            return
        request = self._asked[0]
        try:
            said = self.server.answer(request)
        except BaseException:
            self.transport.abort()  # or the client would wait for ever
            raise
        if said.hang:
            return
        if said.cut is not None and said.cut < 0:
            self.transport.abort()
            return
        head, body = _written(request, said)
        body = body[: said.cut]
        if said.rate:
            self.transport.write(head)
            self._trickle(said, body)
        else:
            self.transport.write(head + body)
            self._end(said)

    def _trickle(self, said: Answer, body: bytes) -> None:
        part = max(1, int(said.rate * _TICK))
        self.transport.write(body[:part])
        if body[part:] and not self.transport.is_closing():
            self._loop.call_later(part / said.rate, self._trickle, said, body[part:])
        else:
            self._end(said)

    def _end(self, said: Answer) -> None:
        """After an answer: close, or go on with what was asked meanwhile."""
        if self._asked:
            request = self._asked.popleft()
            self.server.waiting -= 1
            if said.cut is not None or request.headers.get("connection", "").lower() == "close":
                self.transport.close()
                return
        self._busy = False
        if self._asked:
            self._begin()


def _parsed(head: bytes, connection: int) -> Request:
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ")
    fields = (line.partition(":") for line in lines)
    headers = {name.lower(): value.strip() for name, _, value in fields}
    path = unquote(target.partition("?")[0]).lstrip("/")
    return Request(method, path, headers, connection, time.monotonic())


def _written(request: Request, said: Answer) -> tuple[bytes, bytes]:
    """The head and the body of an answer, as they go over the wire."""
    headers = {"Content-Length": str(len(said.body)), **said.headers}
    if said.status == HTTPStatus.NOT_MODIFIED:
        del headers["Content-Length"]
    fields = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    head = f"HTTP/1.1 {said.status} {_REASONS.get(said.status, 'Unknown')}\r\n{fields}\r\n"
    return head.encode("latin-1"), b"" if request.method == "HEAD" else said.body
