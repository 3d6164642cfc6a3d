"""The data of charts, against what was counted by hand in the documents."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from headway.activity.moments import Span
from headway.activity.snapshot import Activity
from headway.reporting.charts import asks, lineage, load, minutes, roadmaps, updates
from headway.reporting.charts.catalogue import CHARTS, drawn
from headway.reporting.charts.model import Missing
from headway.reporting.charts.words import bare, counted, months, series

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from headway.reporting.charts.model import Subject

    Of = Callable[[str, str], Subject]

LEVEL = re.compile(r"(?mi)^\|\s*\[?([a-z][\w-]*)\]?[^|]*\|\s*(Small|Medium|Large)\s*\|")


def alternative(name: str, subject: Subject) -> str:
    figure = CHARTS[name].draw(subject)
    assert not isinstance(figure, Missing), figure.why
    return figure.alternative


def why(name: str, subject: Subject) -> str:
    missing = CHARTS[name].draw(subject)
    assert isinstance(missing, Missing)
    return missing.why


# --- asks -----------------------------------------------------------------------------------------


def test_asks_of_the_example(lumen: Of) -> None:
    found = asks.rows(lumen("2026", "2026-03-01").period)
    assert [tuple(row) for row in found] == [
        ("docs", 5, 1, 0, 0),
        ("compiler", 3, 1, 1, 0),
        ("tools", 3, 2, 0, 0),
        ("embedded", 2, 0, 2, 0),
        ("runtime", 2, 2, 0, 0),
        ("lang", 0, 1, 2, 0),
        ("registry", 0, 2, 0, 0),
    ]


def test_asks_of_the_real_program(rust: Of) -> None:
    period = rust("2026", "2026-06-30").period
    found = {row.team: row for row in asks.rows(period)}
    levels = [sum(column) for column in zip(*(row[1:] for row in found.values()), strict=True)]
    assert levels == [97, 64, 21, 0]
    assert found["compiler"] == asks.TeamAsks("compiler", 14, 23, 1, 0)
    assert found["lang"] == asks.TeamAsks("lang", 12, 19, 6, 0)
    assert [*found][:3] == ["compiler", "lang", "types"]


def test_asks_are_those_that_the_documents_write(rust: Of) -> None:
    subject = rust("2026", "2026-06-30")
    written = Counter[tuple[str, str]]()
    for goal in subject.period.listed:
        text = subject.program.sources[goal.file].data.decode()
        written.update((team, level.title()) for team, level in LEVEL.findall(text))
    told = {
        (row.team, level): number
        for row in asks.rows(subject.period)
        for level, number in row.by_level.items()
        if number
    }
    assert told == written


def test_asks_without_a_level_are_asks(rust: Of) -> None:
    found = asks.rows(rust("2025h2", "2025-11-30").period)
    assert found[0] == asks.TeamAsks("compiler", 0, 0, 0, 43)


# --- load -----------------------------------------------------------------------------------------


def test_load_of_the_example(lumen: Of) -> None:
    found = load.rows(lumen("2026", "2026-03-01").period)
    assert found[0] == load.ChampionLoad("@bo-okafor", 2, 2, 1, 1, 0, 0)
    assert (len(found), sum(row.asks for row in found)) == (11, 14)


def test_load_of_the_real_program(rust: Of) -> None:
    found = load.rows(rust("2026", "2026-06-30").period)
    assert [tuple(row) for row in found[:3]] == [
        ("@oli-obk", 9, 10, 1, 8, 1, 0),
        ("@tmandry", 9, 9, 1, 6, 2, 0),
        ("@jackh726", 8, 9, 4, 3, 2, 0),
    ]
    assert (len(found), sum(row.asks for row in found)) == (40, 99)


def test_every_share_has_its_square(rust: Of) -> None:
    for row in load.rows(rust("2026", "2026-06-30").period):
        assert row.asks == row.large + row.medium + row.small + row.no_level


# --- updates --------------------------------------------------------------------------------------


def test_updates_of_the_example(lumen: Of) -> None:
    # Cycles of two weeks, of one goal, end on 15 and 29 January and 12 and 26 February; it missed
    # the first. Those of four weeks, of eight goals, end on 12 February; one goal missed it.
    found = updates.rows(lumen("2026", "2026-03-01"))
    assert [tuple(row) for row in found] == [
        ("2026-01", 1, 2, 1, True),
        ("2026-02", 9, 10, 9, True),
    ]


def test_a_month_that_goes_on_is_said_to(lumen: Of) -> None:
    found = updates.rows(lumen("2026", "2026-02-20"))
    assert [row.over for row in found] == [True, False]
    assert "in Feb 2026 so far" in alternative("updates", lumen("2026", "2026-02-20"))


def test_a_past_day_knows_nothing_later(lumen: Of) -> None:
    then, now = lumen("2026", "2026-01-31"), lumen("2026", "2026-03-01")
    assert [row[:4] for row in updates.rows(then)] == [updates.rows(now)[0][:4]]


def test_updates_of_the_real_program(rust: Of) -> None:
    found = updates.rows(rust("2025h2", "2025-11-30"))
    assert [(row.month, row.made, row.expected) for row in found] == [
        ("2025-07", 15, 20),
        ("2025-08", 0, 20),
        ("2025-09", 7, 20),
        ("2025-10", 10, 21),
        ("2025-11", 19, 31),
    ]


def test_months_that_nobody_read_are_left_out(rust: Of) -> None:
    subject = rust("2025h2", "2026-02-01")
    assert updates.rows(subject)[-1].month == "2025-11"
    assert "Nothing is stored after 2025-11-" in alternative("updates", subject)
    later = rust("2026", "2026-06-30")
    assert why("updates", later) == "nothing that happened since 2026-01-01 is stored"


def test_months_are_those_that_are_asked_for(lumen: Of) -> None:
    subject = lumen("2026", "2026-03-01")
    february = Span(dt.date(2026, 2, 1), dt.date(2026, 2, 28))
    assert [row.month for row in updates.rows(subject._replace(days=february))] == ["2026-02"]


# --- roadmaps -------------------------------------------------------------------------------------


def test_roadmaps_of_the_example(lumen: Of) -> None:
    subject = lumen("2026", "2026-03-01")
    found = roadmaps.rows(subject.period, subject.program)
    assert Counter(row.roadmap for row in found) == {
        "Fast feedback": 3,
        "Streams everywhere": 4,
        "Tiny devices": 6,
    }
    by_goal = {row.goal: (row.since, row.first, row.last) for row in found}
    assert by_goal["region-memory"] == tuple(
        map(dt.date.fromisoformat, ("2025-07-01", "2026-01-01", "2026-12-31"))
    )
    assert by_goal["board-packs"][2] == dt.date(2028, 12, 31)


def test_roadmaps_of_the_real_program(rust: Of) -> None:
    subject = rust("2026", "2026-06-30")
    found = roadmaps.rows(subject.period, subject.program)
    assert Counter(row.roadmap for row in found) == {
        "Beyond the `&`": 5,
        "Constify all the things": 4,
        "Fast Builds": 3,
        "Just add async": 5,
        "Project Zero": 3,
        "Rust for Linux": 9,
        "Safety-Critical Rust": 4,
        "The Borrow Checker Within": 1,
    }
    told = "26 goals of 2026 in 8 roadmaps; most in Rust for Linux (9)"
    assert told in alternative("roadmaps", subject)


def test_a_guess_makes_no_goal_older(rust: Of) -> None:
    subject = rust("2026", "2026-06-30")
    since = {r.goal: r.since for r in roadmaps.rows(subject.period, subject.program)}
    assert since["const-generics"] == dt.date(2024, 7, 1)  # the same issue in four periods
    assert since["build-std"] == dt.date(2025, 1, 1)


# --- lineage --------------------------------------------------------------------------------------


def test_lineage_of_the_example(lumen: Of) -> None:
    found = lineage.rows(lumen("2026", "2026-03-01"))
    assert Counter((row.period, row.outcome) for row in found) == {
        ("2025h2", "continued"): 3,
        ("2025h2", "completed"): 2,
        ("2025h2", "not completed"): 1,
        ("2026", "open"): 11,
    }
    assert sum(row.continues for row in found) == 5


def test_lineage_of_the_real_program(rust: Of) -> None:
    found = lineage.rows(rust("2026", "2026-06-30"))
    assert Counter(row.period for row in found) == {
        "2024h2": 26,
        "2025h1": 40,
        "2025h2": 41,
        "2026": 68,
    }
    assert found[0].period == "2024h2"
    told = "21 goals through 2, 9 goals through 3 and 9 goals through 4 periods"
    assert told in alternative("lineage", rust("2026", "2026-06-30"))


def test_lineage_up_to_a_period_has_none_later(rust: Of) -> None:
    found = lineage.rows(rust("2025h1", "2026-06-30"))
    assert {row.period for row in found} == {"2024h2", "2025h1"}


# --- minutes --------------------------------------------------------------------------------------


def test_minutes_of_the_example(lumen: Of) -> None:
    found = minutes.rows(lumen("2026", "2026-03-01"))
    assert [tuple(row) for row in found] == [
        ("compiler", "2026-01", 2, 231),
        ("compiler", "2026-02", 2, 245),
        ("lang", "2026-01", 2, 225),
        ("lang", "2026-02", 2, 182),
    ]


def test_minutes_are_counted_as_wc_does(rust: Of, corpus: Path) -> None:
    found = {row.month: row for row in minutes.rows(rust("2026", "2026-06-30"))}
    for month, row in found.items():
        files = [*(corpus / "minutes/leadership-council").glob(f"{month}-*.md")]
        words = sum(len(file.read_text("utf-8").split()) for file in files)
        assert (row.meetings, row.words) == (len(files), words)
    assert [*found] == ["2026-01", "2026-02", "2026-03", "2026-04"]


def test_meetings_to_come_have_no_minutes(lumen: Of) -> None:
    found = minutes.rows(lumen("2026", "2026-02-11"))
    assert [row.meetings for row in found if row.month == "2026-02"] == [1, 1]


# --- what is missing, and words -------------------------------------------------------------------


def test_what_there_are_no_data_for_is_left_out_with_its_reason(lumen: Of) -> None:
    subject = lumen("2026", "2026-03-01")
    bare = subject._replace(period=replace(subject.period, documents={}), activity=None, minutes=())
    found = drawn(bare, CHARTS)
    assert {name: one.why.partition(":")[0] for name, one in found.left_out.items()} == {
        "updates": "nothing that happened is stored",
        "asks": "no goal of 2026 asks a team for anything",
        "load": "no goal of 2026 names a champion",
        "roadmaps": "no goal of 2026 names a roadmap",
        "minutes": "the store has no minutes",
    }
    unknown = subject._replace(activity=Activity())
    assert why("updates", unknown) == "the store has no tracking issue of the goals of 2026"
    past = Span(dt.date(2020, 1, 1), dt.date(2020, 2, 1))
    assert why("minutes", subject._replace(days=past)).endswith("2020-01-01 to 2020-02-01")
    assert why("updates", subject._replace(days=past)).startswith("no update of a goal of 2026")
    first = lumen("2025h2", "2026-03-01")
    assert why("lineage", first).startswith("no goal up to 2025h2")


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("period", ["2025h2", "2026"])
def test_the_alternative_says_the_figures_in_sentences(rust: Of, name: str, period: str) -> None:
    figure = CHARTS[name].draw(rust(period, "2026-06-30"))
    if isinstance(figure, Missing):
        assert (name, period) == ("updates", "2026")
        return
    assert re.search(r"\d", figure.alternative)
    assert figure.alternative.endswith(".")
    assert "Source: " in figure.source


def test_months_go_over_the_end_of_a_year() -> None:
    days = Span(dt.date(2025, 11, 30), dt.date(2026, 2, 1))
    assert [str(one) for one in months(days)] == ["2025-11", "2025-12", "2026-01", "2026-02"]
    assert months(Span(dt.date(2026, 2, 2), dt.date(2026, 2, 1))) == []


def test_titles_lose_their_markup_and_keep_their_code() -> None:
    assert bare("*Stable* `Vec<T>` in [core](x.md)") == "Stable Vec<T> in core"
    assert bare("") == ""


def test_words() -> None:
    assert (counted(1, "goal"), counted(1200, "goal")) == ("1 goal", "1,200 goals")
    assert [series(names) for names in ([], ["a"], ["a", "b", "c"])] == ["", "a", "a, b and c"]
