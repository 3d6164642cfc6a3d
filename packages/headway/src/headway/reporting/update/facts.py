"""A post's facts, from a program and what happened.

Nothing counts that happened after the days of the post; documents count as they are now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.reporting.update import goals
from headway.reporting.update.model import Figures, Group, UpdateReport
from headway.reporting.update.states import COMPLETED, state_of
from headway.tracking.updates import tracking_issue

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from headway.activity.moments import Span
    from headway.activity.snapshot import Activity
    from headway.documents.values import Goal
    from headway.program.model import Period, Program
    from headway.reporting.update.goals import Standing, View
    from headway.reporting.update.model import Section

OTHERS = "Other goals"
# What goals of the first half of 2025 say for their theme, of which there was only one.
_ONE_THEME = {"yes": "Flagship goals"}


def update_report(program: Program, period: Period, activity: Activity, span: Span) -> UpdateReport:
    """What a range of days brought for the goals of a period."""
    view = goals.View(program, period, activity, span)
    listed = sorted(period.listed, key=lambda goal: goal.name.casefold())
    found = {goal.id: goals.standing(goal, view) for goal in listed}
    slate = {goal.id: goals.row(goal, found[goal.id], view.place) for goal in listed}
    sections = {
        goal.id: goals.section(goal, slate[goal.id], found[goal.id].told, view)
        for goal in listed
        if found[goal.id].told
    }
    return UpdateReport(
        program=program.config.name or "",
        period=period.name,
        period_url=view.place.to(f"{period.folder}/README.md"),
        span=span,
        figures=_figures(listed, found.values(), view),
        slate=tuple(slate.values()),
        groups=tuple(_groups(listed, sections, view)),
    )


def _figures(listed: Iterable[Goal], found: Collection[Standing], view: View) -> Figures:
    names = (tracking_issue(goal, view.program) for goal in listed)
    issues = (view.activity.issues.get(name) for name in names if name)
    return Figures(
        goals=len(found),
        told=sum(bool(one.told) for one in found),
        new=sum(view.span.start <= one.created_at < view.span.end for one in issues if one),
        completed=sum(map(_was_completed, found)),
        help_wanted=sum(bool(one.now.help_wanted) for one in found),
    )


def _was_completed(one: Standing) -> bool:
    before, now = state_of(one.before), state_of(one.now)
    return before.words != COMPLETED == now.words


def _groups(listed: Iterable[Goal], sections: Mapping[str, Section], view: View) -> Iterator[Group]:
    """The goals with news by the first roadmap that they name, and at last those that name none."""
    grouped: dict[str, list[Section]] = {}
    for goal in listed:
        if goal.id in sections:
            grouped.setdefault(_theme(goal), []).append(sections[goal.id])
    for name in sorted(grouped, key=lambda name: (not name, name.casefold())):
        roadmap = view.period.roadmap(name)
        url = view.place.to(roadmap.file) if roadmap else None
        yield Group(name or OTHERS, url, tuple(grouped[name]))


def _theme(goal: Goal) -> str:
    named = next(iter(goal.all_roadmaps), "")
    return _ONE_THEME.get(named.casefold(), str(named))
