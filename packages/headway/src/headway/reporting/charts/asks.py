"""What is asked of each team, by level."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from headway.documents.values import Level
from headway.reporting.charts.frame import text, values
from headway.reporting.charts.model import Figure, Missing
from headway.reporting.charts.words import counted, series

if TYPE_CHECKING:
    from headway.program.model import Period
    from headway.reporting.charts.model import Json, Subject

_ALL, _NONE = "All", "No level"
_MOST = 3
_WIDTH = 280


class TeamAsks(NamedTuple):
    """How much the goals of a period ask of one team; `no_level` are those that state none."""

    team: str
    small: int
    medium: int
    large: int
    no_level: int

    @property
    def asks(self) -> int:
        """The number of asks in all."""
        return sum(self.by_level.values())

    @property
    def by_level(self) -> dict[str, int]:
        """The number of asks of each level, by its name."""
        names = (*map(str, Level), _NONE)
        return dict(zip(names, self[1:], strict=True))


def rows(period: Period) -> tuple[TeamAsks, ...]:
    """What the listed goals ask of each team, the one that is asked most first."""
    names: dict[str, str] = {}
    found: dict[str, Counter[str]] = {}
    known = set(map(str, Level))
    for ask in (ask for goal in period.listed for ask in goal.asks):
        key = ask.team.casefold()
        names.setdefault(key, str(ask.team))
        level = str(ask.level) if ask.level in known else _NONE
        found.setdefault(key, Counter())[level] += 1
    teams = (
        TeamAsks(names[key], *(levels[name] for name in (*map(str, Level), _NONE)))
        for key, levels in found.items()
    )
    return tuple(sorted(teams, key=lambda row: (-row.asks, row.team)))


def draw(subject: Subject) -> Figure | Missing:
    """A row for each team, and in it a bar for each level, on one scale."""
    found = rows(subject.period)
    if not found:
        return Missing(f"no goal of {subject.period.name} asks a team for anything")
    return Figure(
        title=f"What goals of {subject.period.name} ask of teams",
        units="Number of asks, by team and support level",
        source=subject.source("goal documents"),
        alternative=_told(found, subject.period),
        rows=found,
        view=_view(found),
    )


def _levels(found: tuple[TeamAsks, ...]) -> dict[str, int]:
    """The levels that there are, with the number of asks in all."""
    sums = Counter[str]()
    for row in found:
        sums.update(row.by_level)
    return {name: count for name, count in sums.items() if count}


def _told(found: tuple[TeamAsks, ...], period: Period) -> str:
    levels = _levels(found)
    asks = sum(levels.values())
    most = series(_team(row) for row in found[:_MOST])
    once = sum(row.asks == 1 for row in found[_MOST:])
    rest = f" {counted(once, 'team')} {'is' if once == 1 else 'are'} asked once." if once else ""
    return (
        f"Bar chart. The goals of {period.name} ask {counted(len(found), 'team')} for "
        f"{counted(asks, 'thing')}: {_parts(levels)}. Most is asked of {most}.{rest}"
    )


def _team(row: TeamAsks) -> str:
    return f"{row.team} ({row.asks}: {_parts(row.by_level)})"


def _parts(levels: dict[str, int]) -> str:
    return series(f"{count} {name.lower()}" for name, count in levels.items() if count)


def _view(found: tuple[TeamAsks, ...]) -> Json:
    levels = _levels(found)
    columns = {_ALL: sum(levels.values()), **levels} if len(levels) > 1 else levels
    heads = {name: f"{name}: {count}" for name, count in columns.items()}
    data = (
        {"team": row.team, "level": heads[name], "asks": count}
        for row in found
        for name, count in {_ALL: row.asks, **row.by_level}.items()
        if name in heads and count
    )
    width = _WIDTH / len(heads)
    most = max(row.asks for row in found)
    room = 1.3 if len(heads) > 1 else 1.1  # for the number behind the longest bar
    scale = {"domain": [0, most * room], "nice": False}
    bars = {"field": "asks", "type": "quantitative", "axis": None, "scale": scale}
    teams = {"field": "team", "type": "nominal", "sort": None, "title": None}
    axis = {"domain": False, "labelPadding": 6, "ticks": False}
    return {
        "data": values(data),
        "facet": {
            "column": {
                "field": "level",
                "type": "nominal",
                "sort": [*heads.values()],
                "title": None,
                "header": {"labelAnchor": "start", "labelExpr": "split(datum.label, ': ')"},
            }
        },
        "spacing": 10,
        "spec": {
            "width": width,
            "height": {"step": 22},
            "encoding": {"x": bars, "y": {**teams, "axis": axis}},
            "layer": [
                {"mark": {"type": "bar", "style": "strong", "height": {"band": 0.72}}},
                text("asks"),
            ],
        },
    }
