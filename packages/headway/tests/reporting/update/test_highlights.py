"""What a post pulls out of its sections: help wanted, highlights, what blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from march import goal, opened
from tracked import comment, issue

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.reporting.update.model import UpdateReport

    Report = Callable[..., UpdateReport]


def test_help_is_asked_for_in_the_words_of_who_asked(report: Report) -> None:
    told = "It was merged.\n\nHelp wanted:\n\n- Somebody who tests it.\n- A second one."
    found = report(opened(), comment(1, "2026-03-10", told))
    (wanted,) = found.help_wanted.shown
    assert [quote.text for quote in wanted.quotes] == ["Somebody who tests it.", "A second one."]
    assert (str(wanted.day), wanted.tasks) == ("2026-03-10", ())


def test_help_that_was_asked_for_before_is_not_quoted_again(report: Report) -> None:
    asked = comment(1, "2026-02-10", "Help wanted: somebody who tests it.")
    (wanted,) = report(opened(), asked).help_wanted.shown
    assert (wanted.quotes, str(wanted.day), wanted.url) == ((), "2026-02-10", asked.url)


def test_help_that_a_document_looks_for_is_no_quote(report: Report) -> None:
    (wanted,) = report(bees=goal(rows="| Needs | Contributor |")).help_wanted.shown
    assert (wanted.tasks, wanted.quotes, wanted.url) == (("a contributor",), (), None)


def test_what_is_pulled_out_stands_there_alone(report: Report) -> None:
    told = "The parser was merged.\n\nHelp wanted: we look for somebody who tests it."
    found = report(opened(), comment(1, "2026-03-10", told))
    assert [quote.text for quote in found.sections[0].summary.shown] == ["The parser was merged."]
    assert [one.quote.text for one in found.highlights.shown] == ["The parser was merged."]


def test_what_is_asked_for_is_said_again_where_nothing_else_is(report: Report) -> None:
    found = report(opened(), comment(1, "2026-03-10", "Help wanted: we need a tester for this."))
    (section,) = found.sections
    (wanted,) = found.help_wanted.shown
    assert [one.text for one in section.summary.shown] == [one.text for one in wanted.quotes]
    assert section.summary.shown
    assert not found.highlights.shown


def test_completed_goals_are_the_first_highlights_and_nothing_minor_is_one(report: Report) -> None:
    done = "Status: done\n\nThe docs say so."
    merged = "The RFC was accepted and merged."
    minor = "Fixes for 4 minor issues were merged in #7."
    issues = [opened(), issue(2), issue(3)]
    told = [
        comment(1, "2026-03-10", done),
        comment(2, "2026-03-11", merged, number=2, url="https://e.org/2#issuecomment-2"),
        comment(3, "2026-03-12", minor, number=3, url="https://e.org/3#issuecomment-3"),
    ]
    goals = {"bees": goal(), "wasps": goal(2, "Wasps"), "ants": goal(3, "Ants")}
    found = report(*issues, *told, **goals)
    assert [one.goal.id for one in found.highlights.shown] == ["bees", "wasps"]


@pytest.mark.parametrize(
    ("body", "quotes"),
    [
        ("**Blockers:** the review of the parser.", ["the review of the parser."]),
        ("**Blockers:** None so far.", None),
        (
            "Status: blocked\n\nThe team cannot meet before May.",
            ["The team cannot meet before May."],
        ),
        ("It was merged.", None),
    ],
)
def test_what_blocks_a_goal(report: Report, body: str, quotes: list[str] | None) -> None:
    found = report(opened(), comment(1, "2026-03-10", body)).blocked.shown
    assert [[quote.text for quote in one.quotes] for one in found] == ([quotes] if quotes else [])
