"""SQLite and PostgreSQL, opened so that a transaction is all or nothing on both."""

from __future__ import annotations

import sqlite3
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from headway.activity.errors import BadDatabaseError, NotAStoreError, StoreFailedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

_PATIENCE = 30  # seconds that one writer waits for another
_PAUSE = 0.01  # seconds between two tries of what the database does not wait for
_LOCK = 0x6865616477  # any number will do, as long as every Headway takes the same
_DRIVERS = {
    "sqlite": "sqlite+pysqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
}


def read_url(text: str) -> URL:
    """A database's address; a text without `://` is the path of an SQLite file.

    Raises:
        BadDatabaseError: it is of another shape, or names another database system.
    """
    if "://" not in text:
        return URL.create(_DRIVERS["sqlite"], database=text)
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise BadDatabaseError(text) from error
    if url.drivername not in _DRIVERS or not url.database:
        raise BadDatabaseError(text)
    return url.set(drivername=_DRIVERS[url.drivername])


def shown(url: URL) -> str:
    """A database's address as people may see it."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return url.set(drivername="postgresql").render_as_string(hide_password=True)


def connect(url: URL) -> Engine:
    """An engine for a database; nothing is opened yet."""
    if url.get_backend_name() != "sqlite":
        return create_engine(url, connect_args={"connect_timeout": _PATIENCE})
    engine = create_engine(url, connect_args={"timeout": _PATIENCE})
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


@contextmanager
def reading(engine: Engine, where: str) -> Iterator[Connection]:
    """A connection that sees the store as it is at one moment.

    Raises:
        StoreFailedError: the database cannot be reached, or fails.
    """
    with _told(where), engine.connect() as connection:
        yield connection.execution_options(**_isolation(engine))


@contextmanager
def writing(engine: Engine, where: str) -> Iterator[Connection]:
    """One transaction: all that is written in it is kept at its end, or nothing of it.

    Writers wait for each other, so that what one reads before it writes is still so when it does.

    Raises:
        StoreFailedError: the database cannot be reached, or fails.
    """
    options = {"headway_writes": True}
    with (
        _told(where),
        engine.connect().execution_options(**options) as connection,
        connection.begin(),
    ):
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        yield connection


def _isolation(engine: Engine) -> dict[str, Any]:
    # SQLite's readers see one moment without being asked to.
    return {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}


def _set_up(connection: Any, _record: Any) -> None:
    """Let readers and a writer go on at once, and be sure of each commit."""
    connection.isolation_level = None  # transactions are begun below, not by the driver
    _keep_a_log(connection)
    connection.execute("PRAGMA synchronous = FULL").close()


def _keep_a_log(connection: Any) -> None:
    """Have SQLite write ahead into a log; it does not wait by itself for the right to begin one."""
    last = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").close()
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY  # the rest says why
            if not busy or time.monotonic() > last:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _begin(connection: Connection) -> None:
    """Take the right to write at the start, since it cannot be had later when others write."""
    writes = connection.get_execution_options().get("headway_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _told(where: str) -> Iterator[None]:
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        said = error.orig if isinstance(error, DBAPIError) else error
        if getattr(said, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB:
            raise NotAStoreError(where, "the file is no SQLite database") from error
        raise StoreFailedError(where, str(said).strip().partition("\n")[0]) from error
