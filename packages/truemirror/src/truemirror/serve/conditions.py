"""What a client has already, and which part of a file it wants (RFC 9110, sections 13 and 14)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from truemirror.serve.answers import Asked

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class Span(NamedTuple):
    """Bytes of a file from one place up to another; none of them where it has no such part."""

    start: int
    end: int


def has_tag(headers: Mapping[str, str], etag: str) -> bool:
    """Whether the client has just these bytes."""
    said = headers.get("if-none-match", "")
    return any(tag.strip().removeprefix("W/") in {etag, "*"} for tag in said.split(","))


def asked_date(headers: Mapping[str, str]) -> str | None:
    """The date of the client's copy, where that is all it says of it."""
    return None if "if-none-match" in headers else headers.get("if-modified-since")


def wanted_span(asked: Asked, etag: str, size: int) -> Span | None:
    """The part that is wanted, if the client's own part is of these bytes; None for all of it.

    Several parts, and parts in other units, may be answered with all of it, and are. Only a tag
    tells for sure that the client's part is of the same bytes; a date does not.
    """
    found = _RANGE.fullmatch(asked.headers.get("range", "").replace(" ", ""))
    if asked.method != "GET" or not found or asked.headers.get("if-range", etag) != etag:
        return None
    first, last = found.groups()
    if first and last and int(last) < int(first):
        return None
    if first:
        end = min(int(last) + 1, size) if last else size
        return Span(int(first), end) if int(first) < size else Span(0, 0)
    if not last:
        return None
    return Span(max(0, size - int(last)), size) if int(last) and size else Span(0, 0)
