"""What a post says is so."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest

from headway.activity.moments import Span
from headway.activity.snapshot import read_activity
from headway.activity.store import open_store
from headway.forge.model import IssueName
from headway.program.load import Options, load
from headway.reporting.people import Person
from headway.reporting.templates import Templates
from headway.reporting.update import render
from headway.reporting.update.facts import in_words, update_report
from march import goal, opened
from tracked import PLAN, at, comment, event, issue

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from headway.activity.records import Record
    from headway.reporting.update.model import UpdateReport

    Report = Callable[..., UpdateReport]


# --- figures and the index ------------------------------------------------------------------------


def test_figures_count_the_slate(report: Report) -> None:
    found = report(
        opened("2026-03-05"),
        comment(1, "2026-03-12", "It works.\n\nHelp wanted: a tester."),
        bees=goal(),
        wasps=goal(2, "Wasps"),
        none=goal(3, "None", status="Not accepted"),
    )
    assert found.figures == (2, 1, 1, 0, 1)
    assert [row.title for row in found.slate] == ["Bees", "Wasps"]


@pytest.mark.parametrize(
    ("day", "told"), [("2026-02-28", 0), ("2026-03-01", 1), ("2026-03-31", 1), ("2026-04-01", 0)]
)
def test_what_is_told_in_the_days_counts(report: Report, day: str, told: int) -> None:
    found = report(opened(), comment(1, day, "It works."))
    assert (found.figures.told, len(found.sections), found.slate[0].is_news) == (told, told, told)


def test_a_goal_without_news_is_a_row(report: Report) -> None:
    found = report(opened(), comment(1, "2026-02-10", "It works."))
    assert not found.groups
    assert [str(row.last_update) for row in found.slate] == ["2026-02-10"]


@pytest.mark.parametrize(
    ("told", "name", "words", "computed"),
    [
        (("2026-03-30", "Status: on track"), "on track", "on track", False),
        (("2026-03-30", "Status: delayed"), "at risk", "at risk", False),
        (("2026-03-30", "Status: done"), "completed", "completed", False),
        (("2026-03-30", "It works."), "fresh", "recent update", True),
        (("2026-01-05", "It works."), "stale", "update overdue", True),
        (None, "silent", "first update overdue", True),
    ],
)
def test_a_state_is_stated_or_marked_as_computed(
    report: Report, told: tuple[str, str] | None, name: str, words: str, *, computed: bool
) -> None:
    said = [comment(1, *told)] if told else []
    state = report(opened(), *said).slate[0].state
    assert (state.name, state.words, state.computed) == (name, words, computed)


@pytest.mark.parametrize(
    ("day", "words"), [("2026-02-03", "paused, as of 2026-02-03"), ("2026-02-04", "paused")]
)
def test_what_was_stated_two_cycles_ago_is_dated(report: Report, day: str, words: str) -> None:
    told = (comment(1, day, "Status: paused"), comment(2, "2026-03-20", "The parser was merged."))
    found = report(opened(), *told)
    assert (found.slate[0].state.name, found.slate[0].state.words) == ("paused", words)
    assert found.sections[0].changes == ()


def test_what_is_done_is_completed_in_the_month_in_which_it_was(report: Report) -> None:
    done = comment(1, "2026-03-10", "Status: done")
    assert report(opened(), done).figures.completed == 1


def test_what_was_done_before_is_not_completed_again(report: Report) -> None:
    done = comment(1, "2026-02-10", "Status: done")
    found = report(opened(), done)
    assert (found.figures.completed, found.slate[0].state.words) == (0, "completed")


@pytest.mark.parametrize(
    ("body", "why", "words"),
    [
        ("- [x] one", None, "completed"),
        ("- [ ] one", None, "closed unfinished"),
        ("- [ ] one", "completed", "completed"),
        ("- [x] one", "not_planned", "closed unfinished"),
    ],
)
def test_a_closed_issue_tells_the_state(
    report: Report, body: str, why: str | None, words: str
) -> None:
    closed = opened(body=body, state="closed", state_reason=why, closed_at=at("2026-03-20"))
    found = report(closed, event("closed", "2026-03-20"), comment(1, "2026-03-02", "On track."))
    assert found.slate[0].state.words == words
    assert found.slate[0].state.computed


def test_what_is_told_after_an_issue_was_closed_counts_before_that(report: Report) -> None:
    closed = opened(state="closed", state_reason="not_planned", closed_at=at("2026-03-05"))
    found = report(closed, event("closed", "2026-03-05"), comment(1, "2026-03-20", "It works."))
    assert found.slate[0].state.name == "fresh"


def test_what_happens_after_the_days_changes_nothing(report: Report) -> None:
    told = (opened(), comment(1, "2026-03-10", "On track. It was merged."))
    later = (
        comment(2, "2026-04-01", "Status: done\n\nHelp wanted: everybody"),
        event("closed", "2026-04-02"),
    )
    assert report(*told, *later) == report(*told)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2026-02-01", "2026-02-28", "February 2026"),
        ("2024-02-01", "2024-02-29", "February 2024"),
        ("2026-02-01", "2026-02-27", "1 February to 27 February 2026"),
        ("2026-01-01", "2026-02-28", "1 January to 28 February 2026"),
        ("2025-02-01", "2026-02-28", "1 February 2025 to 28 February 2026"),
    ],
)
def test_days_in_words(first: str, last: str, words: str) -> None:
    assert in_words(Span(dt.date.fromisoformat(first), dt.date.fromisoformat(last))) == words


# --- periods that meet ----------------------------------------------------------------------------


@pytest.fixture
def meeting(tmp_path: Path) -> Callable[..., UpdateReport]:
    """Make the report about the days in which 2025h2 followed 2025h1."""

    def meeting(period: str, *records: Record) -> UpdateReport:
        slates = {
            "2025h1": {"bees": goal(1), "wasps": goal(2, "Wasps"), "ants": goal(3, "Ants")},
            "2025h2": {"bees": goal(1), "moths": goal(4, "Moths")},
        }
        for name, goals in slates.items():
            folder = tmp_path / "src" / name
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "README.md").write_text("# Goals\n", "utf-8")
            for one, text in goals.items():
                (folder / f"{one}.md").write_text(text, "utf-8")
        (tmp_path / "headway.toml").write_text('[program]\nrepository = "org/plan"\n', "utf-8")
        program = load(tmp_path, Options(offline=True, today=dt.date(2025, 9, 1))).program
        days = Span(dt.date(2025, 6, 27), dt.date(2025, 8, 5))
        names = [IssueName(PLAN, number) for number in range(1, 5)]
        made = [issue(one.number, created_at=at("2025-01-01")) for one in names]
        with open_store(":memory:") as store:
            store.put([*made, *records])
            known = read_activity(store, names)
        found = program.period(period)
        assert found
        return update_report(program, found, known, days)

    return meeting


def on(number: int, identifier: int, day: str) -> Record:
    url = f"https://github.com/org/plan/issues/{number}#issuecomment-{identifier}"
    return comment(identifier, day, "The parser was merged.", number=number, url=url)


TOLD = (
    *(on(1, 1, "2025-06-28"), on(1, 2, "2025-07-20"), on(2, 3, "2025-07-03")),
    *(on(4, 4, "2025-07-30"), on(3, 5, "2025-05-01")),
)


@pytest.mark.parametrize(
    ("period", "told", "other"),
    [
        ("2025h1", ["Bees", "Wasps"], ("First words on 2025h2", ["Moths"])),
        ("2025h2", ["Bees", "Moths"], ("Last words on 2025h1", ["Wasps"])),
    ],
)
def test_all_that_was_told_while_periods_met_is_told(
    meeting: Callable[..., UpdateReport], period: str, told: list[str], other: tuple[str, list[str]]
) -> None:
    found = meeting(period, *TOLD)
    *_, last = found.groups
    assert (last.title, [one.goal.title for one in last.sections]) == other
    assert [row.title for row in found.slate if row.is_news] == told
    assert found.figures.told == len(told) == len(found.sections) - len(last.sections)
    (bees,) = (one for one in found.sections if one.goal.title == "Bees")
    assert [str(one.day) for one in bees.comments] == ["2025-06-28", "2025-07-20"]
    assert str(bees.goal.last_update) == "2025-07-20"


def test_a_goal_that_goes_on_is_as_it_is_then(meeting: Callable[..., UpdateReport]) -> None:
    states = {row.title: row.state.reason for row in meeting("2025h1", *TOLD).slate}
    assert states["Bees"].startswith("last told of")
    assert states["Wasps"].startswith("its period is over")


def test_the_opening_tells_of_goals_of_other_periods(
    meeting: Callable[..., UpdateReport],
) -> None:
    post = render.body(meeting("2025h2", *TOLD), Templates())
    assert re.search(
        r"From 27 June to 5 August 2025, 2 of the \[2 goals of 2025h2\]\(\S+\) had an update, and "
        r"so had \[1 goal of 2025h1\]\(\S+\) that does not go on in it\.",
        post,
    )


# --- sections -------------------------------------------------------------------------------------


def test_code_at_the_beginning_of_a_comment_stays_code(report: Report) -> None:
    body = " \n\n    let bees = 2;\n\nIt was merged.\n"
    (section,) = report(opened(), comment(1, "2026-03-10", body)).groups[0].sections
    assert section.comments[0].text == "    let bees = 2;\n\nIt was merged."


def test_a_section_tells_of_people_and_changes(report: Report) -> None:
    rows = "| [lang] champion | @tara |"
    found = report(
        opened(),
        comment(1, "2026-02-10", "Status: on track"),
        comment(2, "2026-03-10", "Status: at risk", author="zoe"),
        comment(3, "2026-03-11", "Status: blocked"),
        bees=goal(rows=rows),
    )
    (section,) = found.sections
    assert section.contacts == (Person("Ana", "ana"),)
    ((team, url, who),) = section.champions
    assert (team, url, who) == ("lang", "https://lumen.example/lang", Person("Tara", "tara"))
    assert (section.goal.state.words, section.changes) == ("blocked", ("was on track",))
    assert [(one.author, one.day.day) for one in section.comments] == [
        (Person("zoe", "zoe"), 10),
        (Person("Ana", "ana"), 11),
    ]


def test_a_comment_without_sentences_has_a_section_all_the_same(report: Report) -> None:
    (section,) = report(opened(), comment(1, "2026-03-10", "```\nfn\n```")).sections
    assert section.summary.shown == ()
    assert section.comments[0].text == "```\nfn\n```"


def test_comments_can_stand_below_a_goal(report: Report) -> None:
    told = comment(1, "2026-03-10", "# News\n\n@zoe fixed #7, see [here](/x).")
    (section,) = report(opened(), issue(7), told).sections
    assert section.comments[0].text == (
        "#### News\n\n[zoe](https://github.com/zoe) fixed "
        "[#7](https://github.com/org/plan/issues/7), see [here](https://github.com/x)."
    )


def test_goals_stand_below_their_first_roadmap(report: Report) -> None:
    rows = "| Roadmap | {} |"
    found = report(
        opened(),
        issue(2),
        comment(1, "2026-03-10", "It works."),
        bees=goal(rows=rows.format("Honey")),
    )
    assert [(group.title, group.url) for group in found.groups] == [("Honey", None)]


def test_goals_of_the_one_theme_of_2025h1_stand_below_its_name(report: Report) -> None:
    found = report(opened(), comment(1, "2026-03-10"), bees=goal(rows="| Flagship | Yes |"))
    assert [group.title for group in found.groups] == ["Flagship goals"]
