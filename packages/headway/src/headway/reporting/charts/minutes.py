"""How many words the minutes of each team have, month by month."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.reporting.charts.frame import text, values
from headway.reporting.charts.model import Figure, Missing
from headway.reporting.charts.words import counted, month_name, months, series
from headway.tracking.minutes_stats import Month

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from headway.activity.minutes import Minutes
    from headway.reporting.charts.model import Json, Subject

_WIDTH = 440
_STEP = 44  # the widest that a month is drawn
_HEIGHT = 64
_THOUSAND = 1000


class TeamMonth(NamedTuple):
    """The minutes of one team in a month; 0 words where there are none."""

    team: str
    month: str
    meetings: int
    words: int


def rows(subject: Subject) -> tuple[TeamMonth, ...]:
    """Each team that has minutes in the time shown, with each month up to the last that any has."""
    last = min(subject.days.last, subject.today)
    inside = [one for one in subject.minutes if one.day and subject.days.first <= one.day <= last]
    newest = max((one.day for one in inside if one.day), default=last)
    shown = months(subject.days._replace(last=newest))
    return tuple(_rows(inside, shown))


def draw(subject: Subject) -> Figure | Missing:
    """A row for each team, and in it a bar for each month, on one scale."""
    if not subject.minutes:
        return Missing("the store has no minutes: `headway import minutes` puts them there")
    found = rows(subject)
    if not found:
        return Missing(f"no minutes are from {subject.days.first} to {subject.days.last}")
    return Figure(
        title=f"Minutes of meetings, {_range(found)}",
        units=f"{_unit(found)[1]} in the minutes of each team, by month",
        source=subject.source("minutes of meetings"),
        alternative=_told(found),
        rows=found,
        view=_view(found),
    )


def _unit(found: Sequence[TeamMonth]) -> tuple[int, str]:
    """In what words are counted, so that the numbers are short."""
    many = max(row.words for row in found) >= _THOUSAND
    return (_THOUSAND, "Thousands of words") if many else (1, "Words")


def _rows(inside: Sequence[Minutes], shown: Sequence[Month]) -> Iterator[TeamMonth]:
    for team in sorted({one.team for one in inside}, key=str.casefold):
        for month in shown:
            held = [one for one in inside if one.team == team and one.day in month]
            words = sum(one.words for one in held)
            yield TeamMonth(team or "(no team)", str(month), len(held), words)


def _range(found: Sequence[TeamMonth]) -> str:
    first, last = _name(found[0]), _name(found[-1])
    return first if first == last else f"{first} to {last}"


def _name(row: TeamMonth) -> str:
    year, number = map(int, row.month.split("-"))
    return month_name(Month(year, number))


def _told(found: Sequence[TeamMonth]) -> str:
    words, meetings = sum(row.words for row in found), sum(row.meetings for row in found)
    teams = [*dict.fromkeys(row.team for row in found)]
    each = f"{series(_team(team, found) for team in teams)}. " if len(teams) > 1 else ""
    most = max(found, key=lambda row: row.words)
    return (
        f"Bar chart. {_range(found)}: {counted(meetings, 'meeting')} with minutes of "
        f"{counted(words, 'word')} in all. {each}Most are of {most.team} in {_name(most)}: "
        f"{counted(most.words, 'word')} on {counted(most.meetings, 'meeting')}."
    )


def _team(team: str, found: Sequence[TeamMonth]) -> str:
    mine = [row for row in found if row.team == team]
    meetings, words = sum(row.meetings for row in mine), sum(row.words for row in mine)
    return f"{team}: {counted(meetings, 'meeting')}, {counted(words, 'word')}"


def _label(words: int, unit: int) -> str:
    return "" if not words else str(words) if unit == 1 else f"{words / unit:.1f}"


def _view(found: Sequence[TeamMonth]) -> Json:
    shown = dict.fromkeys(map(_name, found))
    unit, _ = _unit(found)
    data = (
        {
            "team": row.team,
            "month": _name(row),
            "words": row.words,
            "label": _label(row.words, unit),
        }
        for row in found
    )
    most = max(row.words for row in found)
    scale = {"domain": [0, most * 1.25], "nice": False}
    axis = {
        "domain": True,
        "labelAngle": 0,
        "labelExpr": "split(datum.label, ' ')",
        "labelFontSize": 11,
        "labelOverlap": True,
        "ticks": False,
    }
    month = {"field": "month", "type": "nominal", "sort": None, "title": None, "axis": axis}
    return {
        "data": values(data),
        "facet": {
            "row": {
                "field": "team",
                "type": "nominal",
                "sort": None,
                "title": None,
                "header": {"labelAnchor": "start", "labelAngle": 0, "labelOrient": "top"},
            }
        },
        "spacing": 14,
        "spec": {
            "width": min(_WIDTH, _STEP * len(shown)),
            "height": _HEIGHT,
            "encoding": {
                "x": month,
                "y": {"field": "words", "type": "quantitative", "axis": None, "scale": scale},
            },
            "layer": [
                {"mark": {"type": "bar", "style": "strong", "width": {"band": 0.72}}},
                text("label", align="center", dx=0, dy=-8, fontSize=11),
            ],
        },
    }
