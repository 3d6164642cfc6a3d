"""One run: what is read from and written to, what it brought, and what it could not read."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from headway.activity.json_values import BadInputError
from headway.activity.records import KINDS, Repository, SyncState
from headway.activity.store import Changes
from headway.activity.sync.state import read_state, to_record
from headway.forge.errors import ForgeError, HopelessError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from headway.activity.github_json import NameOf, Reader
    from headway.activity.json_values import Value
    from headway.activity.records import OnIssue, Record
    from headway.activity.store import Store
    from headway.activity.sync.state import ItemState, ListState, S
    from headway.errors import HeadwayError
    from headway.forge import model
    from headway.forge.feed import Feed, FeedPage
    from headway.forge.model import IssueName
    from headway.forge.port import Feeds

    # Told on the way: what is read, how much of it is done, and of how much where that is known.
    Tell = Callable[[str, int, int | None], None]
    Part = tuple[Value, Callable[[Value], OnIssue | None]]

T = TypeVar("T")

_TABLES = {kind.record: kind.table for kind in KINDS}


@dataclass
class Outcome:
    """What a run brought as far as it came; `stopped` is what ended it before its end.

    `reached` says that there was any answer; `notes` are told, and are no failures.
    """

    changes: dict[str, Changes] = field(default_factory=dict)
    problems: dict[str, None] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)
    reached: bool = False
    stopped: HopelessError | None = None


class Run:
    """Reads from a forge into a store; states are as they were at its beginning, or are its own."""

    def __init__(self, forge: Feeds, store: Store, tell: Tell) -> None:
        """Begin where earlier runs ended."""
        self.forge = forge
        self.store = store
        self.tell = tell
        self.outcome = Outcome()
        self._states = {one.source: one.value for one in store.find(SyncState)}

    def state(self, kind: type[S], source: str) -> S:
        """How far a source was read."""
        return read_state(kind, self._states.get(source))

    def keep(self, records: Sequence[OnIssue], states: Mapping[str, ListState | ItemState]) -> None:
        """Store records, and their repositories, with how far was read: all or nothing."""
        by_kind: dict[type[Record], list[Record]] = {}
        repositories = {record.repository for record in records}
        for record in (*map(Repository, sorted(repositories)), *records):
            by_kind.setdefault(type(record), []).append(record)
        kept = [to_record(source, state) for source, state in states.items()]
        with self.store.batch() as batch:
            brought = {_TABLES[kind]: batch.put(several) for kind, several in by_kind.items()}
            batch.put(kept)
        self._states.update(kept)
        for table, changes in brought.items():
            self.outcome.changes[table] = self.outcome.changes.get(table, Changes()).plus(changes)

    def fail(self, problem: HeadwayError | str) -> None:
        """Take note of something that could not be read, once."""
        self.outcome.problems[str(problem)] = None

    def attempt(self, read: Callable[[], T], otherwise: T) -> T:
        """Read something; where it cannot be read, take note of that.

        Raises:
            HopelessError: nothing else can be read either.
        """
        try:
            return read()
        except HopelessError:
            raise
        except ForgeError as error:
            self.fail(error)
            return otherwise

    def first_page(self, feed: Feed, tag: str = "") -> FeedPage | None:
        """The first page of a list; None where it still has a tag."""
        page = self.forge.page(feed, None, tag)
        self.outcome.reached = True
        return page

    def next_page(self, feed: Feed, at: str) -> FeedPage:
        """A page that another one led to."""
        page = self.forge.page(feed, at)
        assert page is not None  # noqa: S101  # without a tag a page is always sent
        self.outcome.reached = True
        return page

    def kept_under(self, asked: model.Repository) -> NameOf:
        """Keeps what a repository has under the name that it was asked for by."""

        def name_of(given: str) -> str:
            if given.casefold() != str(asked).casefold():
                self.outcome.notes[f"{asked} is {given} now; write the new name"] = None
            return str(asked)

        return name_of

    def decoded(self, parts: Iterable[Part]) -> tuple[list[OnIssue], bool]:
        """The records of what was read, and whether all of it made some; the rest is told."""
        records: list[OnIssue] = []
        whole = True
        try:
            for value, decode in parts:
                try:
                    record = decode(value)
                except BadInputError as error:
                    whole = False
                    self.fail(error)
                else:
                    records.extend(filter(None, (record,)))
        except BadInputError as error:
            whole = False
            self.fail(error)
        return records, whole


def parts_of(reader: Reader, item: Value, name: IssueName | None = None) -> Iterator[Part]:
    """An issue or pull request and what stands below it, each with what makes a record of it.

    Raises:
        BadInputError: there is no list where one should be.
    """
    yield item, reader.issue
    for comment in item.field("comments").entries():
        yield comment, reader.comment
    for review in item.field("reviews").entries():
        yield review, reader.review
        for comment in review.field("comments").entries():
            yield comment, reader.review_comment
    for event in item.field("events").entries():
        yield event, partial(reader.event, on=name)
