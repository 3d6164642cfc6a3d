"""The store: records in, in batches that are kept as a whole or not at all; typed values out."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from sqlalchemy import and_, func, select, true, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from headway.activity import database
from headway.activity.schema import SCHEMA, check, prepare, version_of
from headway.activity.tables import make_tables
from headway.activity.wanted import Between
from headway.closing import Closing

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection, Engine, Table

    from headway.activity.records import Kind, OnIssue, Record
    from headway.activity.schema import Schema
    from headway.forge.model import IssueName

R = TypeVar("R", bound="Record")
S = TypeVar("S", bound="OnIssue")
T = TypeVar("T")

_BATCH = 500  # records in one transaction
_LOOKUP = 500  # keys in one query
_INSERT = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


class Changes(NamedTuple):
    """What became of records that were put in.

    `same` are those that the store had already, or had in a later version; `removed` are none of
    them, but were in the store before.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    removed: int = 0

    def plus(self, other: Changes) -> Changes:
        """Both together."""
        return Changes(*(a + b for a, b in zip(self, other, strict=True)))


class Store(Closing):
    """An open store. Whatever the database fails in is a StoreFailedError."""

    def __init__(self, engine: Engine, schema: Schema, where: str) -> None:
        """Use a database that holds a store of this schema."""
        self.where = where
        self._engine = engine
        self._kinds: dict[type[Any], Kind] = {kind.record: kind for kind in schema.kinds}
        _, self._tables = make_tables(schema.kinds)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def batch(self) -> Iterator[Batch]:
        """One transaction: what is put in is kept at its end, or nothing of it after an error."""
        with database.writing(self._engine, self.where) as connection:
            yield Batch(connection, self._kinds, self._tables)

    def put(
        self,
        records: Iterable[Record],
        tell: Callable[[int], None] = lambda _: None,
        size: int = _BATCH,
    ) -> Changes:
        """Put records in, some hundred to a batch; `tell` gets the number of those done so far."""
        changes = Changes()
        for several in _chunks(_latest(self._kinds, records), size):
            with self.batch() as batch:
                changes = changes.plus(batch.put(several))
            tell(sum(changes))
        return changes

    def find(self, kind: type[R], **wanted: Any) -> list[R]:
        """The records of a kind whose fields have these values, in order of their keys.

        A list, set or the like stands for any of its values, Between for those of a range.
        """
        with database.reading(self._engine, self.where) as connection:
            return _find(connection, self._kinds[kind], self._tables[kind], wanted)

    def select(
        self, kind: type[R], condition: Callable[[Mapping[type[Any], Table]], ColumnElement[bool]]
    ) -> list[R]:
        """The records of a kind that meet a condition on the tables, in order of their keys."""
        chosen = condition(self._tables)
        with database.reading(self._engine, self.where) as connection:
            return _select(connection, self._kinds[kind], self._tables[kind], chosen)

    def on(self, kind: type[S], names: Iterable[IssueName]) -> list[S]:
        """The records of a kind that belong to some issues or pull requests."""
        table = self._tables[kind]
        issue = tuple_(table.c.repository, table.c.number)
        keys = sorted({(str(name.repository), name.number) for name in names})
        with database.reading(self._engine, self.where) as connection:
            return [
                record
                for some in _chunks(keys, _LOOKUP)
                for record in _select(connection, self._kinds[kind], table, issue.in_(some))
            ]

    def highest_numbers(self, kind: type[OnIssue]) -> dict[str, int]:
        """The highest number of an issue or pull request that has one of a kind, by repository."""
        table = self._tables[kind]
        highest = select(table.c.repository, func.max(table.c.number)).group_by(table.c.repository)
        with database.reading(self._engine, self.where) as connection:
            return {row[0]: row[1] for row in connection.execute(highest)}

    def count(self, kind: type[Record]) -> int:
        """How many records of a kind there are."""
        with database.reading(self._engine, self.where) as connection:
            counted = select(func.count()).select_from(self._tables[kind])
            return connection.execute(counted).scalar_one()


class Batch:
    """What is written in one transaction."""

    def __init__(
        self,
        connection: Connection,
        kinds: Mapping[type[Any], Kind],
        tables: Mapping[type[Any], Table],
    ) -> None:
        """Write through a connection whose transaction somebody else ends."""
        self._connection = connection
        self._kinds = kinds
        self._tables = tables

    def find(self, kind: type[R], **wanted: Any) -> list[R]:
        """As `Store.find`; what it gives stays so until the end of the transaction."""
        return _find(self._connection, self._kinds[kind], self._tables[kind], wanted)

    def put(self, records: Iterable[Record]) -> Changes:
        """Put records in; one that the store has in the same or a later version is left alone."""
        by_kind: dict[type[Any], list[Any]] = {}
        for record in _latest(self._kinds, map(_storable, records)):
            by_kind.setdefault(type(record), []).append(record)
        changes = Changes()
        for kind, several in by_kind.items():
            changes = changes.plus(self._put(self._kinds[kind], several))
        return changes

    def remove(self, records: Iterable[Record]) -> Changes:
        """Take records out that the store has; others may not have been there."""
        by_kind: dict[type[Any], list[tuple[Any, ...]]] = {}
        for record in map(_storable, records):
            by_kind.setdefault(type(record), []).append(_key(self._kinds[type(record)], record))
        removed = 0
        for name, keys in by_kind.items():
            table = self._tables[name]
            columns = tuple_(*(table.c[part] for part in self._kinds[name].key))
            for some in _chunks(keys, _LOOKUP):
                gone = self._connection.execute(table.delete().where(columns.in_(some)))
                removed += gone.rowcount
        return Changes(removed=removed)

    def _put(self, kind: Kind, records: Sequence[Any]) -> Changes:
        stored = self._stored(kind, {_key(kind, record) for record in records})
        fates = [_fate(kind, stored.get(_key(kind, record)), record) for record in records]
        written = [one for one, fate in zip(records, fates, strict=True) if fate != "same"]
        if written:
            self._write(kind, written)
        return Changes(*(fates.count(name) for name in Changes._fields))

    def _stored(self, kind: Kind, keys: Collection[tuple[Any, ...]]) -> dict[tuple[Any, ...], Any]:
        table = self._tables[kind.record]
        columns = tuple_(*(table.c[name] for name in kind.key))
        return {
            _key(kind, record): record
            for some in _chunks(list(keys), _LOOKUP)
            for record in _select(self._connection, kind, table, columns.in_(some))
        }

    def _write(self, kind: Kind, records: Collection[Any]) -> None:
        table = self._tables[kind.record]
        insert: Any = _INSERT[self._connection.dialect.name](table)
        rest = {name: insert.excluded[name] for name in kind.record._fields if name not in kind.key}
        upsert = insert.on_conflict_do_update(index_elements=list(kind.key), set_=rest)
        self._connection.execute(upsert, [record._asdict() for record in records])


def open_store(address: str, schema: Schema = SCHEMA) -> Store:
    """Open the store in a database; make it, or bring it up to date, where that is needed.

    Opening a store that is up to date writes nothing.

    Raises:
        StoreError: the address names no database, or what is there cannot be used.
    """
    url = database.read_url(address)
    where = database.shown(url)
    engine = database.connect(url)
    try:
        with database.reading(engine, where) as connection:
            found = version_of(connection)
        if found is not None:
            check(found, schema, where)
        if found != schema.version:
            with database.writing(engine, where) as connection:
                prepare(connection, schema, where)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, schema, where)


def _find(connection: Connection, kind: Kind, table: Table, wanted: Mapping[str, Any]) -> list[Any]:
    conditions = [_matches(table.c[name], value) for name, value in wanted.items()]
    return _select(connection, kind, table, *conditions)


def _select(
    connection: Connection, kind: Kind, table: Table, *conditions: ColumnElement[bool]
) -> list[Any]:
    query = select(table).where(*conditions).order_by(*(table.c[name] for name in kind.key))
    return [kind.record(*row) for row in connection.execute(query)]


def _matches(column: ColumnElement[Any], value: Any) -> ColumnElement[bool]:
    if isinstance(value, Between):
        above = true() if value.first is None else column >= value.first
        return above if value.last is None else and_(above, column <= value.last)
    if isinstance(value, list | set | frozenset | tuple):
        return column.in_(value)
    return cast("ColumnElement[bool]", column == value)


def _key(kind: Kind, record: Any) -> tuple[Any, ...]:
    return tuple(getattr(record, name) for name in kind.key)


def _fate(kind: Kind, before: Any, now: Any) -> str:
    """Whether a record is new, changed or the same; what is older or undated changes nothing."""
    if before is None:
        return "new"
    if kind.dated and (known := getattr(before, kind.dated)):
        said = getattr(now, kind.dated)
        if said is None or said < known:
            return "same"
    return "same" if before == now else "changed"


def _latest(kinds: Mapping[type[Any], Kind], records: Iterable[Record]) -> list[Record]:
    """The records without the earlier ones of those that have the same key."""
    latest: dict[tuple[Any, ...], Record] = {}
    for record in records:
        kind = kinds[type(record)]
        key = (kind.table, *_key(kind, record))
        if _fate(kind, latest.get(key), record) != "same":
            latest[key] = record
    return list(latest.values())


def _storable(record: Any) -> Any:
    """A record as both databases can hold it, and give it back equal."""
    return type(record)(*map(_storable_value, record))


def _storable_value(value: Any) -> Any:
    if isinstance(value, str):
        # NUL is no character for PostgreSQL, and half a surrogate pair is none for anybody.
        return value.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")
    if isinstance(value, tuple):
        return tuple(map(_storable_value, value))
    if isinstance(value, dt.datetime) and value.tzinfo is None:
        msg = f"a moment needs a time zone: {value}"
        raise ValueError(msg)
    return value


def _chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (items[start : start + size] for start in range(0, len(items), size))
