from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from headway.activity.calendar_out import to_ics
from headway.activity.calendars import read_calendars
from headway.activity.moments import Span
from headway.activity.occurrences import Found, occurrences
from headway.activity.records import Status

if TYPE_CHECKING:
    from pathlib import Path

EVENT = """BEGIN:VEVENT
UID:a
SUMMARY:A
DTSTART;TZID={zone}:{start}
DURATION:PT1H
{more}
END:VEVENT
"""


def calendar(folder: Path, *events: str) -> list[Path]:
    file = folder / "a.ics"
    text = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n" + "".join(events) + "END:VCALENDAR\n"
    file.write_text(text.replace("\n\n", "\n").replace("\n", "\r\n"), "utf-8")
    return [file]


def found(files: list[Path], first: str, last: str, zone: str = "UTC") -> Found:
    span = Span(date.fromisoformat(first), date.fromisoformat(last), ZoneInfo(zone))
    return occurrences(read_calendars(files).series, span)


def in_utc(when: date) -> str:
    assert isinstance(when, datetime)
    return f"{when.astimezone(UTC):%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("zone", "days", "expected"),
    [
        # Summer time begins on 29 March in Berlin, on 8 March in Los Angeles, never in Tokyo.
        ("Europe/Berlin", ("2026-03-23", "2026-03-31"), ["03-23 09:00", "03-30 08:00"]),
        ("America/Los_Angeles", ("2026-03-02", "2026-03-10"), ["03-02 18:00", "03-09 17:00"]),
        ("Asia/Tokyo", ("2026-03-23", "2026-03-31"), ["03-23 01:00", "03-30 01:00"]),
        # It ends on 25 October in Berlin, on 1 November in Los Angeles.
        ("Europe/Berlin", ("2026-10-19", "2026-10-27"), ["10-19 08:00", "10-26 09:00"]),
        ("Europe/Berlin", ("2026-11-01", "2026-11-10"), ["11-02 09:00", "11-09 09:00"]),
        ("America/Los_Angeles", ("2026-10-26", "2026-11-03"), ["10-26 17:00", "11-02 18:00"]),
        ("Asia/Tokyo", ("2026-10-26", "2026-11-03"), ["10-26 01:00", "11-02 01:00"]),
    ],
)
def test_a_series_keeps_its_hour_through_the_change(
    tmp_path: Path, zone: str, days: tuple[str, str], expected: list[str]
) -> None:
    event = EVENT.format(zone=zone, start="20260105T100000", more="RRULE:FREQ=WEEKLY")
    told = found(calendar(tmp_path, event), *days).occurrences
    assert [in_utc(one.start) for one in told] == expected
    assert {f"{one.start:%H:%M}-{one.end:%H:%M}" for one in told} == {"10:00-11:00"}


def test_toml_keeps_its_hour_as_well(tmp_path: Path) -> None:
    for zone, expected in (("Europe/Berlin", "03-30 08:00"), ("Asia/Tokyo", "03-30 01:00")):
        (tmp_path / "a.toml").write_text(
            '[[events]]\nuid = "a"\ntitle = "A"\n'
            f'start = {{ date = "2026-01-05T10:00:00.00", timezone = "{zone}" }}\n'
            'recurrence_rules = [{ frequency = "weekly" }]\n',
            "utf-8",
        )
        (one,) = found([tmp_path / "a.toml"], "2026-03-30", "2026-03-30").occurrences
        assert in_utc(one.start) == expected


def test_an_hour_that_a_clock_skips_counts_by_the_offset_before(tmp_path: Path) -> None:
    event = EVENT.format(
        zone="America/Los_Angeles", start="20260301T023000", more="RRULE:FREQ=WEEKLY"
    )
    told = found(calendar(tmp_path, event), "2026-03-08", "2026-03-08").occurrences
    assert [in_utc(one.start) for one in told] == ["03-08 10:30"]


def test_days_are_those_of_the_asked_zone(tmp_path: Path) -> None:
    event = EVENT.format(zone="Asia/Tokyo", start="20260105T080000", more="")
    files = calendar(tmp_path, event)
    assert len(found(files, "2026-01-04", "2026-01-04").occurrences) == 1
    assert len(found(files, "2026-01-05", "2026-01-05").occurrences) == 0
    assert len(found(files, "2026-01-05", "2026-01-05", "Asia/Tokyo").occurrences) == 1


def test_cancellations_of_both_kinds_are_told(tmp_path: Path) -> None:
    files = calendar(
        tmp_path,
        EVENT.format(
            zone="Europe/Berlin",
            start="20260105T100000",
            more="RRULE:FREQ=WEEKLY\nEXDATE;TZID=Europe/Berlin:20260112T100000",
        ),
        EVENT.format(
            zone="Europe/Berlin",
            start="20260119T100000",
            more="RECURRENCE-ID;TZID=Europe/Berlin:20260119T100000\nSTATUS:CANCELLED",
        ),
    )
    told = found(files, "2026-01-05", "2026-01-26")
    assert [(in_utc(one.start), one.status) for one in told.occurrences] == [
        ("01-05 09:00", Status.CONFIRMED),
        ("01-12 09:00", Status.CANCELLED),
        ("01-19 09:00", Status.CANCELLED),
        ("01-26 09:00", Status.CONFIRMED),
    ]
    assert told.problems == ()


def test_a_moved_meeting_stands_where_it_is_now(tmp_path: Path) -> None:
    files = calendar(
        tmp_path,
        EVENT.format(zone="Europe/Berlin", start="20260105T100000", more="RRULE:FREQ=WEEKLY"),
        EVENT.format(
            zone="Europe/Berlin",
            start="20260113T140000",
            more="RECURRENCE-ID;TZID=Europe/Berlin:20260112T100000",
        ),
    )
    told = found(files, "2026-01-12", "2026-01-18").occurrences
    assert [(in_utc(one.start), in_utc(one.moved_from or one.start)) for one in told] == [
        ("01-13 13:00", "01-12 09:00")
    ]


WEEKLY = "RRULE:FREQ=WEEKLY;BYDAY=MO\nEXDATE;TZID=Europe/Berlin:{exception}"
TWICE = "RRULE:FREQ=WEEKLY;BYDAY=MO;BYHOUR=8,10\nEXDATE;TZID=Europe/Berlin:{exception}"


@pytest.mark.parametrize(
    ("more", "exception", "statuses", "told"),
    [
        (WEEKLY, "20260112T100000", ["cancelled"], ""),
        (WEEKLY, "20260112T090000", ["cancelled"], "calendar programs will show it"),
        (WEEKLY, "20260113T100000", ["confirmed"], "it cancels nothing"),
        (TWICE, "20260112T080000", ["cancelled", "confirmed"], ""),
        (TWICE, "20260112T090000", ["confirmed", "confirmed"], "it cancels nothing"),
    ],
)
def test_exceptions_name_a_start_or_at_least_a_day(
    tmp_path: Path, more: str, exception: str, statuses: list[str], told: str
) -> None:
    event = EVENT.format(
        zone="Europe/Berlin", start="20260105T100000", more=more.format(exception=exception)
    )
    files = calendar(tmp_path, event)
    week = found(files, "2026-01-12", "2026-01-18")
    assert [one.status for one in week.occurrences] == statuses
    assert [told in problem.message for problem in week.problems] == [True] * bool(told)
    assert found(files, "2026-01-19", "2026-01-25").problems == ()


def test_a_series_whose_rule_is_broken_is_left_out_and_told(tmp_path: Path) -> None:
    broken = EVENT.format(zone="UTC", start="20260105T100000", more="RRULE:FREQ=SOMETIMES")
    whole = EVENT.format(zone="UTC", start="20260105T100000", more="").replace("UID:a", "UID:b")
    told = found(calendar(tmp_path, broken, whole), "2026-01-05", "2026-01-05")
    assert [one.uid for one in told.occurrences] == ["b"]
    assert [problem.line for problem in told.problems] == [5]


def test_what_is_written_is_read_back(examples: Path, tmp_path: Path) -> None:
    files = [examples / "lumen/calendar" / name for name in ("lumen.toml", "tools.ics")]
    told = found(files, "2026-03-01", "2026-04-05").occurrences
    (tmp_path / "out.ics").write_bytes(to_ics(told, date(2026, 3, 1)))
    back = found([tmp_path / "out.ics"], "2026-03-01", "2026-04-05").occurrences
    assert [(in_utc(one.start), in_utc(one.end), one.title, one.status) for one in back] == [
        (in_utc(one.start), in_utc(one.end), one.title, one.status) for one in told
    ]
    assert len({one.uid for one in back}) == len(back)


def test_a_rule_with_two_ends_is_told(tmp_path: Path) -> None:
    both = "RRULE:FREQ=DAILY;COUNT=3;UNTIL=20260110T000000Z"
    event = EVENT.format(zone="Asia/Tokyo", start="20260105T100000", more=both)
    told = found(calendar(tmp_path, event), "2026-01-01", "2026-01-31")
    assert told.occurrences == ()
    assert "both a count and an end" in told.problems[0].message


@pytest.mark.parametrize("often", ["SECONDLY", "MINUTELY"])
def test_a_rule_that_would_fill_the_memory_is_told(tmp_path: Path, often: str) -> None:
    event = EVENT.format(zone="UTC", start="20260105T100000", more=f"RRULE:FREQ={often}")
    told = found(calendar(tmp_path, event), "2026-01-05", "2026-01-06")
    assert told.occurrences == ()
    assert often in told.problems[0].message
