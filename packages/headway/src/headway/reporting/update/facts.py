"""A post's facts, from a program and what happened.

Nothing counts that happened after the days of the post; documents count as they are now.
"""

from __future__ import annotations

import datetime as dt
import re
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
_MINOR = re.compile(r"(?i)\b(?:minor|trivial|nothing (?:much|major)|small (?:fix|change|update))")
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
    cases = _cases(period.listed, view)
    wanted = _newest_first(listed.help_wanted(*case, view) for case in cases)
    blocked = _newest_first(listed.blocked(*case, view) for case in cases)
    pulled_out = {(quote.number, quote.url) for one in (*wanted, *blocked) for quote in one.quotes}
    concerned = waits.concerned(cases, view)
    rows = {case.goal.id: case.row for case in cases}
    groups = (*_groups(cases, view, pulled_out), *_of_other_periods(view))
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


def _cases(listed: Iterable[Goal], view: View) -> list[_Case]:
    """How goals stood, by title."""
    cases = []
    for goal in sorted(listed, key=lambda goal: goal.name.casefold()):
        found = goals.standing_of_issue(goal, view)
        cases.append(_Case(goal, found, goals.row(goal, found, view.place)))
    return cases


def _of_other_periods(view: View) -> Iterator[Group]:
    """The goals that were told of and are neither in the slate nor go on in an issue of it.

    Where several periods have one, it is of the last that had begun.
    """
    program, period, day = view.program, view.period, view.span.last
    seen = {tracking_issue(goal, program) for goal in period.listed}
    others = [one for one in program.periods if one.name != period.name]
    for other in sorted(others, key=lambda one: (one.start > day, abs(one.start - day))):
        theirs = view._replace(period=other)
        left = [goal for goal in other.listed if tracking_issue(goal, program) not in seen]
        seen |= {tracking_issue(goal, program) for goal in left}
        told = [case for case in _cases(left, theirs) if case.found.told]
        if told:
            words = "Last" if other.start < period.start else "First"
            yield Group(
                title=f"{words} words on {other.name}",
                url=theirs.place.to(f"{other.folder}/README.md"),
                sections=tuple(goals.section(*case, theirs) for case in told),
                period=other.name,
            )


def _listing(items: Iterable[T]) -> Listing[T]:
    return Listing(tuple(items), ())


def in_words(span: Span) -> str:
    """A range of days as people name it: a month by its name, others by their first and last."""
    first, last = span.first, span.last
    if first == last.replace(day=1) and (last + _DAY).day == 1:
        return f"{first:%B %Y}"
    year = f" {first.year}" if first.year != last.year else ""
    return f"{first.day} {first:%B}{year} to {last.day} {last:%B %Y}"


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
    """A section without sentences that are told elsewhere, unless nothing else was told."""
    summary = section.summary
    shown, rest = (
        tuple(quote for quote in quotes if (quote.number, quote.url) not in pulled_out)
        for quotes in (summary.shown, summary.rest)
    )
    if not shown:
        shown, rest = rest[:1] or summary.shown[:1], rest[1:]
    return section._replace(summary=Summary(shown, rest, summary.own))


def _highlights(
    groups: Iterable[Group], pulled_out: Collection[tuple[int, str]]
) -> Iterator[Highlight]:
    """The best sentence of each of the few goals whose news ranks highest, completed ones first."""
    found = []
    for section in (section for group in groups for section in group.sections):
        told = (
            one
            for one in section.summary.shown
            if (one.number, one.url) not in pulled_out and not _MINOR.search(one.text)
        )
        best = max(told, key=lambda quote: quote.rank, default=None)
        ranks = best is not None and best.rank > 0 and best.rank + section.importance >= _LEAST_RANK
        if best and (ranks or section.is_completed):
            rank = (section.is_completed, best.rank + section.importance)
            found.append((rank, Highlight(section.goal, section.changes, best)))
    found.sort(key=lambda ranked: ranked[0], reverse=True)
    yield from (highlight for _, highlight in found[:_MOST_HIGHLIGHTS])


def _theme(goal: Goal) -> str:
    named = next(iter(goal.all_roadmaps), "")
    return _ONE_THEME.get(named.casefold(), str(named))
