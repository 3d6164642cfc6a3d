"""The tables of the store, made of the records' fields."""

from __future__ import annotations

import datetime as dt
import json
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Dialect

    from headway.activity.records import Kind


class Moment(TypeDecorator[dt.datetime]):
    """A moment, in UTC whatever the database makes of time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        """Hand it over in UTC; SQLite keeps no zone."""
        if value is None:
            return None
        return value.astimezone(dt.UTC).replace(tzinfo=None if _zoneless(dialect) else dt.UTC)

    def process_result_value(
        self, value: dt.datetime | None, dialect: Dialect
    ) -> dt.datetime | None:
        """Give it back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if _zoneless(dialect) else value.astimezone(dt.UTC)


class Words(TypeDecorator[tuple[str, ...]]):
    """Several texts, as a JSON array."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Hand them over as JSON."""
        return None if value is None else json.dumps(value, ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:  # noqa: ARG002
        """Give them back."""
        return None if value is None else tuple(json.loads(value))


# Ordered by code points on both, whatever the language of a database is.
_TEXT = Text().with_variant(Text(collation="C"), "postgresql")
_TYPES: dict[Any, type[Any] | Text] = {
    str: _TEXT,
    int: BigInteger,
    bool: Boolean,
    dt.date: Date,
    dt.datetime: Moment,
    tuple[str, ...]: Words,
}


def make_tables(kinds: Iterable[Kind]) -> tuple[MetaData, dict[type[Any], Table]]:
    """The tables of some kinds, by the type of their records."""
    metadata = MetaData()
    return metadata, {kind.record: _table(kind, metadata) for kind in kinds}


def _table(kind: Kind, metadata: MetaData) -> Table:
    hints = get_type_hints(kind.record)
    columns = [_column(name, hints[name], key=name in kind.key) for name in kind.record._fields]
    indexes = [Index(f"{kind.table}_by_{'_'.join(names)}", *names) for names in kind.lookups]
    return Table(kind.table, metadata, *columns, *indexes)


def _column(name: str, hint: Any, *, key: bool) -> Column[Any]:
    optional = get_origin(hint) is UnionType
    plain = next(part for part in get_args(hint) if part is not NoneType) if optional else hint
    return Column(name, _TYPES[plain], primary_key=key, nullable=optional, autoincrement=False)


def _zoneless(dialect: Dialect) -> bool:
    return dialect.name == "sqlite"
