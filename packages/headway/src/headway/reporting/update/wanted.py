"""What a post is asked for: which days, which period, how many words."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from headway.activity.moments import Span
from headway.errors import HeadwayError
from headway.program.query import find_period, running_period

if TYPE_CHECKING:
    from headway.program.model import Period, Program

_DAY = dt.timedelta(days=1)


class EmptyRangeError(HeadwayError):
    """A range of days without a day."""

    exit_code = 2

    def __init__(self, first: dt.date, end: dt.date) -> None:
        """Tell which, and what `--to` means."""
        super().__init__(
            f"from {first} to {end} there is no day: --to names the day after the last one, so it "
            f"must come after --from, as `--from {first} --to {first + 31 * _DAY}`"
        )


class TooEarlyError(HeadwayError):
    """A range of days that is over when its period begins."""

    exit_code = 2

    def __init__(self, span: Span, period: Period, running: Period) -> None:
        """Tell when the period begins, and which one ran."""
        ran = f"; name the period that ran then: `--period {running.name}`"
        super().__init__(
            f"{period.name} begins on {period.start}, and the last of the days is {span.last}"
            + (ran if running.start <= span.last else "; choose later days")
        )


class Wanted(NamedTuple):
    """What a post is asked for; `words` are those that a reader may see."""

    span: Span
    period: Period
    words: int

    @property
    def parameters(self) -> dict[str, Any]:
        """What a draft notes, so that it can be made again."""
        return {
            "from": str(self.span.first),
            "to": str(self.span.last + _DAY),
            "period": self.period.name,
            "words": self.words,
        }


def wanted(
    program: Program, first: dt.date, end: dt.date, period: str | None, words: int | None
) -> Wanted:
    """What is asked for by the first day, the day after the last, and what else was named.

    Without a period it is the one that runs on the last day; without a number of words it is what
    the settings have for each of its goals.

    Raises:
        EmptyRangeError: there is no day.
        TooEarlyError: the days are over when the period begins.
        UnknownNameError: there is no such period.
        NoPeriodError: there is no period at all.
    """
    if end <= first:
        raise EmptyRangeError(first, end)
    span = Span(first, end - _DAY)
    running = running_period(program, span.last)
    chosen = find_period(program, period) if period else running
    if span.last < chosen.start:
        raise TooEarlyError(span, chosen, running)
    most = program.config.reports.words_per_goal * len(chosen.listed)
    return Wanted(span, chosen, most if words is None else words)


def other_periods(program: Program, asked: Wanted) -> tuple[Period, ...]:
    """The other periods that some of the days belong to, of which the post does not tell."""
    span = asked.span
    return tuple(
        one
        for one in program.periods
        if one != asked.period and one.start <= span.last and span.first <= one.end
    )


def last_month(today: dt.date) -> tuple[dt.date, dt.date]:
    """The first day of the last month that is over, and the first of the month after it."""
    end = today.replace(day=1)
    return (end - _DAY).replace(day=1), end
