"""When meetings are: the occurrences of series between two days."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import recurring_ical_events  # type: ignore[import-untyped]  # it ships no type information
from icalendar import Calendar, Event

from headway.activity.moments import instant, within
from headway.activity.problem import Problem
from headway.activity.records import Occurrence, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from headway.activity.calendars import Series
    from headway.activity.moments import Span

# What the libraries raise for times and rules that make no sense; where a property is broken they
# reach for attributes that it does not have.
_BROKEN = (
    recurring_ical_events.InvalidCalendar,
    AttributeError,
    OverflowError,
    TypeError,
    ValueError,
)

_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY"})


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
                found.setdefault((each.uid, each.starts_as), each)
    return Found(within(found.values(), span), tuple(problems))


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
        yield _occurrence(event, series, span, Status.CANCELLED if gone else _status(event))


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
        _check_rules(event)
        calendar.add_component(event)
    found: list[Event] = recurring_ical_events.of(calendar).between(span.start, span.end)
    return found


def _check_rules(event: Event) -> None:
    """Refuse a rule that has two ends, or times without end.

    Two ends are forbidden by RFC 5545 (3.3.10). A rule for every second or minute is not, but no
    meeting has one, and its times would fill any memory.

    Raises:
        ValueError: there is one.
    """
    value = event.get("RRULE", [])
    for rule in value if isinstance(value, list) else [value]:
        if {"COUNT", "UNTIL"} <= rule.keys():
            msg = "a rule has both a count and an end"
            raise ValueError(msg)
        if too_often := _TOO_OFTEN & {str(each).upper() for each in rule.get("FREQ", ())}:
            msg = f"a rule is {min(too_often)}, and no meeting is held so often"
            raise ValueError(msg)


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


def _occurrence(event: Event, series: Series, span: Span, status: Status) -> Occurrence:
    start = event.start
    return Occurrence(
        uid=str(event.get("UID")),
        starts_as=_moment(_original(event), span),
        title=str(event.get("SUMMARY", "")),
        starts_at=_moment(start, span),
        ends_at=_moment(event.end, span),
        zone=_zone(start, span),
        all_day=not isinstance(start, datetime),
        status=status,
        location=str(event.get("LOCATION", "")),
        organizer=_name(event.get("ORGANIZER")),
        attendees=tuple(_attendees(event)),
        busy=str(event.get("TRANSP", "")).upper() != "TRANSPARENT",
        file=series.file,
        calendar=series.calendar,
    )


def _moment(when: date, span: Span) -> datetime:
    """A time as an instant, by the asked zone where it has none of its own; a day's midnight."""
    return instant(when, span.zone) if isinstance(when, datetime) else instant(when)


def _zone(when: date, span: Span) -> str:
    """The name of a time's zone; UTC where it has no name, or is no time."""
    if not isinstance(when, datetime):
        return "UTC"
    return getattr(when.tzinfo or span.zone, "key", "UTC")


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
