"""When meetings are: the occurrences of series between two days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

import recurring_ical_events  # type: ignore[import-untyped]  # it ships no type information
from icalendar import Calendar, Event

from headway.activity.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from headway.activity.calendars import Series

# What the libraries raise for times and rules that make no sense; where a property is broken they
# reach for attributes that it does not have.
_BROKEN = (
    recurring_ical_events.InvalidCalendar,
    AttributeError,
    OverflowError,
    TypeError,
    ValueError,
)


class Status(StrEnum):
    """Whether a meeting happens."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"


class Occurrence(NamedTuple):
    """One meeting; `start` and `end` are times in the meeting's own zone, or days.

    `moved_from` is where the series would have had it, if that is somewhere else. `attendees` are
    named as the calendar names them; who declined is left out. `busy` is false where the calendar
    says that it takes nobody's time.
    """

    uid: str
    title: str
    start: date
    end: date
    status: Status
    moved_from: date | None
    location: str
    organizer: str
    attendees: tuple[str, ...]
    busy: bool
    file: str

    @property
    def all_day(self) -> bool:
        """Whether the meeting takes days, not times."""
        return not isinstance(self.start, datetime)


class Span(NamedTuple):
    """From the first day to the last, both included, as a time zone has them."""

    first: date
    last: date
    zone: tzinfo = UTC

    @property
    def start(self) -> datetime:
        """The first instant."""
        return datetime.combine(self.first, time.min, self.zone)

    @property
    def end(self) -> datetime:
        """The first instant that is over."""
        return datetime.combine(self.last + timedelta(days=1), time.min, self.zone)


class Found(NamedTuple):
    """The occurrences of some series, by time, and what is wrong with the series."""

    occurrences: tuple[Occurrence, ...]
    problems: tuple[Problem, ...]


def occurrences(series: Iterable[Series], span: Span) -> Found:
    """The meetings that overlap a span of days, those cancelled among them.

    A series keeps its hour on the clocks of its zone through changes to and from summer time. An
    hour that a clock skips is counted by the offset before the change, as RFC 5545 (3.3.5) says.
    """
    found: dict[tuple[str, datetime], Occurrence] = {}
    problems: list[Problem] = []
    for one in series:
        try:
            told = list(_of(one, span))
        except _BROKEN as error:
            title = one.events[0].get("SUMMARY", "an event")
            message = f"`{title}` is left out, for its times cannot be worked out: {error}"
            problems.append(Problem(one.file, one.line, message))
            continue
        for each in told:
            if isinstance(each, Problem):
                problems.append(each)
            else:
                found.setdefault((each.uid, instant(each.start, span.zone)), each)
    ordered = sorted(found.values(), key=lambda one: (instant(one.start, span.zone), one.title))
    return Found(tuple(ordered), tuple(problems))


def instant(when: date, zone: tzinfo = UTC) -> datetime:
    """A time in UTC; a day begins at midnight, and a time without a zone is one of `zone`."""
    if not isinstance(when, datetime):
        return datetime.combine(when, time.min, zone).astimezone(UTC)
    return (when if when.tzinfo else when.replace(tzinfo=zone)).astimezone(UTC)


def _of(series: Series, span: Span) -> Iterator[Occurrence | Problem]:
    """The occurrences of a series, with a problem for each exception that is not one's start."""
    # Exceptions are compared here: the library takes 10:00 in a zone for 10:00 in UTC as well.
    events = _expand([_without_exceptions(event) for event in series.events], span)
    cancelled: set[datetime] = set()
    for day in (day for event in series.events for day in _exceptions(event)):
        if span.start <= instant(day, span.zone) < span.end:
            exact, same_day = _meant(day, events, span)
            cancelled |= exact or same_day
            if not exact:
                yield _misplaced(series, day, found=bool(same_day))
    for event in events:
        gone = instant(_original(event), span.zone) in cancelled
        yield _occurrence(event, series.file, span, Status.CANCELLED if gone else _status(event))


def _meant(day: date, events: Sequence[Event], span: Span) -> tuple[set[datetime], set[datetime]]:
    """The starts that an exception names, and the one start on its day if there is only one."""
    starts = {instant(_original(event), span.zone): _day(_original(event)) for event in events}
    if not isinstance(day, datetime):
        return {start for start, on in starts.items() if on == day}, set()
    on_day = {start for start, on in starts.items() if on == _day(day)}
    return {instant(day, span.zone)} & starts.keys(), on_day if len(on_day) == 1 else set()


def _misplaced(series: Series, day: date, *, found: bool) -> Problem:
    title = series.events[0].get("SUMMARY", "an event")
    told = (
        "the one meeting on that day counts as cancelled, but calendar programs will show it"
        if found
        else "it cancels nothing"
    )
    message = f"an exception of `{title}` is at {day}, when it never starts: {told}"
    return Problem(series.file, series.line, message)


def _day(when: date) -> date:
    return when.date() if isinstance(when, datetime) else when


def _exceptions(event: Event) -> Iterator[date]:
    value = event.get("EXDATE")
    for dates in value if isinstance(value, list) else [value] if value else []:
        yield from (one.dt for one in dates.dts)


def _expand(events: Sequence[Event], span: Span) -> list[Event]:
    calendar = Calendar()
    for event in events:
        calendar.add_component(event)
    found: list[Event] = recurring_ical_events.of(calendar).between(span.start, span.end)
    return found


def _without_exceptions(event: Event) -> Event:
    copy = event.copy()
    copy.subcomponents = event.subcomponents
    copy.pop("EXDATE", None)
    return copy


def _original(event: Event) -> date:
    """Where the series has an occurrence, whether it was moved or not."""
    told = event.get("RECURRENCE-ID")
    original: date = told.dt if told else event.start
    return original


def _status(event: Event) -> Status:
    try:
        return Status(str(event.get("STATUS", Status.CONFIRMED)).casefold())
    except ValueError:
        return Status.CONFIRMED


def _occurrence(event: Event, file: str, span: Span, status: Status) -> Occurrence:
    original = _original(event)
    moved = instant(original, span.zone) != instant(event.start, span.zone)
    return Occurrence(
        str(event.get("UID")),
        str(event.get("SUMMARY", "")),
        _zoned(event.start, span),
        _zoned(event.end, span),
        status,
        _zoned(original, span) if moved else None,
        str(event.get("LOCATION", "")),
        _name(event.get("ORGANIZER")),
        tuple(_attendees(event)),
        str(event.get("TRANSP", "")).upper() != "TRANSPARENT",
        file,
    )


def _zoned(when: date, span: Span) -> date:
    """A time as it is, in the asked zone where it has none of its own."""
    naive = isinstance(when, datetime) and when.tzinfo is None
    return when.replace(tzinfo=span.zone) if naive and isinstance(when, datetime) else when


def _attendees(event: Event) -> Iterator[str]:
    value = event.get("ATTENDEE", [])
    for one in value if isinstance(value, list) else [value]:
        if str(one.params.get("PARTSTAT", "")).upper() != "DECLINED":
            yield _name(one)


def _name(address: Any) -> str:
    """The name of an address, or else the address itself."""
    if address is None:
        return ""
    return str(address.params.get("CN") or str(address).removeprefix("mailto:"))
