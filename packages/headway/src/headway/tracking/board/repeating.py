"""When what repeats is due again, by the repeaters of org-mode."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from itertools import count
from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    from headway.program.board.values import When

_REPEATER = re.compile(r"(\+\+|\.\+|\+)(\d+)([hdwmy])")
_DAYS = {"d": 1, "w": 7}


def following(when: When, today: dt.date) -> When:
    """The next time of something that repeats and is done today.

    `+1w` is a week after the last time, `++1w` the first such day that is to come, and `.+1w` a
    week from today. What repeats by the hour comes again on the same day.
    """
    match = _REPEATER.match(when.repeat)
    if match is None:
        return when
    kind, number, unit = match[1], int(match[2]), match[3]
    if kind == ".+":
        return replace(when, day=_later(today, number, unit))
    if kind == "+" or not number or unit == "h":
        return replace(when, day=_later(when.day, number, unit))
    days = (_later(when.day, number * times, unit) for times in count(1))
    return replace(when, day=next(day for day in days if day > today))


def _later(day: dt.date, number: int, unit: str) -> dt.date:
    """A day so much later; the last day of a month that is too short for it."""
    if unit in {"m", "y"}:
        months = day.year * 12 + day.month - 1 + number * (12 if unit == "y" else 1)
        year, month = months // 12, months % 12 + 1
        return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    return day + dt.timedelta(days=number * _DAYS.get(unit, 0))
