"""The simulated GitHub on a port of this machine: limits, caching, pages, faults, and a log."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import URL
from starlette.responses import Response
from starlette.routing import Route
from uvicorn.protocols.http.h11_impl import H11Protocol

from github_simulator import graph
from github_simulator.descriptions import graphql_schema
from github_simulator.faults import Fault
from github_simulator.rest import OPERATIONS, Answer, Asked, Handler, NoError
from github_simulator.state import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

    from github_simulator.descriptions import RestDescription
    from github_simulator.state import Account

_CACHING = {
    "cache-control": "private, max-age=60, s-maxage=60",
    "vary": "Accept, Authorization, Cookie, X-GitHub-OTP, X-Requested-With",
}


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


@dataclass
class Limit:
    """The primary rate limit: so many requests until a time on the clock."""

    remaining: int = 5000
    reset: float = 0.0
    lasts: float = 3600.0


@dataclass
class Simulator:
    """GitHub's state and manners, behind HTTP at `url`.

    `faults` holds what goes wrong with a request, by its number since the last reset, from 0.
    Pages link to each other at `links_to`. `complaints` gathers what breaks GitHub's descriptions,
    by us or by the simulator itself. More than `most_named` issues in one GraphQL query are too
    much, where that is set. `before` is called with the number of each request, before that.
    No page is larger than `largest_page`, whatever is asked for.
    """

    rest: RestDescription
    graphql: Path
    url: str = ""
    links_to: str = ""
    state: State = field(default_factory=State, repr=False)
    clock: Clock = field(default_factory=Clock)
    limit: Limit = field(default_factory=Limit)
    faults: dict[int, Fault] = field(default_factory=dict)
    log: list[Logged] = field(default_factory=list, repr=False)
    complaints: list[str] = field(default_factory=list)
    most_named: int | None = None
    before: Callable[[int], None] | None = None
    largest_page: int = 100

    def reset(self) -> None:
        """Begin anew, at the same address."""
        self.state, self.clock, self.limit = State(), Clock(), Limit()
        self.faults, self.log, self.complaints = {}, [], []
        self.most_named = self.before = None
        self.largest_page = 100
        self.links_to = self.url

    def asked(self, method: str) -> list[str]:
        """The paths that were asked for by a method, in order."""
        return [one.path for one in self.log if one.method == method]

    # --- one request ------------------------------------------------------------------------------

    async def rest_request(self, request: Request, template: str, handler: Handler) -> Response:
        """Answer a REST request."""
        body = await _json(request)
        described = self.rest.operation(request.method, template)
        if described is None:
            self._complain(request, ["GitHub has no such operation"])
            return _response(404, NoError(404, "Not Found").body())
        query = dict(request.query_params)
        wrong = list(self.rest.of_request(described, query, body))
        if wrong:
            self._complain(request, wrong)
            return _response(422, NoError(422, "Invalid request").body())

        def act(account: Account | None) -> Answer:
            asked = Asked(self.state, account, request.path_params, query, body)
            try:
                return handler(asked)
            except NoError as no:
                return Answer(no.body(), no.status)

        def check(answer: Answer) -> None:
            self._complain(request, self.rest.of_answer(described, answer.status, answer.data))

        return await self._answer(request, act, check)

    async def graphql_request(self, request: Request) -> Response:
        """Answer a GraphQL request."""
        body = await _json(request)

        def act(account: Account | None) -> Answer:
            if account is None:
                return Answer(
                    NoError(401, "This endpoint requires you to be authenticated.").body(), 401
                )
            schema = graphql_schema(self.graphql)
            bounds = graph.Bounds(self.most_named, self.largest_page)
            answered, complaints = graph.answer(schema, self.state, account, body, bounds)
            self._complain(request, complaints)
            return Answer(answered)

        return await self._answer(request, act, lambda _: None)

    async def unknown(self, request: Request) -> Response:
        """Answer what nothing else does."""
        self._complain(request, ["the simulator has no such operation"])
        return _response(404, NoError(404, "Not Found").body())

    async def _answer(
        self,
        request: Request,
        act: Callable[[Account | None], Answer],
        check: Callable[[Answer], None],
    ) -> Response:
        number = len(self.log)
        if self.before is not None:
            self.before(number)
        fault = self.faults.get(number)
        response = self._refusal(request) or self._before(fault)
        if response is None:
            answer = act(self._account(request))
            check(answer)
            response = self._shown(request, answer)
        if fault is not None and fault.acts:
            response = _spoiled(fault, response)
        dropped = fault is not None and fault.drops
        self._note(request, 0 if dropped else response.status_code)
        if fault is Fault.DROPPED_AFTER:
            response = _Dropped()
        self._count(response)
        return response

    def _before(self, fault: Fault | None) -> Response | None:
        """The answer of a fault that keeps the request from having any effect."""
        if fault is Fault.BROKEN_BEFORE:
            return _response(502, {"message": "Server Error"})
        if fault is Fault.DROPPED_BEFORE:
            return _Dropped()
        if fault is Fault.SECONDARY_LIMIT:
            body = {"message": "You have exceeded a secondary rate limit."}
            return _response(429, body, {"retry-after": "7"})
        if fault is Fault.UNNAMED_LIMIT:
            return _response(403, {"message": "You have exceeded a secondary rate limit."})
        return None

    def _refusal(self, request: Request) -> Response | None:
        """The answer to a request that is turned away before it is looked at."""
        moved = self._moved(request)
        if moved is not None:
            return moved
        given = "authorization" in request.headers
        account = self._account(request)
        if given and account is None:
            return _response(401, {"message": "Bad credentials"})
        if self.clock.now() >= self.limit.reset:
            self.limit.reset = self.clock.now() + self.limit.lasts
            self.limit.remaining = max(self.limit.remaining, 5000)
        if self.limit.remaining <= 0:
            return _response(403, {"message": "API rate limit exceeded for user ID 1."})
        if request.method != "GET" and request.url.path != "/graphql":
            if account is None:
                return _response(401, {"message": "Requires authentication"})
            if not account.may_write_issues:
                body = {"message": "Resource not accessible by personal access token"}
                return _response(403, body)
        return None

    def _moved(self, request: Request) -> Response | None:
        """Where a request to a repository's former name is sent."""
        parts = request.url.path.split("/")
        name = "/".join(parts[2:4]).casefold()
        new = self.state.renamed.get(name)
        if new is None and parts[4:5] == ["issues"] and parts[5:] and parts[5].isdigit():
            new, number = self.state.transferred.get((name, int(parts[5])), (None, 0))
            parts[5] = str(number)
        if new is None:
            return None
        path = "/".join(["", "repos", new, *parts[4:]])
        status = 301 if request.method == "GET" else 307
        moved = {"message": "Moved Permanently", "url": f"{self.url}{path}"}
        return _response(status, moved, {"location": f"{self.url}{path}?{request.url.query}"})

    def _account(self, request: Request) -> Account | None:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        return self.state.accounts.get(token)

    def _shown(self, request: Request, answer: Answer) -> Response:
        """An answer as it is sent: in pages, with a tag; or that nothing has changed."""
        if answer.status == 204:
            return Response(status_code=204)
        data = answer.data
        headers: dict[str, str] = {}
        if isinstance(data, list) and request.method == "GET":
            data, headers = self._page(request, data)
        response = _response(answer.status, data, headers)
        if request.method == "GET" and answer.status == 200:
            digest = hashlib.sha256(bytes(response.body) + str(headers).encode()).hexdigest()
            tag = f'W/"{digest}"'
            caching = {**_CACHING, "etag": tag}
            response.headers.update(caching)
            if request.headers.get("if-none-match") == tag:
                return Response(status_code=304, headers=caching)
        return response

    def _page(self, request: Request, items: list[Any]) -> tuple[list[Any], dict[str, str]]:
        """One page of a list, and the header that leads to the others."""
        size = min(int(request.query_params.get("per_page", 30)), self.largest_page)
        number = int(request.query_params.get("page", 1))
        last = max(1, -(-len(items) // size))
        links = {"first": 1, "prev": number - 1, "next": number + 1, "last": last}
        here = f"{self.links_to}{request.url.path}?{request.url.query}"
        shown = [
            f'<{URL(here).include_query_params(page=page)}>; rel="{name}"'
            for name, page in links.items()
            if 1 <= page <= last and page != number
        ]
        headers = {"link": ", ".join(shown)} if shown else {}
        return items[(number - 1) * size : number * size], headers

    def _count(self, response: Response) -> None:
        """Take a request off the limit, as GitHub does for all but 304."""
        if response.status_code != 304:
            self.limit.remaining -= 1
        response.headers["x-ratelimit-limit"] = "5000"
        response.headers["x-ratelimit-remaining"] = str(max(self.limit.remaining, 0))
        response.headers["x-ratelimit-reset"] = str(int(self.limit.reset))

    def _note(self, request: Request, status: int) -> None:
        query, headers = dict(request.query_params), dict(request.headers)
        self.log.append(Logged(request.method, request.url.path, query, headers, status))

    def _complain(self, request: Request, complaints: Any) -> None:
        place = f"{request.method} {request.url.path}"
        self.complaints += [f"{place}: {complaint}" for complaint in complaints]


# --- HTTP -----------------------------------------------------------------------------------------


class _Protocol(H11Protocol):
    """Lets a response end the connection that it was to be sent over."""

    open: dict[tuple[str, int], _Protocol] = {}  # noqa: RUF012  # by the address of the client

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.open[transport.get_extra_info("peername")] = self

    def connection_lost(self, exc: Exception | None) -> None:
        self.open = {key: one for key, one in self.open.items() if one is not self}
        super().connection_lost(exc)


class _Dropped(Response):
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


def _spoiled(fault: Fault, response: Response) -> Response:
    """What a fault makes of the answer to a request that has taken effect."""
    if fault is Fault.BROKEN_AFTER:
        return _response(502, {"message": "Server Error"})
    if fault is Fault.UNREADABLE:
        return Response(b'{"number": 1', 200, media_type="application/json; charset=utf-8")
    if fault is Fault.EMPTIED:
        body = bytes(response.body).replace(b'"nodes"', b'"knots"')
        return Response(body, response.status_code, media_type="application/json; charset=utf-8")
    if fault is Fault.MANGLED:
        body = re.sub(rb'"\d{4}-\d\d-\d\dT[^"]*"', b"7", bytes(response.body))
        return Response(body, response.status_code, media_type="application/json; charset=utf-8")
    if fault is Fault.TRUNCATED:
        return _Cut(bytes(response.body) or b"  ", 200, dict(response.headers))
    return response


def _response(status: int, data: Any, headers: Mapping[str, str] | None = None) -> Response:
    body = b"" if data is None else json.dumps(data).encode()
    return Response(body, status, headers, "application/json; charset=utf-8")


async def _json(request: Request) -> Any:
    body = await request.body()
    return json.loads(body) if body else None


def _route(simulator: Simulator, method: str, template: str, handler: Handler) -> Route:
    """A path's template as a route; a label's name or a file's path may hold slashes."""
    path = template.replace("{path}", "{path:path}").replace("{name}", "{name:path}")

    async def endpoint(request: Request) -> Response:
        try:
            return await simulator.rest_request(request, template, handler)
        except Exception as error:
            simulator.complaints.append(f"the simulator failed: {error!r}")
            raise

    return Route(path, endpoint, methods=[method], name=f"{method} {template}")


def _precedence(template: str) -> tuple[int, int]:
    return -template.count("/"), template.count("{")


@contextmanager
def serving(rest: RestDescription, graphql: Path) -> Iterator[Simulator]:
    """A simulator that answers until the end of the `with` statement."""
    simulator = Simulator(rest, graphql)
    # The longer of two paths comes first, since a label's name takes the rest of a path; of two
    # that are as long, the one that says more.
    operations = sorted(OPERATIONS.items(), key=lambda entry: _precedence(entry[0][1]))
    routes = [_route(simulator, *key, handler) for key, handler in operations]
    routes.append(Route("/graphql", simulator.graphql_request, methods=["POST"]))
    routes.append(Route("/{rest:path}", simulator.unknown, methods=_METHODS))
    listening = socket.create_server(("127.0.0.1", 0))
    # Else the second half of an answer waits for the client to acknowledge the first.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    simulator.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    config = uvicorn.Config(
        Starlette(routes=routes), http=_Protocol, loop="asyncio", log_config=None, lifespan="off"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    while not server.started:
        time.sleep(0.005)
    try:
        yield simulator
    finally:
        server.should_exit = server.force_exit = True
        thread.join()


_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"]
