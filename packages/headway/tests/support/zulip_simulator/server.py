"""The simulated Zulip on a port of this machine: keys, limits, faults, and a log."""

from __future__ import annotations

from base64 import b64decode
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.routing import Route

from local_http import Clock, Dropped, Fault, Logged, answer_of, answering, spoiled
from zulip_simulator.operations import (
    FIELDS,
    Asked,
    NoError,
    read_messages,
    read_user,
    send_message,
)
from zulip_simulator.state import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from starlette.requests import Request
    from starlette.responses import Response

    from zulip_simulator.state import Account

_LIMIT = 200


@dataclass
class Simulator:
    """Zulip's state and manners, behind HTTP at `url`.

    `faults` holds what goes wrong with a request, by its number since the last reset, from 0.
    `remaining` is how many requests the limit still allows, until `reset_at` on the clock.
    """

    url: str = ""
    state: State = field(default_factory=State)
    clock: Clock = field(default_factory=Clock)
    faults: dict[int, Fault] = field(default_factory=dict)
    remaining: int = _LIMIT
    reset_at: float = 0.0
    log: list[Logged] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def reset(self) -> None:
        """Begin anew, at the same address."""
        self.state, self.clock, self.faults = State(), Clock(), {}
        self.remaining, self.reset_at, self.log, self.complaints = _LIMIT, 0.0, [], []

    def asked(self, method: str) -> list[str]:
        """The paths that were asked for by a method, in order."""
        return [one.path for one in self.log if one.method == method]

    async def messages(self, request: Request) -> Response:
        """Read messages, or send one."""
        return await self._answer(
            request, read_messages if request.method == "GET" else send_message
        )

    async def user(self, request: Request) -> Response:
        """Read an account."""
        number = int(request.path_params["number"])
        return await self._answer(request, lambda asked: read_user(asked, number))

    async def unknown(self, request: Request) -> Response:
        """Answer what nothing else does."""
        self.complaints.append(f"{request.method} {request.url.path}: no such operation")
        return answer_of(404, _no("Not found", "BAD_REQUEST"))

    async def _answer(self, request: Request, act: Callable[[Asked], dict[str, Any]]) -> Response:
        fault = self.faults.get(len(self.log))
        fields = await _fields(request)
        response = self._before(fault) or self._limited()
        if response is None:
            response = self._acted(request, fields, act)
        if fault is not None and fault.acts:
            response = spoiled(fault, response)
        dropped = fault is not None and fault.drops
        status = 0 if dropped else response.status_code
        headers = dict(request.headers)
        self.log.append(Logged(request.method, request.url.path, fields, headers, status))
        self.remaining -= 1
        response.headers["x-ratelimit-limit"] = str(_LIMIT)
        response.headers["x-ratelimit-remaining"] = str(max(self.remaining, 0))
        response.headers["x-ratelimit-reset"] = str(self.reset_at)
        return Dropped() if fault is Fault.DROPPED_AFTER else response

    def _before(self, fault: Fault | None) -> Response | None:
        """The answer of a fault that keeps the request from having any effect."""
        if fault is Fault.BROKEN_BEFORE:
            return answer_of(502, None)
        if fault is Fault.DROPPED_BEFORE:
            return Dropped()
        if fault is Fault.SECONDARY_LIMIT:
            told = _no("API usage exceeded rate limit", "RATE_LIMIT_HIT")
            return answer_of(429, {**told, "retry-after": 28.7})
        if fault is Fault.UNNAMED_LIMIT:
            return answer_of(429, None)
        return None

    def _limited(self) -> Response | None:
        if self.clock.now() >= self.reset_at:
            self.reset_at = self.clock.now() + 60
            self.remaining = max(self.remaining, _LIMIT)
        if self.remaining > 0:
            return None
        self.complaints.append("a request came though the answer before said that none may")
        return answer_of(429, _no("API usage exceeded rate limit", "RATE_LIMIT_HIT"))

    def _acted(
        self, request: Request, fields: dict[str, str], act: Callable[[Asked], dict[str, Any]]
    ) -> Response:
        account = self._account(request)
        if account is None:
            return answer_of(401, _no("Invalid API key", "INVALID_API_KEY"))
        unknown = fields.keys() - FIELDS[request.method]
        if unknown:
            self.complaints.append(f"{request.method} {request.url.path}: unknown {unknown}")
        try:
            told = act(Asked(self.state, account, fields, self.clock.now()))
        except NoError as no:
            return answer_of(400, _no(no.message, no.code))
        except Exception as error:
            self.complaints.append(f"the simulator failed: {error!r}")
            raise
        return answer_of(200, {"result": "success", "msg": "", **told})

    def _account(self, request: Request) -> Account | None:
        given = request.headers.get("authorization", "").removeprefix("Basic ")
        email, _, key = b64decode(given).decode().partition(":")
        accounts = self.state.accounts.values()
        return next(
            (one for one in accounts if one.key and (one.email, one.key) == (email, key)), None
        )


async def _fields(request: Request) -> dict[str, str]:
    if request.method == "GET":
        return dict(request.query_params)
    return dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))


def _no(message: str, code: str) -> dict[str, str]:
    return {"result": "error", "msg": message, "code": code}


@contextmanager
def serving() -> Iterator[Simulator]:
    """A simulator that answers until the end of the `with` statement."""
    simulator = Simulator()
    routes = [
        Route("/api/v1/messages", simulator.messages, methods=["GET", "POST"]),
        Route("/api/v1/users/{number:int}", simulator.user, methods=["GET"]),
        Route("/{rest:path}", simulator.unknown, methods=["GET", "POST", "PATCH", "DELETE"]),
    ]
    with answering(Starlette(routes=routes)) as simulator.url:
        yield simulator
