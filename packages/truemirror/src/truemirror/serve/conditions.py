"""What a client has already, and which part of a file it wants (RFC 9110, sections 13 and 14)."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
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


def wants_other(headers: Mapping[str, str], etag: str) -> bool:
    """Whether the client wants only other bytes than these: its own, which it names."""
    said = headers.get("if-match")
    return said is not None and all(tag.strip() not in {etag, "*"} for tag in said.split(","))


def is_too_new(headers: Mapping[str, str], modified: dt.datetime) -> bool:
    """Whether the client wants no bytes as new as these; whoever names some tells by If-Match."""
    said = None if "if-match" in headers else headers.get("if-unmodified-since")
    try:
        bound = parsedate_to_datetime(said) if said else None
        return bound is not None and modified.replace(microsecond=0) > bound
    except (ValueError, TypeError):  # no date, or one without a zone: to be passed over
        return False


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
