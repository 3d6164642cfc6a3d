"""What a post is made of; the context of its templates.

Texts are Markdown that reads the same wherever it is put. Days are of UTC.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt

    from headway.activity.moments import Span
    from headway.reporting.people import Champion, Person
    from headway.reporting.summary import Summary


class State(NamedTuple):
    """How a goal is doing, in words that a reader knows.

    `computed` says that nobody stated it: it is told from the tracking issue, and from when the
    goal was told of. `reason` is what it is told by, `url` where that is seen.
    """

    words: str
    computed: bool
    reason: str
    url: str | None


class Row(NamedTuple):
    """A goal of the slate, as the index shows it.

    `title` is the short one where there is one. `url` is its page in the book, `issue` the name of
    its tracking issue and `issue_url` that issue's page. `last_update` is the day of the last
    update of its period. `is_news` says that there is a section about it; `anchor` is that section.
    """

    id: str
    title: str
    url: str
    issue: str | None
    issue_url: str | None
    state: State
    last_update: dt.date | None
    is_news: bool

    @property
    def anchor(self) -> str:
        """What the goal's section is called in addresses."""
        return f"goal-{self.id}"


class Told(NamedTuple):
    """A comment that tells of a goal; `text` is all of it, made fit to stand in a post."""

    author: Person | None
    day: dt.date
    url: str
    text: str


class Section(NamedTuple):
    """A goal that there is news of.

    `summary` is quoted, and empty where nobody wrote a sentence; `comments` are what it is quoted
    from. `changes` tell in words what is other than when the range began.
    """

    goal: Row
    contacts: tuple[Person, ...]
    champions: tuple[Champion, ...]
    changes: tuple[str, ...]
    summary: Summary
    comments: tuple[Told, ...]


class Group(NamedTuple):
    """The goals with news that serve one roadmap, or none of them."""

    title: str
    url: str | None
    sections: tuple[Section, ...]


class Figures(NamedTuple):
    """What a post opens with: how many goals the slate has, and how many of them are what.

    `told` have an update in the range, `new` have a tracking issue since then, `completed` were
    completed in it, and `help_wanted` look for help on its last day.
    """

    goals: int
    told: int
    new: int
    completed: int
    help_wanted: int


class UpdateReport(NamedTuple):
    """What a range of days brought for the goals of a period."""

    program: str
    period: str
    period_url: str
    span: Span
    figures: Figures
    slate: tuple[Row, ...]
    groups: tuple[Group, ...]
