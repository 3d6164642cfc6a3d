"""Instants, spans of days as a time zone has them, and the meetings in a span."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.activity.records import Occurrence


class Span(NamedTuple):
    """From the `first` day to the `last`, both included, as a time `zone` has them."""

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


def instant(when: date, zone: tzinfo = UTC) -> datetime:
    """A time in UTC; a day begins at midnight, and a time without a zone is one of `zone`."""
    if not isinstance(when, datetime):
        return datetime.combine(when, time.min, zone).astimezone(UTC)
    return (when if when.tzinfo else when.replace(tzinfo=zone)).astimezone(UTC)


def within(occurrences: Iterable[Occurrence], span: Span) -> tuple[Occurrence, ...]:
    """The meetings that overlap a span, by time; one without length overlaps where it starts."""

    def start(one: Occurrence) -> datetime:
        return instant(one.start, span.zone)

    overlapping = (
        one
        for one in occurrences
        if start(one) < span.end
        and (span.start < instant(one.end, span.zone) or span.start <= start(one))
    )
    return tuple(sorted(overlapping, key=lambda one: (start(one), one.title)))
