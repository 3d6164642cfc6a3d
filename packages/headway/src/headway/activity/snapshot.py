"""What happened on some issues, as one value that tracking can look at."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from headway.activity.records import Comment, Count, Issue
from headway.forge.model import IssueName, Repository

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from headway.activity.records import OnIssue
    from headway.activity.store import Store


class Activity(NamedTuple):
    """Issues by name, and what belongs to each: its comments in order of time, recorded counts."""

    issues: Mapping[IssueName, Issue]
    comments: Mapping[IssueName, tuple[Comment, ...]]
    counts: Mapping[IssueName, tuple[Count, ...]]


def read_activity(
    store: Store, names: Iterable[IssueName], mentions: Callable[[Issue], Iterable[IssueName]]
) -> Activity:
    """Read some issues, with those that they mention and so on, and what belongs to the first."""
    first = set(names)
    issues: dict[IssueName, Issue] = {}
    asked: set[IssueName] = set()
    wanted = first
    while wanted:
        found = {name_of(issue): issue for issue in store.on(Issue, wanted)}
        issues |= found
        asked |= wanted
        wanted = {name for issue in found.values() for name in mentions(issue)} - asked
    comments: dict[IssueName, list[Comment]] = defaultdict(list)
    for comment in sorted(store.on(Comment, first), key=lambda one: (one.created_at, one.id)):
        comments[name_of(comment)].append(comment)
    counts: dict[IssueName, list[Count]] = defaultdict(list)
    for count in store.on(Count, asked):
        counts[name_of(count)].append(count)
    return Activity(
        issues,
        {name: tuple(several) for name, several in comments.items()},
        {name: tuple(several) for name, several in counts.items()},
    )


def name_of(record: OnIssue) -> IssueName:
    """The issue that a record is, or belongs to."""
    owner, _, name = record.repository.partition("/")
    return IssueName(Repository(owner, name), record.number)
