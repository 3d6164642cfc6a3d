"""The HTTP clients: a cache on disk above, the token below it, so that the cache never sees one.

hishel keeps a request's headers beside each answer. So the header `Authorization` is added by a
transport that stands between the cache and the network.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, NamedTuple

import httpx2
from hishel import CacheOptions, SqliteStorage
from hishel.httpx2 import CacheTransport

from headway.forge.network import TIMEOUT, certificates

if TYPE_CHECKING:
    from pathlib import Path

    from headway.forge.token import Token

# One user's cache may keep what is private; and what it keeps is asked about before it is used.
_CACHING = CacheOptions(shared=False)
_FILE = "github.db"
_LARGEST = 256 * 1024 * 1024


class _Authorised(httpx2.BaseTransport):
    """Sends through a plain client, with the token to one origin and to no other."""

    def __init__(self, origin: httpx2.URL, token: Token | None) -> None:
        self._client = httpx2.Client(timeout=TIMEOUT, verify=certificates())
        self._origin = _origin(origin)
        self._token = token

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        headers = request.headers.copy()
        if self._token is not None and _origin(request.url) == self._origin:
            headers["Authorization"] = self._token.header()
        sent = httpx2.Request(
            request.method,
            request.url,
            headers=headers,
            stream=request.stream,
            extensions=request.extensions,
        )
        return self._client.send(sent, stream=True)

    def close(self) -> None:
        self._client.close()


class Clients(NamedTuple):
    """Two ways to an API: `kept` keeps answers to ask about them again, `direct` keeps nothing."""

    kept: httpx2.Client
    direct: httpx2.Client

    def close(self) -> None:
        """Let go of connections and of the cache."""
        for client in self:
            client.close()


def connect(url: str, token: Token | None, folder: Path | None) -> Clients:
    """Clients for an API, with answers kept in a folder, or in memory without one."""
    network = _Authorised(httpx2.URL(url), token)
    cache = CacheTransport(network, storage=_storage(folder), rfc=_CACHING)
    return Clients(
        httpx2.Client(transport=cache, timeout=TIMEOUT),
        httpx2.Client(transport=network, timeout=TIMEOUT),
    )


def _storage(folder: Path | None) -> SqliteStorage:
    """A store in a folder; where that cannot be written, one in memory."""
    if folder is not None:
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            file = folder / _FILE
            connection = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
            file.chmod(0o600)
            connection.execute("PRAGMA user_version = 1")
            return SqliteStorage(connection=connection, max_size=_LARGEST)
        except (OSError, sqlite3.Error):
            pass
    memory = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
    return SqliteStorage(connection=memory)


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port
