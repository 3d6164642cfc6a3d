"""What a post is made of: the context of its templates, and its JSON.

Texts are Markdown that reads the same wherever it is put. Days are of UTC.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from headway.program.model import slug
from headway.reporting.sentences import count_words
from headway.tracking.signals import Sign

if TYPE_CHECKING:
    import datetime as dt

    from headway.activity.moments import Span
    from headway.reporting.people import Champion, Person
    from headway.reporting.summary import Quote, Summary

T = TypeVar("T")


class State(NamedTuple):
    """How a goal is doing, in `words` that need no key; `name` is what programs know it by.

    `computed` says that nobody stated it: it is told from the tracking issue, and from when the
    goal was told of. `reason` is what it is told by, `url` where that is seen.
    """

    name: str
    words: str
    computed: bool
    reason: str
    url: str | None


def _beyond_an_update(state: State) -> State | None:
    return None if state.name == Sign.FRESH else state


class Row(NamedTuple):
    """A goal of the slate, as the index shows it.

    `id` is the name of its file, `title` the short one where there is one. `url` is its page in the
    book, `issue` the name of its tracking issue and `issue_url` that issue's page. `state` is how
    it was at the end of the days, `last_update` the day of the last update on its issue since the
    period began. `is_news` says that there is a section about it.
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
    """A comment that tells of a goal, by its `author`, `day` and `url`.

    `text` is all of it, made fit to stand in a post.
    """

    author: Person | None
    day: dt.date
    url: str
    text: str


class Section(NamedTuple):
    """A `goal` that there is news of, with its points of contact (`contacts`) and `champions`.

    `summary` is quoted, and empty where nobody wrote a sentence; `comments` are what it is quoted
    from. `changes` tell in words what is other than before the days of the post, `is_completed`
    that the goal was completed in them. `importance` is how much the goal has before others when
    words are given out.
    """

    goal: Row
    contacts: tuple[Person, ...]
    champions: tuple[Champion, ...]
    changes: tuple[str, ...]
    summary: Summary
    comments: tuple[Told, ...]
    importance: int
    is_completed: bool = False

    @property
    def state(self) -> State | None:
        """The goal's state; None where it says only that there is an update, as the comments do."""
        return _beyond_an_update(self.goal.state) if self.comments else self.goal.state


class Group(NamedTuple):
    """The goals with news that serve one roadmap, or none: their `sections`.

    `title` is the roadmap's name and `url` its page, None where it has none. The goals of another
    `period` are one group, which has that period's page; its title says that these are the last or
    the first words on it.
    """

    title: str
    url: str | None
    sections: tuple[Section, ...]
    period: str | None = None

    @property
    def anchor(self) -> str:
        """What the group is called in addresses."""
        return f"group-{slug(self.title)}"


class Highlight(NamedTuple):
    """One of the few sentences that whoever reads nothing else should read.

    `quote` is one of those in the section of the `goal`, and `changes` are the section's.
    """

    goal: Row
    changes: tuple[str, ...]
    quote: Quote

    @property
    def state(self) -> State | None:
        """The goal's state; None where it says only that there is an update, as the quote does."""
        return _beyond_an_update(self.goal.state)

    @property
    def words(self) -> int:
        """About how many words it takes."""
        words = sum(map(count_words, (self.goal.title, *self.changes)))
        return words + self.quote.words


class Passage(NamedTuple):
    """What somebody says of a `goal` under a label: whom they look for, or what blocks them.

    `url` is their comment of `day`, and `quotes` are their words; what was asked before the days of
    the post has none. Where it is the goal's document that says it, there is neither, and `tasks`
    are those that it lists.
    """

    goal: Row
    day: dt.date | None
    url: str | None
    quotes: tuple[Quote, ...]
    tasks: tuple[str, ...]

    @property
    def words(self) -> int:
        """About how many words it takes."""
        words = sum(map(count_words, (self.goal.title, *self.tasks)))
        return words + sum(quote.words + 1 for quote in self.quotes)


class Subject(NamedTuple):
    """What waits, or did: an issue or pull request, or a goal, and which `goal` it has to do with.

    `name` is that of the issue with its `title`, or of the goal without one; `url` shows that it
    waits or how that ended, and `day` is since when or when.
    """

    goal: Row
    name: str
    title: str
    url: str
    day: dt.date | None

    @property
    def words(self) -> int:
        """About how many words it takes."""
        return count_words(self.goal.title) + count_words(self.title) + 1


class Waiting(NamedTuple):
    """Things of one `kind` that wait for the same team, or people: `subjects`.

    `actors` are whose turn it is, by name, and `reason` is why they wait; where each waits for a
    reason of its own, it is what all have in common. `is_new` says of a single one that it began to
    wait for too long in the days of the post.
    """

    kind: str
    actors: tuple[str, ...]
    reason: str
    subjects: tuple[Subject, ...]
    is_new: bool

    @property
    def words(self) -> int:
        """About how many words it takes."""
        return sum(map(count_words, (self.reason, *self.actors))) + _words(self.subjects)


class Ended(NamedTuple):
    """Things of one `kind` that had waited for too long, `subjects`, and `how` that came to an end.

    `reason` is why a single one had waited, and of several what all have in common.
    """

    kind: str
    how: str
    reason: str
    subjects: tuple[Subject, ...]

    @property
    def words(self) -> int:
        """About how many words it takes."""
        return count_words(self.how) + count_words(self.reason) + _words(self.subjects)


class ChangedDocument(NamedTuple):
    """What is other in the document of a goal, each of `changes` in words.

    `title` and `url` are the goal's; there is no address of a goal that is gone.
    """

    title: str
    url: str | None
    changes: tuple[str, ...]

    @property
    def words(self) -> int:
        """About how many words it takes."""
        return sum(map(count_words, (self.title, *self.changes)))


class Listing(NamedTuple, Generic[T]):
    """A list of which so many words are left that only `shown` is; `rest` is to be unfolded."""

    shown: tuple[T, ...]
    rest: tuple[T, ...]


class Figures(NamedTuple):
    """What a post opens with: how many `goals` the slate has, and how many of them are what.

    `told` have an update on their issue in the days of the post, of whichever period, `new` have a
    tracking issue since then, `completed` were completed in them, and `help_wanted` look for help
    on the last of them.
    """

    goals: int
    told: int
    new: int
    completed: int
    help_wanted: int


class UpdateReport(NamedTuple):
    """What a range of days brought for the goals of a period.

    `program` is the program's name, `period` the period's, and `period_url` its page in the book.
    `span` is the range, and `when` is it in words, as `November 2025`. `figures` count the goals.

    `slate` are all goals, those without news too. What is pulled out: `highlights` (what is not
    shown of them is in the sections anyway), `help_wanted`, what is `blocked`, what is `waiting`
    for whom, what of that `ended`, and which `documents` changed. `groups` hold the sections,
    roadmap by roadmap, and at last those of goals of other periods that were told of and do not go
    on in the slate.
    """

    program: str
    period: str
    period_url: str
    span: Span
    when: str
    figures: Figures
    slate: tuple[Row, ...]
    highlights: Listing[Highlight]
    help_wanted: Listing[Passage]
    blocked: Listing[Passage]
    waiting: Listing[Waiting]
    ended: Listing[Ended]
    documents: Listing[ChangedDocument]
    groups: tuple[Group, ...]

    @property
    def during(self) -> str:
        """The days with the word before them: `In November 2025`, `From 27 June to 5 July 2025`."""
        return f"{'From' if ' to ' in self.when else 'In'} {self.when}"

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections of all groups."""
        return tuple(section for group in self.groups for section in group.sections)


def _words(subjects: tuple[Subject, ...]) -> int:
    return sum(subject.words for subject in subjects)
