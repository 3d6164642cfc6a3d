"""When the goals of each roadmap are worked on: before their period, and as long as they plan."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from headway.pages import facts
from headway.program.model import Period
from headway.reporting.charts.frame import WIDTH, lines, text, values, where
from headway.reporting.charts.model import Figure, Missing
from headway.reporting.charts.words import bare, counted, series
from headway.tracking.kinship import How, kinship

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from headway.documents.values import Goal
    from headway.program.model import Program
    from headway.reporting.charts.model import Json, Subject

_NAMED = re.compile(r"(?<![0-9A-Za-z])\d{4}(?:[hH][12])?(?![0-9A-Za-z])")
_DAYS = 365.25
_MOST = 3
_STEP = 17
_GAP = 0.4  # between roadmaps


class GoalTime(NamedTuple):
    """When a goal of a roadmap is worked on.

    It is planned from `first` to `last`; `since` is earlier where it goes on with goals of earlier
    periods, and the first day of the earliest.
    """

    roadmap: str
    goal: str
    title: str
    since: dt.date
    first: dt.date
    last: dt.date


def rows(period: Period, program: Program) -> tuple[GoalTime, ...]:
    """The listed goals of each roadmap, by its name, those first that were begun first.

    A goal of several roadmaps is told of with each. What only a guess says it goes on with does not
    count.
    """
    since = _since(program)
    found: list[GoalTime] = []
    for roadmap in _roadmaps(period):
        mine = (_row(roadmap, goal, since) for goal in facts.serving(period.listed, roadmap))
        found += sorted(mine, key=lambda row: (row.since, row.first, row.last, row.title.lower()))
    return tuple(found)


def draw(subject: Subject) -> Figure | Missing:
    """A line for each goal: thin for earlier periods, thick for the time that it plans."""
    period = subject.period
    found = rows(period, subject.program)
    if not found:
        return Missing(f"no goal of {period.name} names a roadmap")
    earlier = any(row.since < row.first for row in found)
    thin = "; thin: goals of earlier periods that it goes on with" if earlier else ""
    return Figure(
        title=f"Goals of {period.name} by roadmap",
        units=f"In years. Thick: the time that a goal plans{thin}. Dashed: {subject.today}",
        source=subject.source("goal documents"),
        alternative=_told(found, period),
        rows=found,
        view=_view(found, subject.today),
    )


def _roadmaps(period: Period) -> list[str]:
    """The names that goals call roadmaps by: those with a document first, then others."""
    own = (str(roadmap.name) for roadmap in facts.roadmaps_by_name(period))
    named = {str(name) for goal in period.listed for name in goal.all_roadmaps}
    return [*dict.fromkeys((*own, *sorted(named, key=str.lower)))]


def _since(program: Program) -> dict[str, dt.date]:
    """When the first of the goals began that a goal surely goes on with, by file."""
    found = {goal.file: period.start for period in program.periods for goal in period.listed}
    surely = (kin for kin in kinship(program) if kin.how is not How.LIKELY)
    for kin in sorted(surely, key=lambda kin: found[kin.after.file]):
        found[kin.after.file] = min(found[kin.after.file], found[kin.before.file])
    return found


def _row(roadmap: str, goal: Goal, since: dict[str, dt.date]) -> GoalTime:
    named = [_period(name) for name in _NAMED.findall(facts.timespan(goal))]
    times = named or [_period(goal.period)]
    first, last = min(one.start for one in times), max(one.end for one in times)
    return GoalTime(roadmap, goal.id, bare(goal.name), min(since[goal.file], first), first, last)


def _period(name: str) -> Period:
    return Period(name, {}, ())


def _told(found: Sequence[GoalTime], period: Period) -> str:
    by_roadmap = _grouped(found)
    distinct = {row.goal: row for row in found}
    earlier = sum(row.since < row.first for row in distinct.values())
    longer = [row for row in distinct.values() if row.last > period.end]
    largest = sorted(by_roadmap, key=lambda name: -len(by_roadmap[name]))[:_MOST]
    most = series(f"{bare(name)} ({len(by_roadmap[name])})" for name in largest)
    none = len(period.listed) - len(distinct)
    return (
        f"Time line. {counted(len(distinct), 'goal')} of {period.name} in "
        f"{counted(len(by_roadmap), 'roadmap')}; most in {most}. "
        f"Of these go on with goals of earlier periods: {earlier}; plan beyond {period.name}: "
        f"{len(longer)}. Left out are those of no roadmap: {none}."
    )


def _grouped(found: Sequence[GoalTime]) -> dict[str, list[GoalTime]]:
    groups: dict[str, list[GoalTime]] = {}
    for row in found:
        groups.setdefault(row.roadmap, []).append(row)
    return groups


def _view(found: Sequence[GoalTime], today: dt.date) -> Json:
    data = [*_lines(found)]
    count = data[-1]["line"] + 1
    start = int(min(row.since for row in found).year)
    end = max(row.last for row in found).year + 1
    scale = {"domain": [start, end], "nice": False, "zero": False}
    axis = {
        "domain": False,
        "format": "d",
        "grid": True,
        "orient": "top",
        "ticks": False,
        "values": [*range(start, end + 1)],
    }
    across = {"field": "first", "type": "quantitative", "title": None}
    frame = lines(count, step=_STEP)
    bar = {"type": "bar", "style": "strong"}
    now = [{"first": _years(today), "line": -0.5, "last": count - 0.5}]
    return {
        "data": values(data),
        "width": WIDTH - 20,
        "height": frame["height"],
        "encoding": {**frame["encoding"], "x": {**across, "axis": axis, "scale": scale}},
        "layer": [
            *([_now(now)] if start <= now[0]["first"] <= end else []),
            _span("since", "first", {**bar, "size": 3}),
            _span("first", "last", {**bar, "size": 9}),
            *_at_left("head", "heading"),
            *_at_left("title", "label"),
        ],
    }


def _lines(found: Sequence[GoalTime]) -> Iterator[Json]:
    line = -1.0
    for name, goals in _grouped(found).items():
        line += 1
        yield {"line": line, "head": bare(name)}
        for row in goals:
            yield {"line": line + 1, "title": row.title}
            line += 2
            since, first, last = map(_years, (row.since, row.first, row.last))
            yield {"line": line, "since": since, "first": first, "last": last}
        line += _GAP


def _span(first: str, last: str, mark: Json) -> Json:
    """A layer of bars from one field to another."""
    here = {"x": {"field": first, "type": "quantitative"}, "x2": {"field": last}}
    return {"transform": where(f"datum.{last} > datum.{first}"), "mark": mark, "encoding": here}


def _at_left(field: str, style: str) -> Iterator[Json]:
    """Layers that write a field at the left edge, above lines that would cross the words."""
    for styles in ([style, "halo"], [style]):
        words = text(field, styles, dx=0, limit=WIDTH)
        place = {**words["encoding"], "x": {"value": 0}}
        yield {**words, "transform": where(f"datum.{field} != null"), "encoding": place}


def _now(data: list[Json]) -> Json:
    """A layer with a line for the present day."""
    return {
        "data": values(data),
        "mark": {"type": "rule", "style": "thread", "strokeDash": [4, 3]},
        "encoding": {"y2": {"field": "last"}},
    }


def _years(day: dt.date) -> float:
    """A day as a year with its part, such as 2026.5."""
    return round(day.year + (day.timetuple().tm_yday - 1) / _DAYS, 3)
