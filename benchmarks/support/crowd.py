"""A store as a large project fills it: many issues, and what people and bots did on them."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import random
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple

from headway.activity.records import KINDS, Comment, CommentKind, Event, Issue, Repository, Review

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from headway.activity.records import Record

_REPOSITORIES = ("crowd/compiler", "crowd/packages", "crowd/tools", "crowd/goals")
_PEOPLE = tuple(f"person-{number}" for number in range(2000))
_BOTS = ("rustbot", "bors", "github-actions[bot]")
_POLLING = "rust-rfcbot"
_LABELS = ("A-parsing", "C-bug", "C-enhancement", "T-lang", "T-compiler", "E-help-wanted")
_TURNS = ("S-waiting-on-review", "S-waiting-on-author", "S-blocked")
_NOMINATED = "I-lang-nominated"
_WORDS = ("the", "compiler", "now", "reads", "all", "of", "it", "and", "tests", "pass", "again")
_TABLES = {kind.record: kind.table for kind in KINDS}
_VERDICTS = ("approved", "changes_requested", "commented")
_POLL = """\
Team member @{0} has proposed to merge this. The next step is review by the rest of the tagged \
team members:

* [x] @{0}
* [ ] @{1}
* [ ] @{2}
* [ ] @{3}

No concerns currently listed.
"""
_DAYS = 5 * 365
_FIRST = 10_000  # the number of the first issue, above those that goals have
_BATCH = 10_000


class Size(NamedTuple):
    """How much there is to be; events and reviews come in proportion."""

    issues: int
    comments: int


# Of a hundred, as in the repositories of the Rust project.
class _Shares:
    PULL_REQUESTS = 40
    OPEN_PULL_REQUESTS = 2
    OPEN_ISSUES = 10
    WITH_TURN = 50
    NOMINATED = 0.5
    WITH_POLL = 0.5
    BY_BOTS = 20


def fill(database: Path, size: Size, today: dt.date, seed: int) -> None:
    """Add a crowd's records to a store that is there, with what was done up to a day.

    They are written past the store, which would look each of them up before.
    """
    crowd = _Crowd(size, today, random.Random(seed))  # noqa: S311  # repeatable, not secret
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        _insert(connection, map(Repository, _REPOSITORIES))
        for number in range(size.issues):
            _insert(connection, crowd.records(number))
            if number % _BATCH == 0:
                connection.commit()
        connection.commit()


class _Crowd:
    """Makes records from chance alone, the same ones from the same seed."""

    def __init__(self, size: Size, today: dt.date, chance: random.Random) -> None:
        self._each = size.comments // size.issues
        self._end = dt.datetime.combine(today, dt.time(12), dt.UTC)
        self._chance = chance
        self._ids = itertools.count(1_000_000_000)

    def records(self, number: int) -> Iterator[Record]:
        """An issue or pull request, and what belongs to it."""
        issue = self._issue(number)
        yield issue
        yield from (self._comment(issue) for _ in range(self._each))
        for label in issue.labels:
            yield self._event(issue, "labeled", label)
        if issue.closed_at:
            yield self._event(issue, "closed", None)
        if issue.is_pull_request:
            yield self._event(issue, "assigned", issue.assignees[0])
            yield self._review(issue)

    def _issue(self, number: int) -> Issue:
        repository = _REPOSITORIES[number % len(_REPOSITORIES)]
        pull = self._happens(_Shares.PULL_REQUESTS)
        is_open = self._happens(_Shares.OPEN_PULL_REQUESTS if pull else _Shares.OPEN_ISSUES)
        created = self._end - dt.timedelta(days=self._chance.uniform(1, _DAYS))
        changed = self._later(created)
        return Issue(
            repository=repository,
            number=_FIRST + number,
            url=f"https://github.com/{repository}/issues/{_FIRST + number}",
            title=self._text(6),
            body=self._text(100),
            author=self._chance.choice(_PEOPLE),
            state="open" if is_open else "closed",
            state_reason=None,
            labels=tuple(sorted(self._labels(pull=pull))),
            assignees=(self._chance.choice(_PEOPLE),) if pull else (),
            milestone=None,
            created_at=created,
            updated_at=changed,
            closed_at=None if is_open else changed,
            is_pull_request=pull,
        )

    def _labels(self, *, pull: bool) -> Iterator[str]:
        yield self._chance.choice(_LABELS)
        if pull and self._happens(_Shares.WITH_TURN):
            yield self._chance.choice(_TURNS)
        if self._happens(_Shares.NOMINATED):
            yield _NOMINATED

    def _comment(self, issue: Issue) -> Comment:
        number = next(self._ids)
        at = self._later(issue.created_at)
        author, body = self._chance.choice(_PEOPLE), self._text(40)
        if self._happens(_Shares.BY_BOTS):
            author = self._chance.choice(_BOTS)
        elif self._happens(_Shares.WITH_POLL / self._each):
            author, body = _POLLING, _POLL.format(*self._chance.sample(_PEOPLE, 4))
        return Comment(
            kind=CommentKind.ISSUE,
            id=number,
            repository=issue.repository,
            number=issue.number,
            url=f"{issue.url}#issuecomment-{number}",
            author=author,
            bot=author.endswith("[bot]"),
            body=body,
            created_at=at,
            updated_at=at,
        )

    def _event(self, issue: Issue, kind: str, subject: str | None) -> Event:
        at = issue.closed_at if kind == "closed" else self._later(issue.created_at)
        who = self._chance.choice(_PEOPLE)
        identifier, made = str(next(self._ids)), at or issue.created_at
        return Event(identifier, issue.repository, issue.number, kind, who, subject, made)

    def _review(self, issue: Issue) -> Review:
        return Review(
            id=next(self._ids),
            repository=issue.repository,
            number=issue.number,
            url=f"{issue.url}#review",
            author=issue.assignees[0],
            state=self._chance.choice(_VERDICTS),
            body="",
            submitted_at=self._later(issue.created_at),
        )

    def _happens(self, share: float) -> bool:
        return self._chance.random() * 100 < share

    def _later(self, moment: dt.datetime) -> dt.datetime:
        return moment + (self._end - moment) * self._chance.random() ** 3

    def _text(self, words: int) -> str:
        return " ".join(self._chance.choices(_WORDS, k=words))


def _insert(connection: sqlite3.Connection, records: Iterable[Record]) -> None:
    for record in records:
        marks = ", ".join("?" * len(record))
        statement = f"INSERT INTO {_TABLES[type(record)]} VALUES ({marks})"  # noqa: S608  # our names
        connection.execute(statement, [*map(_stored, record)])


def _stored(value: Any) -> Any:
    """A value as the store keeps it in SQLite."""
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M:%S.%f}"
    return json.dumps(value) if isinstance(value, tuple) else value
