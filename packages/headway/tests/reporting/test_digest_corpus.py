"""Digests and stories of a real program."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

import pytest
from click.testing import CliRunner

from headway.activity.minutes_store import stored_minutes
from headway.activity.moments import Span
from headway.activity.store import open_store
from headway.cli import main
from headway.documents.values import Written, people_in
from headway.pages import facts
from headway.program.load import Options, load
from headway.program.query import find_goal, find_period
from headway.reporting.bodies import Home
from headway.reporting.decided import Decided
from headway.reporting.digest.audience import Kind, audience
from headway.reporting.digest.digest import digest
from headway.reporting.digest.entries import Days
from headway.reporting.digest.story import story
from headway.reporting.summary import WORDS
from headway.reporting.templates import Templates
from headway.text import Span as Place
from headway.tracking.reading import activity_of
from headway.tracking.updates import points_of_contact
from reported import Said, comments_in, stands

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from headway.documents.values import Goal
    from headway.program.model import Program


class Real(NamedTuple):
    """A real program with what happened, and its comments as reports show them."""

    days: Days
    said: dict[str, Said]

    @property
    def program(self) -> Program:
        return self.days.program


@pytest.fixture(scope="module")
def real(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Real:
    database = str(tmp_path_factory.mktemp("real") / "activity.db")
    folder, minutes = corpus / "activity", corpus / "minutes/leadership-council"
    rust = [str(corpus / "rust-goals"), "--database", database, "--offline"]
    for args in (
        ("github", str(folder), *rust),
        ("minutes", str(minutes), "--team", "leadership-council", "--database", database),
    ):
        CliRunner().invoke(
            main, ["-C", str(corpus / "rust-goals"), "import", *args], catch_exceptions=False
        )
    options = Options(team_data=corpus / "team", offline=True, today=dt.date(2026, 6, 30))
    program = load(corpus / "rust-goals", options).program
    span = Span(dt.date(2025, 11, 1), dt.date(2026, 6, 30))
    with open_store(database) as store:
        happened = activity_of(program.goals(), program, store)
        decided = Decided(stored_minutes(store))
    return Real(Days(program, happened, span, decided), comments_in(folder))


def teams(program: Program) -> set[str]:
    return {team for goal in goals_of(program) for team in facts.teams(goal)}


def champions(program: Program) -> set[str]:
    texts = [who for goal in goals_of(program) for _, who in facts.champions(goal)]
    return {str(one) for text in texts for one in people_in(Written(text, Place(0, 0)))}


def contacts(program: Program) -> set[str]:
    return {f"@{login}" for goal in goals_of(program) for login in points_of_contact(goal)}


def goals_of(program: Program) -> list[Goal]:
    return [goal for name in ("2025h2", "2026") for goal in find_period(program, name).listed]


@pytest.mark.parametrize(
    ("kind", "names", "least"),
    [(Kind.TEAM, teams, 25), (Kind.CHAMPION, champions, 40), (Kind.PERSON, contacts, 50)],
)
def test_digests_of_a_real_program_quote_what_was_said(
    kind: Kind, names: Callable[[Program], set[str]], least: int, real: Real
) -> None:
    found = sorted(names(real.program))
    assert len(found) >= least
    for name in found:
        report = digest(audience(kind, name, real.program), real.days)
        text = Templates().render("digest.md", report=report)
        stands(text, real.said, home(real))
        for one in report.entries:
            shown = [*one.named, *one.section.summary.shown]
            assert sum(quote.words for quote in shown) <= WORDS or len(shown) == 1


def home(real: Real) -> Home:
    """What a bare `#12` of the real program belongs to."""
    return Home("rust-lang/goals", real.days.activity.highest["rust-lang/goals"])


@pytest.mark.parametrize("name", ["polonius", "cargo-script", "rust-for-linux-compiler-features"])
def test_stories_of_a_real_program_quote_what_was_said(name: str, real: Real) -> None:
    days = real.days._replace(span=Span(dt.date(2024, 7, 1), dt.date(2026, 6, 30)))
    found = story(find_goal(real.program, name), days)
    assert len(found.parts) >= 4
    text = Templates().render("story.md", report=found)
    assert stands(text, real.said, home(real)) > 5
