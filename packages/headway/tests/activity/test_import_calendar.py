from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headway.activity.calendar_store import put_meetings
from headway.activity.records import Occurrence, Status
from headway.activity.store import Changes, open_store
from headway.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from headway.activity.store import Store

TODAY = "2026-03-02"
SERIES = """[[events]]
uid = "{uid}"
title = "{uid}"
start = {{ date = "{start}", timezone = "Europe/Berlin" }}
end = {{ date = "{end}", timezone = "Europe/Berlin" }}
organizer = {{ name = "t-lang", email = "x@y.example" }}
recurrence_rules = [{{ frequency = "weekly" }}]
exceptions = {{ timezone = "Europe/Berlin", dates = [{exceptions}] }}
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    (tmp_path / "program/src/2026").mkdir(parents=True)
    (tmp_path / "program/src/2026/a.md").write_text("# A\n", "utf-8")
    return tmp_path / "program"


def series(uid: str, day: str = "2026-01-05", hour: int = 10, *exceptions: str) -> str:
    return SERIES.format(
        uid=uid,
        start=f"{day}T{hour}:00:00",
        end=f"{day}T{hour + 1}:00:00",
        exceptions=", ".join(f'"{one}T{hour}:00:00"' for one in exceptions),
    )


def run(program: Path, *args: str | Path, today: str = TODAY) -> Result:
    return CliRunner().invoke(main, ["-C", *map(str, (program, *args)), "--today", today])


def imported(program: Path, address: str, *files: str | Path, today: str = TODAY) -> dict[str, int]:
    args = ("import", "calendar", *files, "--database", address, "--json")
    result = run(program, *args, today=today)
    assert result.exit_code == 0, result.output
    found: dict[str, int] = json.loads(result.stdout)["records"]["meetings"]
    return {name: number for name, number in found.items() if number}


def starts(address: str, before: str, uid: str = "a") -> list[str]:
    """When meetings are until a day, those cancelled in parentheses."""
    with open_store(address) as store:
        told = [
            (f"{one.start:%m-%d %H:%M}", one.status)
            for one in store.find(Occurrence, uid=uid)
            if f"{one.start:%m-%d}" < before and one.start.year == 2026
        ]
    return [f"({when})" if status == Status.CANCELLED else when for when, status in sorted(told)]


def test_a_second_import_on_the_same_day_or_later_in_the_year_changes_nothing(
    program: Path, address: str
) -> None:
    (program / "a.toml").write_text(series("a"), "utf-8")
    first = imported(program, address, "a.toml")
    # From 5 January 2026 to the end of 2027: 104 weeks.
    assert first == {"new": 104}
    assert imported(program, address, "a.toml") == {"same": 104}
    assert imported(program, address, "a.toml", today="2026-12-31") == {"same": 104}
    assert imported(program, address, "a.toml", today="2027-01-01") == {"new": 52, "same": 104}


def test_what_is_ahead_follows_the_calendar_and_what_is_over_stays(
    program: Path, address: str
) -> None:
    (program / "a.toml").write_text(series("a", "2026-02-16"), "utf-8")
    imported(program, address, "a.toml")
    assert starts(address, "03-10") == ["02-16 10:00", "02-23 10:00", "03-02 10:00", "03-09 10:00"]
    # The same entry, put on another day and hour as if it had always been there.
    (program / "a.toml").write_text(series("a", "2026-02-17", 14), "utf-8")
    changed = imported(program, address, "a.toml")
    assert changed["removed"] == changed["new"] == 96
    assert starts(address, "03-11") == ["02-16 10:00", "02-23 10:00", "03-03 14:00", "03-10 14:00"]
    assert imported(program, address, "a.toml") == {"same": changed["new"]}


def test_a_cancellation_counts_even_afterwards(program: Path, address: str) -> None:
    (program / "a.toml").write_text(series("a", "2026-02-16"), "utf-8")
    imported(program, address, "a.toml")
    (program / "a.toml").write_text(
        series("a", "2026-02-16", 10, "2026-02-23", "2026-03-09"), "utf-8"
    )
    assert imported(program, address, "a.toml")["changed"] == 2
    assert starts(address, "03-10") == [
        "02-16 10:00",
        "(02-23 10:00)",
        "03-02 10:00",
        "(03-09 10:00)",
    ]


def test_a_moved_meeting_is_the_same_one(program: Path, address: str) -> None:
    event = "BEGIN:VEVENT\nUID:a\nSUMMARY:A\nDTSTART:{}\nDURATION:PT1H\n{}\nEND:VEVENT\n"
    whole = event.format("20260302T100000Z", "RRULE:FREQ=WEEKLY;COUNT=3")
    moved = event.format("20260311T150000Z", "RECURRENCE-ID:20260309T100000Z")
    changes = []
    for events in (whole, whole + moved):
        text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{events}END:VCALENDAR\n"
        (program / "a.ics").write_text(text.replace("\n", "\r\n"), "utf-8")
        changes.append(imported(program, address, "a.ics"))
    assert changes == [{"new": 3}, {"changed": 1, "same": 2}]
    assert starts(address, "04-01") == ["03-02 10:00", "03-11 15:00", "03-16 10:00"]


def test_a_series_that_ends_keeps_its_past(program: Path, address: str) -> None:
    (program / "a.toml").write_text(series("a", "2026-02-16") + series("b"), "utf-8")
    imported(program, address, "a.toml")
    (program / "a.toml").write_text(series("b"), "utf-8")
    imported(program, address, "a.toml")
    assert starts(address, "12-31") == ["02-16 10:00", "02-23 10:00"]
    assert len(starts(address, "12-31", "b")) == 52


def test_the_past_of_a_new_series_is_taken(program: Path, address: str) -> None:
    (program / "a.toml").write_text(series("a"), "utf-8")
    imported(program, address, "a.toml")
    (program / "a.toml").write_text(series("a") + series("b"), "utf-8")
    assert imported(program, address, "a.toml") == {"new": 104, "same": 104}


def test_other_calendars_are_left_alone(program: Path, address: str) -> None:
    for name in ("a", "b"):
        (program / f"{name}.toml").write_text(series(name), "utf-8")
        assert imported(program, address, f"{name}.toml")["new"] == 104
    assert imported(program, address, "a.toml", "b.toml") == {"same": 208}


def test_nothing_is_taken_out_when_a_file_cannot_be_read(program: Path, address: str) -> None:
    (program / "all.toml").write_text('[meta]\nincludes = ["a.toml"]\n' + series("b"), "utf-8")
    (program / "a.toml").write_text(series("a"), "utf-8")
    imported(program, address, "all.toml")
    (program / "a.toml").write_text("[[events]\n", "utf-8")
    result = run(program, "import", "calendar", "all.toml", "--database", address, "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["records"]["meetings"]["removed"] == 0
    assert told["problems"][0]["place"] == "a.toml:1"
    assert len(starts(address, "12-31")) == 52
    (program / "all.toml").write_text(series("b"), "utf-8")
    assert imported(program, address, "all.toml")["removed"] == 96


def test_the_settings_name_calendars(program: Path, address: str) -> None:
    (program / "a.toml").write_text(series("a"), "utf-8")
    (program / "headway.toml").write_text('[calendars]\nfiles = ["a.toml"]\n', "utf-8")
    assert imported(program, address) == {"new": 104}
    listed = run(program, "meetings", "--json")
    assert listed.exit_code == 0
    assert len(json.loads(listed.stdout)["meetings"]) == 2


def test_without_calendars_it_is_used_wrongly(program: Path) -> None:
    result = run(program, "import", "calendar")
    assert result.exit_code == 2
    assert "which calendars?" in result.stderr


# --- any calendars, one after the other -----------------------------------------------------------

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
DAYS = st.integers(-3, 3)


@st.composite
def meetings(draw: st.DrawFn) -> dict[tuple[str, dt.datetime], Occurrence]:
    """What a calendar tells around one day: some meetings of some series."""
    slots = draw(st.dictionaries(st.tuples(st.sampled_from("ab"), DAYS), st.sampled_from(Status)))
    told = {}
    for (uid, day), status in slots.items():
        start = NOON + dt.timedelta(days=day)
        end = start + dt.timedelta(hours=1)
        told[uid, start] = Occurrence(
            uid=uid,
            starts_as=start,
            title=uid,
            starts_at=start,
            ends_at=end,
            zone="UTC",
            all_day=False,
            status=status,
            location="",
            organizer="",
            attendees=(),
            busy=True,
            file="c",
            calendar="c",
        )
    return told


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(calendars=st.lists(st.tuples(meetings(), DAYS), min_size=1, max_size=4))
def test_ahead_is_as_told_and_the_past_only_learns(
    lasting: Store, calendars: list[tuple[dict[tuple[str, dt.datetime], Occurrence], int]]
) -> None:
    def stored() -> dict[tuple[str, dt.datetime], Occurrence]:
        return {(one.uid, one.starts_as): one for one in lasting.find(Occurrence)}

    with lasting.batch() as batch:
        batch.remove(batch.find(Occurrence))
    for told, day in calendars:
        today = (NOON + dt.timedelta(days=day)).date()
        before = stored()
        put_meetings(lasting, told.values(), {"c"}, today)
        after = stored()
        ahead = {key: one for key, one in after.items() if one.starts_as.date() >= today}
        assert ahead == {k: one for k, one in told.items() if one.starts_as.date() >= today}
        past = {key: one for key, one in after.items() if key not in ahead}
        known = {key: one for key, one in before.items() if one.starts_as.date() < today}
        with_past = {uid for uid, _ in known}
        fresh = {k: one for k, one in told.items() if k[0] not in with_past and k not in ahead}
        assert past == known | {k: told[k] for k in known.keys() & told.keys()} | fresh
        again = put_meetings(lasting, told.values(), {"c"}, today)
        assert again == Changes(same=len(told.keys() & after.keys()))


# --- the store answers as the files do ------------------------------------------------------------


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/Los_Angeles"])
@pytest.mark.parametrize("month", ["2026-03", "2026-11"])
def test_the_store_answers_as_the_files_do(
    examples: Path, address: str, zone: str, month: str
) -> None:
    lumen = examples / "lumen"
    assert imported(lumen, address)["new"]
    days = ("--from", f"{month}-01", "--to", f"{month}-30")
    told = run(lumen, "meetings", *days, "--zone", zone, "--stored", "--database", address)
    assert told.exit_code == 0, told.output
    assert told.stdout == run(lumen, "meetings", *days, "--zone", zone).stdout
    told = run(lumen, "meetings", *days, "--json", "--stored", "--database", address)
    assert told.stdout == run(lumen, "meetings", *days, "--json").stdout


def test_days_are_days_in_every_zone(program: Path, address: str) -> None:
    (program / "a.toml").write_text(
        '[[events]]\nuid = "a"\ntitle = "Camp"\nstart = "2026-03-10"\nend = "2026-03-12"\n', "utf-8"
    )
    imported(program, address, "a.toml")
    for zone in ("Asia/Tokyo", "America/Los_Angeles"):
        for day, held in (("09", 0), ("10", 1), ("11", 1), ("12", 0)):
            days = ("--from", f"2026-03-{day}", "--to", f"2026-03-{day}", "--zone", zone)
            told = run(program, "meetings", *days, "--database", address, "--json")
            assert len(json.loads(told.stdout)["meetings"]) == held


def test_a_store_without_meetings_says_so(program: Path, address: str) -> None:
    open_store(address).close()
    result = run(program, "meetings", "--database", address)
    assert result.exit_code == 2
    assert "the store has no meetings" in result.stderr


def test_real_calendars_are_imported_whole_and_once(
    corpus: Path, program: Path, address: str
) -> None:
    files = corpus / "calendar/all.toml"
    first = imported(program, address, files)
    assert first.keys() == {"new"}
    assert imported(program, address, files) == {"same": first["new"]}
    days = ("--from", "2026-10-20", "--to", "2026-11-10", "--zone", "Europe/Berlin")
    told = run(program, "meetings", *days, "--database", address)
    read = run(program, "meetings", files, *days)
    assert told.stdout == read.stdout
    assert len(told.stdout.splitlines()) > 50
