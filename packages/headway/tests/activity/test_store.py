from __future__ import annotations

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from types import UnionType
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headway.activity.records import KINDS, Comment, CommentKind, Issue, Repository, SyncState
from headway.activity.store import Changes, open_store
from headway.activity.wanted import Between
from headway.forge.model import IssueName
from headway.forge.model import Repository as RepositoryName

if TYPE_CHECKING:
    from pathlib import Path

    from headway.activity.records import Kind
    from headway.activity.store import Store

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
LATER = NOON + dt.timedelta(hours=1)


def issue(number: int = 1, **fields: Any) -> Issue:
    plain_issue = Issue(
        repository="org/plan",
        number=number,
        url=f"https://github.com/org/plan/issues/{number}",
        title=f"Issue {number}",
        body="",
        author="ana",
        state="open",
        state_reason=None,
        labels=("bug",),
        assignees=(),
        milestone=None,
        created_at=NOON,
        updated_at=NOON,
        closed_at=None,
    )
    return plain_issue._replace(**fields)


def comment(identifier: int, number: int = 1) -> Comment:
    return Comment(
        kind=CommentKind.ISSUE,
        id=identifier,
        repository="org/plan",
        number=number,
        url=f"https://github.com/org/plan/issues/{number}#issuecomment-{identifier}",
        author="ana",
        bot=False,
        body="done",
        created_at=NOON,
        updated_at=NOON,
    )


# --- what goes in comes out -----------------------------------------------------------------------

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda m: dt.timezone(dt.timedelta(minutes=m)))
VALUES: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(st.characters(), max_size=20) | st.sampled_from(["a", "b", "\0", "\ud800"]),
    int: st.integers(0, 3) | st.integers(-(2**63), 2**63 - 1),
    bool: st.booleans(),
    dt.date: st.dates(),
    dt.datetime: st.datetimes(dt.datetime(1970, 1, 2), dt.datetime(2100, 1, 1), timezones=ZONES),  # noqa: DTZ001  # hypothesis adds the zone
    tuple[str, ...]: st.lists(st.text(max_size=5), max_size=3).map(tuple),
}


def values_of(hint: Any) -> st.SearchStrategy[Any]:
    if get_origin(hint) is UnionType:
        return st.none() | VALUES[get_args(hint)[0]]
    return VALUES[hint]


def records_of(kind: Kind) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind.record)
    return st.tuples(*(values_of(hints[name]) for name in kind.record._fields)).map(
        lambda row: kind.record(*row)
    )


def plain(value: Any) -> Any:
    """A value as a database can hold it."""
    if isinstance(value, str):
        return re.sub("[\ud800-\udfff]", "?", value).replace("\0", "\N{REPLACEMENT CHARACTER}")
    return tuple(map(plain, value)) if isinstance(value, tuple) else value


def wins(kind: Kind, before: Any, now: Any) -> bool:
    known, said = (getattr(one, kind.dated) if kind.dated else None for one in (before, now))
    return known is None or (said is not None and said >= known)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.table)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(data=st.data())
def test_a_store_is_a_map_from_keys_to_the_latest_record(
    lasting: Store, kind: Kind, data: st.DataObject
) -> None:
    def key(record: Any) -> tuple[Any, ...]:
        return tuple(getattr(record, name) for name in kind.key)

    records = data.draw(st.lists(records_of(kind), max_size=4))
    expected = {key(one): one for one in lasting.find(kind.record)}
    for now in (kind.record(*map(plain, record)) for record in records):
        if key(now) not in expected or wins(kind, expected[key(now)], now):
            expected[key(now)] = now
    lasting.put(records)
    found = lasting.find(kind.record)
    assert {key(one): one for one in found} == expected
    assert found == sorted(found, key=key)
    assert lasting.count(kind.record) == len(found)
    assert lasting.put(found) == Changes(same=len(found))


def test_a_moment_without_a_zone_is_a_mistake(store: Store) -> None:
    with pytest.raises(ValueError, match="time zone"):
        store.put([issue(created_at=dt.datetime(2026, 3, 1))])  # noqa: DTZ001  # the mistake


# --- what is looked for, and taken out ------------------------------------------------------------


def test_a_range_is_looked_for(store: Store) -> None:
    days = [NOON + dt.timedelta(days=number) for number in range(4)]
    store.put(issue(number, created_at=day) for number, day in enumerate(days))

    def found(*ends: dt.datetime | None) -> list[int]:
        return [one.number for one in store.find(Issue, created_at=Between(*ends))]

    assert found(days[1], days[2]) == [1, 2]
    assert found(days[2], None) == [2, 3]
    assert found(None, days[0]) == [0]
    assert found() == [0, 1, 2, 3]


def test_what_is_removed_is_gone_and_counted(store: Store) -> None:
    store.put([issue(1), issue(2), comment(1)])
    with store.batch() as batch:
        gone = batch.remove([issue(1, title="Other"), issue(3), comment(1)])
        assert [one.number for one in batch.find(Issue)] == [2]
    assert gone == Changes(removed=2)
    assert [one.number for one in store.find(Issue)] == [2]
    assert store.count(Comment) == 0


def test_a_batch_that_fails_takes_nothing_out(store: Store) -> None:
    def fail() -> None:
        with store.batch() as batch:
            batch.remove([issue(1)])
            batch.put([issue(2)])
            raise ZeroDivisionError

    store.put([issue(1)])
    with pytest.raises(ZeroDivisionError):
        fail()
    assert [one.number for one in store.find(Issue)] == [1]


# --- what changed ---------------------------------------------------------------------------------


def test_a_put_tells_what_changed(store: Store) -> None:
    assert store.put([issue(1), issue(2)]) == Changes(new=2)
    assert store.put([issue(1), issue(2, title="Other"), issue(3)]) == Changes(1, 1, 1)
    assert store.put([issue(1), issue(2, title="Other"), issue(3)]) == Changes(same=3)


@pytest.mark.parametrize("known", [NOON, None])
def test_an_older_or_undated_version_changes_nothing(
    store: Store, known: dt.datetime | None
) -> None:
    store.put([issue(title="Now", updated_at=LATER)])
    assert store.put([issue(title="Then", updated_at=known)]) == Changes(same=1)
    assert store.find(Issue) == [issue(title="Now", updated_at=LATER)]


def test_of_two_versions_at_once_the_later_counts(store: Store) -> None:
    versions = [issue(title="Now", updated_at=LATER), issue(title="Then")]
    assert store.put(versions) == Changes(new=1)
    assert [one.title for one in store.find(Issue)] == ["Now"]


def test_versions_of_no_known_order_at_once_are_the_same_the_next_time(store: Store) -> None:
    versions = [issue(title="Then", updated_at=None), issue(title="Now", updated_at=None)]
    assert store.put(versions, size=1) == Changes(new=1)
    assert store.put(versions, size=1) == Changes(same=1)
    assert [one.title for one in store.find(Issue)] == ["Now"]


def test_a_put_tells_how_far_it_is(store: Store) -> None:
    told: list[int] = []
    store.put([issue(n) for n in range(1, 6)], told.append, size=2)
    assert told == [2, 4, 5]


# --- looking things up ----------------------------------------------------------------------------


def test_records_are_found_by_their_fields_in_order(store: Store) -> None:
    store.put([issue(3), issue(1, state="closed"), issue(2, milestone="2026")])
    assert [one.number for one in store.find(Issue)] == [1, 2, 3]
    assert [one.number for one in store.find(Issue, state="open", milestone=None)] == [3]
    assert [one.number for one in store.find(Issue, number={1, 3})] == [1, 3]
    assert store.find(Issue, number=[]) == []


def test_what_is_on_some_issues_is_found_however_many_they_are(store: Store) -> None:
    store.put([comment(n, n) for n in range(1, 1301)])
    plan = RepositoryName("org", "plan")
    wanted = [IssueName(plan, n) for n in range(1, 1301)]
    assert [one.id for one in store.on(Comment, [*wanted, *wanted])] == list(range(1, 1301))
    assert [one.id for one in store.on(Comment, wanted[6:7])] == [7]
    assert store.on(Comment, [IssueName(RepositoryName("org", "other"), 7)]) == []


# --- transactions ---------------------------------------------------------------------------------


def test_a_batch_is_kept_as_a_whole_or_not_at_all(store: Store) -> None:
    def half() -> None:
        with store.batch() as batch:
            batch.put([issue(1), comment(1)])
            batch.put([SyncState("github", "half")])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half()
    assert store.find(Issue) == []
    assert store.find(SyncState) == []
    with store.batch() as batch:
        batch.put([issue(1)])
        assert batch.put([issue(1), SyncState("github", "whole")]) == Changes(new=1, same=1)
    assert store.find(SyncState) == [SyncState("github", "whole")]


def test_writers_wait_for_each_other(address: str) -> None:
    def write(turn: int) -> Changes:
        changes = Changes()
        with open_store(address) as store:
            for n in range(1, 21):
                record = Repository(f"org/{n if turn % 2 else 21 - n}")
                changes = changes.plus(store.put([record, issue(n, updated_at=None)]))
        return changes

    with ThreadPoolExecutor(4) as pool:
        changes = list(pool.map(write, range(4)))
    assert sum(one.new for one in changes) == 40
    assert sum(one.changed for one in changes) == 0


def test_many_may_open_a_new_store_at_once(tmp_path: Path) -> None:
    """SQLite refuses the change to a log at once when another makes it; that is waited for."""
    for turn in range(20):
        address = str(tmp_path / f"{turn}.db")

        def fill(n: int, address: str = address) -> None:
            with open_store(address) as store:
                store.put([issue(n)])

        with ThreadPoolExecutor(6) as pool:
            list(pool.map(fill, range(1, 7)))
        with open_store(address) as store:
            assert [one.number for one in store.find(Issue)] == [1, 2, 3, 4, 5, 6]


def test_a_reader_goes_on_while_somebody_writes(address: str) -> None:
    with open_store(address) as writer, open_store(address) as reader:
        writer.put([issue(1)])
        with writer.batch() as batch:
            batch.put([issue(2)])
            assert [one.number for one in reader.find(Issue)] == [1]
        assert [one.number for one in reader.find(Issue)] == [1, 2]


def test_what_a_batch_finds_holds_until_its_end(store: Store) -> None:
    store.put([issue(1), issue(2)])
    with store.batch() as batch:
        assert batch.find(Issue, number=2) == [issue(2)]
        batch.put([issue(2, title="Other")])
        assert batch.find(Issue, number=(2, 3)) == [issue(2, title="Other")]


def test_the_highest_number_of_each_repository_is_known(store: Store) -> None:
    store.put([issue(2), issue(12), issue(3, repository="org/other")])
    assert store.highest_numbers(Issue) == {issue().repository: 12, "org/other": 3}
