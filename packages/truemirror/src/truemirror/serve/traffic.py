"""How much was asked for: counts by day, class and status, and a line for some of the requests.

Nothing is kept of who asked.
"""

from __future__ import annotations

import datetime as dt
import logging
import sqlite3
from contextlib import closing, suppress
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import msgspec

from truemirror.errors import TruemirrorError, refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from random import Random

K = TypeVar("K")
DAYS = 400  # that counts are kept for: a year, and some to compare it with
FAILURES = 100  # in a minute, of which each is logged
_SERVER_ERROR = 500
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
# Days are counted that there are, as a clock may have been far ahead for a while.
_FORGET = f"""
delete from traffic
where day < (select min(day) from (select distinct day from traffic order by day desc limit {DAYS}))
"""  # noqa: S608 - the number is ours


class TrafficError(TruemirrorError):
    """The file with the counts cannot be used."""

    def __init__(self, file: Path, error: Exception) -> None:
        """Tell which file, and why."""
        super().__init__(f"cannot use the counts of requests in {file}: {refusal(error, file)}")


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
    """What requests are counted by; a day is one of UTC."""

    day: str
    kind: str
    status: int


class Amount(NamedTuple):
    """Requests, and the bytes of the bodies that answered them."""

    requests: int = 0
    bytes: int = 0

    def plus(self, other: Amount) -> Amount:
        """Both together."""
        return Amount(self.requests + other.requests, self.bytes + other.bytes)


class Count(NamedTuple):
    """How much there was of something."""

    key: Key
    amount: Amount


class Traffic:
    """Counts requests: since the start, and by day in a file, where there is one."""

    def __init__(self, file: Path | None, one_in: int, chance: Random) -> None:
        """Take the file, and of how many requests one is logged; 0 for none."""
        self._file = file
        self._one_in = one_in
        self._chance = chance
        self._changing = Lock()
        self._since_start: dict[tuple[str, int], Amount] = {}
        self._unsaved: dict[Key, Amount] = {}
        self._failures = ("", 0)

    def count(self, served: Served) -> None:
        """Count a request, and perhaps log it."""
        key = Key(served.at.date().isoformat(), served.kind, served.status)
        amount = Amount(1, served.bytes)
        with self._changing:
            _add(self._since_start, key[1:], amount)
            _add(self._unsaved, key, amount)
        one_in = 1 if self._is_told_failure(served) else self._one_in
        if one_in and self._chance.random() * one_in < 1:
            said = msgspec.structs.replace(served, one_in=one_in)
            log.info("%s", msgspec.json.encode(said).decode())

    def _is_told_failure(self, served: Served) -> bool:
        """Whether the fault is the server's, and there were not too many already in its minute."""
        if served.status < _SERVER_ERROR:
            return False
        minute = f"{served.at:%H:%M}"
        number = self._failures[1] + 1 if self._failures[0] == minute else 1
        self._failures = minute, number
        return number <= FAILURES

    def since_start(self) -> Mapping[tuple[str, int], Amount]:
        """What was counted since the start, by class and status."""
        with self._changing:
            return dict(sorted(self._since_start.items()))

    def of(self, day: dt.date) -> list[Count]:
        """What is kept of a day, and what is still to be; only that where the file is of no use."""
        counts: dict[Key, Amount] = {}
        with suppress(TrafficError):  # which is told when it is saved
            counts.update(read_traffic(self._file, day) if self._file else ())
        with self._changing:
            for key, amount in self._unsaved.items():
                _add(counts, key, amount)
        return [Count(key, counts[key]) for key in sorted(counts) if key.day == day.isoformat()]

    def end(self) -> None:
        """Save, and have all lines written.

        Raises:
            TrafficError: as when it is saved.
        """
        for handler in log.handlers:
            handler.flush()
        self.save()

    def save(self) -> None:
        """Add to the file what it does not have yet, and take out what is too old.

        Raises:
            TrafficError: it cannot be written; what is not there stays for the next time.
        """
        if self._file is None:
            return
        with self._changing:
            counts, self._unsaved = self._unsaved, {}
        try:
            _write(self._file, counts)
        except TrafficError:
            with self._changing:
                for key, amount in counts.items():
                    _add(self._unsaved, key, amount)
            raise


def _add(counts: dict[K, Amount], key: K, amount: Amount) -> None:
    counts[key] = counts.get(key, Amount()).plus(amount)


def _write(file: Path, counts: Mapping[Key, Amount]) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(file)) as connection, connection:
            connection.execute(_SCHEMA)
            connection.executemany(_ADD, ((*key, *amount) for key, amount in counts.items()))
            connection.execute(_FORGET)
    except (OSError, sqlite3.Error) as error:
        raise TrafficError(file, error) from error


def read_traffic(file: Path, since: dt.date = dt.date.min) -> list[Count]:
    """What is in a file, from a day on, in order; nothing where there is none.

    Raises:
        TrafficError: it cannot be read.
    """
    if not file.exists():
        return []
    query = "select * from traffic where day >= ? order by day, kind, status"
    address = f"{file.absolute().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            rows = connection.execute(query, (since.isoformat(),)).fetchall()
    except sqlite3.Error as error:
        raise TrafficError(file, error) from error
    return [Count(Key(*row[:3]), Amount(*row[3:])) for row in rows]
