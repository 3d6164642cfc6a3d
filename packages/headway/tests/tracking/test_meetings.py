from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from headway.activity.attendance import Who
from headway.activity.records import Occurrence, Status
from headway.program.directory import Directory, Person, Team
from headway.tracking.meetings import conflicts, meetings, team_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]
    Kept = Callable[[str, str], None]

DIRECTORY = Directory(
    "test",
    {
        "lang": Team("lang", "Language team", None, ("ana", "bo"), ("ana",)),
        "lang-docs": Team("lang-docs", "Language docs team", None, ("kit",), ()),
        "old": Team("old", "Old team", None, (), (), archived=True),
    },
    {login: Person(login, login.title()) for login in ("ana", "bo", "kit")},
)
FILES = ("calendar/lumen.toml", "calendar/tools.ics")
MARCH = ("--from", "2026-03-01", "--to", "2026-03-31")


def occurrence(first: int, last: int, **facts: object) -> Occurrence:
    start = datetime(2026, 3, 2, first, tzinfo=UTC)
    one = Occurrence(
        uid=str(first),
        starts_as=start,
        title=f"at {first}",
        starts_at=start,
        ends_at=start.replace(hour=last),
        zone="UTC",
        all_day=False,
        status=Status.CONFIRMED,
        location="",
        organizer="t-lang",
        attendees=(),
        busy=True,
        file="a.ics",
        calendar="a.ics",
    )
    return one._replace(**facts)  # type: ignore[arg-type]  # facts are fields


@pytest.mark.parametrize(
    ("organizer", "team"),
    [
        ("t-lang", "lang"),
        ("T-Lang", "lang"),
        ("Lumen Language Team", "lang"),
        ("language", "lang"),
        ("Language docs team", "lang-docs"),
        ("t-lang-docs", "lang-docs"),
        ("slang", None),
        ("old", None),
        ("", None),
    ],
)
def test_an_organizer_names_a_team(organizer: str, team: str | None) -> None:
    assert team_of(organizer, DIRECTORY) == team
    assert team_of(organizer, None) is None


def clashing(*told: Occurrence) -> list[tuple[str, str, str]]:
    held = meetings(told, Who(DIRECTORY))
    return [(one.person, one.first.uid, one.second.uid) for one in conflicts(held)]


def test_two_meetings_at_once_clash_for_whoever_attends_both() -> None:
    both = (occurrence(11, 13), occurrence(10, 12))
    assert clashing(*both) == [("ana", "10", "11"), ("bo", "10", "11")]
    assert clashing(both[0], both[1]._replace(attendees=("Bo", "Kit"))) == [("bo", "10", "11")]
    assert clashing(both[0], both[1]._replace(organizer="lang-docs")) == []


def test_three_meetings_clash_two_by_two() -> None:
    found = clashing(occurrence(8, 14), occurrence(9, 10), occurrence(11, 12))
    assert [(first, second) for person, first, second in found if person == "ana"] == [
        ("8", "9"),
        ("8", "11"),
    ]


@pytest.mark.parametrize(
    "other",
    [
        occurrence(12, 13),
        occurrence(11, 13, status=Status.CANCELLED),
        occurrence(11, 13, busy=False),
        occurrence(11, 13, all_day=True),
    ],
    ids=["after it", "cancelled", "free", "all day"],
)
def test_what_clashes_with_nothing(other: Occurrence) -> None:
    assert clashing(occurrence(10, 12), other) == []


# --- the command ----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["txt", "json", "ics"])
def test_a_month_of_the_example(run: Run, kept: Kept, form: str) -> None:
    option = [] if form == "txt" else [f"--{form}"]
    result = run("meetings", *FILES, *MARCH, "--zone", "Europe/Berlin", *option)
    assert result.exit_code == 0
    assert result.stderr == ""
    kept(f"meetings.{form}", result.stdout.replace("\r\n", "\n"))


def test_the_settings_name_the_calendars(run: Run) -> None:
    assert (
        run("meetings", *MARCH, "--json").stdout == run("meetings", *FILES, *MARCH, "--json").stdout
    )


def test_what_one_person_attends(run: Run) -> None:
    found = json.loads(run("meetings", *FILES, *MARCH, "--for", "@Pell-Grady", "--json").stdout)
    assert {one["title"] for one in found["meetings"]} == {"Tools meeting"}
    assert found["conflicts"] == []
    found = json.loads(run("meetings", *FILES, *MARCH, "--for", "bo-okafor", "--json").stdout)
    assert [one["second"]["title"] for one in found["conflicts"]] == [
        "Design meeting: units of measure"
    ]


def test_two_weeks_from_today_and_one_team(run: Run) -> None:
    found = json.loads(run("meetings", *FILES, "--team", "lang", "--json").stdout)
    assert [one["start"] for one in found["meetings"]] == ["2026-03-11T17:00:00+01:00"]


def test_problems_are_told_and_the_rest_is_shown(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('[[events]]\ntitle = "A"\n', "utf-8")
    result = run("meetings", tmp_path / "a.toml", *FILES, "--json")
    assert result.exit_code == 0
    assert "a.toml:1: `A` is left out" in result.stderr
    found = json.loads(result.stdout)
    assert len(found["problems"]) == 1
    assert found["meetings"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("nowhere.ics",), "nowhere.ics"),
        ((*FILES, "--zone", "Mars/Base"), "no time zone `Mars/Base`"),
        ((*FILES, "--from", "2026-03-02", "--to", "2026-03-01"), "is before"),
    ],
)
def test_used_wrongly(run: Run, args: tuple[str, ...], said: str) -> None:
    result = run("meetings", *args)
    assert result.exit_code == 2
    assert said in result.stderr
