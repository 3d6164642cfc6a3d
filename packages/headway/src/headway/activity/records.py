"""What the store keeps, as values; a record's fields are the columns of its table."""

from __future__ import annotations

import datetime as dt  # the columns are made of these types
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo


class Repository(NamedTuple):
    """A repository that is followed, by its name `organisation/name`."""

    name: str
    url: str | None = None


class Issue(NamedTuple):
    """An issue or pull request as it was when it was last read.

    `state` is `open` or `closed`. Labels and assignees are in order of the alphabet.
    """

    repository: str
    number: int
    url: str
    title: str
    body: str
    author: str | None
    state: str
    state_reason: str | None
    labels: tuple[str, ...]
    assignees: tuple[str, ...]
    milestone: str | None
    created_at: dt.datetime
    updated_at: dt.datetime | None
    closed_at: dt.datetime | None
    merged_at: dt.datetime | None = None
    is_pull_request: bool = False
    draft: bool = False
    locked: bool = False


class CommentKind(StrEnum):
    """Where a comment stands; GitHub numbers each kind by itself."""

    ISSUE = "issue"
    REVIEW = "review"


class Comment(NamedTuple):
    """A comment on an issue or pull request, or on a line of a pull request's changes.

    `bot` says that GitHub calls the author one; `minimized`, that the comment was hidden by hand.
    """

    kind: str
    id: int
    repository: str
    number: int
    url: str
    author: str | None
    bot: bool
    body: str
    created_at: dt.datetime
    updated_at: dt.datetime | None
    minimized: bool = False


class Review(NamedTuple):
    """A review of a pull request; `state` is GitHub's, in lower case: `approved` for one."""

    id: int
    repository: str
    number: int
    url: str
    author: str | None
    state: str
    body: str
    submitted_at: dt.datetime


class Event(NamedTuple):
    """Something done to an issue, under GitHub's name for it, such as `labeled`.

    `subject` is what it was done with: the label, the milestone, the person asked or assigned.
    """

    id: str
    repository: str
    number: int
    kind: str
    actor: str | None
    subject: str | None
    created_at: dt.datetime


class Count(NamedTuple):
    """How many boxes of an issue's body were ticked on a past day, as somebody recorded it."""

    repository: str
    number: int
    day: dt.date
    done: int
    total: int


class Search(NamedTuple):
    """A search of a repository's issues, in GitHub's language for it."""

    repository: str
    query: str


class QueryCount(NamedTuple):
    """How many open and closed issues a search of a repository found on a day."""

    repository: str
    query: str
    day: dt.date
    open: int
    closed: int


class Message(NamedTuple):
    """A message of a chat's topic."""

    id: int
    stream: str
    topic: str
    author: str
    body: str
    url: str
    sent_at: dt.datetime
    edited_at: dt.datetime | None = None


class Occurrence(NamedTuple):
    """One meeting of a series, as its calendar tells it; of a single meeting, the only one.

    `uid` is the series', `starts_as` when the series has this meeting, even if it was moved. The
    times are instants; `zone` names the clocks that the meeting keeps to. Of one that takes whole
    days, they are the midnights of these days in UTC. `attendees` are named as the calendar names
    them; who declined is left out. `busy` is false where the calendar says that it takes nobody's
    time. `file` tells of it; `calendar` is the file that was asked for, and may include that one.
    """

    uid: str
    starts_as: dt.datetime
    title: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    zone: str
    all_day: bool
    status: str
    location: str
    organizer: str
    attendees: tuple[str, ...]
    busy: bool
    file: str
    calendar: str

    @property
    def start(self) -> dt.date:
        """When it starts: a time in the meeting's zone, or a day."""
        return self._as_told(self.starts_at)

    @property
    def end(self) -> dt.date:
        """When it ends: a time in the meeting's zone, or the day after its last one."""
        return self._as_told(self.ends_at)

    @property
    def moved_from(self) -> dt.date | None:
        """Where the series would have had it, if that is somewhere else."""
        return self._as_told(self.starts_as) if self.starts_as != self.starts_at else None

    def _as_told(self, when: dt.datetime) -> dt.date:
        if self.all_day:
            return when.astimezone(dt.UTC).date()
        return when.astimezone(ZoneInfo(self.zone))


class Status(StrEnum):
    """Whether a meeting happens."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"


class Minutes(NamedTuple):
    """The minutes of a team's meeting: the whole text of a file, from which all else is read."""

    team: str
    file: str
    day: dt.date | None
    text: str


class Reminder(NamedTuple):
    """A reminder of goals: meant to be sent, and sent once `sent_at` is known.

    `period` is the first day of the cycle that it is for. `marker` is what a conversation is
    searched for, to tell whether it was sent; `failed` says why it surely was not.
    """

    marker: str
    people: tuple[str, ...]
    period: str
    goals: tuple[str, ...]
    channel: str
    intended_at: dt.datetime
    sent_at: dt.datetime | None = None
    failed: str | None = None


class SyncState(NamedTuple):
    """How far a source was read: whatever its importer needs to go on from there."""

    source: str
    value: str


Record = (
    Repository
    | Issue
    | Comment
    | Review
    | Event
    | Count
    | QueryCount
    | Message
    | Occurrence
    | Minutes
    | Reminder
    | SyncState
)
# What one issue or pull request has.
OnIssue = Issue | Comment | Review | Event | Count


class Kind(NamedTuple):
    """A kind of record: the name of its table, what tells two apart, and what it is looked up by.

    `dated` is the field by which of two versions the later one is known, if there is one.
    """

    record: type[Record]
    table: str
    key: tuple[str, ...]
    lookups: tuple[tuple[str, ...], ...] = ()
    dated: str | None = None


_ISSUE = ("repository", "number")

KINDS = (
    Kind(Repository, "repositories", ("name",)),
    Kind(Issue, "issues", _ISSUE, (("state",), ("closed_at",)), dated="updated_at"),
    Kind(Comment, "comments", ("kind", "id"), (_ISSUE,), dated="updated_at"),
    Kind(Review, "reviews", ("id",), (_ISSUE,)),
    Kind(Event, "events", ("id",), (_ISSUE,)),
    Kind(Count, "counts", (*_ISSUE, "day")),
    Kind(QueryCount, "query_counts", ("repository", "query", "day")),
    Kind(Message, "messages", ("id",), (("stream", "topic"),), dated="edited_at"),
    Kind(Occurrence, "meetings", ("uid", "starts_as"), (("starts_at",), ("calendar",))),
    Kind(Minutes, "minutes", ("team", "file"), (("team", "day"),)),
    Kind(Reminder, "reminders", ("marker",), (("period",),)),
    Kind(SyncState, "sync_states", ("source",)),
)
