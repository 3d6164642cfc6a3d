"""What changed for an audience within some days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.reporting.digest.audience import Kind, goals_for, name_in, part_in
from headway.reporting.digest.entries import entry
from headway.reporting.digest.model import Digest, Entry, Quiet
from headway.reporting.people import named
from headway.tracking.updates import updates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headway.documents.values import Goal
    from headway.program.model import Period, Program
    from headway.reporting.digest.audience import Audience
    from headway.reporting.digest.entries import Days
    from headway.tracking.attention import Section as Waiting

_SPOKEN_OF = (Kind.TEAM, Kind.PERSON)
_WAITING = ("due", "decisions", "stuck", "asks")


def digest(whom: Audience, days: Days, waiting: Iterable[Waiting] = ()) -> Digest:
    """What some days brought for an audience.

    Of goals of earlier periods than the last that had begun by then, only those with news are told.
    `waiting` are the sections of the page of what needs the audience.
    """
    found = [*_entries(whom, days)]
    news = [one for one in found if one.is_news]
    last = days.periods[-1].name if days.periods else ""
    return Digest(
        program=days.program.config.name or "Goals",
        title=whom.title(days.program),
        audience=whom,
        span=days.span,
        entries=tuple(sorted(news, key=_most_important_first)),
        quiet=tuple(
            Quiet(one.period, one.why, one.section.goal)
            for one in sorted(found, key=_by_title)
            if one.period == last and not one.is_news
        ),
        waiting=tuple(_waiting(waiting, days.program)),
        documents_known=days.documents is not None,
    )


def _entries(whom: Audience, days: Days) -> Iterator[Entry]:
    """The goals of an audience, and those whose sentences name it or that its minutes decide on."""
    theirs = {goal.file for _, goal in goals_for(whom, days.program)}
    for period in days.periods:
        for goal in period.listed:
            if goal.file in theirs:
                yield entry(goal, period, days, part_in(whom, goal, period), whom)
            elif whom.kind in _SPOKEN_OF and _may_speak_of(whom, goal, period, days):
                other = entry(goal, period, days, whom=whom)
                why = tuple(_spoken_of(whom, other))
                if why:
                    yield other._replace(why=why)


def _may_speak_of(whom: Audience, goal: Goal, period: Period, days: Days) -> bool:
    """Whether it is worth while to look closely at a goal in which an audience has no part."""
    pattern = name_in(whom, days.program)
    told = updates(goal, period, days.program, days.activity, days.span.last)
    return bool(
        any(pattern and pattern.search(one.body) for one in told if one.day >= days.span.first)
        or (whom.kind is Kind.TEAM and days.decisions_of(goal, period))
    )


def _waiting(found: Iterable[Waiting], program: Program) -> Iterator[Waiting]:
    """The sections that a digest shows, with people by name, so that nobody is pinged."""
    for section in found:
        if section.name in _WAITING:
            items = (one._replace(told=named(one.told, program)) for one in section.items)
            yield section._replace(items=tuple(items))


def _spoken_of(whom: Audience, found: Entry) -> Iterator[str]:
    if found.named:
        yield "named in an update"
    if whom.kind is Kind.TEAM and any(
        one.team.casefold() == whom.name.casefold() for one in found.decisions
    ):
        yield "in its minutes"


def _most_important_first(one: Entry) -> tuple[float, str]:
    quotes = (*one.named, *one.section.summary.shown)
    best = max((quote.rank for quote in quotes), default=0.0)
    return -best, one.section.goal.title.casefold()


def _by_title(one: Entry) -> str:
    return one.section.goal.title.casefold()
