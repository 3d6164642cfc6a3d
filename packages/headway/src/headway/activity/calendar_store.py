"""Meetings in the store: what calendars say, and what they said of meetings that are over."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from headway.activity.file_names import stored_name
from headway.activity.moments import Span, instant, within
from headway.activity.records import Occurrence
from headway.activity.wanted import Between

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from headway.activity.store import Changes, Store

_DAY = timedelta(days=1)  # how far apart the same day can be in two zones


def horizon(first: date, today: date) -> Span:
    """The days whose meetings are stored: up to the end of next year, so that a day moves nothing.

    Series have no end, and a store must have one.
    """
    return Span(min(first, today), date(today.year + 1, 12, 31))


def put_meetings(
    store: Store,
    told: Iterable[Occurrence],
    calendars: Collection[str],
    today: date,
    *,
    whole: bool = True,
) -> Changes:
    """Put the meetings of some calendars in, in one transaction.

    From today on the store has what the calendars say, and nothing else of them. What is over stays
    as it was told when it was ahead: a rule that is changed for the future would change it as well.
    A past meeting that the store has is still moved or cancelled, and of a series without a past in
    the store, the calendar's is taken. Unless `whole`, not everything could be read, and nothing is
    taken out.
    """
    by_key = {(one.uid, one.starts_as): one for one in told}
    ahead = instant(today)
    with store.batch() as batch:
        known = {(one.uid, one.starts_as): one for one in batch.find(Occurrence)}
        with_past = {uid for uid, starts_as in known if starts_as < ahead}
        news = [
            one
            for key, one in by_key.items()
            if one.starts_as >= ahead or key in known or one.uid not in with_past
        ]
        gone = [
            one
            for key, one in known.items()
            if whole and one.calendar in calendars and one.starts_as >= ahead and key not in by_key
        ]
        return batch.put(news).plus(batch.remove(gone))


def stored_meetings(store: Store, span: Span) -> tuple[Occurrence, ...]:
    """The meetings in the store that overlap a span of days, by time."""
    before = Between(last=span.end + _DAY)
    after = Between(first=span.start - _DAY)
    return within(store.find(Occurrence, starts_at=before, ends_at=after), span)


def as_stored(one: Occurrence, root: Path) -> Occurrence:
    """A meeting with its files as the store names them."""
    names = (stored_name(path, path.parent, root) for path in (Path(one.file), Path(one.calendar)))
    file, calendar = names
    return one._replace(file=file, calendar=calendar)
