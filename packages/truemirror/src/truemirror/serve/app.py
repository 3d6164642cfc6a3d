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
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
log = logging.getLogger(__name__)


class Parts(NamedTuple):
    """What an application is made of; `now` tells the time."""

    mirror: Mirror
    latest: Latest
    site: Site
    addresses: Addresses
    traffic: Traffic
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)


def application(parts: Parts) -> ASGIApp:
    """The application; what it counts is saved once a minute, and when it ends."""
    endpoints = _Endpoints(parts)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        saving = asyncio.create_task(_save_now_and_then(parts.traffic))
        yield
        saving.cancel()
        await run_in_threadpool(_save, parts.traffic)

    routes = [
        Route("/", endpoints.root),
        Route("/status", endpoints.page),
        Route("/status.json", endpoints.json),
        Route("/metrics", endpoints.metrics),
        Route("/{path:path}", endpoints.file, methods=_METHODS),
    ]
    counting = Counting(Starlette(routes=routes, lifespan=lifespan), parts.traffic, parts.now)
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
        text = page(self._status(), self._parts.traffic.since_start(), self._address(request) or "")
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
        path = request.scope["path"].removeprefix("/")
        asked = Asked(request.method, path, request.headers, address)
        try:
            return _response(self._parts.site.answer(asked))
        except TruemirrorError as error:
            log.error("/%s: %s", path, error)  # noqa: TRY400 - that is all there is to say
            return _response(plain(HTTPStatus.SERVICE_UNAVAILABLE, UNAVAILABLE))

    def _status(self) -> Status:
        return status(self._parts.mirror, self._parts.latest, self._parts.now())

    def _address(self, request: Request) -> str | None:
        peer = request.client.host if request.client else ""
        return self._parts.addresses.of(request.url.scheme, peer, request.headers)


def _response(answer: Answer) -> Response:
    headers = dict(answer.headers)
    if int(headers.get("Content-Length", 0)) <= _SMALL:
        return Response(b"".join(answer.body), answer.status, headers)
    return StreamingResponse(answer.body, answer.status, headers)


async def _save_now_and_then(traffic: Traffic) -> None:
    while True:
        await asyncio.sleep(_SAVE_EVERY)
        await run_in_threadpool(_save, traffic)


def _save(traffic: Traffic) -> None:
    try:
        traffic.save()
    except TruemirrorError as error:
        log.warning("%s; it is tried again", error)
