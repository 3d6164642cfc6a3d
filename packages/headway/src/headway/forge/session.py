"""Requests with patience: what is retried, what is waited for, and what each failure means."""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx2
from gidgethub import BadRequest, HTTPException, InvalidField, RedirectionException, sansio

from headway.closing import Closing
from headway.forge.connection import connect
from headway.forge.errors import (
    BadTokenError,
    ForbiddenError,
    ForgeError,
    MovedError,
    NotFoundError,
    RefusedError,
    StrangeAnswerError,
    TooMuchError,
)
from headway.forge.network import Again, Pace, Surroundings, broken, patiently

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from headway.forge.token import Token

API = "https://api.github.com"
# The version whose description the tests hold requests and answers against.
_VERSION = "2022-11-28"
_PAGE = 100
# A secondary limit that names no time: GitHub asks for a minute at least.
_UNNAMED_WAIT = 60.0
_LAST_PAGE = re.compile(r'[?&]page=(\d+)[^>]*>; rel="last"')
# Kinds of errors in GraphQL answers.
_MISSING = "NOT_FOUND"
_FORBIDDEN = ("FORBIDDEN", "INSUFFICIENT_SCOPES")
_TOO_MUCH = ("RESOURCE_LIMITS_EXCEEDED", "MAX_NODE_LIMIT_EXCEEDED")


class Call(NamedTuple):
    """A request, in GitHub's words and in ours.

    `what` completes "cannot …"; `permission` is what a token needs for it. A call is `repeatable`
    when doing it twice comes to the same as doing it once. A `tag`, even an empty one, says that
    the caller keeps the answer: nothing is kept here, and what still has that tag is not sent.
    """

    method: str
    path: str
    what: str
    permission: str
    repeatable: bool = True
    query: Mapping[str, str | int] = {}
    body: object = None
    tag: str | None = None


class Page(NamedTuple):
    """A page of a list, with what leads to the next one; `total` counts all pages' entries, about.

    `tag` is what the page is known by, to ask whether it is still so.
    """

    entries: list[Any]
    following: str | None = None
    tag: str = ""
    total: int | None = None


class GraphQLAnswer(NamedTuple):
    """What a query found, and why the rest is missing: errors by the path of what they are about.

    What `failed` is there in part, and is not to be relied on.
    """

    data: Mapping[str, Any]
    forbidden: Mapping[tuple[Any, ...], str]
    failed: Mapping[tuple[Any, ...], str]


class _Answered(NamedTuple):
    """The decoded body of an answer; `unchanged` where it was not sent again."""

    data: Any
    following: str | None = None
    last: int | None = None
    tag: str = ""
    unchanged: bool = False


class Session(Closing):
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
        self._clients = connect(url, token, cache)
        self._pace = Pace(self._around)

    def close(self) -> None:
        """Let go of connections and of the cache."""
        self._clients.close()

    def pages(self, call: Call) -> Iterator[list[Any]]:
        """The pages of a list, each read when it is taken."""
        following: str | None = call.path
        while following is not None:
            page = self.page(call, None if following == call.path else following)
            assert page is not None  # noqa: S101  # without a tag, an answer is always sent
            yield page.entries
            following = page.following

    def page(self, call: Call, at: str | None = None) -> Page | None:
        """A page of a list: the first, or the one that `at` leads to.

        None where it still has the tag of the call.

        Raises:
            ForgeError: there was no answer, or it says no.
        """
        query = {"per_page": _PAGE, **call.query}
        asked = call._replace(query=query) if at is None else call._replace(path=at, query={})
        answered = self._patiently(asked)
        if answered.unchanged:
            return None
        if not isinstance(answered.data, list):
            raise StrangeAnswerError(call.what, "there should be a list")
        several = answered.last and answered.last * int(query["per_page"])
        return Page(answered.data, answered.following, answered.tag, several or len(answered.data))

    def send(self, call: Call) -> Any:
        """The decoded body of the answer; None where it has none.

        Raises:
            ForgeError: there was no answer, or it says no.
        """
        return self._patiently(call).data

    def graphql(self, query: str, variables: Mapping[str, Any], call: Call) -> Mapping[str, Any]:
        """The data that a query asks for; what is not there, or may not be seen, is None.

        Raises:
            ForgeError: there was no answer, or it says no.
        """
        answer = self.graphql_in_parts(query, variables, call)
        for said in answer.forbidden.values():
            raise ForbiddenError(call.what, call.permission, said)
        if answer.failed:
            raise RefusedError(call.what, answer.failed.values())
        return answer.data

    def graphql_in_parts(
        self, query: str, variables: Mapping[str, Any], call: Call
    ) -> GraphQLAnswer:
        """The data that a query asks for, with what kept a part of it away.

        Raises:
            TooMuchError: GitHub would not answer all of it.
            ForgeError: there was no answer, or it says no to the whole.
        """
        body = {"query": query, "variables": dict(variables)}
        data = self._patiently(call._replace(method="POST", path=self._graphql, body=body)).data
        if not isinstance(data, dict):
            raise StrangeAnswerError(call.what, "there should be data")
        errors = [one for one in data.get("errors") or () if isinstance(one, dict)]
        told: dict[str, dict[tuple[Any, ...], str]] = {"forbidden": {}, "failed": {}}
        for error in errors:
            kind, said = error.get("type"), _text(error, "message")
            if kind in _TOO_MUCH:
                raise TooMuchError(call.what, said)
            if kind != _MISSING:
                path = tuple(error.get("path") or ())
                told["forbidden" if kind in _FORBIDDEN else "failed"][path] = said
        if isinstance(data.get("data"), dict):
            return GraphQLAnswer(data["data"], **told)
        if errors:
            raise RefusedError(call.what, [_text(error, "message") for error in errors])
        raise StrangeAnswerError(call.what, "there should be data")

    def _patiently(self, call: Call) -> _Answered:
        """Try until there is an answer."""
        return patiently(
            lambda: self._once(call),
            call.what,
            self._around,
            repeatable=call.repeatable,
            by="GitHub",
        )

    def _once(self, call: Call) -> _Answered:
        if call.method != "GET" and (call.path != self._graphql or _changes(call.body)):
            self._pace.keep()
        client = self._clients.kept if call.tag is None else self._clients.direct
        headers = sansio.create_headers("headway")
        # What the cache holds is used only when GitHub says that it is still so.
        headers |= {"X-GitHub-Api-Version": _VERSION, "Cache-Control": "no-cache"}
        if call.tag:
            headers["If-None-Match"] = call.tag
        try:
            response = client.request(
                call.method,
                sansio.format_url(call.path, None, base_url=self._url),
                params=dict(call.query) or None,
                json=call.body,
                headers=headers,
                follow_redirects=call.method == "GET",
            )
        except httpx2.TransportError as error:
            raise broken(error, "GitHub") from error
        return self._answer(call, response)

    def _answer(self, call: Call, response: httpx2.Response) -> _Answered:
        """What a response holds, or the failure that it stands for."""
        status, headers = response.status_code, response.headers
        if call.tag and status == HTTPStatus.NOT_MODIFIED:
            return _Answered(None, tag=call.tag, unchanged=True)
        wait = self._limited(response)
        if wait is not None:
            raise Again("GitHub's rate limit is reached", acted=False, wait=wait)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise Again("GitHub is in trouble", status, acted=True)
        try:
            data, _, following = sansio.decipher_response(status, headers, response.content)
        except ValueError as error:
            raise Again("GitHub's answer is cut off", acted=True) from error
        except HTTPException as error:
            raise self._failure(call, error) from error
        if call.path == self._graphql:
            self._check_graphql(response, data)
        last = _LAST_PAGE.search(headers.get("link", ""))
        return _Answered(data, following, last and int(last[1]), headers.get("etag", ""))

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

    def _check_graphql(self, response: httpx2.Response, data: Any) -> None:
        """Have a GraphQL query tried again whose errors ask for that."""
        errors = data.get("errors") or () if isinstance(data, dict) else ()
        for error in errors:
            kind = error.get("type") if isinstance(error, dict) else None
            if kind == "RATE_LIMITED":
                wait = self._wait(response)
                wait = _UNNAMED_WAIT if wait is None else wait
                raise Again("GitHub's rate limit is reached", acted=False, wait=wait)
            if kind is None and not data.get("data"):
                raise Again("GitHub is in trouble", _text(error, "message"), acted=False)


def _text(said: object, name: str) -> str:
    """A field of what GitHub says, as text."""
    return str(said.get(name, "")) if isinstance(said, dict) else str(said)


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
