"""Words of a post are given out by rank, and nothing is lost."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from headway.activity.moments import Span
from headway.reporting.news import News
from headway.reporting.summary import Quote, Summary
from headway.reporting.update.budget import fit
from headway.reporting.update.model import (
    Figures,
    Group,
    Highlight,
    Listing,
    Passage,
    Row,
    Section,
    State,
    UpdateReport,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

DAY = dt.date(2026, 3, 2)
AT = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
NOBODY: Listing[Passage] = Listing((), ())


def row(name: str) -> Row:
    state = State("on track", "on track", computed=False, reason="", url=None)
    return Row(name, name, "u", None, None, state, DAY, is_news=True)


def quote(number: int, rank: float, words: int) -> Quote:
    return Quote("word " * words, number, "u", "ana", AT, News.OTHER, rank)


def section(
    name: str, ranks: Iterable[float], *, own: bool = False, importance: int = 0
) -> Section:
    quotes = tuple(quote(number, rank, 10) for number, rank in enumerate(ranks, 1))
    return Section(row(name), (), (), (), Summary(quotes, (), own), (), importance)


def report(*sections: Section, wanted: int = 0) -> UpdateReport:
    asked = tuple(Passage(row("a"), DAY, "u", (quote(1, 8, 8),), ()) for _ in range(wanted))
    return UpdateReport(
        "Plan",
        "2026",
        "u",
        Span(DAY, DAY),
        "March",
        Figures(1, 1, 0, 0, 0),
        tuple(one.goal for one in sections),
        Listing((Highlight(row("a"), (), quote(1, 9, 9)),), ()),
        Listing(asked, ()),
        NOBODY,
        Listing((), ()),
        Listing((), ()),
        Listing((), ()),
        (Group("All", None, sections),),
    )


def measure(one: UpdateReport) -> int:
    """As a template might have it: three words for each thing beside its own."""
    quotes = [quote for section in one.sections for quote in section.summary.shown]
    words = [part.words for part in quotes]
    words += [highlight.words for highlight in one.highlights.shown]
    words += [passage.words for passage in one.help_wanted.shown]
    return sum(words) + 3 * len(words)


def shown(one: UpdateReport) -> dict[str, list[int]]:
    return {
        section.goal.id: [quote.number for quote in section.summary.shown]
        for section in one.sections
    }


def test_the_best_sentence_of_each_goal_is_shown_whatever_it_takes() -> None:
    fitted = fit(report(section("a", [1, 9]), section("b", [5], own=True)), 1, measure)
    assert shown(fitted.report) == {"a": [2], "b": [1]}
    assert (fitted.words, fitted.cut) == (26, 2)
    assert fitted.report.highlights.shown == ()


def test_what_is_left_goes_to_what_ranks_highest() -> None:
    both = report(section("a", [4, 4, 4]), section("b", [9, 8, 4]))
    found = [shown(fit(both, words, measure).report)["b"] for words in (50, 65, 90)]
    assert found == [[1], [1, 2], [1, 2]]


def test_a_goal_that_matters_more_has_more_words() -> None:
    both = report(section("a", [4, 4]), section("b", [4, 4], importance=1))
    assert shown(fit(both, 55, measure).report) == {"a": [1], "b": [1, 2]}


def test_an_authors_summary_is_shown_as_it_stands_and_goes_on_collapsed() -> None:
    whole = report(section("a", [1, 9, 2, 9], own=True))
    (cut,) = fit(whole, 45, measure).report.sections
    assert [quote.number for quote in cut.summary.shown] == [1, 2]
    assert [quote.number for quote in cut.summary.rest] == [3, 4]


def test_sentences_stand_in_the_order_of_time() -> None:
    assert shown(fit(report(section("a", [1, 5, 9, 7])), 60, measure).report) == {"a": [2, 3, 4]}


@given(
    st.lists(st.tuples(st.lists(st.integers(0, 12), max_size=5), st.booleans()), max_size=6),
    st.integers(0, 8),
    st.integers(1, 400),
)
def test_as_much_is_shown_as_words_allow_and_nothing_is_lost(
    ranks: list[tuple[list[int], bool]], wanted: int, words: int
) -> None:
    whole = report(
        *(section(f"g{number}", found, own=own) for number, (found, own) in enumerate(ranks)),
        wanted=wanted,
    )
    fitted = fit(whole, words, measure)
    least = sum(3 + one.summary.shown[0].words for one in whole.sections if one.summary.shown)
    assert fitted.words == measure(fitted.report) <= max(words, least)
    assert len(fitted.report.help_wanted.shown + fitted.report.help_wanted.rest) == wanted
    for before, after in zip(whole.sections, fitted.report.sections, strict=True):
        assert {*after.summary.shown} <= {*before.summary.shown}
        assert bool(after.summary.shown) == bool(before.summary.shown)
        if before.summary.own:
            assert after.summary.shown + after.summary.rest == before.summary.shown


@given(st.lists(st.lists(st.integers(0, 12), max_size=4), max_size=5))
def test_all_is_shown_where_there_are_words_enough(ranks: list[list[int]]) -> None:
    whole = report(*(section(f"g{number}", found) for number, found in enumerate(ranks)))
    fitted = fit(whole, 10_000, measure)
    assert (fitted.report, fitted.cut) == (whole, 0)
