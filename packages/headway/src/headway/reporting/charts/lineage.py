"""Goals through the periods, and what became of them in each."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from headway.activity.snapshot import Activity
from headway.program.outcomes import Outcome
from headway.reporting.charts.frame import WIDTH, lines, text, values, where
from headway.reporting.charts.model import Figure, Missing
from headway.reporting.charts.words import bare, counted, series
from headway.tracking.lineage import lineages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from headway.reporting.charts.model import Json, Subject
    from headway.tracking.lineage import Lineage

_OPEN = "open"
_MANY = 30  # lineages, from which only longer ones are shown one by one
_STEP = 17
_BESIDE = 0.14  # how far apart goals of one period stand, in columns
_RING = "M-1,0a1,1,0,1,1,2,0a1,1,0,1,1,-2,0M-0.7,0a0.7,0.7,0,1,0,1.4,0a0.7,0.7,0,1,0,-1.4,0"
_SHAPES = {
    Outcome.COMPLETED: "circle",
    Outcome.PARTIAL: "diamond",
    Outcome.CONTINUED: "triangle-right",
    Outcome.SUPERSEDED: "square",
    Outcome.NOT_COMPLETED: "cross",
    _OPEN: _RING,
}


class LineageGoal(NamedTuple):
    """A goal of one period, with the lineage that it belongs to, named by its latest goal.

    `continues` says that it goes on with a goal of an earlier period.
    """

    lineage: str
    title: str
    period: str
    goal: str
    outcome: str
    continues: bool


def rows(subject: Subject) -> tuple[LineageGoal, ...]:
    """The goals of all periods up to the chosen one, by lineage; those through most periods first.

    As long as its period runs, and where it is not known, the outcome of a goal is `open`.
    """
    found = _upto(subject)
    found.sort(key=lambda stages: (-len({row.period for row in stages}), stages[0].title.lower()))
    return tuple(row for stages in found for row in stages)


def draw(subject: Subject) -> Figure | Missing:
    """A line for each lineage of several periods, with a shape for what became of each goal."""
    found = rows(subject)
    long = _long(found)
    if not long:
        return Missing(f"no goal up to {subject.period.name} goes on with one of another period")
    shown = _shown(long)
    fewest = min(len({row.period for row in goals}) for goals in shown.values())
    rest = len(_grouped(found)) - len(shown)
    told = "goal documents and tracking issues" if subject.activity else "goal documents"
    return Figure(
        title=f"Goals through the periods up to {subject.period.name}",
        units=f"A line for each goal that goes through {fewest} periods or more, with what became "
        f"of it in each; {rest} others are only counted",
        source=subject.source(told),
        alternative=_told(found, shown),
        rows=found,
        view=_view(found, shown),
    )


Group = dict[str, list[LineageGoal]]


def _upto(subject: Subject) -> list[list[LineageGoal]]:
    program = subject.program
    known = {one.name for one in program.periods if one.start <= subject.period.start}
    found = lineages(program, subject.activity or Activity(), subject.today)
    groups = ([*_rows(one, known)] for one in found)
    return [group for group in groups if group]


def _rows(one: Lineage, known: set[str]) -> Iterator[LineageGoal]:
    stages = [stage for stage in one.stages if stage.goal.period in known]
    for stage in stages:
        title = bare(stages[-1].goal.name)
        outcome = str(stage.judged.outcome or _OPEN)
        goal = stage.goal
        yield LineageGoal(one.name, title, goal.period, goal.id, outcome, bool(stage.before))


def _grouped(found: Iterable[LineageGoal]) -> Group:
    groups: Group = {}
    for row in found:
        groups.setdefault(row.lineage, []).append(row)
    return groups


def _long(found: Iterable[LineageGoal]) -> Group:
    return {
        name: goals
        for name, goals in _grouped(found).items()
        if len({row.period for row in goals}) > 1
    }


def _shown(long: Group) -> Group:
    """The lineages that are shown one by one: the longest, where there are many."""
    lengths = {name: len({row.period for row in goals}) for name, goals in long.items()}
    fewest = 2
    while sum(length >= fewest for length in lengths.values()) > _MANY:
        longer = {name for name, length in lengths.items() if length > fewest}
        if not longer:
            break
        fewest += 1
    return {name: goals for name, goals in long.items() if lengths[name] >= fewest}


def _told(found: Sequence[LineageGoal], shown: Group) -> str:
    columns = [*dict.fromkeys(sorted(row.period for row in found))]
    each = "; ".join(_period(period, found) for period in columns)
    lengths = Counter(len({row.period for row in goals}) for goals in _long(found).values())
    through = series(
        f"{counted(lengths[length], 'goal')} through {length}" for length in sorted(lengths)
    )
    longest = next(iter(shown.values()))
    return (
        f"Chart of lines through {len(columns)} periods. {each}. {through} periods; the first that "
        f"is shown is {longest[-1].title}."
    )


def _period(period: str, found: Sequence[LineageGoal]) -> str:
    mine = [row for row in found if row.period == period]
    continues = sum(row.continues for row in mine)
    outcomes = Counter(row.outcome for row in mine)
    became = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common())
    return f"{period}: {counted(len(mine), 'goal')}, {continues} from before: {became}"


def _view(found: Sequence[LineageGoal], shown: Group) -> Json:
    columns = {name: at for at, name in enumerate(sorted({row.period for row in found}))}
    data = [*_heads(found, columns), *_marks(shown, columns)]
    frame = lines(data[-1]["line"] + 1, step=_STEP)
    scale = {"domain": [-0.1, len(columns) - 0.1], "nice": False, "zero": False}
    used = dict.fromkeys(row.outcome for goals in shown.values() for row in goals)
    shapes = {str(name): shape for name, shape in _SHAPES.items() if str(name) in used}
    return {
        "data": values(data),
        "width": WIDTH - 20,
        "height": frame["height"],
        "encoding": {
            **frame["encoding"],
            "x": {"field": "x", "type": "quantitative", "axis": None, "scale": scale},
        },
        "layer": [
            {
                "transform": where("datum.outcome != null"),
                "mark": {"type": "line", "style": "thread"},
                "encoding": {"detail": {"field": "lineage"}},
            },
            _points(shapes),
            {"transform": where("datum.head != null"), **text("head", "heading", dx=-5)},
            {"transform": where("datum.under != null"), **text("under", "quiet", dx=-5)},
            {"transform": where("datum.title != null"), **text("title", dx=-5, limit=WIDTH)},
        ],
    }


def _heads(found: Sequence[LineageGoal], columns: dict[str, int]) -> Iterator[Json]:
    for period, at in columns.items():
        mine = [row for row in found if row.period == period]
        continues = sum(row.continues for row in mine)
        yield {"line": 0, "x": at, "head": period}
        yield {"line": 1, "x": at, "under": counted(len(mine), "goal")}
        yield {"line": 2, "x": at, "under": f"{continues} from before"}


def _marks(shown: Group, columns: dict[str, int]) -> Iterator[Json]:
    line = 2.3
    for name, goals in shown.items():
        yield {"line": line + 1, "x": 0, "title": goals[-1].title}
        line += 2
        seen = Counter[str]()
        for row in goals:
            beside = seen[row.period] * _BESIDE
            seen[row.period] += 1
            place = {"line": line, "x": round(columns[row.period] + beside, 2)}
            yield {**place, "lineage": name, "outcome": row.outcome}


def _points(shapes: dict[str, str]) -> Json:
    legend = {"title": None, "orient": "top", "columns": 3, "symbolSize": 90, "offset": 8}
    scale = {"domain": [*shapes], "range": [*shapes.values()]}
    return {
        "transform": where("datum.outcome != null"),
        "mark": {"type": "point", "style": "strong", "filled": True, "size": 110, "opacity": 1},
        "encoding": {
            "shape": {"field": "outcome", "type": "nominal", "scale": scale, "legend": legend}
        },
    }
