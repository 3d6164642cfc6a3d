"""Addresses in settings: whether anything can be asked at one, before anything is."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

HTTP = frozenset({"http", "https"})
GIT = HTTP | {"git", "ssh"}
_HOST = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_HELPER = re.compile(r"[A-Za-z0-9]+::")  # what git would run a program of its own for


def has_server(address: str, schemes: frozenset[str] = HTTP) -> bool:
    """Whether an address has one of some schemes, a host that can be one, and no odd port."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
        if ":" in host:
            ip_address(host)
        elif not _HOST.fullmatch(host):
            return False
    except ValueError:
        return False
    return parts.scheme in schemes and port != 0


def is_repository(text: str) -> bool:
    """Whether git may fetch from there: from a folder, `HOST:PATH`, or an address."""
    if not text.isprintable() or _HELPER.match(text):
        return False
    return "://" not in text or text.startswith("file:///") or has_server(text, GIT)
