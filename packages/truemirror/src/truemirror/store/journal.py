"""What a sync has done and still means to do, each step on the disk before it counts.

The journal is about work; content is in the mirror. A bundle that is whole is recorded together
with what upstream said about its documents, in one transaction: whatever kills a sync, the next one
finds either all of that or nothing, and goes on from there.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from truemirror.closing import Closing
from truemirror.errors import TruemirrorError
from truemirror.store.tree import Content

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

VERSION = 1
_SCHEMA = f"""
create table seen (
    url text primary key, etag text, modified text, sha256 text not null
) without rowid;
create table pending (
    place blob primary key, path text not null, sha256 text, size integer
) without rowid;
create table troubles (
    bundle text primary key, reason text not null, since text not null
) without rowid;
create table facts (
    name text primary key, value text not null
) without rowid;
pragma user_version = {VERSION};
"""
_FAIL = """
insert into troubles values (?, ?, ?) on conflict do update set reason = excluded.reason
"""


class JournalError(TruemirrorError):
    """The journal cannot be used."""

    def __init__(self, file: Path, reason: str) -> None:
        """Tell which file, and why."""
        super().__init__(f"cannot use the journal {file}: {reason}")


class Seen(NamedTuple):
    """What upstream served last at an address, as far as it is in the mirror or about to be."""

    url: str
    etag: str | None
    modified: str | None
    sha256: str


class Trouble(NamedTuple):
    """Why a bundle is not as upstream has it now, and since when."""

    bundle: str
    reason: str
    since: dt.datetime


class Journal(Closing):
    """The journal in a file; changes are made within `step`."""

    def __init__(self, file: Path) -> None:
        """Open it, or begin one.

        Raises:
            JournalError: it cannot be opened, or a newer Truemirror wrote it.
        """
        self._file = file
        try:
            self._connection = sqlite3.connect(file, isolation_level=None)
            self._connection.execute("pragma journal_mode = wal")
            self._connection.execute("pragma synchronous = full")
            (version,) = self._connection.execute("pragma user_version").fetchone()
            if not version:
                self._connection.executescript(f"begin exclusive; {_SCHEMA} commit;")
        except sqlite3.Error as error:
            raise JournalError(file, str(error)) from error
        if version > VERSION:
            self.close()
            raise JournalError(file, "a newer version of Truemirror wrote it")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    @contextmanager
    def step(self) -> Iterator[None]:
        """Make all changes of the block at once, or none of them.

        Raises:
            JournalError: they cannot be written.
        """
        try:
            self._connection.execute("begin immediate")
            try:
                yield
            except BaseException:
                self._connection.execute("rollback")
                raise
            self._connection.execute("commit")
        except sqlite3.Error as error:
            raise JournalError(self._file, str(error)) from error

    def seen(self, url: str) -> Seen | None:
        """What upstream served last at an address."""
        query = "select url, etag, modified, sha256 from seen where url = ?"
        row = self._connection.execute(query, (url,)).fetchone()
        return Seen(*row) if row else None

    def see(self, seen: Seen) -> None:
        """Record what upstream served; together with what became of it."""
        self._connection.execute("replace into seen values (?, ?, ?, ?)", seen)

    def forget(self, url: str) -> None:
        """Have an address read anew."""
        self._connection.execute("delete from seen where url = ?", (url,))

    def pend(self, files: Iterable[tuple[str, Content | None]]) -> None:
        """Record files to be published, or taken out, with the next generation."""
        rows = ((_place(path), path, *(content or (None, None))) for path, content in files)
        self._connection.executemany("replace into pending values (?, ?, ?, ?)", rows)

    def pending(self) -> Iterator[tuple[str, Content | None]]:
        """What the next generation is to have, in the order that trees want."""
        query = "select path, sha256, size from pending order by place"
        for path, sha256, size in self._connection.execute(query):
            yield path, None if sha256 is None else Content(sha256, size)

    def published(self) -> None:
        """Record that all that was pending is published."""
        self._connection.execute("delete from pending")

    def fail(self, trouble: Trouble) -> None:
        """Record why a bundle stays as it was; the first day of a trouble is kept."""
        row = (trouble.bundle, trouble.reason, trouble.since.isoformat())
        self._connection.execute(_FAIL, row)

    def mend(self, bundle: str) -> None:
        """Record that a bundle is as upstream has it."""
        self._connection.execute("delete from troubles where bundle = ?", (bundle,))

    def troubles(self) -> list[Trouble]:
        """The bundles that are not as upstream has them, by name."""
        rows = self._connection.execute("select * from troubles order by bundle")
        return [Trouble(name, why, dt.datetime.fromisoformat(since)) for name, why, since in rows]

    def fact(self, name: str) -> str | None:
        """Something that is known from an earlier sync."""
        row = self._connection.execute("select value from facts where name = ?", (name,)).fetchone()
        return row[0] if row else None

    def know(self, name: str, value: str) -> None:
        """Record something for later syncs."""
        self._connection.execute("replace into facts values (?, ?)", (name, value))


def _place(path: str) -> bytes:
    """What sorts as the parts of a path do: no byte of a part is below the one between them."""
    return path.encode().replace(b"/", b"\0")
