"""Occurrences as an iCalendar file that any calendar program reads."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from icalendar import Calendar, Event

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from headway.activity.records import Occurrence


def to_ics(occurrences: Iterable[Occurrence], stamp: date) -> bytes:
    """An iCalendar file with an event for each occurrence, stamped with a day.

    Times are in UTC, so that no reader needs to know a zone; what is cancelled says so. An event's
    UID is made of its series' and of when that has it: the same meetings give the same bytes.
    """
    calendar = Calendar()
    calendar.add("PRODID", "-//Headway//meetings//EN")
    calendar.add("VERSION", "2.0")
    for one in occurrences:
        event = Event()
        event.add("UID", f"{one.uid}-{one.starts_as:%Y%m%dT%H%M%SZ}")
        event.add("DTSTAMP", datetime.combine(stamp, time.min, UTC))
        event.add("SUMMARY", one.title)
        event.add("DTSTART", one.start if one.all_day else one.starts_at)
        event.add("DTEND", one.end if one.all_day else one.ends_at)
        event.add("STATUS", one.status.upper())
        if one.location:
            event.add("LOCATION", one.location)
        calendar.add_component(event)
    data: bytes = calendar.to_ical()
    return data
