"""What is new about meetings, by the months of the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from headway.activity.records import Occurrence, Status
from headway.reporting.program_update.meetings import (
    Began,
    Cancelled,
    Ended,
    Moved,
    Rhythm,
    meeting_news,
)
from headway.tracking.minutes_stats import Month

FEBRUARY = Month(2026, 2)


def series(uid: str, *days: str, hour: int = 10, **facts: str) -> list[Occurrence]:
    """Meetings of one series, a day each, with the day on which it is as it was planned."""
    return [occurrence(uid, day, hour, **facts) for day in days]


def occurrence(uid: str, day: str, hour: int, **facts: str) -> Occurrence:
    start = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).replace(hour=hour)
    return Occurrence(
        uid=uid,
        starts_as=start,
        title=facts.get("title", uid),
        starts_at=start,
        ends_at=start + timedelta(hours=1),
        zone="UTC",
        all_day=False,
        status=facts.get("status", Status.CONFIRMED),
        location="",
        organizer=facts.get("organizer", uid),
        attendees=(),
        busy=True,
        file="a.ics",
        calendar="a.ics",
    )


OLD = series("old", "2025-12-01", "2025-12-29", "2026-01-26", "2026-02-23", "2026-03-23")


def test_a_series_is_new_in_the_month_of_its_first_meeting_and_a_single_meeting_is_none() -> None:
    new = series("new", "2026-02-03", "2026-02-10", "2026-02-17", "2026-03-03")
    news = meeting_news([*OLD, *new, *series("one", "2026-02-12")], FEBRUARY)
    assert news.new == (Began("new", "new", date(2026, 2, 3), 3, 1),)
    assert news.once == (Began("one", "one", date(2026, 2, 12), 1, None),)
    assert (news.held, news.before) == (5, 1)
    assert meeting_news([*OLD, *new], Month(2026, 3)).new == ()


def test_nothing_is_new_where_nothing_earlier_is_known() -> None:
    news = meeting_news(series("new", "2026-02-03", "2026-02-10"), FEBRUARY)
    assert (news.new, news.before) == ((), None)


def test_a_series_ends_when_it_was_held_before_and_is_no_more() -> None:
    gone = series("gone", "2026-01-06", "2026-01-13", hour=10)
    news = meeting_news([*OLD, *gone], FEBRUARY)
    assert news.ended == (Ended("gone", "gone", date(2026, 1, 13), ()),)
    pause = [*gone, *series("gone", "2026-03-03")]
    assert meeting_news([*OLD, *pause], FEBRUARY).ended == ()
    assert meeting_news([*OLD, *gone], Month(2026, 3)).ended == ()
    assert meeting_news([*OLD, *gone[:1]], FEBRUARY).ended == ()


def test_what_meets_in_the_place_of_an_ended_series_is_told() -> None:
    gone = series("gone", "2026-01-06", "2026-01-13", hour=10, organizer="t-lang")
    joint = series("joint", "2026-02-05", "2026-02-12", organizer="t-lang", hour=15)
    moved = [
        *series("slot", "2026-01-08", "2026-01-15", hour=17, organizer="T-lang"),
        *series("slot", "2026-02-03", "2026-02-10", hour=10, organizer="T-lang"),
    ]
    days = ("2026-01-06", "2026-01-13", "2026-02-03", "2026-02-10")
    others = [
        *series("always", *days, organizer="t-lang"),
        *series("single", "2026-02-17", organizer="t-lang"),
        *series("others", "2026-02-03", "2026-02-10", organizer="t-docs"),
    ]
    (ended,) = meeting_news([*OLD, *gone, *joint, *moved, *others], FEBRUARY).ended
    assert ended.into == ("slot", "joint")


def test_another_entry_for_the_same_meeting_is_the_same_series() -> None:
    before = series("a", "2026-01-05", "2026-01-12", title="Style", organizer="t-style")
    after = series("b", "2026-02-02", "2026-02-16", title="style", organizer="T-Style")
    renamed = series("b", "2026-03-02", title="Style and form", organizer="t-style")
    known = [*OLD, *before, *after, *renamed]
    news = meeting_news(known, FEBRUARY)
    assert (news.new, news.ended) == ((), ())
    assert meeting_news(known, Month(2026, 3)).new == ()


def test_a_rhythm_of_weeks_that_changes_is_told() -> None:
    weekly = series("w", "2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26")
    slower = series("w", "2026-02-09", "2026-02-23", "2026-03-09")
    assert meeting_news([*weekly, *slower], FEBRUARY).rhythm == (Rhythm("w", 2, 1),)
    assert meeting_news(OLD, FEBRUARY).rhythm == ()


def test_cancelled_and_moved_meetings_are_told() -> None:
    days = ("2026-01-05", "2026-01-12", "2026-02-02", "2026-02-09", "2026-02-16", "2026-03-02")
    known = series("w", *days)
    known[3] = known[3]._replace(status=Status.CANCELLED)
    later = known[4].starts_at + timedelta(days=1)
    known[4] = known[4]._replace(starts_at=later, ends_at=later + timedelta(hours=1))
    news = meeting_news(known, FEBRUARY)
    assert news.cancelled == (Cancelled("w", (date(2026, 2, 9),), 3),)
    assert news.moved == (Moved("w", known[4].starts_as, later),)
    assert news.held == 2


def test_a_day_is_the_one_on_the_clocks_of_the_meeting() -> None:
    (late,) = series("late", "2026-02-01", hour=4)
    there = late._replace(zone="America/New_York")
    assert meeting_news([*OLD, late], FEBRUARY).held == 2
    assert meeting_news([*OLD, there], FEBRUARY).held == 1


def test_days_without_a_time_are_no_meetings() -> None:
    holiday = [one._replace(all_day=True) for one in series("holiday", "2026-02-03", "2026-02-04")]
    news = meeting_news([*OLD, *holiday], FEBRUARY)
    assert (news.held, news.new) == (1, ())


def test_no_meetings_are_no_news() -> None:
    assert meeting_news([], FEBRUARY).held == 0
