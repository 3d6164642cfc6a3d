"""Answers to requests for files: conditional ones, ranges, heads."""

from __future__ import annotations

import re
from email.utils import format_datetime, parsedate_to_datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from upstream.site import File, Site

ELSEWHERE = "elsewhere/"  # every file is below this too, for redirections to lead to
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_TYPES = {"json": "application/json", "toml": "text/plain", "xml": "application/rss+xml"}


class Request(NamedTuple):
    """What was asked: the path is unquoted and without its first slash, header names are lower."""

    method: str
    path: str
    headers: Mapping[str, str]
    connection: int = 0
    at: float = 0.0
    version: str = "1.1"

    @property
    def address(self) -> str:
        """What the client knows the server by."""
        scheme = self.headers.get(":scheme", "http")
        return f"{scheme}://{self.headers.get('host', 'localhost')}"


class Answer(NamedTuple):
    """What is answered, and how badly.

    The length is that of the body unless the header says otherwise. It is sent at a `rate` of bytes
    per second; the connection ends after `cut` bytes of the body, or before the header where that
    is negative; with `hang` nothing is sent at all.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    rate: int = 0
    cut: int | None = None
    hang: bool = False


def answer(site: Site, request: Request, read: Callable[[str, File], bytes]) -> Answer:
    """The right answer; `read` gives the bytes of the file at a path."""
    if request.method not in {"GET", "HEAD"}:
        return plain(405)
    path = request.path.removeprefix(ELSEWHERE)
    file = site.get(path, request.address)
    if file is None:
        return plain(404)
    if file.status != 200:
        return Answer(file.status, {"Content-Type": "application/xml"}, file.read())
    headers = {
        "ETag": f'"{file.etag}"',
        "Last-Modified": format_datetime(file.modified, usegmt=True),
        "Accept-Ranges": "bytes",
        "Content-Type": _TYPES.get(path.rpartition(".")[2], "application/octet-stream"),
    }
    if _unchanged(request.headers, file):
        return Answer(304, headers)
    body = read(path, file)
    if request.method == "HEAD":
        return Answer(200, headers | {"Content-Length": str(len(body))})
    return _part(request.headers, Answer(200, headers, body))


def plain(status: int, headers: Mapping[str, str] | None = None) -> Answer:
    """An answer of which only the status and these headers matter."""
    said = {"Content-Type": "text/plain", **(headers or {})}
    return Answer(status, said, f"{status}\n".encode())


def _unchanged(asked: Mapping[str, str], file: File) -> bool:
    tags = asked.get("if-none-match")
    if tags is not None:
        known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return bool(known & {f'"{file.etag}"', "*"})
    if "if-modified-since" not in asked:
        return False
    since = parsedate_to_datetime(asked["if-modified-since"])
    return file.modified.replace(microsecond=0) <= since


def _part(asked: Mapping[str, str], whole: Answer) -> Answer:
    """The part of a file that was asked for: one range, if the client's file is still the same."""
    found = _RANGE.fullmatch(asked.get("range", ""))
    same = asked.get("if-range") in {None, whole.headers["ETag"], whole.headers["Last-Modified"]}
    if not found or found[0] == "bytes=-" or not same:
        return whole
    size = len(whole.body)
    if found[1]:
        start, end = int(found[1]), int(found[2] or max(size, int(found[1])))
        if end < start:  # this is no range
            return whole
        end = min(end, size - 1)
    else:
        start, end = max(0, size - int(found[2])), size - 1
    if start > end:
        return plain(416, {"Content-Range": f"bytes */{size}"})
    said = {"Content-Range": f"bytes {start}-{end}/{size}"}
    return Answer(206, {**whole.headers, **said}, whole.body[start : end + 1])
