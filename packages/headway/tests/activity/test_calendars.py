from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headway.activity.calendar_out import to_ics
from headway.activity.calendar_toml import NotUnderstoodError, event_of
from headway.activity.calendars import Series, read_calendars
from headway.activity.moments import Span
from headway.activity.occurrences import occurrences
from headway.activity.records import Status

if TYPE_CHECKING:
    from pathlib import Path

HEAD = '[[events]]\nuid = "a"\ntitle = "A"\nstart = "2026-01-01T10:00:00Z"\n'
SPAN = Span(date(2026, 1, 1), date(2026, 1, 31))

LAST_THURSDAY = """
recurrence_rules = [{ frequency = "monthly", by_day = [{ day = "thursday", num = -1 }] }]
"""
FRIDAYS_AND_THE_TWENTIETH = """
recurrence_rules = [
    { frequency = "weekly", by_day = [{ day = "friday" }], by_hour = [9] },
    { frequency = "monthly", by_month_day = [20] },
]
"""


def starts(file: Path, span: Span = SPAN) -> list[str]:
    found = occurrences(read_calendars([file]).series, span)
    return [f"{one.start:%d %H:%M}" for one in found.occurrences]


def written(folder: Path, text: str, name: str = "a.toml") -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder / name


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", ["01 10:00"]),
        (
            'recurrence_rules = [{ frequency = "weekly", interval = 2, count = 2 }]',
            ["01 10:00", "15 10:00"],
        ),
        (
            'recurrence_rules = [{ frequency = "weekly", until = "2026-01-08T10:00:00Z" }]',
            ["01 10:00", "08 10:00"],
        ),
        (
            LAST_THURSDAY,
            ["01 10:00", "29 10:00"],
        ),
        (
            FRIDAYS_AND_THE_TWENTIETH,
            ["01 10:00", "02 09:00", "09 09:00", "16 09:00", "20 10:00", "23 09:00", "30 09:00"],
        ),
    ],
)
def test_rules_of_toml(tmp_path: Path, more: str, expected: list[str]) -> None:
    assert starts(written(tmp_path, HEAD + more + "\n")) == expected


def test_days_without_times(tmp_path: Path) -> None:
    text = '[[events]]\ntitle = "A"\nstart = "2026-01-05"\n'
    (one,) = occurrences(read_calendars([written(tmp_path, text)]).series, SPAN).occurrences
    assert (one.start, one.end, one.all_day) == (date(2026, 1, 5), date(2026, 1, 6), True)


def test_includes_are_read_once_even_in_a_ring(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    written(tmp_path, f'{HEAD}\n[meta]\nincludes = ["../b.toml"]\n', "in/a.toml")
    file = written(tmp_path, '[meta]\nincludes = ["in/a.toml", "b.toml"]\n', "b.toml")
    found = read_calendars([file, tmp_path / "in/a.toml"])
    assert len(found.series) == 1
    assert found.problems == ()


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("name = ", 1, "this is no TOML"),
        ('\n\n[[events]]\ntitle = "A"\n', 3, "`A` is left out: it has no `start`"),
        ('[[events]]\ntitle = "A"\nstart = "soon"\n', 1, "`soon` is no time"),
        (
            '[[events]]\nstart = { date = "2026-01-01T10:00:00", timezone = "Mars/Base" }\n',
            1,
            "no time zone `Mars/Base`",
        ),
        (f'{HEAD}recurrence_rules = [{{ frequency = "weekly", by_moon = 1 }}]\n', 1, "`by_moon`"),
        (f'{HEAD}recurrence_rules = [{{ frequency = "often" }}]\n', 1, "`often` is none of"),
        ('[meta]\nincludes = ["nowhere.toml"]\n', 1, "`nowhere.toml`, which it includes"),
    ],
)
def test_what_is_wrong_is_told_and_the_rest_is_read(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    written(tmp_path, HEAD, "good.toml")
    found = read_calendars([written(tmp_path, text), tmp_path / "good.toml"])
    (problem,) = found.problems
    assert problem.line == line
    assert message in problem.message
    assert len(found.series) == 1


@pytest.mark.parametrize("text", ["", "no calendar", "BEGIN:VCALENDAR\nBEGIN:VEVENT\n"])
def test_a_file_that_is_no_calendar(tmp_path: Path, text: str) -> None:
    found = read_calendars([written(tmp_path, text, "a.ics")])
    assert found.series == ()
    assert len(found.problems) <= 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=80), name=st.sampled_from(["x.toml", "x.ics"]))
def test_whatever_a_file_holds_it_is_read(tmp_path: Path, data: bytes, name: str) -> None:
    (tmp_path / name).write_bytes(b"BEGIN:VCALENDAR\r\n" * (name == "x.ics") + data)
    occurrences(read_calendars([tmp_path / name]).series, SPAN)


def test_the_real_calendars_are_read_whole(corpus: Path) -> None:
    found = read_calendars([corpus / "calendar/all.toml"])
    assert found.problems == ()
    assert len(found.series) > 60
    council = [one for one in found.series if one.events[0]["UID"] == "1705586649144"]
    march = Span(date(2026, 2, 20), date(2026, 3, 31))
    told = occurrences(council, march).occurrences
    # Each of these days has minutes.
    assert [one.start.date() for one in told if isinstance(one.start, datetime)] == [
        date(2026, 2, 27),
        date(2026, 3, 13),
        date(2026, 3, 27),
    ]
    assert [one.start.astimezone(UTC).hour for one in told if isinstance(one.start, datetime)] == [
        16,
        15,
        15,
    ]


def test_real_exceptions_in_another_zone_count_by_their_day(corpus: Path) -> None:
    series = read_calendars([corpus / "calendar/cargo.toml"]).series
    found = occurrences(series, Span(date(2024, 12, 20), date(2025, 1, 3)))
    assert len(found.occurrences) == len(found.problems) == 8
    assert {one.status for one in found.occurrences} == {Status.CANCELLED}
    assert {"calendar programs will show it" in one.message for one in found.problems} == {True}


def test_real_exceptions_that_fit_are_not_told(corpus: Path) -> None:
    series = read_calendars([corpus / "calendar/compiler.events-only.toml"]).series
    found = occurrences(series, Span(date(2026, 5, 1), date(2026, 5, 31)))
    gone = [one.start.day for one in found.occurrences if one.status is Status.CANCELLED]
    assert gone == [4, 7, 11, 14, 18, 21, 25, 28]
    assert found.problems == ()


# What somebody may write by mistake where something else is meant.
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 40),
    st.sampled_from(["", "x", "weekly", "2026-01-05", "2026-01-05T10:00:00", "9999-12-31"]),
    st.dates(),
    st.datetimes(),
)
VALUES = st.one_of(
    JUNK,
    st.lists(JUNK, max_size=2),
    st.dictionaries(
        st.sampled_from(["date", "dates", "timezone", "day", "num", "name", "email"]),
        JUNK | st.lists(JUNK, max_size=2),
        max_size=3,
    ),
)
RULES = st.dictionaries(
    st.sampled_from(["count", "interval", "until", "by_day", "by_hour", "by_month", "by_set_pos"]),
    VALUES | st.lists(VALUES, max_size=2),
    max_size=3,
)


@settings(max_examples=300)
@given(
    entry=st.dictionaries(
        st.sampled_from(["uid", "title", "start", "end", "status", "organizer", "exceptions"]),
        VALUES,
    ),
    rule=RULES,
    good=st.booleans(),
)
def test_whatever_an_event_says_it_is_read_or_refused(
    entry: dict[str, Any], rule: dict[str, Any], *, good: bool
) -> None:
    if good:
        entry["start"] = "2026-01-05T10:00:00"
    entry["recurrence_rules"] = [{"frequency": "weekly", **rule}] if rule else []
    try:
        event = event_of(entry)
    except NotUnderstoodError:
        return
    occurrences([Series("a.toml", "a.toml", 1, (event,))], SPAN)


LINES = st.builds(
    "{}:{}".format,
    st.sampled_from(
        [
            "DTSTART",
            "DTSTART;VALUE=DATE",
            "DTSTART;TZID=Mars/Base",
            "DTEND",
            "DURATION",
            "RRULE",
            "EXDATE",
            "EXDATE;VALUE=DATE",
            "RDATE",
            "RECURRENCE-ID",
            "STATUS",
            "ATTENDEE;CN=",
            "ORGANIZER",
            "UID",
            "SUMMARY",
        ]
    ),
    st.sampled_from(
        [
            "",
            "x",
            "20260105",
            "20260105T100000",
            "20260105T100000Z",
            "20260199T100000Z",
            "20260105T100000Z/PT1H",
            "-PT1H",
            "P1D",
            "FREQ=WEEKLY",
            "FREQ=WEEKLY;COUNT=x",
            "FREQ=YEARLY;BYMONTHDAY=40",
        ]
    ),
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(LINES, max_size=6))
def test_whatever_an_icalendar_event_says_it_is_read_or_told(
    tmp_path: Path, lines: list[str]
) -> None:
    text = "\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR"])
    found = read_calendars([written(tmp_path, f"{text}\n", "a.ics")])
    told = occurrences(found.series, SPAN)
    to_ics(told.occurrences, date(2026, 1, 1))


def test_a_file_that_is_no_calendar_is_not_poured_into_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "a.ics"
    file.write_bytes(b"\x7fELF\x1b[31m" + b"x" * 5000)
    (problem,) = read_calendars([file]).problems
    assert problem.message.startswith("this is no iCalendar: ")
    assert problem.message.isprintable()
    assert len(problem.message) < 200
