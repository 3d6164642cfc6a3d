"""An event of a calendar in TOML, as iCalendar has it.

The format is that of `toml-to-ical`, in which the Rust project keeps its calendars. Time zones are
those of the IANA database by name; the rules that a file gives for them are not needed.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import Event, vCalAddress, vRecur

from headway.diagnostics.suggest import one_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PARTS = {
    "frequency": "FREQ",
    "interval": "INTERVAL",
    "count": "COUNT",
    "until": "UNTIL",
    "by_day": "BYDAY",
    "by_hour": "BYHOUR",
    "by_minute": "BYMINUTE",
    "by_month": "BYMONTH",
    "by_month_day": "BYMONTHDAY",
    "by_set_pos": "BYSETPOS",
}
_NOT_NUMBERS = {"frequency", "until", "by_day"}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FREQUENCIES = ("daily", "weekly", "monthly", "yearly")


class NotUnderstoodError(Exception):
    """An event that cannot be told; the message says why."""


def event_of(entry: Mapping[str, Any]) -> Event:
    """Make an event of an entry of `[[events]]`.

    Raises:
        NotUnderstoodError: the entry has no start, or a time, zone or rule is not understood.
    """
    title = str(entry.get("title", "an event"))
    try:
        return _event(entry, title)
    except NotUnderstoodError as error:
        message = f"`{title}` is left out: {error}"
        raise NotUnderstoodError(message) from error


def _event(entry: Mapping[str, Any], title: str) -> Event:
    if "start" not in entry:
        msg = "it has no `start`"
        raise NotUnderstoodError(msg)
    start = _time(entry["start"])
    event = Event()
    event.add("UID", str(entry.get("uid") or f"{title} {start}"))
    event.add("SUMMARY", title)
    event.add("DTSTART", start)
    if "end" in entry:
        event.add("DTEND", _time(entry["end"]))
    for key in ("description", "location"):
        if entry.get(key):
            event.add(key, str(entry[key]))
    for key, name in (("status", "STATUS"), ("transparency", "TRANSP")):
        if entry.get(key):
            event.add(name, str(entry[key]).upper())
    _add_organizer(event, entry.get("organizer"))
    for rule in _list(entry, "recurrence_rules"):
        event.add("RRULE", _rule(rule, start))
    for day in _exceptions(entry.get("exceptions")):
        event.add("EXDATE", day)
    return event


def _add_organizer(event: Event, organizer: Any) -> None:
    if isinstance(organizer, dict):
        address = vCalAddress(f"mailto:{organizer.get('email', '')}")
        address.params["CN"] = str(organizer.get("name", ""))
        event.add("ORGANIZER", address)


def _list(entry: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = entry.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        msg = f"`{key}` must be a list of tables"
        raise NotUnderstoodError(msg)
    return value


def _rule(rule: Mapping[str, Any], start: date) -> vRecur:
    """A rule of recurrence.

    Raises:
        NotUnderstoodError: it has a part that is not known, so that it would be a guess.
    """
    if unknown := [key for key in rule if key not in _PARTS]:
        msg = f"a recurrence rule has {one_of(unknown)}, which is not known"
        raise NotUnderstoodError(msg)
    parts = {_PARTS[key]: value for key, value in rule.items()}
    if "UNTIL" in parts:
        until = _time(parts["UNTIL"])
        day = isinstance(until, datetime) and not isinstance(start, datetime)
        parts["UNTIL"] = until.date() if day and isinstance(until, datetime) else until
    if "by_day" in rule:
        parts["BYDAY"] = [_weekday(one) for one in _list(rule, "by_day")]
    for key in rule.keys() - _NOT_NUMBERS:
        if not _are_numbers(rule[key], several=key.startswith("by_")):
            msg = f"`{key}` of a recurrence rule must be a number"
            raise NotUnderstoodError(msg)
    frequency = parts.get("FREQ")
    if frequency not in _FREQUENCIES:
        msg = f"the frequency `{frequency}` is none of {one_of(_FREQUENCIES)}"
        raise NotUnderstoodError(msg)
    return vRecur({**parts, "FREQ": frequency.upper()})


def _are_numbers(value: Any, *, several: bool) -> bool:
    values = value if several and isinstance(value, list) else [value]
    numbers = all(isinstance(one, int) and not isinstance(one, bool) for one in values)
    return numbers and bool(values) and (several or value > 0)


def _weekday(one: Mapping[str, Any]) -> str:
    """A day of the week such as `MO`, or the number of one in its month such as `-1SU`."""
    day, number = one.get("day"), one.get("num", "")
    if not isinstance(day, str) or day.casefold() not in _WEEKDAYS:
        msg = f"`{day}` is none of {one_of(_WEEKDAYS)}"
        raise NotUnderstoodError(msg)
    if number != "" and (not _are_numbers(number, several=True) or isinstance(number, list)):
        msg = "`num` of a day must be a number"
        raise NotUnderstoodError(msg)
    return f"{number}{day[:2].upper()}"


def _exceptions(exceptions: Any) -> Iterator[date]:
    if isinstance(exceptions, dict):
        zone, dates = exceptions.get("timezone"), exceptions.get("dates", [])
        if not isinstance(dates, list):
            msg = "`dates` of `exceptions` must be a list"
            raise NotUnderstoodError(msg)
        for day in dates:
            yield _time({"date": day, "timezone": zone} if zone else day)


def _time(value: Any) -> date:
    """A day, or a time in its zone.

    Raises:
        NotUnderstoodError: it is neither, or the zone is not known.
    """
    zone = None
    if isinstance(value, dict):
        zone, value = _zone(value.get("timezone")), value.get("date")
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
        except ValueError as error:
            msg = f"`{value}` is no time; write it as 2026-01-31T10:00:00"
            raise NotUnderstoodError(msg) from error
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            return value.astimezone(zone or UTC)
        return value.replace(tzinfo=zone or UTC)
    if isinstance(value, date):
        return value
    msg = f"`{value}` is no time"
    raise NotUnderstoodError(msg)


def _zone(name: Any) -> ZoneInfo:
    try:
        return ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        msg = f"there is no time zone `{name}`"
        raise NotUnderstoodError(msg) from error
