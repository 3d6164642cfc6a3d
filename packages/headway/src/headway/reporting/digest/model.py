"""What digests are made of; the context of their templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt

    from headway.activity.moments import Span
    from headway.program.outcomes import Outcome
    from headway.reporting.digest.audience import Audience
    from headway.reporting.summary import Quote
    from headway.reporting.update.model import Row, Section, State
    from headway.tracking.attention import Section as Waiting
    from headway.tracking.decisions import Record


class Entry(NamedTuple):
    """A goal of a period and what some days brought for it.

    `why` tells what makes it one for the audience. `named` are sentences that name the audience, of
    which none is in the summary of `section`. `documents` tell what changed in the goal's document,
    `decisions` what minutes decided about it.
    """

    period: str
    why: tuple[str, ...]
    section: Section
    named: tuple[Quote, ...]
    documents: tuple[str, ...]
    decisions: tuple[Record, ...]

    @property
    def is_news(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.section.comments or self.documents or self.decisions)


class Quiet(NamedTuple):
    """A goal without news."""

    period: str
    why: tuple[str, ...]
    goal: Row


class Digest(NamedTuple):
    """What some days brought for an audience.

    `entries` are goals with news, what matters most first; `quiet` the others of the last period.
    `waiting` is what waited for the audience at the end of the last day. `documents_known` says
    whether changes of documents would be told.
    """

    program: str
    title: str
    audience: Audience
    span: Span
    entries: tuple[Entry, ...]
    quiet: tuple[Quiet, ...]
    waiting: tuple[Waiting, ...]
    documents_known: bool

    @property
    def states(self) -> tuple[State, ...]:
        """The states that are shown."""
        told = (one.section.state for one in self.entries)
        return (*filter(None, told), *(one.goal.state for one in self.quiet))

    @property
    def periods(self) -> frozenset[str]:
        """The periods whose goals have news."""
        return frozenset(one.period for one in self.entries)


class Chapter(NamedTuple):
    """A month of a goal's story."""

    month: dt.date
    entry: Entry


class Part(NamedTuple):
    """A goal of one period in a story: what became of it, and the months with news.

    `outcome` is None as long as that is open or not known; `why` tells what it is taken from, with
    `evidence`, an address, where there is one; `likely` marks a guess. `documents` tell what is
    other in its document at the end of the days than at their beginning.
    """

    period: str
    goal: Row
    outcome: Outcome | None
    why: str
    evidence: str | None
    likely: bool
    documents: tuple[str, ...]
    chapters: tuple[Chapter, ...]


class Story(NamedTuple):
    """What some days brought for a goal, and for those that it goes on with, period by period."""

    program: str
    title: str
    span: Span
    parts: tuple[Part, ...]
    documents_known: bool

    @property
    def states(self) -> tuple[State, ...]:
        """The states that are shown."""
        entries = (chapter.entry for part in self.parts for chapter in part.chapters)
        return tuple(filter(None, (one.section.state for one in entries if one.section.comments)))
