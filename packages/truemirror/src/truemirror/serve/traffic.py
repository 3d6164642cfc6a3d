"""How much was asked for: counts by day, class and status, and a line for some of the requests.

Nothing is kept of who asked.
"""

from __future__ import annotations

import datetime as dt
import logging
import sqlite3
from collections import Counter
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from truemirror.errors import TruemirrorError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from random import Random

log = logging.getLogger("truemirror.access")
_SCHEMA = """
create table if not exists traffic (
    day text, kind text, status integer, requests integer not null, bytes integer not null,
    primary key (day, kind, status)
) without rowid
"""
_ADD = """
insert into traffic values (?, ?, ?, ?, ?) on conflict do update
set requests = requests + excluded.requests, bytes = bytes + excluded.bytes
"""


class TrafficError(TruemirrorError):
    """The file with the counts cannot be used."""

    def __init__(self, file: Path, reason: str) -> None:
        """Tell which file, and why."""
        super().__init__(f"cannot keep count of requests in {file}: {reason}")


class Served(msgspec.Struct, frozen=True):
    """A request that was answered; `one_in` is of how many requests it stands for."""

    at: dt.datetime
    method: str
    path: str
    kind: str
    status: int
    bytes: int
    seconds: float
    agent: str
    one_in: int = 1


class Key(NamedTuple):
    """What requests are counted by."""

    day: str
    kind: str
    status: int


class Count(NamedTuple):
    """Requests, and the bytes of the bodies that answered them."""

    key: Key
    requests: int
    bytes: int


class Traffic:
    """Counts requests: since the start, and by day in a file, where there is one."""

    def __init__(self, file: Path | None, one_in: int, chance: Random) -> None:
        """Take the file, and of how many requests one is logged; 0 for none.

        Raises:
            TrafficError: the file cannot be used.
        """
        self._file = file
        self._one_in = one_in
        self._chance = chance
        self._requests: Counter[Key] = Counter()
        self._bytes: Counter[Key] = Counter()
        self._saved: dict[Key, Count] = {}
        self._write(())

    def count(self, served: Served) -> None:
        """Count a request, and perhaps log it; every one that failed here is logged."""
        key = Key(served.at.date().isoformat(), served.kind, served.status)
        self._requests[key] += 1
        self._bytes[key] += served.bytes
        failed = served.status >= 500  # noqa: PLR2004 - the fault is the server's
        if failed or (self._one_in and self._chance.random() * self._one_in < 1):
            served = msgspec.structs.replace(served, one_in=1 if failed else self._one_in)
            log.info("%s", msgspec.json.encode(served).decode())

    def since_start(self) -> list[Count]:
        """What was counted since the start, in order."""
        return [Count(key, self._requests[key], self._bytes[key]) for key in sorted(self._requests)]

    def save(self) -> None:
        """Add to the file what it does not have yet.

        Raises:
            TrafficError: it cannot be written; what is not there stays for the next time.
        """
        now = {one.key: one for one in self.since_start()}
        self._write(_more(one, self._saved.get(key)) for key, one in now.items())
        self._saved = now

    def _write(self, counts: Iterable[Count]) -> None:
        if self._file is None:
            return
        try:
            with closing(sqlite3.connect(self._file)) as connection, connection:
                connection.execute(_SCHEMA)
                rows = ((*one.key, one.requests, one.bytes) for one in counts if one.requests)
                connection.executemany(_ADD, rows)
        except sqlite3.Error as error:
            raise TrafficError(self._file, str(error)) from error


def _more(now: Count, before: Count | None) -> Count:
    if before is None:
        return now
    return Count(now.key, now.requests - before.requests, now.bytes - before.bytes)


def read_traffic(file: Path, since: dt.date = dt.date.min) -> list[Count]:
    """What is in a file, from a day on.

    Raises:
        TrafficError: it cannot be read.
    """
    query = "select * from traffic where day >= ? order by day, kind, status"
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            rows = connection.execute(query, (since.isoformat(),)).fetchall()
    except sqlite3.Error as error:
        raise TrafficError(file, str(error)) from error
    return [Count(Key(*row[:3]), *row[3:]) for row in rows]
