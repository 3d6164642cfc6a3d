"""What a client calls the server: the address that goes into `config.json`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_HOST = re.compile(r"(?:[A-Za-z0-9_][A-Za-z0-9._-]*|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
_PREFIX = re.compile(r"(?:/[\w.~-]+)*")


class Addresses:
    """Tells how a server was addressed, as far as the client, or a proxy before it, is believed."""

    def __init__(self, public: str | None, proxies: Collection[str] = ("127.0.0.1", "::1")) -> None:
        """Take the one address that clients are told, or None for the one that each of them used.

        Of that, `X-Forwarded-*` headers tell where the request comes from one of the proxies.
        """
        self._public = public.rstrip("/") if public else None
        self._proxies = frozenset(proxies)

    def of(self, scheme: str, peer: str, headers: Mapping[str, str]) -> str | None:
        """The address of a request, without a slash at its end; None where it has none that can be.

        `scheme` and `peer` are those of the connection.
        """
        if self._public is not None:
            return self._public
        host, prefix = headers.get("host", ""), ""
        if peer.removeprefix("::ffff:") in self._proxies:  # as IPv6 tells of who comes by IPv4
            host = _first(headers, "x-forwarded-host") or host
            scheme = _first(headers, "x-forwarded-proto") or scheme
            prefix = _first(headers, "x-forwarded-prefix").rstrip("/")
        known = scheme in {"http", "https"} and _HOST.fullmatch(host) and _PREFIX.fullmatch(prefix)
        return f"{scheme}://{host}{prefix}" if known else None


def _first(headers: Mapping[str, str], name: str) -> str:
    """What the proxy that is nearest to the client said."""
    return headers.get(name, "").partition(",")[0].strip()
