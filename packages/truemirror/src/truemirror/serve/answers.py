"""Requests and answers, as far as files need them."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

from truemirror.serve.kinds import cache_control, media_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from truemirror.serve.conditions import Span

UNAVAILABLE = {"Retry-After": "60"}


class Asked(NamedTuple):
    """A request: its path without the first slash, headers by their names in small letters.

    `address` is what the client calls this server, such as `https://mirror.example`.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    address: str


class Answer(NamedTuple):
    """What is answered; the body may be read only as it is sent."""

    status: int
    headers: Mapping[str, str]
    body: Iterable[bytes] = ()


def plain(status: int, headers: Mapping[str, str] | None = None) -> Answer:
    """An answer of which the status says all; nobody is to keep it for long."""
    text = f"{int(status)} {HTTPStatus(status).phrase}\n".encode()
    said = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": str(len(text)),
        "Cache-Control": "no-store" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "max-age=60",
    }
    return Answer(status, {**said, **(headers or {})}, [text])


def file_headers(path: str, sha256: str) -> dict[str, str]:
    """What is said of a file whoever gets it, or has it already."""
    return {
        "Content-Type": media_type(path),
        "ETag": f'"{sha256}"',
        "Cache-Control": cache_control(path),
        "Accept-Ranges": "bytes",
        "X-Content-Type-Options": "nosniff",
    }


def found(
    headers: Mapping[str, str], size: int, span: Span | None = None, body: Iterable[bytes] = ()
) -> Answer:
    """The answer with all of a file that has a size, or with the part that is wanted of it."""
    if span is None:
        return Answer(HTTPStatus.OK, {**headers, "Content-Length": str(size)}, body)
    if span.start == span.end:
        headers = {"Content-Range": f"bytes */{size}"}
        return plain(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers)
    said = {
        "Content-Range": f"bytes {span.start}-{span.end - 1}/{size}",
        "Content-Length": str(span.end - span.start),
    }
    return Answer(HTTPStatus.PARTIAL_CONTENT, {**headers, **said}, body)
