"""Numbers, names and months in words, as titles and text alternatives have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.text import parse
from headway.tracking.minutes_stats import Month

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.activity.moments import Span

_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_YEAR = 12


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 goal`, `1,200 goals`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def series(names: Iterable[str]) -> str:
    """Names in a row: `a, b and c`."""
    *first, last = [*names] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def bare(text: str) -> str:
    """A title without its markup; what stands in code stays as it is."""
    heading = next(iter(parse(f"# {text}".encode()).headings), None)
    return heading.plain if heading else text


def months(days: Span) -> list[Month]:
    """The months of which some days are, in order; none where the days end before they begin."""
    first = days.first.year * _YEAR + days.first.month - 1
    last = days.last.year * _YEAR + days.last.month - 1
    if days.last < days.first:
        return []
    return [Month(number // _YEAR, number % _YEAR + 1) for number in range(first, last + 1)]


def month_name(month: Month) -> str:
    """A month as charts write it: `Feb 2026`."""
    return f"{_NAMES[month.month - 1]} {month.year}"
