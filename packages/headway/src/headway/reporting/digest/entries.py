"""What some days brought for one goal: its news, its document, and decisions about it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from headway.reporting import people
from headway.reporting.digest.audience import name_in
from headway.reporting.digest.model import Entry
from headway.reporting.news import News
from headway.reporting.summary import WORDS, quotes
from headway.reporting.update import goals
from headway.reporting.update.goals import View
from headway.tracking.updates import continued_by

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Sequence

    from headway.activity.moments import Span
    from headway.activity.snapshot import Activity
    from headway.documents.values import Goal
    from headway.program.model import Period, Program
    from headway.reporting.decided import Decided
    from headway.reporting.digest.audience import Audience
    from headway.reporting.document_changes import DocumentChange
    from headway.reporting.summary import Quote
    from headway.reporting.update.model import Section
    from headway.tracking.decisions import Record
    from headway.tracking.updates import Update

_TELLS_LITTLE = (News.GREETING, News.NOTHING, News.PROCESS)
_NAMED_WORDS = WORDS // 2


class Days(NamedTuple):
    """Some days of a program, and all that is known of them.

    `documents` are the changes of documents, None where git does not know.
    """

    program: Program
    activity: Activity
    span: Span
    decided: Decided
    documents: tuple[DocumentChange, ...] | None = None

    @property
    def periods(self) -> list[Period]:
        """The periods that had begun by the end of the last day."""
        return [one for one in self.program.periods if one.start <= self.span.last]

    def of(self, period: Period) -> View:
        """The days as goals of a period are looked at."""
        return View(self.program, period, self.activity, self.span)

    def decisions_of(self, goal: Goal, period: Period) -> tuple[Record, ...]:
        """What minutes decided about a goal until another goes on in its issue, pinging nobody."""
        first, last = self.span.first, self.span.last
        later = continued_by(goal, period, self.program, last)
        if later:
            last = min(last, later.start - dt.timedelta(days=1))
        return tuple(
            one._replace(text=people.named(one.text, self.program))
            for one in self.decided.about(goal, first, last, begin=period.start)
        )

    def documents_of(self, goal: Goal) -> tuple[str, ...]:
        """What changed in the document of a goal, in words that ping nobody."""
        changed = (one for one in self.documents or () if one.goal.file == goal.file)
        return tuple(people.named(one.words, self.program) for one in changed)


def entry(
    goal: Goal, period: Period, days: Days, why: Iterable[str] = (), whom: Audience | None = None
) -> Entry:
    """What some days brought for a goal of a period.

    Where sentences name the audience they are quoted before the summary, which gives up as many of
    its words.
    """
    view = days.of(period)
    found = goals.standing(goal, view)
    section = goals.section(goal, found, goals.row(goal, found, view.place), view)
    pattern = name_in(whom, days.program) if whom else None
    named = [*_naming(found.told, pattern, view.repository(goal))] if pattern else []
    return Entry(
        period=period.name,
        why=tuple(why),
        section=_beside(section, named),
        named=tuple(named),
        documents=days.documents_of(goal),
        decisions=days.decisions_of(goal, period),
    )


def _naming(told: Iterable[Update], pattern: re.Pattern[str], repository: str) -> Iterator[Quote]:
    """The sentences that name an audience, best first as far as words go, in their order."""
    found = [
        quote
        for update in told
        for one, quote in quotes(update, repository)
        if one.news not in _TELLS_LITTLE and pattern.search(quote.text)
    ]
    left = _NAMED_WORDS
    chosen = []
    for quote in sorted(found, key=lambda quote: (-quote.rank, quote.url, quote.number)):
        if quote.words <= left:
            left -= quote.words
            chosen.append(quote)
    return iter(sorted(chosen, key=lambda quote: (quote.at, quote.url, quote.number)))


def _beside(section: Section, named: Sequence[Quote]) -> Section:
    """A section whose summary has none of some quotes, and what words they leave."""
    places = {(quote.url, quote.number) for quote in named}
    left = WORDS - sum(quote.words for quote in named)
    shown: list[Quote] = []
    rest: list[Quote] = []
    for quote in section.summary.shown:
        if (quote.url, quote.number) in places:
            continue
        left -= quote.words
        (rest if rest or (named and left < 0) else shown).append(quote)
    summary = section.summary._replace(shown=tuple(shown), rest=(*rest, *section.summary.rest))
    return section._replace(summary=summary)
