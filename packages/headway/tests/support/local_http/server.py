"""An HTTP server on a port of this machine that fails on command, for what tests simulate."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.responses import Response
from uvicorn.protocols.http.h11_impl import H11Protocol

from local_http.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.time = 1_800_000_000.0
        self.naps: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.time += seconds


@dataclass(frozen=True)
class Logged:
    """One request and how it was answered; the status is 0 where the connection was dropped."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    status: int


class _Protocol(H11Protocol):
    """Lets a response end the connection that it was to be sent over."""

    open: dict[tuple[str, int], _Protocol] = {}  # noqa: RUF012  # by the address of the client

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.open[transport.get_extra_info("peername")] = self

    def connection_lost(self, exc: Exception | None) -> None:
        self.open = {key: one for key, one in self.open.items() if one is not self}
        super().connection_lost(exc)


class Dropped(Response):
    """No answer: the connection ends."""

    async def __call__(self, scope: Scope, _receive: Receive, _send: Send) -> None:
        _Protocol.open[tuple(scope["client"])].transport.abort()
        await asyncio.sleep(0.001)


class _Cut(Response):
    """Half of an answer, after a header that promises all of it; then the connection ends."""

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(start)
        half = self.body[: len(self.body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
        await asyncio.sleep(0.001)
        _Protocol.open[tuple(scope["client"])].transport.close()
        await asyncio.sleep(0.001)


def spoiled(fault: Fault, response: Response) -> Response:
    """What a fault makes of the answer to a request that has taken effect."""
    if fault is Fault.BROKEN_AFTER:
        return answer_of(502, {"message": "Server Error"})
    if fault is Fault.UNREADABLE:
        return Response(b'{"number": 1', 200, media_type="application/json; charset=utf-8")
    if fault is Fault.MANGLED:
        body = re.sub(rb'"\d{4}-\d\d-\d\dT[^"]*"', b"7", bytes(response.body))
        return Response(body, response.status_code, media_type="application/json; charset=utf-8")
    if fault is Fault.TRUNCATED:
        return _Cut(bytes(response.body) or b"  ", 200, dict(response.headers))
    return response


def answer_of(status: int, data: Any, headers: Mapping[str, str] | None = None) -> Response:
    body = b"" if data is None else json.dumps(data).encode()
    return Response(body, status, headers, "application/json; charset=utf-8")


@contextmanager
def answering(app: ASGIApp) -> Iterator[str]:
    """An application that answers at the address until the end of the `with` statement."""
    port = socket.create_server(("127.0.0.1", 0))
    # Else the second half of an answer waits for the client to acknowledge the first.
    port.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    config = uvicorn.Config(app, http=_Protocol, loop="asyncio", log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([port],))
    thread.start()
    while not server.started:
        time.sleep(0.005)
    try:
        yield f"http://127.0.0.1:{port.getsockname()[1]}"
    finally:
        server.should_exit = server.force_exit = True
        thread.join()
