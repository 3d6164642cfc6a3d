"""How teams stand to a goal, by what was said up to a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest

from headway.program.load import Options, load
from headway.program.standing import Standing, standings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from headway.program.model import Program

Say = Callable[..., dict[str, Standing]]

GOAL = """\
# Glow

| Metadata | |
|---|---|
| Point of contact | @ana |
| Status | Proposed |

## Summary

Watch.

## Team asks

| Team | Support level | Notes |
|---|---|---|
| [lang] | Small | |
| [LANG] | Large | |
| [tools] | Small | |
| [docs] | Small | |
"""
TEAMS = """\
[teams.lang]
leads = ["ana", "bo"]
members = ["ana", "bo", "cy"]
[teams.tools]
members = ["dee", "eli"]
[teams.docs]
members = []
"""
HEAD = "# Glow\n\n## Sign-off\n\n| Date | Team | By | Verdict | Note |\n|-|-|-|-|-|\n"


@pytest.fixture
def say(make: Callable[[Mapping[str, str]], Path]) -> Say:
    """Make a program with a sign-off of some rows, and tell how the teams stand to its goal."""

    def tell(*rows: str, day: str = "2026-06-01") -> dict[str, Standing]:
        program = load(
            make(
                {
                    "src/2026/glow.md": GOAL,
                    "teams.toml": TEAMS,
                    "signoff/2026/glow.md": HEAD + "".join(f"| {row} |\n" for row in rows),
                }
            ),
            Options(today=date.fromisoformat(day)),
        ).program
        (goal,) = program.goals()
        return {standing.team: standing for standing in standings(program, goal)}

    return tell


def test_nobody_spoke(say: Say) -> None:
    found = say()
    assert list(found) == ["lang", "tools", "docs"]
    assert [one.waiting_for for one in found.values()] == [("@ana", "@bo"), ("@dee", "@eli"), ()]
    assert [one.one_is_enough for one in found.values()] == [False, True, True]
    assert all(one.missing and not one.complete and not one.open for one in found.values())


def test_each_lead_must_speak_and_no_member(say: Say) -> None:
    rows = ("2026-01-01 | [Lang] | @Ana | yes |", "2026-01-01 | [lang] | @cy | yes |")
    assert say(*rows)["lang"].waiting_for == ("@bo",)
    assert say(*rows, "2026-01-02 | [lang] | @bo | yes |")["lang"].complete


def test_one_member_speaks_for_a_team_without_a_lead(say: Say) -> None:
    assert say("2026-01-01 | [tools] | @ana | yes |")["tools"].missing
    found = say("2026-01-01 | [tools] | @eli | yes |")["tools"]
    assert found.complete
    assert found.waiting_for == ()


def test_anybody_speaks_for_a_team_without_members(say: Say) -> None:
    assert say("2026-01-01 | [docs] | @ana | yes |")["docs"].complete


def test_a_concern_is_open_until_the_same_person_says_yes(say: Say) -> None:
    concern = "2026-01-01 | [tools] | @dee | concern | why?"
    other = "2026-01-02 | [tools] | @eli | yes |"
    found = say(concern, other)["tools"]
    assert [one.note for one in found.open] == ["why?"]
    assert not found.missing
    assert not found.complete
    assert say(concern, other, "2026-01-03 | [tools] | @DEE | yes |")["tools"].complete
    assert say("2026-01-01 | [tools] | @dee | yes |", concern.replace("01-01", "01-05"))[
        "tools"
    ].open


def test_somebody_may_have_several_concerns_and_yes_closes_all(say: Say) -> None:
    rows = [
        f"2026-01-0{day} | [tools] | @dee | {word} |" for day, word in ((1, "concern"), (2, "no"))
    ]
    assert [one.verdict for one in say(*rows)["tools"].open] == ["concern", "no"]
    assert say(*rows, "2026-01-02 | [tools] | @dee | yes |")["tools"].complete


def test_a_yes_for_another_team_closes_nothing(say: Say) -> None:
    rows = ("2026-01-01 | [tools] | @dee | no |", "2026-01-02 | [docs] | @dee | yes |")
    assert say(*rows)["tools"].open


def test_the_day_counts_and_not_the_order_of_rows(say: Say) -> None:
    rows = ("2026-01-05 | [tools] | @dee | yes |", "2026-01-01 | [tools] | @dee | concern |")
    assert say(*rows)["tools"].complete
    assert not say(*rows, day="2026-01-04")["tools"].complete


def test_only_what_had_happened_by_then(say: Say) -> None:
    rows = ("2026-01-02 | [tools] | @dee | yes |", "2026-01-09 | [tools] | @dee | concern |")
    assert [say(*rows, day=f"2026-01-0{day}")["tools"].complete for day in (1, 2, 8, 9)] == [
        False,
        True,
        True,
        False,
    ]


def test_what_cannot_be_read_counts_as_not_said(say: Say) -> None:
    rows = ("soon | [tools] | @dee | yes |", "2026-01-01 | [tools] | @dee | perhaps |")
    assert say(*rows)["tools"].said == ()


def test_without_a_directory_anybody_may_speak(make: Callable[[Mapping[str, str]], Path]) -> None:
    row = "| 2026-01-01 | [lang] | @who | yes | |\n"
    files = {"src/2026/glow.md": GOAL, "signoff/2026/glow.md": HEAD + row}
    program = load(make(files), Options(today=date(2026, 6, 1))).program
    complete = {one.team: one.complete for one in standings(program, next(program.goals()))}
    assert complete == {"lang": True, "tools": False, "docs": False}


def test_a_program_knows_its_signoffs_and_keeps_them_out_of_the_book(
    make: Callable[[Mapping[str, str]], Path],
) -> None:
    program = _with_strays(make)
    assert [(one.period, one.id) for one in program.signoffs] == [("2026", "glow"), ("2027", "odd")]
    goal = next(program.goals())
    assert program.signoff(goal) is program.signoffs[0]
    assert [period.name for period in program.periods] == ["2026"]
    assert [page.file for page in program.periods[0].pages] == ["src/2026/glow.md"]
    assert "signoff" not in program.periods[0].documents
    assert program.files == {"src/2026/glow.md", "src/SUMMARY.md"}


def test_the_whole_folder_may_be_the_sources(
    make: Callable[[Mapping[str, str]], Path],
) -> None:
    settings = '[program]\nsource = "."\n'
    files = {"headway.toml": settings, "2026/glow.md": GOAL, "signoff/2026/glow.md": HEAD}
    program = load(make(files), Options(today=date(2026, 6, 1))).program
    assert [page.file for page in program.periods[0].pages] == ["2026/glow.md"]
    assert [one.file for one in program.signoffs] == ["signoff/2026/glow.md"]


def _with_strays(make: Callable[[Mapping[str, str]], Path]) -> Program:
    files = {
        "src/SUMMARY.md": "# Summary\n\n- [Glow](2026/glow.md)\n",
        "src/2026/glow.md": GOAL,
        "signoff/README.md": "# What this is\n",
        "signoff/glow.md": HEAD,
        "signoff/2026/glow.md": HEAD,
        "signoff/2027/odd.md": HEAD,
    }
    return load(make(files), Options(today=date(2026, 6, 1))).program


def test_signoffs_that_count_for_no_goal_are_told(
    make: Callable[[Mapping[str, str]], Path],
) -> None:
    root = _with_strays(make).root
    report = load(root, Options(today=date(2026, 6, 1))).report
    found = [(d.code, d.file) for d in report.diagnostics if d.file.startswith("signoff")]
    assert found == [
        ("SIGN006", "signoff/2027/odd.md"),
        ("SIGN006", "signoff/glow.md"),
    ]
