"""The story of one goal: all its news through its periods, month by month."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from headway.activity.moments import Span
from headway.program.query import find_period
from headway.reporting.digest.entries import entry
from headway.reporting.digest.model import Chapter, Part, Story
from headway.reporting.people import named
from headway.reporting.update import goals
from headway.tracking.lineage import lineages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.documents.values import Goal
    from headway.program.model import Period
    from headway.reporting.digest.entries import Days
    from headway.tracking.lineage import Lineage, Stage

_MONTH = dt.timedelta(days=31)


def story(goal: Goal, days: Days) -> Story:
    """What some days brought for a goal and those of other periods in its lineage.

    The activity is of the goals of all periods. What became of a goal is as known at the end of the
    last day.
    """
    family = _family(goal, days)
    found = lineages(days.program, days.activity, days.span.last)
    stages = next((one.stages for one in found if family & _files(one)), ())
    begin = min((_period(one, days).start for one in stages), default=days.span.first)
    first = min(max(days.span.first, begin), days.span.last)
    span = days.span._replace(first=first)
    return Story(
        program=days.program.config.name or "Goals",
        title=f"{goal.name}: the story so far",
        span=span,
        parts=tuple(_part(stage, days._replace(span=span)) for stage in stages),
        documents_known=days.documents is not None,
    )


def months(span: Span) -> Iterator[Span]:
    """The calendar months of some days; the first and the last as far as they belong to these."""
    first = span.first
    while first <= span.last:
        following = (first.replace(day=1) + _MONTH).replace(day=1)
        last = min(span.last, following - dt.timedelta(days=1))
        yield Span(first, last)
        first = following


def _family(goal: Goal, days: Days) -> set[str]:
    """The files of a goal's lineage, of which it may be one that began after the days."""
    day = max(days.span.last, find_period(days.program, goal.period).start)
    found = map(_files, lineages(days.program, days.activity, day))
    return next((files for files in found if goal.file in files), {goal.file})


def _files(lineage: Lineage) -> set[str]:
    return {stage.goal.file for stage in lineage.stages}


def _period(stage: Stage, days: Days) -> Period:
    return find_period(days.program, stage.goal.period)


def _part(stage: Stage, days: Days) -> Part:
    goal, period = stage.goal, _period(stage, days)
    view = days.of(period)
    chapters = []
    for month in months(days.span):
        told = entry(goal, period, days._replace(span=month, documents=()))
        if told.is_news:
            chapters.append(Chapter(month.first, told))
    return Part(
        period=period.name,
        goal=goals.row(goal, goals.standing(goal, view), view.place),
        outcome=stage.judged.outcome,
        why=named(stage.judged.why, days.program),
        evidence=stage.judged.url,
        likely=stage.judged.likely,
        documents=days.documents_of(goal),
        chapters=tuple(chapters),
    )
