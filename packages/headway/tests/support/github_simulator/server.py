"""The simulated GitHub on a port of this machine: limits, caching, pages, faults, and a log."""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.datastructures import URL
from starlette.responses import Response
from starlette.routing import Route

from github_simulator import graph
from github_simulator.descriptions import graphql_schema
from github_simulator.rest import OPERATIONS, Answer, Asked, Handler, NoError
from github_simulator.state import State
from local_http import Clock, Dropped, Fault, Logged, answer_of, answering, spoiled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from starlette.requests import Request

    from github_simulator.descriptions import RestDescription
    from github_simulator.state import Account

_CACHING = {
    "cache-control": "private, max-age=60, s-maxage=60",
    "vary": "Accept, Authorization, Cookie, X-GitHub-OTP, X-Requested-With",
}


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
    """

    rest: RestDescription
    graphql: Path
    url: str = ""
    links_to: str = ""
    state: State = field(default_factory=State)
    clock: Clock = field(default_factory=Clock)
    limit: Limit = field(default_factory=Limit)
    faults: dict[int, Fault] = field(default_factory=dict)
    log: list[Logged] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    most_named: int | None = None
    before: Callable[[int], None] | None = None

    def reset(self) -> None:
        """Begin anew, at the same address."""
        self.state, self.clock, self.limit = State(), Clock(), Limit()
        self.faults, self.log, self.complaints = {}, [], []
        self.most_named = self.before = None
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
            return answer_of(404, NoError(404, "Not Found").body())
        query = dict(request.query_params)
        wrong = list(self.rest.of_request(described, query, body))
        if wrong:
            self._complain(request, wrong)
            return answer_of(422, NoError(422, "Invalid request").body())

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
            answered, complaints = graph.answer(schema, self.state, account, body, self.most_named)
            self._complain(request, complaints)
            return Answer(answered)

        return await self._answer(request, act, lambda _: None)

    async def unknown(self, request: Request) -> Response:
        """Answer what nothing else does."""
        self._complain(request, ["the simulator has no such operation"])
        return answer_of(404, NoError(404, "Not Found").body())

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
            response = spoiled(fault, response)
        dropped = fault is not None and fault.drops
        self._note(request, 0 if dropped else response.status_code)
        if fault is Fault.DROPPED_AFTER:
            response = Dropped()
        self._count(response)
        return response

    def _before(self, fault: Fault | None) -> Response | None:
        """The answer of a fault that keeps the request from having any effect."""
        if fault is Fault.BROKEN_BEFORE:
            return answer_of(502, {"message": "Server Error"})
        if fault is Fault.DROPPED_BEFORE:
            return Dropped()
        if fault is Fault.SECONDARY_LIMIT:
            body = {"message": "You have exceeded a secondary rate limit."}
            return answer_of(429, body, {"retry-after": "7"})
        if fault is Fault.UNNAMED_LIMIT:
            return answer_of(403, {"message": "You have exceeded a secondary rate limit."})
        return None

    def _refusal(self, request: Request) -> Response | None:
        """The answer to a request that is turned away before it is looked at."""
        moved = self._moved(request)
        if moved is not None:
            return moved
        given = "authorization" in request.headers
        account = self._account(request)
        if given and account is None:
            return answer_of(401, {"message": "Bad credentials"})
        if self.clock.now() >= self.limit.reset:
            self.limit.reset = self.clock.now() + self.limit.lasts
            self.limit.remaining = max(self.limit.remaining, 5000)
        if self.limit.remaining <= 0:
            return answer_of(403, {"message": "API rate limit exceeded for user ID 1."})
        if request.method != "GET" and request.url.path != "/graphql":
            if account is None:
                return answer_of(401, {"message": "Requires authentication"})
            if not account.may_write_issues:
                body = {"message": "Resource not accessible by personal access token"}
                return answer_of(403, body)
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
        return answer_of(status, moved, {"location": f"{self.url}{path}?{request.url.query}"})

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
        response = answer_of(answer.status, data, headers)
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
        size = int(request.query_params.get("per_page", 30))
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
    with answering(Starlette(routes=routes)) as simulator.url:
        yield simulator


_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"]
