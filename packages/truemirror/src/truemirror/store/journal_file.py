"""The file of a journal: its tables, and how it is opened, even where it cannot be written."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from truemirror.errors import TruemirrorError, refusal

if TYPE_CHECKING:
    from pathlib import Path

VERSION = 1
_BEGIN = f"""
begin exclusive;
create table seen (
    url text primary key, bundle text not null, etag text, modified text, sha256 text not null,
    git text
) without rowid;
create index seen_bundle on seen (bundle);
create table bundles (
    name text primary key, wish text not null, taken_at text not null, made_at text
) without rowid;
create table files (
    bundle text, path text, sha256 text not null, size integer not null, primary key (bundle, path)
) without rowid;
create index files_path on files (path);
create table pending (
    place blob primary key, path text not null, sha256 text, size integer
) without rowid;
create table troubles (
    bundle text primary key, reason text not null, since text not null, made_at text
) without rowid;
create table remarks (
    bundle text, kind text, about text, text text not null, since text not null,
    primary key (bundle, kind, about)
) without rowid;
create table facts (
    name text primary key, value text not null
) without rowid;
pragma user_version = {VERSION};
commit;
"""
# What is on its way into the mirror, or in it already, and may be of no bundle here yet.
_STOCK = """
create temp table stock (
    sha256 text primary key, size integer not null, bundle text not null
) without rowid
"""


class JournalError(TruemirrorError):
    """The journal cannot be used."""

    def __init__(self, file: Path, why: str) -> None:
        """Tell which file, and why."""
        super().__init__(f"cannot use the journal {file}: {why}")


def open_to_write(file: Path) -> sqlite3.Connection:
    """The journal in a file, which is begun where there is none.

    Raises:
        JournalError: it cannot be opened, or a newer Truemirror wrote it.
    """
    try:
        connection = sqlite3.connect(file, isolation_level=None)
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = full")
        if not _version(connection, file):
            connection.executescript(_BEGIN)
        connection.execute(_STOCK)
    except sqlite3.Error as error:
        raise JournalError(file, refusal(error, file)) from error
    return connection


def open_to_read(file: Path) -> sqlite3.Connection:
    """A journal to which nothing is written: an empty one, where there is none.

    Raises:
        JournalError: as above.
    """
    try:
        if file.exists():
            connection = _readable(file)
            if _version(connection, file):
                connection.execute(_STOCK)
                return connection
            connection.close()
        connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.executescript(_BEGIN)
        connection.execute(_STOCK)
    except sqlite3.Error as error:
        raise JournalError(file, refusal(error, file)) from error
    return connection


def copied(connection: sqlite3.Connection) -> sqlite3.Connection:
    """A journal of its own, on the disk only as far as memory does not suffice, that says the same.

    Raises:
        sqlite3.Error: it cannot be read.
    """
    copy = sqlite3.connect("", isolation_level=None)
    connection.backup(copy)
    copy.execute(_STOCK)
    return copy


def _readable(file: Path) -> sqlite3.Connection:
    """A connection that can read, whether or not the disk can be written.

    Where it cannot, SQLite wants to be told that nobody writes the file. That is so if nothing is
    beside it: what a sync that was killed has left there is read without being told.
    """
    connection = sqlite3.connect(file, isolation_level=None)
    try:
        connection.execute("pragma user_version").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        beside = file.with_name(f"{file.name}-wal")
        if beside.exists() and beside.stat().st_size:
            raise
        uri = f"{file.absolute().as_uri()}?immutable=1"
        return sqlite3.connect(uri, uri=True, isolation_level=None)
    return connection


def _version(connection: sqlite3.Connection, file: Path) -> int:
    (version,) = connection.execute("pragma user_version").fetchone()
    if version > VERSION:
        connection.close()
        raise JournalError(file, "a newer version of Truemirror wrote it")
    return int(version)
