"""Issues and what belongs to them from files, in the shape in which GitHub's REST API has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from headway.activity.errors import NothingToImportError
from headway.activity.github_json import Reader
from headway.activity.json_values import BadInputError, read_json
from headway.activity.records import Comment, Count, Event, Issue, Repository, Review

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from headway.activity.github_json import NameOf
    from headway.activity.json_values import Value
    from headway.activity.records import OnIssue

S = TypeVar("S", bound="OnIssue")

ISSUES = "issues.json"
COMMENTS = "comments.json"
REVIEW_COMMENTS = "review_comments.json"
REVIEWS = "reviews.json"
EVENTS = "events.json"
FILES = (ISSUES, COMMENTS, REVIEW_COMMENTS, REVIEWS, EVENTS)


class Imported(NamedTuple):
    """What files hold, and what in them could not be read."""

    repositories: list[Repository]
    issues: list[Issue]
    comments: list[Comment]
    reviews: list[Review]
    events: list[Event]
    counts: list[Count]
    problems: list[BadInputError]

    @property
    def on_issues(self) -> Iterator[Comment | Review | Event]:
        """What belongs to issues."""
        yield from self.comments
        yield from self.reviews
        yield from self.events


def read_folder(folder: Path, name_of: NameOf) -> Imported:
    """Read the files that are there, of those that are read.

    Raises:
        NothingToImportError: none is there.
    """
    if not any((folder / name).is_file() for name in FILES):
        raise NothingToImportError(folder, FILES)
    problems: list[BadInputError] = []
    found = Imported([], [], [], [], [], [], problems)
    reader = Reader(name_of)

    def issue(value: Value) -> Iterator[Count]:
        found.issues.append(made := reader.issue(value))
        yield from reader.counts(value, made)

    found.counts.extend(_read(folder / ISSUES, issue, problems))
    names = {issue.repository for issue in found.issues}
    reader = Reader(name_of, next(iter(names)) if len(names) == 1 else None)
    found.comments.extend(_read(folder / COMMENTS, _one(reader.comment), problems))
    found.comments.extend(_read(folder / REVIEW_COMMENTS, _one(reader.review_comment), problems))
    found.reviews.extend(_read(folder / REVIEWS, _one(reader.review), problems))
    found.events.extend(_read(folder / EVENTS, _one(reader.event), problems))
    names.update(record.repository for record in found.on_issues)
    found.repositories.extend(map(Repository, sorted(names)))
    return found


def _one(decode: Callable[[Value], S | None]) -> Callable[[Value], Iterable[S]]:
    return lambda value: filter(None, (decode(value),))


def _read(
    path: Path, decode: Callable[[Value], Iterable[S]], problems: list[BadInputError]
) -> Iterator[S]:
    """The records of a file; none where it is not there, or is a problem as a whole."""
    if not path.is_file():
        return
    try:
        values = [*read_json(path).entries()]
    except BadInputError as problem:
        problems.append(problem)
        return
    for value in values:
        try:
            yield from decode(value)
        except BadInputError as problem:
            problems.append(problem)
