"""What a sync has done and still means to do, each step on the disk before it counts.

The journal is about work; content is in the mirror. A bundle that is whole is recorded together
with what upstream said about its documents, in one transaction: whatever kills a sync, the next one
finds either all of that or nothing, and goes on from there.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from heapq import merge
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from truemirror.closing import Closing
from truemirror.errors import refusal
from truemirror.store.journal_file import JournalError, copied, open_to_read, open_to_write
from truemirror.store.tree import Content

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

_SIZE = """
select size from files where path = :path and sha256 = :sha256
union all select size from stock where sha256 = :sha256
"""
_LOOSE = "select 1 from stock where bundle in (select bundle from troubles)"
_FAIL = """
insert into troubles values (?, ?, ?, ?)
on conflict do update set reason = excluded.reason, made_at = excluded.made_at
"""
_REMARK = """
insert into remarks values (?, ?, ?, ?, ?) on conflict do update set text = excluded.text
"""
_OVER = "delete from remarks where bundle = ? and (about = '' or kind in ('hole', 'lag', 'odd'))"
_OTHER = "delete from remarks where bundle = ? and about = ?"
# Where names of bundles are; each is read in order, a page at a time.
_NAMES = (
    "select name from bundles where name > ? and name < ? order by name limit 1000",
    "select distinct bundle from troubles where bundle > ? and bundle < ? order by 1 limit 1000",
    "select distinct bundle from remarks where bundle > ? and bundle < ? order by 1 limit 1000",
)
_UNSETTLED = """
select bundle from troubles where bundle >= :begin and bundle < :end
union
select bundle from remarks where bundle >= :begin and bundle < :end and kind in ('hole', 'lag')
"""
_LAST = chr(0x10FFFF)
# Those of its paths that no other bundle has, which a bundle takes with it when it goes.
_ALONE = """
select path from files as own where bundle = ? and not exists (
    select 1 from files as other where other.path = own.path and other.bundle <> own.bundle
)
"""
_PEND_ALL = """
replace into pending
select cast(replace(path, '/', char(0)) as blob), path, sha256, max(size) from files group by path
"""
_EVERYTHING = """
select path, sha256, max(size) from files group by path
order by cast(replace(path, '/', char(0)) as blob)
"""


class Seen(NamedTuple):
    """What upstream served last at an address, as far as it is in the mirror or about to be.

    `git` is what git calls the bytes, where they are of an index that is a repository too.
    """

    url: str
    etag: str | None
    modified: str | None
    sha256: str
    git: str | None = None

    @property
    def made_at(self) -> dt.datetime | None:
        """When upstream made it, as far as it tells."""
        try:
            return parsedate_to_datetime(self.modified or "").astimezone(dt.UTC)
        except (TypeError, ValueError, OverflowError):
            return None


class Trouble(NamedTuple):
    """Why a bundle is not as upstream has it now, and since when.

    `made_at` is when upstream made what it has now, where that is known.
    """

    bundle: str
    reason: str
    since: dt.datetime
    made_at: dt.datetime | None = None


class Remark(NamedTuple):
    """Something about a bundle that people should know, though it is as upstream has it.

    Kinds are `hole` (a file that upstream lists and does not give), `gone` (upstream has it no
    more), `republished` (a file has other bytes than it had), `lag` (upstream has something newer
    elsewhere), `unsafe` (a file should not be unpacked) and `odd` (something that should not be).
    `about` is what it is about, such as the path of a file, or empty for all of the bundle.
    """

    kind: str
    about: str
    text: str


class Taken(NamedTuple):
    """A bundle that is in the mirror, what was wanted of it then, and when that was.

    `made_at` is when upstream made it, where that is known.
    """

    name: str
    wish: str
    taken_at: dt.datetime
    made_at: dt.datetime | None = None


class Journal(Closing):
    """The journal in a file; changes are made within `step`."""

    def __init__(self, file: Path, *, reading: bool = False) -> None:
        """Open it, or begin one; for reading, one that is not there is an empty one.

        Raises:
            JournalError: it cannot be opened, or a newer Truemirror wrote it.
        """
        self._file = file
        self._connection = open_to_read(file) if reading else open_to_write(file)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def set_apart(self) -> None:
        """Go on with a copy, so that what is changed from now on never gets to the file.

        Raises:
            JournalError: it cannot be read.
        """
        try:
            copy = copied(self._connection)
        except sqlite3.Error as error:
            raise JournalError(self._file, refusal(error, self._file)) from error
        self._connection.close()
        self._connection = copy

    def __exit__(self, *raised: object) -> None:
        """Close it, and tell of what could not be read as of what could not be written."""
        super().__exit__(*raised)
        for error in raised:
            if isinstance(error, sqlite3.Error):
                raise JournalError(self._file, refusal(error, self._file)) from error

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
                self._connection.execute("commit")
            except BaseException:
                if self._connection.in_transaction:  # SQLite may have ended it, as on a full disk
                    self._connection.execute("rollback")
                raise
        except sqlite3.Error as error:
            raise JournalError(self._file, refusal(error, self._file)) from error

    # --- bundles ----------------------------------------------------------------------------------

    def take(self, taken: Taken, files: Mapping[str, Content], seen: Iterable[Seen] = ()) -> None:
        """Record that a bundle is in the mirror, with its files by path, and what upstream served.

        What is thereby new, other or gone is to be published. Its troubles are over, and remarks
        about how it was; those about what once happened stay.
        """
        before = self.files(taken.name)
        self._pend((path, one) for path, one in files.items() if before.get(path) != one)
        self._leave(taken.name, before.keys() - files.keys())
        rows = (
            (taken.name, path, *files[path]) for path in files if before.get(path) != files[path]
        )
        self._connection.executemany("replace into files values (?, ?, ?, ?)", rows)
        row = (taken.name, taken.wish, taken.taken_at.isoformat(), _text(taken.made_at))
        self._connection.execute("replace into bundles values (?, ?, ?, ?)", row)
        self.mend(taken.name)
        self._connection.execute(_OVER, (taken.name,))
        changed = ((taken.name, path) for path in before if before[path] != files.get(path))
        self._connection.executemany(_OTHER, changed)
        self._connection.execute("delete from seen where bundle = ?", (taken.name,))
        all_seen = ((one.url, taken.name, *one[1:]) for one in seen)
        self._connection.executemany("replace into seen values (?, ?, ?, ?, ?, ?)", all_seen)

    def drop(self, bundle: str) -> None:
        """Record that a bundle is no longer wanted: its files are to go, and all about it."""
        self._leave(bundle, self.files(bundle))
        for table in ("seen", "troubles", "remarks"):
            self._connection.execute(f"delete from {table} where bundle = ?", (bundle,))  # noqa: S608
        self._connection.execute("delete from bundles where name = ?", (bundle,))

    def forget(self, bundle: str) -> None:
        """Record that a bundle is not in the mirror, whatever was recorded."""
        for table, column in (("seen", "bundle"), ("files", "bundle"), ("bundles", "name")):
            self._connection.execute(f"delete from {table} where {column} = ?", (bundle,))  # noqa: S608

    def _leave(self, bundle: str, paths: Iterable[str]) -> None:
        """Take files away from a bundle, and out of the next generation if it alone has them."""
        gone = set(paths)
        if not gone:
            return
        alone = {path for (path,) in self._connection.execute(_ALONE, (bundle,))}
        self._pend((path, None) for path in gone & alone)
        rows = ((bundle, path) for path in gone)
        self._connection.executemany("delete from files where bundle = ? and path = ?", rows)

    def taken(self, bundle: str) -> Taken | None:
        """A bundle that is in the mirror."""
        row = self._connection.execute("select * from bundles where name = ?", (bundle,)).fetchone()
        return _taken(row) if row else None

    def all_taken(self) -> Iterator[Taken]:
        """All bundles that are in the mirror, by name; nothing may change meanwhile."""
        return map(_taken, self._connection.execute("select * from bundles order by name"))

    def names(self, begin: str = "") -> Iterator[str]:
        """The names of all bundles that something is known of, which may be dropped meanwhile.

        Perhaps only of those that begin with something.
        """
        for name, _ in groupby(merge(*(self._named(query, begin) for query in _NAMES))):
            yield name

    def _named(self, query: str, begin: str) -> Iterator[str]:
        last, end = begin, begin + _LAST
        while page := self._connection.execute(query, (last, end)).fetchall():
            yield from (name for (name,) in page)
            (last,) = page[-1]

    def unsettled(self, begin: str) -> list[str]:
        """The bundles that may be other though upstream answers that nothing has changed.

        Those are told whose names begin with something.
        """
        bounds = {"begin": begin, "end": begin + _LAST}
        return [name for (name,) in self._connection.execute(_UNSETTLED, bounds)]

    def is_unsettled(self, bundle: str) -> bool:
        """Whether a bundle is one of these."""
        bounds = {"begin": bundle, "end": bundle + "\0"}
        return self._connection.execute(_UNSETTLED, bounds).fetchone() is not None

    def files(self, bundle: str) -> dict[str, Content]:
        """The files of a bundle, by path."""
        query = "select path, sha256, size from files where bundle = ?"
        rows = self._connection.execute(query, (bundle,))
        return {path: Content(sha256, size) for path, sha256, size in rows}

    def size(self, path: str, sha256: str) -> int | None:
        """How many bytes a file has that a bundle has under a path, or that is in stock.

        None where neither is so.
        """
        row = self._connection.execute(_SIZE, {"path": path, "sha256": sha256}).fetchone()
        return row[0] if row else None

    def stock(self, contents: Iterable[Content], bundle: str = "") -> None:
        """Note until the journal is closed what the mirror has, or is to get for a bundle."""
        rows = ((*one, bundle) for one in contents)
        self._connection.executemany("insert or ignore into stock values (?, ?, ?)", rows)

    def has_loose(self) -> bool:
        """Whether something is in stock for a bundle that stayed as it was."""
        return self._connection.execute(_LOOSE).fetchone() is not None

    def everything(self) -> Iterator[tuple[str, Content]]:
        """The files of all bundles, in the order that trees want; nothing may change meanwhile."""
        for path, sha256, size in self._connection.execute(_EVERYTHING):
            yield path, Content(sha256, size)

    def holders(self, path: str) -> dict[str, Content]:
        """The bundles that have a file at a path, with what it is to each."""
        query = "select bundle, sha256, size from files where path = ?"
        rows = self._connection.execute(query, (path,))
        return {bundle: Content(sha256, size) for bundle, sha256, size in rows}

    def seen(self, url: str) -> Seen | None:
        """What upstream served last at an address."""
        query = "select url, etag, modified, sha256, git from seen where url = ?"
        row = self._connection.execute(query, (url,)).fetchone()
        return Seen(*row) if row else None

    # --- what people should know ------------------------------------------------------------------

    def fail(self, trouble: Trouble) -> None:
        """Record why a bundle stays as it was; the first day of a trouble is kept."""
        made_at = _text(trouble.made_at)
        row = (trouble.bundle, trouble.reason, trouble.since.isoformat(), made_at)
        self._connection.execute(_FAIL, row)

    def mend(self, bundle: str) -> None:
        """Record that a bundle is as upstream has it."""
        self._connection.execute("delete from troubles where bundle = ?", (bundle,))

    def has_trouble(self, bundle: str) -> bool:
        """Whether a bundle is not as upstream has it."""
        query = "select 1 from troubles where bundle = ?"
        return self._connection.execute(query, (bundle,)).fetchone() is not None

    def troubles(self) -> list[Trouble]:
        """The bundles that are not as upstream has them, by name."""
        rows = self._connection.execute("select * from troubles order by bundle")
        return [
            Trouble(bundle, reason, _time(since), _time(made_at) if made_at else None)
            for bundle, reason, since, made_at in rows
        ]

    def remark(self, bundle: str, remark: Remark, since: dt.datetime) -> None:
        """Record a remark; its first day is kept."""
        row = (bundle, *remark, since.isoformat())
        self._connection.execute(_REMARK, row)

    def note(self, bundle: str, remarks: Iterable[Remark], since: dt.datetime) -> None:
        """Record the remarks about how a bundle is, in place of those before."""
        self._connection.execute(_OVER, (bundle,))
        for one in remarks:
            self.remark(bundle, one, since)

    def remarks(self, bundle: str | None = None) -> list[tuple[str, Remark]]:
        """The remarks about a bundle, or about all, with its name."""
        query = "select bundle, kind, about, text from remarks"
        where = " where bundle = ?" if bundle is not None else ""
        rows = self._connection.execute(
            f"{query}{where} order by bundle, kind, about", (bundle,) if where else ()
        )
        return [(name, Remark(*remark)) for name, *remark in rows]

    # --- the next generation ----------------------------------------------------------------------

    def _pend(self, files: Iterable[tuple[str, Content | None]]) -> None:
        rows = ((_place(path), path, *(content or (None, None))) for path, content in files)
        self._connection.executemany("replace into pending values (?, ?, ?, ?)", rows)

    def pending(self) -> Iterator[tuple[str, Content | None]]:
        """What the next generation is to have, in the order that trees want."""
        query = "select path, sha256, size from pending order by place"
        for path, sha256, size in self._connection.execute(query):
            yield path, None if sha256 is None else Content(sha256, size)

    def stray(self, paths: Iterable[str]) -> None:
        """Record files that are published and belong to no bundle: they are to go."""
        self._pend((path, None) for path in paths)

    def pend_all(self) -> None:
        """Record that all files of all bundles are to be published, whatever is."""
        self._connection.execute(_PEND_ALL)

    def published(self) -> None:
        """Record that all that was pending is published."""
        self._connection.execute("delete from pending")

    def fact(self, name: str) -> str | None:
        """Something that is known from an earlier sync."""
        row = self._connection.execute("select value from facts where name = ?", (name,)).fetchone()
        return row[0] if row else None

    def know(self, name: str, value: str) -> None:
        """Record something for later syncs."""
        self._connection.execute("replace into facts values (?, ?)", (name, value))


def _taken(row: tuple[str, str, str, str | None]) -> Taken:
    return Taken(row[0], row[1], _time(row[2]), _time(row[3]) if row[3] else None)


def _text(time: dt.datetime | None) -> str | None:
    return time.isoformat() if time else None


def _time(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def _place(path: str) -> bytes:
    """What sorts as the parts of a path do: no byte of a part is below the one between them."""
    return path.encode().replace(b"/", b"\0")
