"""What is new about meetings in a month: the calendar's months compared, series by series."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from headway.activity.records import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from headway.activity.records import Occurrence
    from headway.tracking.minutes_stats import Month

_WEEK = 7
_FEW_WEEKS = 3  # what is held less often has no rhythm that two months could show


class Began(NamedTuple):
    """Meetings that began: from which day on, how often, and in how many weeks' time again.

    `weeks` is None where that cannot be told.
    """

    title: str
    organizer: str
    first: date
    times: int
    weeks: int | None


class Ended(NamedTuple):
    """Meetings held in the month before and no more; `into` are those that now meet in their place.

    A calendar never says that meetings were merged. It is told of those by the same organizer that
    began in the month, or have moved to the weekday and hour of these.
    """

    title: str
    organizer: str
    last: date
    into: tuple[str, ...]


class Cancelled(NamedTuple):
    """Meetings that were cancelled: the days, of how many in the month."""

    title: str
    days: tuple[date, ...]
    of: int


class Moved(NamedTuple):
    """One meeting that was held at another time."""

    title: str
    was: date
    now: date


class Rhythm(NamedTuple):
    """Meetings held every so many weeks, and before that every so many others."""

    title: str
    weeks: int
    before: int


class MeetingNews(NamedTuple):
    """What changed about meetings in a month.

    `held` and `before` count the meetings of the month and of the one before it that were not
    cancelled. `once` are single meetings. Where no meetings of earlier months are known, `before`
    is None, and nothing counts as new.
    """

    held: int
    before: int | None
    new: tuple[Began, ...] = ()
    once: tuple[Began, ...] = ()
    ended: tuple[Ended, ...] = ()
    cancelled: tuple[Cancelled, ...] = ()
    moved: tuple[Moved, ...] = ()
    rhythm: tuple[Rhythm, ...] = ()


class _Series(NamedTuple):
    """Meetings that are one to those who come: all that is known of them, by time."""

    known: tuple[Occurrence, ...]
    month: Month

    @property
    def last_told(self) -> Occurrence:
        return max((one for one in self.known if _day(one) <= self.month.last), key=_start)

    @property
    def title(self) -> str:
        return self.last_told.title

    @property
    def organizer(self) -> str:
        return self.last_told.organizer

    @property
    def held(self) -> tuple[Occurrence, ...]:
        return tuple(one for one in self.known if one.status != Status.CANCELLED)

    @property
    def repeats(self) -> bool:
        return len(self.held) > 1

    def within(self, month: Month) -> tuple[Occurrence, ...]:
        return tuple(one for one in self.known if _day(one) in month)

    def held_in(self, month: Month) -> tuple[Occurrence, ...]:
        return tuple(one for one in self.held if _day(one) in month)

    def weeks(self, month: Month | None = None) -> int | None:
        """How many weeks there usually are from one meeting to the next, as they were planned.

        With a month, those before its meetings; None where that is no whole number.
        """
        days = pairwise(one.starts_as.date() for one in self.known)
        gaps = [(now - last).days for last, now in days if month is None or now in month]
        return round(median(gaps) / _WEEK) or None if gaps else None

    def slots(self, month: Month, zone: ZoneInfo) -> set[tuple[int, int]]:
        """The weekdays and hours that meetings of a month touch, on the clocks of a zone."""
        return {
            (at.weekday(), at.hour)
            for one in self.held_in(month)
            for at in _hours(one.starts_at.astimezone(zone), one.ends_at)
        }


def meeting_news(known: Iterable[Occurrence], month: Month) -> MeetingNews:
    """What changed about meetings in a month, by all that are known of earlier and later ones."""
    timed = sorted((one for one in known if not one.all_day), key=_start)
    series = [one for one in _series(timed, month) if _day(one.known[0]) <= month.last]
    began = [one for one in series if one.held and _day(one.held[0]) in month]
    new = [one for one in began if one.repeats]
    single = [one for one in began if not one.repeats]
    has_past = bool(timed) and _day(timed[0]) < month.first
    return MeetingNews(
        held=sum(len(one.held_in(month)) for one in series),
        before=sum(len(one.held_in(month.before)) for one in series) if has_past else None,
        new=tuple(map(_began, new)) if has_past else (),
        once=tuple(map(_began, single)) if has_past else (),
        ended=tuple(_ended(one, series, new) for one in series if _is_over(one)),
        cancelled=tuple(_cancelled(series)),
        moved=tuple(_moved(series)),
        rhythm=tuple(_rhythms(series)),
    )


def _series(timed: Sequence[Occurrence], month: Month) -> Iterator[_Series]:
    """Meetings of one entry of a calendar, or of one title and organizer, are one series."""
    groups: list[list[Occurrence]] = []
    of: dict[str | tuple[str, str], list[Occurrence]] = {}
    for one in timed:
        name = (one.title.casefold(), one.organizer.casefold())
        group = of.get(one.uid) or of.get(name)
        if group is None:
            group = []
            groups.append(group)
        of[one.uid] = of[name] = group
        group.append(one)
    return (_Series(tuple(group), month) for group in groups)


def _began(one: _Series) -> Began:
    held = one.held_in(one.month)
    return Began(one.title, one.organizer, _day(held[0]), len(held), one.weeks())


def _is_over(one: _Series) -> bool:
    """Whether meetings were held again and again until the month before, and are no more."""
    before = one.held_in(one.month.before)
    return one.repeats and bool(before) and before[-1] == one.held[-1]


def _ended(one: _Series, series: Sequence[_Series], new: Sequence[_Series]) -> Ended:
    month, zone = one.month, ZoneInfo(one.last_told.zone)
    slots = one.slots(month.before, zone)
    into = [
        other.title
        for other in series
        if other.repeats
        and other.organizer.casefold() == one.organizer.casefold()
        and (other in new or slots & other.slots(month, zone) - other.slots(month.before, zone))
    ]
    return Ended(one.title, one.organizer, _day(one.held[-1]), tuple(into))


def _cancelled(series: Iterable[_Series]) -> Iterator[Cancelled]:
    for one in series:
        planned = one.within(one.month)
        days = tuple(_day(each) for each in planned if each.status == Status.CANCELLED)
        if days:
            yield Cancelled(one.title, days, len(planned))


def _moved(series: Iterable[_Series]) -> Iterator[Moved]:
    for one in series:
        for each in one.held_in(one.month):
            if each.moved_from:
                yield Moved(each.title, each.moved_from, each.start)


def _rhythms(series: Iterable[_Series]) -> Iterator[Rhythm]:
    for one in series:
        now, before = one.weeks(one.month), one.weeks(one.month.before)
        if now and before and now != before and max(now, before) <= _FEW_WEEKS:
            yield Rhythm(one.title, now, before)


def _hours(start: datetime, end: datetime) -> Iterator[datetime]:
    """The hours that a meeting touches, each by one instant in it."""
    at = start
    while at < end:
        yield at
        at = at.replace(minute=0) + timedelta(hours=1)


def _start(one: Occurrence) -> datetime:
    return one.starts_at


def _day(one: Occurrence) -> date:
    """The day of a meeting, as the clocks of its own zone have it."""
    start = one.start
    return start.date() if isinstance(start, datetime) else start
