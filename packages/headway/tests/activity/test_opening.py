from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any, NamedTuple

import psycopg
import pytest

from headway.activity.errors import (
    BadDatabaseError,
    NewerStoreError,
    NotAStoreError,
    OlderStoreError,
    StoreFailedError,
)
from headway.activity.place import default_address
from headway.activity.records import KINDS, Kind, Repository, SyncState
from headway.activity.schema import SCHEMA, Schema
from headway.activity.store import Changes, open_store
from headway.errors import NotWritableError

if TYPE_CHECKING:
    from pathlib import Path

    from postgres import Server


class Note(NamedTuple):
    """A kind of record that a later version adds."""

    name: str
    text: str


class Starred(NamedTuple):
    """A repository with a field that a later version adds."""

    name: str
    url: str | None
    stars: int


LATER = SCHEMA.version + 1
MORE: Any = (Kind(Starred, "repositories", ("name",)), *KINDS[1:], Kind(Note, "notes", ("name",)))  # type: ignore[arg-type]  # records of a version to come
STEP = (
    "ALTER TABLE repositories ADD COLUMN stars BIGINT NOT NULL DEFAULT 7",
    "CREATE TABLE notes (name TEXT NOT NULL PRIMARY KEY, text TEXT NOT NULL)",
)


def test_an_older_store_is_carried_over(address: str) -> None:
    with open_store(address) as store:
        store.put([Repository("org/plan"), SyncState("github", "there")])
    with open_store(address, Schema(LATER, MORE, {SCHEMA.version: STEP})) as store:
        assert store.find(Starred) == [Starred("org/plan", None, 7)]  # type: ignore[type-var]  # as above
        assert store.find(SyncState) == [SyncState("github", "there")]
        note: Any = Note("a", "b")
        assert store.put([note]) == Changes(new=1)


def test_a_step_that_fails_leaves_the_store_as_it_was(address: str) -> None:
    open_store(address).close()
    with pytest.raises(StoreFailedError):
        open_store(address, Schema(LATER, MORE, {SCHEMA.version: (*STEP, "DROP TABLE no_such")}))
    with open_store(address) as store:
        assert store.put([Repository("org/plan")]) == Changes(new=1)


def test_a_store_without_a_way_on_is_refused(address: str) -> None:
    open_store(address).close()
    with pytest.raises(OlderStoreError, match="Move it away"):
        open_store(address, Schema(LATER, KINDS, {}))
    open_store(address).close()


def test_a_newer_store_is_refused_and_left_alone(address: str) -> None:
    open_store(address, Schema(LATER, KINDS, {})).close()
    with pytest.raises(NewerStoreError, match=f"has version {LATER}.* up to {SCHEMA.version}") as e:
        open_store(address)
    assert e.value.exit_code == 2
    open_store(address, Schema(LATER, KINDS, {})).close()


def test_somebody_elses_table_is_left_alone(address: str) -> None:
    foreign = Schema(1, (Kind(SyncState, "issues", ("source",)),), {})
    with open_store(address, foreign) as store, store.batch() as batch:
        batch._connection.exec_driver_sql("DROP TABLE headway_store")  # noqa: SLF001  # to break it
    with pytest.raises(NotAStoreError, match="table `issues`"):
        open_store(address)


def test_opening_a_store_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "activity.db"
    open_store(str(path)).close()
    before = path.read_bytes()
    open_store(str(path)).close()
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["activity.db"]


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Nothing to see here. " * 100, "utf-8")
    with pytest.raises(NotAStoreError, match="no SQLite database"):
        open_store(str(path))
    assert path.read_text("utf-8").startswith("Nothing to see")


def test_a_damaged_store_is_told(tmp_path: Path) -> None:
    path = tmp_path / "activity.db"
    open_store(str(path)).close()
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE issues")
    connection.close()
    with open_store(str(path)) as store, pytest.raises(StoreFailedError, match="no such table"):
        store.count(KINDS[1].record)


def test_a_database_that_cannot_be_reached_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreFailedError, match="unable to open") as error:
        open_store(str(tmp_path / "absent" / "activity.db"))
    assert error.value.exit_code == 3
    with pytest.raises(StoreFailedError) as error:
        open_store(f"postgresql://ana:secret@/plan?host={tmp_path}")
    assert "ana:***@/plan" in str(error.value)
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    "address",
    [
        "mysql://ana:secret@host/plan",
        "postgresql://",
        "postgresql://ana:secret@host",
        "://",
        "a://b:c",
    ],
)
def test_an_address_of_nothing_is_refused_without_its_password(address: str) -> None:
    with pytest.raises(BadDatabaseError) as error:
        open_store(address)
    assert "secret" not in str(error.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_both_ways_to_write_postgresql_are_read(scheme: str, postgres: Server) -> None:
    address = postgres.database().replace("postgresql", scheme)
    open_store(address).close()


def test_an_sqlite_address_is_read(tmp_path: Path) -> None:
    open_store(f"sqlite:///{tmp_path}/activity.db").close()
    assert (tmp_path / "activity.db").exists()


def test_the_default_place_keeps_itself_out_of_git(tmp_path: Path) -> None:
    for _ in range(2):
        assert default_address(tmp_path) == str(tmp_path / ".headway/activity.db")
    assert (tmp_path / ".headway/.gitignore").read_text("utf-8") == "*\n"


def test_a_place_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / ".headway").write_text("a file", "utf-8")
    with pytest.raises(NotWritableError):
        default_address(tmp_path)


def test_texts_are_in_the_same_order_whatever_the_language_of_a_server(postgres: Server) -> None:
    address = postgres.database()
    open_store(address).close()
    with psycopg.connect(address) as connection:
        found = connection.execute(
            "SELECT DISTINCT collation_name FROM information_schema.columns "
            "WHERE table_schema = 'public' AND table_name = 'issues' AND data_type = 'text' "
            "AND column_name NOT IN ('labels', 'assignees')"
        ).fetchall()
    assert found == [("C",)]
