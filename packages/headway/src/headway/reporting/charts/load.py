"""How much each champion carries, over all teams."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.documents.values import Level
from headway.planning.champions import loads
from headway.reporting.charts.frame import WIDTH, lines, text, values, where
from headway.reporting.charts.model import Figure, Missing
from headway.reporting.charts.words import counted, series

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from headway.planning.champions import Load
    from headway.program.model import Period
    from headway.reporting.charts.model import Json, Subject

_MANY = 20  # champions, from which those with a single ask are only counted
_MOST = 3
_NAMES = 140
_STEP = 22


class ChampionLoad(NamedTuple):
    """What one champion carries: an ask for each goal and team; `no_level` states none."""

    champion: str
    goals: int
    asks: int
    large: int
    medium: int
    small: int
    no_level: int


def rows(period: Period) -> tuple[ChampionLoad, ...]:
    """The champions of the listed goals, the one with most asks first."""
    found = (
        ChampionLoad(load.person, load.goals, len(load.shares), *_by_level(load))
        for load in loads(period.listed)
    )
    return tuple(sorted(found, key=lambda row: (-row.asks, -row.goals, row.champion.casefold())))


def draw(subject: Subject) -> Figure | Missing:
    """A row for each champion, with a square for each ask that bears the letter of its level."""
    period = subject.period
    found = rows(period)
    if not found:
        return Missing(f"no goal of {period.name} names a champion")
    unknown = "; empty: the goal states none" if any(row.no_level for row in found) else ""
    return Figure(
        title=f"What champions of {period.name} carry",
        units="One square for each goal and team that a champion stands for. "
        f"Support level: L large, M medium, S small{unknown}",
        source=subject.source("goal documents"),
        alternative=_told(found, period),
        rows=found,
        view=_view(found),
    )


def _by_level(load: Load) -> Iterator[int]:
    yield from (load.count(level) for level in (*reversed(Level), None))


def _told(found: Sequence[ChampionLoad], period: Period) -> str:
    asks = sum(row.asks for row in found)
    most = series(f"{row.champion} ({_carried(row)})" for row in found[:_MOST])
    once = sum(row.asks == 1 for row in found)
    rest = (
        f" {counted(once, 'champion')} {'carries' if once == 1 else 'carry'} one." if once else ""
    )
    return (
        f"Chart of squares. {counted(len(found), 'champion')} of {period.name} "
        f"{'carries' if len(found) == 1 else 'carry'} {counted(asks, 'ask')}, one for each goal "
        f"and team. Most are with {most}.{rest}"
    )


def _carried(row: ChampionLoad) -> str:
    return f"{counted(row.asks, 'ask')} of {counted(row.goals, 'goal')}"


def _view(found: Sequence[ChampionLoad]) -> Json:
    shown = [row for row in found if len(found) <= _MANY or row.asks > 1]
    data: list[Json] = []
    for line, row in enumerate(shown):
        data.append({"line": line, "name": row.champion, "x": 0})
        letters = "L" * row.large + "M" * row.medium + "S" * row.small + " " * row.no_level
        data += ({"line": line, "letter": one, "x": at} for at, one in enumerate(letters))
        goals = f"  ({counted(row.goals, 'goal')})" if row.goals != row.asks else ""
        data.append({"line": line, "total": f"{row.asks}{goals}", "x": len(letters)})
    if len(shown) < len(found):
        rest = len(found) - len(shown)
        words = f"and {counted(rest, 'champion')} with one ask each"
        data.append({"line": len(shown), "rest": words, "x": 0})
    most = max(found[0].asks, 1)
    step = min(_STEP, (WIDTH - _NAMES - 60) / most)
    square = {"type": "point", "shape": "square", "size": (step - 3) ** 2}
    square |= {"filled": True, "opacity": 1}
    frame = lines(len(shown) + (len(shown) < len(found)), step=_STEP + 2)
    across = {"field": "x", "type": "quantitative", "axis": None}
    scale = {"domain": [-0.5, most + 0.5], "nice": False, "zero": False}
    layers = [
        {"transform": where("datum.name != null"), **text("name", align="right", dx=-4 - step / 2)},
        *_squares("L", "strong", square),
        *_squares("M", "middle", square),
        *_squares("S", "outline", square),
        *_squares(" ", "outline", square),
        {"transform": where("datum.total != null"), **text("total", dx=4 - step / 2)},
        {"transform": where("datum.rest != null"), **text("rest", "quiet", dx=-step / 2)},
    ]
    return {
        "data": values(data),
        "width": step * (most + 1),
        "height": frame["height"],
        "encoding": {**frame["encoding"], "x": {**across, "scale": scale}},
        "layer": layers,
    }


def _squares(letter: str, style: str, mark: Json) -> Iterator[Json]:
    """The squares of one level, and their letters."""
    mine = where(f"datum.letter === '{letter}'")
    on = "on-nothing" if style == "outline" else f"on-{style}"
    yield {"transform": mine, "mark": {**mark, "style": style}}
    yield {"transform": mine, **text("letter", on)}
