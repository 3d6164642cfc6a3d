"""The server itself: bounded in connections, in the size of requests and in its patience."""

from __future__ import annotations

import resource
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

import uvicorn
from starlette.responses import Response
from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    import asyncio
    from types import FrameType

    from starlette.types import ASGIApp, Receive, Scope, Send

_SPARE = 128  # connections beyond the bound that hear why; further ones are closed unheard
_FILES = 256  # that are open for other reasons than a connection


class Limits(NamedTuple):
    """How much clients may ask for.

    While so many `connections` are open, who asks on a further one hears 503. The head of a request
    may have so many bytes, and may take so many seconds of `patience`, as may each MB of an answer.
    What is under way has `grace` seconds to end when the server is told to.
    """

    connections: int = 1000
    head: int = 16 * 1024
    patience: float = 60.0
    grace: int = 30


def server(app: ASGIApp, limits: Limits) -> uvicorn.Server:
    """A server for an application; where it is run, SIGTERM or SIGINT ends it."""
    bounds = {"patience": limits.patience, "most": limits.connections + _SPARE}
    return _Server(
        uvicorn.Config(
            _Short(app, limits.head),
            http=type("_Bounded", (_Impatient,), bounds),
            ws="none",
            loop="asyncio",
            access_log=False,
            log_config=None,
            proxy_headers=False,
            server_header=False,
            limit_concurrency=limits.connections + 1,  # of which the one that asks is not one
            h11_max_incomplete_event_size=limits.head,
            timeout_keep_alive=max(1, round(limits.patience)),
            timeout_graceful_shutdown=limits.grace,
        )
    )


def room(connections: int) -> int:
    """For how many connections, of those that are wanted, this process may open files.

    Each needs one, and another for what it is sent. Where fewer are allowed than that, but more may
    be had, they are.
    """
    wanted = 2 * (connections + _SPARE) + _FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return connections
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return max(1, (allowed - _FILES) // 2 - _SPARE)


class _Short:
    """Refuses requests with heads that are too long, though they came at once, or with bodies."""

    def __init__(self, app: ASGIApp, head: int) -> None:
        self._app = app
        self._head = head

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        status = self._refusal(scope) if scope["type"] == "http" else None
        if status is None:
            await self._app(scope, receive, send)
        else:
            refused = Response(status_code=status, headers={"Connection": "close"})
            await refused(scope, receive, send)

    def _refusal(self, scope: Scope) -> int | None:
        headers = dict(scope["headers"])
        size = sum(len(name) + len(value) for name, value in scope["headers"])
        if size + len(scope["raw_path"]) + len(scope["query_string"]) > self._head:
            return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        if b"transfer-encoding" in headers or headers.get(b"content-length", b"0") != b"0":
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        return None


class _Server(uvicorn.Server):
    """Told to end once, it lets what is under way end; told again, it ends."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.force_exit = self.should_exit
        super().handle_exit(sig, frame)


class _Impatient(H11Protocol):
    """A connection that ends where the client neither asks nor takes what it gets."""

    patience = 60.0
    most = 1000
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self.most:
            transport.abort()
        else:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        super().handle_events()
        if self._is_answering and not self.flow.write_paused:
            self._stop()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self._is_answering:
            self._wait()

    def _should_upgrade(self) -> bool:
        return False  # libcurl, and so cargo, offers HTTP/2 each time, and takes what it gets

    def pause_writing(self) -> None:
        super().pause_writing()
        self._wait()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._is_answering:
            self._stop()

    @property
    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _wait(self) -> None:
        self._stop()
        self._timer = self.loop.call_later(self.patience, self.transport.abort)

    def _stop(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
