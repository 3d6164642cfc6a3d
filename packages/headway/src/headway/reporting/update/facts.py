"""A post's facts, from a program and what happened.

Nothing counts that happened after the days of the post; documents count as they are now.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from headway.reporting.summary import Summary
from headway.reporting.update import documents, goals, listed, waits
from headway.reporting.update.model import Figures, Group, Highlight, Listing, UpdateReport
from headway.reporting.update.states import was_completed
from headway.reporting.update.waits import Waits
from headway.tracking.updates import tracking_issue

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from headway.activity.moments import Span
    from headway.activity.snapshot import Activity
    from headway.documents.values import Goal
    from headway.program.model import Period, Program
    from headway.reporting.document_changes import DocumentChange
    from headway.reporting.update.goals import Standing, View
    from headway.reporting.update.model import Passage, Row, Section

T = TypeVar("T")

OTHERS = "Other goals"
# What goals of the first half of 2025 say for their theme, of which there was only one.
_ONE_THEME = {"yes": "Flagship goals"}
_MOST_HIGHLIGHTS = 5
_LEAST_RANK = 7  # of a decision, a merge, a date; of a plan where the goal's state changed
_DAY = dt.timedelta(days=1)


class Beside(NamedTuple):
    """What is known beside what was told of goals: what waits, and what changed in documents."""

    waits: Waits = Waits()
    documents: tuple[DocumentChange, ...] = ()


class _Case(NamedTuple):
    goal: Goal
    found: Standing
    row: Row


def update_report(
    program: Program,
    period: Period,
    activity: Activity,
    span: Span,
    beside: Beside | None = None,
) -> UpdateReport:
    """All that a range of days brought for the goals of a period."""
    beside = beside or Beside()
    view = goals.View(program, period, activity, span)
    place = view.place
    cases = []
    for goal in sorted(period.listed, key=lambda goal: goal.name.casefold()):
        found = goals.standing(goal, view)
        cases.append(_Case(goal, found, goals.row(goal, found, place)))
    wanted = _newest_first(listed.help_wanted(*case, view) for case in cases)
    blocked = _newest_first(listed.blocked(*case, view) for case in cases)
    pulled_out = {(quote.number, quote.url) for one in (*wanted, *blocked) for quote in one.quotes}
    concerned = waits.concerned(cases, view)
    rows = {case.goal.id: case.row for case in cases}
    groups = tuple(_groups(cases, view, pulled_out))
    return UpdateReport(
        program=program.config.name or "",
        period=period.name,
        period_url=place.to(f"{period.folder}/README.md"),
        span=span,
        when=in_words(span),
        figures=_figures(cases, view),
        slate=tuple(case.row for case in cases),
        highlights=_listing(_highlights(groups, pulled_out)),
        help_wanted=_listing(wanted),
        blocked=_listing(blocked),
        waiting=_listing(waits.waiting(beside.waits, concerned, view)),
        ended=_listing(waits.ended(beside.waits, concerned)),
        documents=_listing(documents.changed(beside.documents, rows, view)),
        groups=groups,
    )


def _listing(items: Iterable[T]) -> Listing[T]:
    return Listing(tuple(items), ())


def in_words(span: Span) -> str:
    """A range of days as people name it: a month by its name, others by their first and last."""
    ends = (span.last + _DAY).day == 1
    if span.first == span.last.replace(day=1) and ends:
        return f"{span.first:%B %Y}"
    return f"{span.first} to {span.last}"


def _newest_first(found: Iterable[Passage | None]) -> tuple[Passage, ...]:
    """What was said by the newest day first, and at last what documents say."""
    told = filter(None, found)
    return tuple(sorted(told, key=lambda one: one.day or dt.date.min, reverse=True))


def _figures(cases: Sequence[_Case], view: View) -> Figures:
    names = (tracking_issue(case.goal, view.program) for case in cases)
    issues = (view.activity.issues.get(name) for name in names if name)
    return Figures(
        goals=len(cases),
        told=sum(bool(case.found.told) for case in cases),
        new=sum(view.span.start <= one.created_at < view.span.end for one in issues if one),
        completed=sum(was_completed(case.found.before, case.found.now) for case in cases),
        help_wanted=sum(bool(case.found.now.help_wanted) for case in cases),
    )


def _groups(
    cases: Iterable[_Case], view: View, pulled_out: Collection[tuple[int, str]]
) -> Iterator[Group]:
    """The goals with news by the first roadmap that they name, and at last those that name none."""
    grouped: dict[str, list[Section]] = {}
    for case in cases:
        if case.found.told:
            found = _without(goals.section(*case, view), pulled_out)
            grouped.setdefault(_theme(case.goal), []).append(found)
    for name in sorted(grouped, key=lambda name: (not name, name.casefold())):
        roadmap = view.period.roadmap(name)
        url = view.place.to(roadmap.file) if roadmap else None
        yield Group(name or OTHERS, url, tuple(grouped[name]))


def _without(section: Section, pulled_out: Collection[tuple[int, str]]) -> Section:
    """A section without sentences that are told elsewhere, unless none would be left."""
    summary = section.summary
    shown, rest = (
        tuple(quote for quote in quotes if (quote.number, quote.url) not in pulled_out)
        for quotes in (summary.shown, summary.rest)
    )
    return section._replace(summary=Summary(shown, rest, summary.own)) if shown else section


def _highlights(
    groups: Iterable[Group], pulled_out: Collection[tuple[int, str]]
) -> Iterator[Highlight]:
    """The best sentence of each of the few goals whose news ranks highest."""
    found = []
    for section in (section for group in groups for section in group.sections):
        told = (one for one in section.summary.shown if (one.number, one.url) not in pulled_out)
        best = max(told, key=lambda quote: quote.rank, default=None)
        if best and best.rank > 0 and best.rank + section.importance >= _LEAST_RANK:
            one = Highlight(section.goal, section.changes, best)
            found.append((best.rank + section.importance, one))
    found.sort(key=lambda ranked: -ranked[0])
    yield from (highlight for _, highlight in found[:_MOST_HIGHLIGHTS])


def _theme(goal: Goal) -> str:
    named = next(iter(goal.all_roadmaps), "")
    return _ONE_THEME.get(named.casefold(), str(named))
