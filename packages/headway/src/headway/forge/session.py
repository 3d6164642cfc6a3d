"""Requests with patience: what is retried, what is waited for, and what each failure means."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx2
from gidgethub import BadRequest, HTTPException, InvalidField, RedirectionException, sansio

from headway.forge.connection import connect
from headway.forge.errors import (
    BadTokenError,
    ForbiddenError,
    ForgeError,
    MovedError,
    NotFoundError,
    RateLimitError,
    RefusedError,
    StrangeAnswerError,
    UnknownOutcomeError,
    UnreachableError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from typing import Self

    from headway.forge.token import Token

API = "https://api.github.com"
# The version whose description the tests hold requests and answers against.
_VERSION = "2022-11-28"
_PAGE = 100
# A secondary limit that names no time: GitHub asks for a minute at least.
_UNNAMED_WAIT = 60.0
_NEVER_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a request is tried, and how long the waits are, in seconds.

    GitHub asks for a second between writes.
    """

    attempts: int = 5
    longest_wait: float = 300.0
    first_pause: float = 1.0
    between_writes: float = 1.0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Clock, rest and the person who is told of waits; tests bring their own."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    tell: Callable[[str], None] = lambda _: None
    patience: Patience = field(default_factory=Patience)


class Call(NamedTuple):
    """A request, in GitHub's words and in ours.

    `what` completes "cannot …"; `permission` is what a token needs for it. A call is `repeatable`
    when doing it twice comes to the same as doing it once.
    """

    method: str
    path: str
    what: str
    permission: str
    repeatable: bool = True
    query: Mapping[str, str | int] = {}
    body: object = None


class _Again(Exception):  # noqa: N818  # no error: it asks for another try
    """A try that came to nothing; whether GitHub may have acted on it all the same."""

    def __init__(
        self, event: str, detail: object = "", *, acted: bool, wait: float | None = None
    ) -> None:
        super().__init__(f"{event} ({detail})" if str(detail) else event)
        self.acted = acted
        self.wait = wait


class Session:
    """A connection to GitHub's REST and GraphQL interfaces."""

    def __init__(
        self,
        token: Token | None,
        *,
        url: str = API,
        cache: Path | None = None,
        around: Surroundings | None = None,
    ) -> None:
        """Connect lazily; answers are kept in the folder `cache`, or in memory."""
        self._url = url
        # An installation of its own has REST at /api/v3 and GraphQL at /api/graphql.
        self._graphql = f"{url.removesuffix('/').removesuffix('/v3')}/graphql"
        self._given = token is not None
        self._around = around or Surroundings()
        self._client = connect(url, token, cache)
        self._may_write_at = 0.0

    def close(self) -> None:
        """Let go of connections and of the cache."""
        self._client.close()

    def __enter__(self) -> Self:
        """Use it in a `with` statement."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def pages(self, call: Call) -> Iterator[list[Any]]:
        """The pages of a list, each read when it is taken."""
        path: str | None = call.path
        query = {"per_page": _PAGE, **call.query}
        while path is not None:
            data, path = self._patiently(call._replace(path=path, query=query))
            if not isinstance(data, list):
                raise StrangeAnswerError(call.what, "there should be a list")
            yield data
            query = {}

    def send(self, call: Call) -> Any:
        """The decoded body of the answer; None where it has none.

        Raises:
            ForgeError: there was no answer, or it says no.
        """
        return self._patiently(call)[0]

    def graphql(self, query: str, variables: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
        """The data that a query asks for; what is not there, or may not be seen, is None.

        Raises:
            ForgeError: there was no answer, or it says no.
        """
        body = {"query": query, "variables": dict(variables)}
        data, _ = self._patiently(call._replace(method="POST", path=self._graphql, body=body))
        if not isinstance(data, dict) or not isinstance(data.get("data"), dict):
            raise StrangeAnswerError(call.what, "there should be data")
        found: Mapping[str, Any] = data["data"]
        return found

    def _patiently(self, call: Call) -> tuple[Any, str | None]:
        """Try until there is an answer; gives it with the address of the next page."""
        around, patience = self._around, self._around.patience
        for attempt in range(patience.attempts):
            try:
                return self._once(call)
            except _Again as again:
                if again.acted and not call.repeatable:
                    raise UnknownOutcomeError(call.what, str(again)) from again
                reason = again
            pause = reason.wait if reason.wait is not None else patience.first_pause * 2**attempt
            if pause > patience.longest_wait:
                raise RateLimitError(call.what, pause, patience.longest_wait) from reason
            if attempt + 1 < patience.attempts:
                around.tell(f"{reason}; waiting {pause:.0f} s to {call.what}")
                around.sleep(pause)
        raise UnreachableError(call.what, f"{reason}, after {patience.attempts} tries") from reason

    def _keep_distance(self, call: Call) -> None:
        """Wait until it is time for another write."""
        if call.method == "GET" or (call.path == self._graphql and not _changes(call.body)):
            return
        now = self._around.now()
        if now < self._may_write_at:
            self._around.sleep(self._may_write_at - now)
        self._may_write_at = max(now, self._may_write_at) + self._around.patience.between_writes

    def _once(self, call: Call) -> tuple[Any, str | None]:
        self._keep_distance(call)
        headers = sansio.create_headers("headway")
        # What the cache holds is used only when GitHub says that it is still so.
        headers |= {"X-GitHub-Api-Version": _VERSION, "Cache-Control": "no-cache"}
        try:
            response = self._client.request(
                call.method,
                sansio.format_url(call.path, None, base_url=self._url),
                params=dict(call.query) or None,
                json=call.body,
                headers=headers,
                follow_redirects=call.method == "GET",
            )
        except _NEVER_SENT as error:
            raise _Again("GitHub is not reached", error, acted=False) from error
        except httpx2.TransportError as error:
            raise _Again("the connection broke", error, acted=True) from error
        return self._answer(call, response)

    def _answer(self, call: Call, response: httpx2.Response) -> tuple[Any, str | None]:
        """What a response holds, or the failure that it stands for."""
        status, headers = response.status_code, response.headers
        wait = self._limited(response)
        if wait is not None:
            raise _Again("GitHub's rate limit is reached", acted=False, wait=wait)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise _Again("GitHub is in trouble", status, acted=True)
        try:
            data, _, following = sansio.decipher_response(status, headers, response.content)
        except ValueError as error:
            raise _Again("GitHub's answer is cut off", acted=True) from error
        except HTTPException as error:
            raise self._failure(call, error) from error
        if call.path == self._graphql:
            self._check_graphql(call, response, data)
        return data, following

    def _limited(self, response: httpx2.Response) -> float | None:
        """The seconds that GitHub asks to wait for; None when it does not."""
        if response.status_code not in {HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS}:
            return None
        named = self._wait(response)
        if named is not None:
            return named
        limited = response.status_code == HTTPStatus.TOO_MANY_REQUESTS
        return _UNNAMED_WAIT if limited or b"rate limit" in response.content else None

    def _wait(self, response: httpx2.Response) -> float | None:
        """The seconds until another request may be made, where the headers tell them."""
        headers = response.headers
        if headers.get("retry-after", "").isdigit():
            return float(headers["retry-after"])
        if headers.get("x-ratelimit-remaining") == "0":
            reset = float(headers.get("x-ratelimit-reset", 0))
            return max(reset - self._around.now(), 0.0) + 1
        return None

    def _failure(self, call: Call, error: HTTPException) -> ForgeError:
        """What an answer that says no comes to."""
        status, what = error.status_code, call.what
        forbidden = status == HTTPStatus.FORBIDDEN
        if status == HTTPStatus.UNAUTHORIZED or (forbidden and not self._given):
            return BadTokenError(what, call.permission, given=self._given)
        if forbidden:
            return ForbiddenError(what, call.permission, str(error))
        if status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
            return NotFoundError(what, call.permission)
        if isinstance(error, RedirectionException):
            return MovedError(what)
        if isinstance(error, BadRequest):
            return RefusedError(what, _reasons(error))
        return StrangeAnswerError(what, f"it has the status {int(status)}, {error}")

    def _check_graphql(self, call: Call, response: httpx2.Response, data: Any) -> None:
        """Raise what the errors of a GraphQL answer stand for; what is not found is none."""
        errors = data.get("errors") or [] if isinstance(data, dict) else []
        for error in errors:
            kind, said = error.get("type"), error.get("message", "")
            if kind == "RATE_LIMITED":
                wait = self._wait(response)
                wait = _UNNAMED_WAIT if wait is None else wait
                raise _Again("GitHub's rate limit is reached", acted=False, wait=wait)
            if kind in {"FORBIDDEN", "INSUFFICIENT_SCOPES"}:
                raise ForbiddenError(call.what, call.permission, said)
            if kind is None and not data.get("data"):
                raise _Again("GitHub is in trouble", said, acted=False)
            if kind != "NOT_FOUND":
                raise RefusedError(call.what, [said])


def _changes(body: object) -> bool:
    """Whether what is sent to the GraphQL interface changes something."""
    return isinstance(body, dict) and str(body.get("query")).lstrip().startswith("mutation")


def _reasons(error: BadRequest) -> list[str]:
    """Why GitHub refuses: each entry of the list `errors` in words, else the message."""
    entries = error.errors if isinstance(error, InvalidField) else None
    return [_reason(entry) for entry in entries or ()] or [str(error)]


def _reason(entry: object) -> str:
    if not isinstance(entry, dict):
        return str(entry)
    if entry.get("message"):
        return str(entry["message"])
    parts = (str(entry.get(key, "")) for key in ("resource", "field", "code"))
    return " ".join(part for part in parts if part) or json.dumps(entry)
