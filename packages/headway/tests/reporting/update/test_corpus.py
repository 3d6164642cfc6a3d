"""The posts of real months: each within its words, with all goals and all news."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple

import pytest

import readers
from headway.activity.github_files import read_folder
from headway.activity.moments import Span
from headway.activity.store import open_store
from headway.program.load import Options, load
from headway.reporting.templates import Templates
from headway.reporting.update import render
from headway.reporting.update.facts import update_report
from headway.reporting.visible import count_visible
from headway.tracking.reading import activity_of
from headway.tracking.updates import tracking_issue

if TYPE_CHECKING:
    from pathlib import Path

    from headway.activity.snapshot import Activity
    from headway.program.model import Program
    from headway.reporting.update.model import UpdateReport

WORDS_PER_GOAL = 50
MONTHS = [
    *((month, "2025h1") for month in range(2, 8)),
    *((month, "2025h2") for month in range(7, 12)),
]


class Real(NamedTuple):
    """The real program, and what happened."""

    program: Program
    activity: Activity


@pytest.fixture(scope="module")
def real(corpus: Path) -> Real:
    options = Options(team_data=corpus / "team", offline=True, today=dt.date(2025, 12, 16))
    program = load(corpus / "rust-goals", options).program
    with open_store(":memory:") as store:
        found = read_folder(corpus / "activity", program.config.present_name)
        store.put([*found.issues, *found.on_issues, *found.counts])
        return Real(program, activity_of(program.goals(), program, store))


def report(real: Real, month: int, period: str) -> UpdateReport:
    found = real.program.period(period)
    assert found is not None
    end = dt.date(2025, month + 1, 1)
    span = Span(dt.date(2025, month, 1), end - dt.timedelta(days=1))
    return update_report(real.program, found, real.activity, span)


@pytest.mark.parametrize(("month", "period"), MONTHS)
def test_a_month_is_within_its_words(real: Real, month: int, period: str) -> None:
    whole = report(real, month, period)
    budget = WORDS_PER_GOAL * whole.figures.goals
    fitted = render.fitted(whole, budget, Templates())
    post = render.to_markdown(fitted.report, Templates())
    seen = len(readers.words(post))
    assert seen <= budget
    assert abs(seen - fitted.words) <= 0.01 * seen  # by two ways of counting
    assert fitted.words == count_visible(post)


@pytest.mark.parametrize(("month", "period"), MONTHS)
def test_all_goals_are_rows_and_all_news_are_sections(real: Real, month: int, period: str) -> None:
    whole = report(real, month, period)
    post = render.to_markdown(render.fitted(whole, 1, Templates()).report, Templates())
    assert len(re.findall(r"(?m)^\| \[.*\| [\w-]+ \|$", post)) == whole.figures.goals
    others = sum(len(group.sections) for group in whole.groups if group.period)
    told = whole.figures.told + others
    assert len(re.findall(r"(?m)^### ", post)) == told == len(whole.sections)
    asked = {one.goal for one in (*whole.help_wanted.shown, *whole.blocked.shown) if one.quotes}
    for section in whole.sections:
        assert section.comments
        assert section.summary.shown or section.goal in asked
        shown = sum(quote.words for quote in section.summary.shown)
        assert shown <= max(90, *(quote.words for quote in section.summary.shown[:1]), 0)


@pytest.mark.parametrize("period", ["2025h1", "2025h2"])
def test_all_that_were_told_of_while_periods_met_have_a_section(real: Real, period: str) -> None:
    found = real.program.period(period)
    assert found is not None
    span = Span(dt.date(2025, 6, 27), dt.date(2025, 8, 5))
    whole = update_report(real.program, found, real.activity, span)
    tracked = {tracking_issue(goal, real.program) for goal in real.program.goals() if goal.listed}
    told = [
        name
        for name, comments in real.activity.comments.items()
        if name in tracked and any(span.start <= one.created_at < span.end for one in comments)
    ]
    assert len(whole.sections) == len(told) == 31


@pytest.mark.parametrize(("month", "period"), MONTHS)
def test_nobody_is_pinged(real: Real, month: int, period: str) -> None:
    whole = report(real, month, period)
    messages = render.to_zulip(whole, Templates())
    for text in (render.body(whole, Templates()), *(one.content for one in messages)):
        outside_code = re.sub(r"(?s)```.*?```|`[^`\n]*`|\]\([^)]*\)|https?://\S+", "", text)
        assert not re.search(r"(?<![\w@/])@[A-Za-z*]", outside_code)
    assert max(len(one.content) for one in messages) <= 10_000
    assert max(len(one.topic) for one in messages) <= 60


def test_november_as_published_had_as_many_goals_with_news(real: Real, corpus: Path) -> None:
    published = (corpus / "posts/Project-Goals-2025-November-Update.md").read_text("utf-8")
    updated = re.findall(r"(\d+) detailed updates? available", published)
    november = report(real, 11, "2025h2")
    assert november.figures[:2] == (41, len(updated)) == (41, 32)
    assert sum(len(section.comments) for section in november.sections) == sum(map(int, updated))
