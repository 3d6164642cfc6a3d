"""The updates that were expected in each month, and those that were made."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from headway.activity.snapshot import Activity
from headway.reporting.charts.frame import text, values
from headway.reporting.charts.model import Figure, Missing
from headway.reporting.charts.words import counted, month_name, months, series
from headway.tracking.cadence import duty
from headway.tracking.minutes_stats import Month

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headway.reporting.charts.model import Json, Subject
    from headway.tracking.cadence import Duty

_WIDTH = 300


class MonthOfUpdates(NamedTuple):
    """The updates that were to be there in a month, of how many goals, and how many were.

    A goal owes one in each cycle of its cadence, and it counts in the month in which that ends. A
    month is not `over` as long as it goes on.
    """

    month: str
    goals: int
    expected: int
    made: int
    over: bool


def rows(subject: Subject) -> tuple[MonthOfUpdates, ...]:
    """Each month from the first to the last in which any was expected.

    A month that begins after all that the store knows is left out: nobody read what happened then.
    """
    duties, known = _duties(subject), _known_until(subject)
    shown = (month for month in months(subject.days) if month.first <= known)
    found = [_row(month, duties, subject) for month in shown]
    told = [at for at, row in enumerate(found) if row.expected]
    return tuple(found[told[0] : told[-1] + 1]) if told else ()


def draw(subject: Subject) -> Figure | Missing:
    """A bar for each month: outlined as long as expected, filled as far as made."""
    if subject.activity is None:
        return Missing("nothing that happened is stored: `headway sync` reads it from GitHub")
    name = subject.period.name
    if not _duties(subject):
        return Missing(f"the store has no tracking issue of the goals of {name}")
    known = _known_until(subject)
    if known < subject.days.first:
        return Missing(f"nothing that happened since {subject.days.first} is stored")
    found = rows(subject)
    if not found:
        days = f"from {subject.days.first} to {subject.days.last}"
        return Missing(f"no update of a goal of {name} was expected {days}")
    return Figure(
        title=f"Updates of goals of {name}, expected and made",
        units="Updates by month. Outlined: expected by each goal's cadence; filled: made",
        source=subject.source("comments on tracking issues"),
        alternative=_told(found, subject),
        rows=found,
        view=_view(found),
    )


def _duties(subject: Subject) -> list[Duty]:
    """What each goal owes whose tracking issue is known."""
    period, program, activity = subject.period, subject.program, subject.activity
    if activity is None:
        return []
    owed = (duty(goal, period, program, activity, subject.today) for goal in period.listed)
    return [one for one in owed if one]


def _known_until(subject: Subject) -> dt.date:
    """The last day of which the store knows anything that happened to goals."""
    activity = subject.activity or Activity()
    happened = [issue.created_at for issue in activity.issues.values()]
    for records in (activity.comments, activity.events):
        happened += (one.created_at for several in records.values() for one in several)
    return min(subject.today, max(happened).date()) if happened else dt.date.min


def _row(month: Month, duties: Sequence[Duty], subject: Subject) -> MonthOfUpdates:
    expected = [sum(cycle.next in month for cycle in one.expected) for one in duties]
    made = sum(cycle.next in month for one in duties for cycle in one.met)
    goals = sum(bool(number) for number in expected)
    return MonthOfUpdates(str(month), goals, sum(expected), made, subject.today not in month)


def _told(found: Sequence[MonthOfUpdates], subject: Subject) -> str:
    expected, made = sum(row.expected for row in found), sum(row.made for row in found)
    each = series(f"{row.made} of {row.expected} in {_name(row)}" for row in found)
    left = len(subject.period.listed) - len(_duties(subject))
    unknown = f" Left out: {counted(left, 'goal')} without a known tracking issue." if left else ""
    known = _known_until(subject)
    end = f" Nothing is stored after {known}." if known < subject.days.last else ""
    return (
        f"Bar chart. Of {counted(expected, 'update')} expected of goals of {subject.period.name}, "
        f"{made} {'was' if made == 1 else 'were'} made: {each}.{unknown}{end}"
    )


def _name(row: MonthOfUpdates) -> str:
    year, number = map(int, row.month.split("-"))
    return month_name(Month(year, number)) + ("" if row.over else " so far")


def _view(found: Sequence[MonthOfUpdates]) -> Json:
    data = (
        {
            "month": _name(row),
            "expected": row.expected,
            "made": row.made,
            "label": f"{row.made} of {row.expected}",
        }
        for row in found
    )
    most = max(row.expected for row in found)
    across = {"type": "quantitative", "axis": None, "scale": {"domain": [0, most], "nice": False}}
    expected, made = ({"x": {**across, "field": name}} for name in ("expected", "made"))
    bar = {"type": "bar", "height": {"band": 0.72}}
    axis = {"domain": False, "labelPadding": 6, "ticks": False}
    label = text("label")
    return {
        "data": values(data),
        "width": _WIDTH,
        "height": {"step": 28},
        "encoding": {
            "y": {"field": "month", "type": "nominal", "sort": None, "title": None, "axis": axis}
        },
        "layer": [
            {"mark": {**bar, "style": "outline"}, "encoding": expected},
            {"mark": {**bar, "style": "strong"}, "encoding": made},
            {**label, "encoding": {**label["encoding"], **expected}},
        ],
    }
