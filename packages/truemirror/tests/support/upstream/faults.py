"""What can go wrong with an answer: a fault asks for the right one and makes another of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from upstream.answers import ELSEWHERE, Answer, answer, plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from upstream.answers import Request
    from upstream.site import Site

    Respond = Callable[[Request], Answer]
    Fault = Callable[[Request, Respond], Answer]


def cut(after: int) -> Fault:
    """The connection ends after so many bytes of the body, though the header promises more."""
    return lambda request, respond: respond(request)._replace(cut=after)


def drop() -> Fault:
    """The connection ends without an answer."""
    return lambda _request, _respond: Answer(0, {}, cut=-1)


def hang() -> Fault:
    """No answer comes, and the connection stays."""
    return lambda _request, _respond: Answer(0, {}, hang=True)


def slow(rate: int) -> Fault:
    """The body comes at so many bytes per second."""
    return lambda request, respond: respond(request)._replace(rate=rate)


def wrong(data: bytes | None = None) -> Fault:
    """Other bytes than the right ones: as many, unless they are given. The header stays."""

    def spoil(request: Request, respond: Respond) -> Answer:
        right = respond(request)
        other = bytes([right.body[0] ^ 1]) + right.body[1:] if right.body else b""
        return right._replace(body=other if data is None else data)

    return spoil


def status(code: int, retry_after: int | str | None = None) -> Fault:
    """A status instead of the file, perhaps with a time (in seconds, or a date) to come back at."""
    said = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return lambda _request, _respond: plain(code, said)


def stale(old: Site) -> Fault:
    """A cache that still has the file of an older state.

    On some paths only, such as `*.sha256`, this tears pairs of files that belong together.
    """
    return lambda request, _: answer(old, request, lambda _path, file: file.read())


def not_modified(*, unasked: bool = False) -> Fault:
    """304 to every conditional request, whatever the client has; or even to others."""

    def lie(request: Request, respond: Respond) -> Answer:
        asked = {"if-none-match", "if-modified-since"} & request.headers.keys()
        right = respond(request)
        return Answer(304, right.headers) if asked or unasked else right

    return lie


def ignore_range() -> Fault:
    """The whole file, whichever part was asked for."""

    def whole(request: Request, respond: Respond) -> Answer:
        asked = {name: said for name, said in request.headers.items() if name != "range"}
        return respond(request._replace(headers=asked))

    return whole


def redirect(to: str = f"/{ELSEWHERE}", code: int = 302) -> Fault:
    """A redirection to the same path below an address; by default one where the file is, too.

    Where the fault's pattern covers what it leads to, it never ends.
    """

    def lead(request: Request, _respond: Respond) -> Answer:
        return plain(code, {"Location": to + request.path.removeprefix(ELSEWHERE)})

    return lead
