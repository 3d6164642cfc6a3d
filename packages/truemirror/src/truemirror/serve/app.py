"""The web application: files for clients, pages for those who watch over the mirror."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from truemirror.errors import TruemirrorError
from truemirror.serve.answers import UNAVAILABLE, Asked, plain
from truemirror.serve.counting import Counting
from truemirror.serve.kinds import local
from truemirror.serve.metrics import MEDIA_TYPE, metrics
from truemirror.serve.page import page
from truemirror.serve.status import status

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from truemirror.serve.address import Addresses
    from truemirror.serve.answers import Answer
    from truemirror.serve.site import Site
    from truemirror.serve.status import Status
    from truemirror.serve.traffic import Traffic
    from truemirror.serve.views import Latest
    from truemirror.store.mirror import Mirror

_SAVE_EVERY = 60.0  # seconds
_SMALL = 1 << 20  # bytes that are read before the first of them is sent
_NOT_KEPT = {"Cache-Control": "no-store"}
log = logging.getLogger(__name__)


class Parts(NamedTuple):
    """What an application is made of.

    A mirror is `late` so long after its last sync; `now` tells the time.
    """

    mirror: Mirror
    latest: Latest
    site: Site
    addresses: Addresses
    traffic: Traffic
    late: dt.timedelta
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)


def application(parts: Parts) -> ASGIApp:
    """The application; what it counts is saved once a minute, and when it ends."""
    endpoints = _Endpoints(parts)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        saving = asyncio.create_task(_save_now_and_then(parts.traffic))
        yield
        saving.cancel()
        await run_in_threadpool(_kept, parts.traffic.end)

    routes = [
        Route("/", endpoints.root),
        Route("/status", endpoints.page),
        Route("/status.json", endpoints.json),
        Route("/metrics", endpoints.metrics),
        Route("/{path:path}", endpoints.file),
    ]
    refusals = {HTTPStatus.METHOD_NOT_ALLOWED: _not_allowed, TruemirrorError: _unavailable}
    web = Starlette(routes=routes, lifespan=lifespan, exception_handlers=refusals)
    counting = Counting(web, parts.traffic, parts.now)
    endpoints.in_flight = lambda: counting.in_flight
    return counting


class _Endpoints:
    """What is answered under which path; each runs in a thread, as it may wait for the mirror."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.in_flight: Callable[[], int] = lambda: 0

    def root(self, _: Request) -> Response:
        return RedirectResponse("status", HTTPStatus.FOUND)

    def page(self, request: Request) -> Response:
        now = self._status()
        text = page(now, self._parts.traffic.of(now.at.date()), self._address(request) or "")
        policy = "default-src 'none'; style-src 'unsafe-inline'"
        return HTMLResponse(text, headers={**_NOT_KEPT, "Content-Security-Policy": policy})

    def json(self, _: Request) -> Response:
        data = msgspec.json.encode(self._status())
        return Response(data, media_type="application/json", headers=_NOT_KEPT)

    def metrics(self, _: Request) -> Response:
        counts = self._parts.traffic.since_start()
        data = metrics(self._status(), counts, self.in_flight())
        return Response(data, headers={**_NOT_KEPT, "Content-Type": MEDIA_TYPE})

    def file(self, request: Request) -> Response:
        address = self._address(request)
        if address is None:
            return _response(plain(HTTPStatus.BAD_REQUEST))
        asked = Asked(request.method, local(request.scope["path"]), request.headers, address)
        return _response(self._parts.site.answer(asked))

    def _status(self) -> Status:
        parts = self._parts
        return status(parts.mirror, parts.latest, parts.now(), parts.late)

    def _address(self, request: Request) -> str | None:
        peer = request.client.host if request.client else ""
        return self._parts.addresses.of(request.url.scheme, peer, request.headers)


def _not_allowed(_: Request, __: Exception) -> Response:
    return _response(plain(HTTPStatus.METHOD_NOT_ALLOWED, {"Allow": "GET, HEAD"}))


def _unavailable(request: Request, error: Exception) -> Response:
    log.error("%s: %s", request.scope["path"], error)
    return _response(plain(HTTPStatus.SERVICE_UNAVAILABLE, UNAVAILABLE))


def _response(answer: Answer) -> Response:
    headers = dict(answer.headers)
    if int(headers.get("Content-Length", 0)) <= _SMALL:
        return Response(b"".join(answer.body), answer.status, headers)
    return StreamingResponse(answer.body, answer.status, headers)


async def _save_now_and_then(traffic: Traffic) -> None:
    while True:
        await run_in_threadpool(_kept, traffic.save)
        await asyncio.sleep(_SAVE_EVERY)


def _kept(save: Callable[[], None]) -> None:
    try:
        save()
    except TruemirrorError as error:
        log.warning("%s; it is tried again", error)
