"""What goals and roadmaps say, as values that remember where they say it."""

from __future__ import annotations

import datetime as dt
import re
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Self

from headway.text import Span
from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_ISSUE = re.compile(r"(?<![\w.-])([\w.-]+/[\w.-]+)#(\d+)")
_ISSUE_URL = re.compile(
    r"https?://github\.com/([\w.-]+/[\w.-]+)/(?:issues|pull)/(\d+)(?:[#?][^\s()<>]*)?"
)
_PERSON = re.compile(r"@[A-Za-z0-9][A-Za-z0-9_-]*")


class Written(str):
    """A string that remembers the span it was written at; in all else a plain string."""

    __slots__ = ("span",)
    span: Span

    def __new__(cls, text: str, span: Span) -> Self:
        """Attach a span to a text."""
        written = str.__new__(cls, text)
        written.span = span
        return written


class IssueReference(Written):
    """`organisation/repository#number`."""

    __slots__ = ()

    @property
    def repository(self) -> str:
        """The part before the `#`."""
        return self.partition("#")[0]

    @property
    def number(self) -> int:
        """The part after the `#`."""
        return int(self.partition("#")[2])


class Status(StrEnum):
    """Where a goal stands in the program."""

    PROPOSED = "Proposed"
    ACCEPTED = "Accepted"
    NOT_ACCEPTED = "Not accepted"


class Level(StrEnum):
    """How much a goal asks of a team."""

    SMALL = "Small"
    MEDIUM = "Medium"
    LARGE = "Large"

    @property
    def rank(self) -> int:
        """0 for Small, upwards the more is asked."""
        return list(Level).index(self)

    @classmethod
    def largest(cls, asks: Iterable[Ask]) -> Level | None:
        """The most that some asks ask; what is written for a level and is none does not count."""
        asked = {ask.level for ask in asks}
        return next((level for level in reversed(cls) if level.value in asked), None)


class Verdict(StrEnum):
    """What somebody says to a goal for their team."""

    YES = "yes"
    CONCERN = "concern"
    NO = "no"


class Form(Enum):
    """How a goal states its work and asks.

    The older form (2024h2 to 2025h2) lists tasks and asks in one table; the present one (since
    2026) has a table of tasks and a table of asks with support levels.
    """

    OLDER = "older"
    PRESENT = "present"


class Ask(Value):
    """What a goal asks of one team.

    The present form gives a `level`, the older one a `kind`: the name of a configured ask. A level
    that is none of the known ones stands as written. `task` is the heading of the subgoal that
    asks, None for the goal as a whole.
    """

    team: Written
    level: Written | None
    kind: Written | None
    notes: Written | None
    task: Written | None
    span: Span


class Task(Value):
    """A piece of work and who does it."""

    task: Written
    owners: tuple[Written, ...]
    notes: Written | None
    span: Span

    @property
    def done(self) -> bool:
        """Whether the task is marked as complete, or struck out."""
        return is_done(self.task, self.notes)


class Subgoal(Value):
    """A workstream of a goal, under a heading of its own; `text` is its first paragraph."""

    title: Written
    tasks: tuple[Task, ...]
    roadmaps: tuple[Written, ...]
    timespan: Written | None
    what_and_why: Written | None
    text: Written | None
    span: Span


class FundingItem(Value):
    """Something that money is needed for; cost and state as written."""

    purpose: Written | None
    cost: Written | None
    funded: Written | None
    sponsors: Written | None
    span: Span


class HelpWanted(Value):
    """Work that a contributor is looked for."""

    task: Written | None
    experience_level: Written | None
    time_investment: Written | None
    span: Span


class Goal(Value):
    """A goal document; every field None or empty where the document says nothing."""

    id: str
    file: str
    period: str
    form: Form
    span: Span
    title: Written | None
    short_title: Written | None
    status: Written | None
    point_of_contact: Written | None
    tracking_issue: IssueReference | None
    other_tracking_issues: tuple[Written, ...]
    zulip_channel: Written | None
    roadmaps: tuple[Written, ...]
    highlights: tuple[Written, ...]
    needs: tuple[Written, ...]
    champions: Mapping[Written, Written | None]
    asks: tuple[Ask, ...]
    tasks: tuple[Task, ...]
    subgoals: tuple[Subgoal, ...]
    funding: tuple[FundingItem, ...]
    funding_contact: Written | None
    help_wanted: tuple[HelpWanted, ...]
    see_also: Written | None
    summary: Written | None
    what_and_why: Written | None
    timespan: Written | None
    cadence: Written | None

    @property
    def size(self) -> Level | None:
        """The largest level asked of any team, by the goal or a subgoal."""
        return Level.largest(self.asks)

    @property
    def name(self) -> str:
        """The short title, else the title, else the file's stem."""
        return self.short_title or self.title or self.id

    @property
    def all_roadmaps(self) -> tuple[Written, ...]:
        """The goal's own roadmaps, then those that only its subgoals name."""
        own = [*self.roadmaps, *(name for subgoal in self.subgoals for name in subgoal.roadmaps)]
        return tuple(dict.fromkeys(own))

    @property
    def all_tasks(self) -> tuple[Task, ...]:
        """The goal's own tasks, then those of its subgoals."""
        return (*self.tasks, *(task for subgoal in self.subgoals for task in subgoal.tasks))

    @property
    def task_owners(self) -> tuple[Written, ...]:
        """The people who own tasks, each once, as first written."""
        found: dict[str, Written] = {}
        for task in self.all_tasks:
            for owner in task.owners:
                for person in people_in(owner):
                    found.setdefault(person.casefold(), person)
        return tuple(found.values())

    @property
    def listed(self) -> bool:
        """Whether the program's lists show the goal: they show all but those not accepted."""
        return self.status != Status.NOT_ACCEPTED.value

    @property
    def needs_contributor(self) -> bool:
        """Whether a contributor is looked for, by a section or a `Needs` row."""
        return bool(self.help_wanted) or "contributor" in map(str.casefold, self.needs)

    @property
    def needs_funding(self) -> bool:
        """Whether money is looked for, by a section or a `Needs` row."""
        return bool(self.funding) or "funding" in map(str.casefold, self.needs)


class Roadmap(Value):
    """A roadmap document: a theme that goals of one period serve."""

    id: str
    file: str
    period: str
    span: Span
    title: Written | None
    short_title: Written | None
    point_of_contact: Written | None
    what_and_why: Written | None
    application_areas: tuple[Written, ...]
    summary: Written | None

    @property
    def name(self) -> str:
        """The name by which goals call the roadmap: its short title, else its title."""
        return self.short_title or self.title or self.id


class Statement(Value):
    """What one person said to a goal for a team; None where that cannot be read."""

    date: Written | None
    team: Written | None
    by: Written | None
    verdict: Written | None
    note: Written | None
    span: Span

    @property
    def day(self) -> dt.date | None:
        """The day it was said on."""
        return dt.date.fromisoformat(self.date) if self.date else None


class Signoff(Value):
    """The sign-off of the goal that has the same period and id."""

    id: str
    file: str
    period: str
    span: Span
    title: Written | None
    statements: tuple[Statement, ...]


def is_done(task: str, notes: str | None) -> bool:
    """Whether a task's text strikes it out, or its notes have the badge `![Complete]`."""
    return task.startswith("~~") or (notes is not None and "![complete]" in notes.casefold())


def is_person(text: str) -> bool:
    """Whether a text is one GitHub user, `@login`."""
    return _PERSON.fullmatch(text) is not None


def people_in(text: Written) -> list[Written]:
    """Every `@login` in a text that no word character or dot precedes, with its own span.

    The span is exact where the text was written without escapes.
    """
    return [
        within(text, match.start(), match.end())
        for match in _PERSON.finditer(text)
        if match.start() == 0
        or (text[match.start() - 1] not in "._-" and not text[match.start() - 1].isalnum())
    ]


def issues_in(text: Written) -> list[IssueReference]:
    """Every `organisation/repository#number` in a text, with its own span."""
    return [
        IssueReference(match[0], within(text, match.start(), match.end()).span)
        for match in _ISSUE.finditer(text)
    ]


def issue_urls_in(text: Written) -> list[IssueReference]:
    """Every address of an issue or pull request in a text, as a reference with its own span."""
    return [
        IssueReference(f"{match[1]}#{match[2]}", within(text, match.start(), match.end()).span)
        for match in _ISSUE_URL.finditer(text)
    ]


def within(text: Written, start: int, end: int) -> Written:
    """A part of a written text, by character positions, with the span of that part."""
    part = text[start:end]
    if text.isascii():
        return Written(part, Span(text.span.start + start, text.span.start + end))
    first = text.span.start + len(text[:start].encode())
    return Written(part, Span(first, first + len(part.encode())))
