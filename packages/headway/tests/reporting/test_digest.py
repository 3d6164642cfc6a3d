"""What changed for an audience, and the story of one goal."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import pytest
from click.testing import CliRunner, Result

from headway.activity.minutes import read_minutes
from headway.activity.minutes_store import stored_minutes
from headway.activity.moments import Span
from headway.activity.store import open_store
from headway.cli import main
from headway.documents.values import Written, people_in
from headway.errors import UnknownNameError
from headway.pages import facts
from headway.program.load import Options, load
from headway.program.query import find_goal, find_period
from headway.reporting.bodies import Home
from headway.reporting.decided import Decided
from headway.reporting.digest.audience import Audience, Kind, audience, name_in, part_in
from headway.reporting.digest.digest import digest
from headway.reporting.digest.entries import Days
from headway.reporting.digest.story import months, story
from headway.reporting.summary import WORDS
from headway.reporting.templates import Templates
from headway.text import Source
from headway.text import Span as Place
from headway.tracking.reading import activity_of
from headway.tracking.updates import points_of_contact
from reported import Said, comments_in, quoted, stands
from tracked import activity, comment, issue

if TYPE_CHECKING:
    from pathlib import Path

    from headway.activity.records import Record
    from headway.documents.values import Goal
    from headway.program.model import Program

Run = Callable[..., Result]
AUTUMN = Span(dt.date(2025, 10, 1), dt.date(2025, 12, 31))
TEAMS = ("lang", "types", "opsem")
GOAL = """# Faster bees

| Metadata | |
| --- | --- |
| Point of contact | @ana |
| Status | Accepted |
| Tracking issue | [org/plan#1] |
| [lang] champion | @bo |

## Summary

Bees, but faster.

## Ownership and team asks

| Task | Owner(s) or team(s) | Notes |
| --- | --- | --- |
| Design session | ![Team][] [lang] | |
| Wings | @cy | |
"""


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., Program]:
    """A program with the same goal, in the same issue, in some periods."""

    def make(*periods: str) -> Program:
        (tmp_path / "headway.toml").write_text('[program]\nrepository = "org/plan"\n', "utf-8")
        teams = "".join(f'[teams.{key}]\nmembers = ["dee"]\n' for key in TEAMS)
        (tmp_path / "teams.toml").write_text(teams, "utf-8")
        for period in periods:
            file = tmp_path / f"src/{period}/bees.md"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(GOAL, "utf-8")
        return load(tmp_path, Options(offline=True, today=dt.date(2026, 6, 1))).program

    return make


def days(program: Program, *records: Record, span: Span = AUTUMN, minutes: str = "") -> Days:
    source = Source("minutes/lang.md", minutes.encode())
    found = [read_minutes(source, "lang")] if minutes else []
    return Days(program, activity(issue(1), *records), span, Decided(found))


# --- for whom -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "name", "parts"),
    [
        (Kind.TEAM, "lang", ["asked: Design session", "championed by it"]),
        (Kind.CHAMPION, "@bo", ["champion for lang"]),
        (Kind.PERSON, "@bo", ["champion for lang"]),
        (Kind.PERSON, "@ana", ["point of contact"]),
        (Kind.PERSON, "cy", ["owns a task"]),
    ],
)
def test_why_a_goal_is_for_an_audience(
    kind: Kind, name: str, parts: list[str], made: Callable[..., Program]
) -> None:
    program = made("2025h2")
    (period,) = program.periods
    (goal,) = period.goals
    assert part_in(audience(kind, name, program), goal, period) == parts


@pytest.mark.parametrize(
    ("kind", "name", "meant"),
    [
        (Kind.TEAM, "lnag", "lang"),
        (Kind.CHAMPION, "@boo", "@bo"),
        (Kind.PERSON, "anna", "@ana"),
    ],
)
def test_an_audience_that_nobody_knows(
    kind: Kind, name: str, meant: str, made: Callable[..., Program]
) -> None:
    with pytest.raises(UnknownNameError, match=f"did you mean `{meant}`"):
        audience(kind, name, made("2025h2"))


@pytest.mark.parametrize(
    ("kind", "text", "named"),
    [
        (Kind.TEAM, "We ask T-lang for an opinion.", True),
        (Kind.TEAM, "The lang team has to decide.", True),
        (Kind.TEAM, "The Lang-team has to decide.", True),
        (Kind.TEAM, "Waiting for [org/lang](https://github.com/orgs/org/teams/lang).", True),
        (Kind.TEAM, "The language is fine.", False),
        (Kind.TEAM, "This goes into lang items.", False),
        (Kind.TEAM, "The lang-docs team has to decide.", False),
        (Kind.TEAM, "Waiting for T-lang-docs.", False),
        (Kind.PERSON, "We wait for [bo](https://github.com/bo).", True),
        (Kind.PERSON, "We wait for [Bo Okafor](https://github.com/Bo).", True),
        (Kind.PERSON, "See [it](https://github.com/bo/bees).", False),
        (Kind.PERSON, "We wait for bo-jack, at https://bo.example.", False),
    ],
)
def test_sentences_that_name_an_audience(
    kind: Kind, text: str, *, named: bool, made: Callable[..., Program]
) -> None:
    whom = Audience(kind, "lang" if kind is Kind.TEAM else "@bo")
    pattern = name_in(whom, made("2025h2"))
    assert pattern is not None
    assert bool(pattern.search(text)) == named


# --- what is told ---------------------------------------------------------------------------------


def test_what_is_asked_of_an_audience_comes_first_and_takes_words_of_the_summary(
    made: Callable[..., Program],
) -> None:
    long = " ".join(["The wings were merged and they are"] + ["very"] * 60 + ["fast."])
    told = comment(1, "2025-11-03", f"{long} The sting was merged. The lang team must decide.")
    (found,) = digest(Audience(Kind.TEAM, "lang"), days(made("2025h2"), told)).entries
    assert [one.text for one in found.named] == ["The lang team must decide."]
    shown = [one.text for one in found.section.summary.shown]
    assert "The lang team must decide." not in shown
    assert sum(one.words for one in (*found.named, *found.section.summary.shown)) <= WORDS


def test_a_goal_of_others_is_told_where_its_news_name_the_audience(
    made: Callable[..., Program],
) -> None:
    program = made("2025h2")
    told = comment(1, "2025-11-03", "The types team must decide. The wings were merged.")
    (found,) = digest(Audience(Kind.TEAM, "types"), days(program, told)).entries
    assert found.why == ("named in an update",)
    assert digest(Audience(Kind.TEAM, "opsem"), days(program, told)).entries == ()


def test_only_their_own_goals_are_told_to_champions(made: Callable[..., Program]) -> None:
    told = days(made("2025h2"), comment(1, "2025-11-03", "We wait for @cy. The wings merged."))
    assert digest(Audience(Kind.CHAMPION, "@cy"), told).entries == ()
    assert digest(Audience(Kind.PERSON, "@cy"), told).entries != ()


def test_a_goal_without_news_is_a_row_of_the_last_period_only(
    made: Callable[..., Program],
) -> None:
    program = made("2025h2", "2026")
    spring = Span(dt.date(2026, 2, 1), dt.date(2026, 3, 1))
    found = digest(Audience(Kind.TEAM, "lang"), days(program, span=spring))
    assert (found.entries, [one.period for one in found.quiet]) == ((), ["2026"])


MINUTES = """# Language meeting {day}

## Faster bees

Decision: bees may have four wings.

## Slower bees

Decision: no.
"""


@pytest.mark.parametrize(("day", "period"), [("2025-11-04", "2025h2"), ("2026-01-20", "2026")])
def test_a_decision_is_told_once_of_goals_in_one_issue(
    day: str, period: str, made: Callable[..., Program]
) -> None:
    program = made("2025h2", "2026")
    minutes = MINUTES.format(day=day).replace("## Faster bees", "## org/plan#1")
    minutes = minutes.replace("bees may", "@bo's bees may")
    both = Span(dt.date(2025, 10, 1), dt.date(2026, 2, 1))
    found = digest(Audience(Kind.TEAM, "lang"), days(program, span=both, minutes=minutes))
    told = [(one.period, d.text) for one in found.entries for d in one.decisions]
    assert told == [(period, "bo's bees may have four wings.")]


def test_minutes_of_a_team_bring_it_goals_of_others(made: Callable[..., Program]) -> None:
    program = made("2025h2")
    source = Source("minutes/types.md", MINUTES.format(day="2025-11-04").encode())
    decided = Decided([read_minutes(source, "types")])
    known = days(program)._replace(decided=decided)
    (found,) = digest(Audience(Kind.TEAM, "types"), known).entries
    assert (found.why, len(found.decisions)) == (("in its minutes",), 1)
    assert digest(Audience(Kind.TEAM, "opsem"), known).entries == ()


# --- the story of a goal --------------------------------------------------------------------------


def test_months_are_those_of_the_calendar() -> None:
    span = Span(dt.date(2025, 12, 30), dt.date(2026, 2, 1))
    assert [(str(one.first), str(one.last)) for one in months(span)] == [
        ("2025-12-30", "2025-12-31"),
        ("2026-01-01", "2026-01-31"),
        ("2026-02-01", "2026-02-01"),
    ]


def test_a_story_goes_through_the_periods(made: Callable[..., Program]) -> None:
    program = made("2025h1", "2025h2", "2026")
    told = [
        comment(1, "2025-03-03", "The wings were merged."),
        comment(2, "2025-11-03", "The sting was merged."),
        comment(3, "2026-02-03", "The legs were merged."),
    ]
    span = Span(dt.date(2025, 1, 1), dt.date(2026, 3, 1))
    found = story(program.periods[1].goals[0], days(program, *told, span=span))
    assert [
        (part.period, part.outcome, [str(one.month) for one in part.chapters])
        for part in found.parts
    ] == [
        ("2025h1", "continued", ["2025-03-01"]),
        ("2025h2", "continued", ["2025-11-01"]),
        ("2026", None, ["2026-02-01"]),
    ]


def test_a_story_of_some_days_knows_nothing_of_later_ones(made: Callable[..., Program]) -> None:
    program = made("2025h2", "2026")
    late = comment(1, "2026-02-03", "The legs were merged.")
    (part,) = story(program.periods[0].goals[0], days(program, late)).parts
    assert (part.period, part.outcome, part.chapters) == ("2025h2", None, ())


def test_a_story_of_some_days_is_found_by_a_later_goal(made: Callable[..., Program]) -> None:
    program = made("2025h2", "2026")
    early = comment(1, "2025-11-03", "The sting was merged.")
    span = Span(dt.date(2025, 11, 1), dt.date(2025, 11, 30))
    (part,) = story(program.periods[1].goals[0], days(program, early, span=span)).parts
    assert (part.period, len(part.chapters)) == ("2025h2", 1)


# --- the command ----------------------------------------------------------------------------------


@pytest.fixture
def run(
    run: Run, monkeypatch: pytest.MonkeyPatch, examples: Path, tmp_path: Path
) -> Callable[..., str]:
    """Run a command in the example program, with what happened there in a store."""
    monkeypatch.chdir(examples / "lumen")
    monkeypatch.setenv("HEADWAY_DATABASE", str(tmp_path / "activity.db"))
    monkeypatch.setenv("HEADWAY_TODAY", "2026-06-01")
    assert run("import", "github", "activity").exit_code == 0

    def told(*args: str | Path, code: int = 0) -> str:
        result = run(*args)
        assert result.exit_code == code, result.output
        return result.output if code else result.stdout

    return told


FEBRUARY = ("--since", "2026-02-01", "--until", "2026-03-01")


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("digest-compiler.md", ("--team", "compiler", *FEBRUARY)),
        ("digest-sensing.md", ("--area", "Embedded sensing", *FEBRUARY)),
        ("digest-nadia.md", ("--champion", "@nadia-elbaz", *FEBRUARY)),
        ("digest-pell.md", ("--person", "pell-grady", *FEBRUARY)),
        ("story-incremental-check.md", ("--goal", "incremental-check")),
    ],
)
def test_digests_of_the_example(
    name: str, args: tuple[str, ...], run: Callable[..., str], kept: Callable[[str, str], None]
) -> None:
    kept(name, run("digest", *args))


def test_a_digest_as_json(run: Callable[..., str]) -> None:
    told = json.loads(run("digest", "--team", "compiler", *FEBRUARY, "--json"))
    assert (told["version"], told["for"]) == (1, {"kind": "team", "name": "compiler"})
    assert (told["from"], told["to"]) == ("2026-02-01", "2026-03-01")
    goals = {one["id"]: one for one in told["goals"]}
    checks = goals["2026/incremental-check"]
    assert checks["decisions"][0]["file"] == "minutes/compiler/2026-02-05.md"
    assert checks["summary"][0]["day"] == "2026-02-24"


def test_a_digest_as_a_page(run: Callable[..., str]) -> None:
    page = run("digest", "--team", "compiler", *FEBRUARY, "--format", "html")
    assert page.startswith("<!DOCTYPE html>")
    assert "<title>What changed for the Compiler team</title>" in page
    assert page.count("<h1") == 1
    assert "<details>" in page


def test_a_project_has_its_own_template(
    run: Callable[..., str], examples: Path, tmp_path: Path
) -> None:
    own = tmp_path / "lumen"
    shutil.copytree(examples / "lumen", own, ignore=shutil.ignore_patterns(".headway"))
    (own / "templates").mkdir()
    (own / "templates/digest.md").write_text("{{ report.title }}!\n", "utf-8")
    told = run("digest", "--team", "compiler", *FEBRUARY, own)
    assert told == "What changed for the Compiler team!\n"


def test_a_story_as_json(run: Callable[..., str]) -> None:
    told = json.loads(run("digest", "--goal", "region-memory", "--json"))
    assert [(one["id"], one["outcome"]) for one in told["parts"]] == [
        ("2025h2/region-memory", "continued"),
        ("2026/region-memory", None),
    ]
    assert told["parts"][1]["months"][1]["month"] == "2026-01"


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (FEBRUARY, "for whom?"),
        (("--team", "lang", "--person", "@ana-lind", *FEBRUARY), "for whom?"),
        (("--team", "lang"), "from which day on?"),
        (("--team", "lnag", *FEBRUARY), "did you mean `lang`?"),
        (("--area", "Embeded sensing", *FEBRUARY), "did you mean `Embedded sensing`?"),
        (("--champion", "@nadia-elbas", *FEBRUARY), "did you mean `@nadia-elbaz`?"),
        (("--goal", "region-memori"), "did you mean `region-memory`?"),
        (("--team", "lang", "--since", "2026-03-01", "--until", "2026-03-01"), "no day from"),
        (("--team", "lang", "--since", "2026-07-01"), "no day from"),
    ],
)
def test_used_wrongly(args: tuple[str, ...], told: str, run: Callable[..., str]) -> None:
    assert told in run("digest", *args, code=2)


def test_what_happens_after_today_is_not_told(run: Callable[..., str]) -> None:
    later = run("digest", "--team", "lang", "--since", "2026-01-01", "--today", "2026-01-31")
    assert {one.day for one in quoted(later)} <= {f"2026-01-{day:02}" for day in range(1, 32)}
    assert quoted(later)


# --- real data ------------------------------------------------------------------------------------


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
