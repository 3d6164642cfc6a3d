"""What happened on some issues, as one value that tracking can look at."""

from __future__ import annotations

from collections import defaultdict
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from headway.activity.records import Comment, Count, Event, Issue, QueryCount, Review, Search
from headway.forge.model import IssueName, Repository

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from headway.activity.records import OnIssue
    from headway.activity.store import Store

S = TypeVar("S", bound="OnIssue")

_NOTHING: Mapping[Any, Any] = MappingProxyType({})


class Activity(NamedTuple):
    """Issues by name, and what belongs to each, in order of time.

    That is comments (those on the lines of a pull request's changes too), recorded counts, events,
    and reviews. What searches found is of all searches that the store knows, and so is the highest
    number of an issue of each repository, by its name.
    """

    issues: Mapping[IssueName, Issue] = _NOTHING
    comments: Mapping[IssueName, tuple[Comment, ...]] = _NOTHING
    counts: Mapping[IssueName, tuple[Count, ...]] = _NOTHING
    events: Mapping[IssueName, tuple[Event, ...]] = _NOTHING
    reviews: Mapping[IssueName, tuple[Review, ...]] = _NOTHING
    found: Mapping[Search, tuple[QueryCount, ...]] = _NOTHING
    highest: Mapping[str, int] = _NOTHING


def read_activity(
    store: Store,
    names: Iterable[IssueName],
    mentions: Callable[[Issue], Iterable[IssueName]] = lambda _: (),
) -> Activity:
    """Read some issues and what belongs to them; then those that they mention, and so on.

    Of issues that are only mentioned, counts and events are read and nothing else.
    """
    first = set(names)
    issues, asked = closure(store, first, mentions)
    return Activity(
        issues,
        _by_issue(store.on(Comment, first), "created_at"),
        _by_issue(store.on(Count, asked), "day"),
        _by_issue(store.on(Event, asked), "created_at"),
        _by_issue(store.on(Review, first), "submitted_at"),
        _by_search(store.find(QueryCount)),
        store.highest_numbers(Issue),
    )


def closure(
    store: Store, names: Iterable[IssueName], mentions: Callable[[Issue], Iterable[IssueName]]
) -> tuple[dict[IssueName, Issue], set[IssueName]]:
    """The issues of these names and those they lead to; and all names, of those not stored too."""
    issues: dict[IssueName, Issue] = {}
    asked: set[IssueName] = set()
    wanted = set(names)
    while wanted:
        found = {name_of(issue): issue for issue in store.on(Issue, wanted)}
        issues |= found
        asked |= wanted
        wanted = {name for issue in found.values() for name in mentions(issue)} - asked
    return issues, asked


def name_of(record: OnIssue) -> IssueName:
    """The issue that a record is, or belongs to."""
    owner, _, name = record.repository.partition("/")
    return IssueName(Repository(owner, name), record.number)


def _by_issue(records: Iterable[S], dated: str) -> Mapping[IssueName, tuple[S, ...]]:
    """What belongs to each issue, in order of time; at one time, in order of keys."""
    grouped: dict[IssueName, list[S]] = defaultdict(list)
    for record in sorted(records, key=attrgetter(dated)):
        grouped[name_of(record)].append(record)
    return {name: tuple(several) for name, several in grouped.items()}


def _by_search(counts: Iterable[QueryCount]) -> Mapping[Search, tuple[QueryCount, ...]]:
    grouped: dict[Search, list[QueryCount]] = defaultdict(list)
    for count in sorted(counts, key=attrgetter("day")):
        grouped[Search(count.repository, count.query)].append(count)
    return {search: tuple(several) for search, several in grouped.items()}
