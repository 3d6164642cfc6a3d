"""Serving a mirror as the settings have it."""

from __future__ import annotations

import datetime as dt
import logging
import os
import socket
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from truemirror.errors import TruemirrorError
from truemirror.serve.address import Addresses
from truemirror.serve.app import Parts, application
from truemirror.serve.server import Limits, room, server
from truemirror.serve.site import Site
from truemirror.serve.traffic import Traffic
from truemirror.serve.views import Latest

if TYPE_CHECKING:
    from pathlib import Path

    import uvicorn

    from truemirror.config.values import ServeTable
    from truemirror.store.mirror import Mirror

_BACKLOG = 1024
log = logging.getLogger(__name__)


class ListenError(TruemirrorError):
    """A server cannot listen at its address."""

    exit_code = 2

    def __init__(self, host: str, port: int, error: OSError) -> None:
        """Tell where, and why not."""
        # Python adds the address to what the system says of it, but where a name is not known.
        is_name = isinstance(error, socket.gaierror)
        why = error.strerror if is_name else os.strerror(error.errno or 0)
        super().__init__(
            f"cannot listen at {host}, port {port}: {why}; `--host` and `--port`, or the settings "
            "`serve.host` and `serve.port`, say where to"
        )


class Serving(NamedTuple):
    """A server, and the socket that it listens at already."""

    server: uvicorn.Server
    listening: socket.socket

    @property
    def address(self) -> str:
        """Where it listens."""
        host, port, *_ = self.listening.getsockname()
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def run(self) -> None:
        """Answer requests until the process is told to end, and what is under way has ended."""
        self.server.run([self.listening])


def prepare(mirror: Mirror, table: ServeTable, counts: Path | None) -> Serving:
    """A server of a mirror, that keeps count of requests in a file.

    Raises:
        ListenError: another has the port, or there is no such address.
    """
    limits = Limits(room(table.connections), patience=table.patience)
    if limits.connections < table.connections:
        files = "this process may not open more files (`ulimit -n`, LimitNOFILE)"
        log.warning("%s connections at most, as %s", f"{limits.connections:,}", files)
    latest = Latest(mirror)
    chance = Random()  # noqa: S311 - it chooses what is logged and keeps no secret
    parts = Parts(
        mirror,
        latest,
        Site(mirror, latest, all_lines=table.all_lines),
        Addresses(table.public, table.proxies),
        Traffic(counts, table.log, chance),
        dt.timedelta(hours=table.late),
    )
    return Serving(server(application(parts), limits), _listen(table.host, table.port))


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    both = host == "::" and socket.has_dualstack_ipv6()
    try:
        return socket.create_server(
            (host, port), family=family, backlog=_BACKLOG, dualstack_ipv6=both
        )
    except OSError as error:
        raise ListenError(host, port, error) from error
