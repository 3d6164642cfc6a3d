"""The version of a store: recorded in it, compared when it is opened, carried over where it is old.

Databases change their tables within a transaction, so that a store has one version or the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import Column, Integer, MetaData, Table, inspect, text

from headway.activity.errors import NewerStoreError, NotAStoreError, OlderStoreError
from headway.activity.records import KINDS
from headway.activity.tables import make_tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from headway.activity.records import Kind


class Schema(NamedTuple):
    """What a store holds; `steps` are the statements that lead from a version to the next."""

    version: int
    kinds: tuple[Kind, ...]
    steps: Mapping[int, tuple[str, ...]]


SCHEMA: Final = Schema(1, KINDS, {})

_VERSION = Table("headway_store", MetaData(), Column("version", Integer, primary_key=True))


def version_of(connection: Connection) -> int | None:
    """The version that a database records; None where it records none."""
    if not inspect(connection).has_table(_VERSION.name):
        return None
    return connection.execute(_VERSION.select()).scalar()


def prepare(connection: Connection, schema: Schema, where: str) -> None:
    """Make the tables in a new database, or bring those of an older store up to date.

    Raises:
        NotAStoreError: the database has tables of these names that Headway did not make.
        NewerStoreError: the store is of a later version.
        OlderStoreError: the store is so old that no steps lead on from it.
    """
    found = version_of(connection)
    if found is None:
        _create(connection, schema, where)
        return
    check(found, schema, where)
    for version in range(found, schema.version):
        for statement in schema.steps[version]:
            connection.execute(text(statement))
    connection.execute(_VERSION.update().values(version=schema.version))


def check(found: int, schema: Schema, where: str) -> None:
    """Refuse a version that can neither be used nor carried over.

    Raises:
        NewerStoreError: it is a later one.
        OlderStoreError: a step is missing on the way from it.
    """
    if found > schema.version:
        raise NewerStoreError(where, found, schema.version)
    if not schema.steps.keys() >= set(range(found, schema.version)):
        raise OlderStoreError(where, found, schema.version)


def _create(connection: Connection, schema: Schema, where: str) -> None:
    names = {kind.table for kind in schema.kinds}
    taken = sorted(names.intersection(inspect(connection).get_table_names()))
    if taken:
        raise NotAStoreError(where, f"it has a table `{taken[0]}`, and records no version")
    metadata, _ = make_tables(schema.kinds)
    metadata.create_all(connection, checkfirst=False)
    _VERSION.create(connection)
    connection.execute(_VERSION.insert().values(version=schema.version))
