from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Run = Callable[..., Result]
    Kept = Callable[[str, str], None]

TODAY = ("--today", "2026-05-20")


@pytest.fixture
def lumen(
    run: Run, examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> list[str | Path]:
    """The example with what happened, and its meetings, in a store."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(examples / "lumen")
    store: list[str | Path] = ["--database", tmp_path / "activity.db"]
    assert run("import", "github", "activity", *store).exit_code == 0
    assert run("import", "calendar", *store, *TODAY).exit_code == 0
    return [*store, *TODAY]


@pytest.mark.parametrize("command", ["stalls", "attention"])
def test_what_the_example_shows(
    command: str, run: Run, lumen: list[str | Path], kept: Kept
) -> None:
    result = run(command, *lumen)
    assert result.exit_code == 0
    assert max(map(len, result.stdout.splitlines())) <= 80
    kept(f"{command}.txt", result.stdout)
    kept(f"{command}.json", run(command, "--json", *lumen).stdout)


@pytest.mark.parametrize("who", ["@bo-okafor", "@tuan-pham", "lang"])
def test_what_the_example_shows_to_one(
    who: str, run: Run, lumen: list[str | Path], kept: Kept
) -> None:
    shown = [run(command, "--for", who, *lumen).stdout for command in ("stalls", "attention")]
    kept(f"attention-{who.strip('@')}.txt", "\n".join(shown))


def found(result: Result) -> list[dict[str, Any]]:
    document: dict[str, Any] = json.loads(result.stdout)
    assert document["version"] == 1
    stalls: list[dict[str, Any]] = document["stalls"]
    return stalls


def test_the_example_has_every_kind_but_a_mistake(run: Run, lumen: list[str | Path]) -> None:
    kinds = {one["kind"] for one in found(run("stalls", "--json", *lumen))}
    # an ask without a champion is a mistake in its goal, and the example has none
    assert kinds == {
        *("update", "pull-request", "review", "nomination", "decision", "concern"),
        *("final-comment", "help-wanted", "tracking-issue"),
    }


def test_kinds_are_chosen(run: Run, lumen: list[str | Path]) -> None:
    chosen = run("stalls", "--kind", "review", "--kind", "concern", "--json", *lumen)
    assert {one["kind"] for one in found(chosen)} == {"review", "concern"}


def test_somebody_with_nothing_sees_one_line(run: Run, lumen: list[str | Path]) -> None:
    for command, line in (
        ("stalls", "nothing waits for @nobody\n"),
        ("attention", "nothing needs @nobody on 2026-05-20\n"),
    ):
        assert run(command, "--for", "@nobody", *lumen).stdout == line


def test_nobody_is_asked_for_whom_no_one_knows(run: Run, lumen: list[str | Path]) -> None:
    result = run("attention", "--for", "lnag", *lumen)
    assert result.exit_code == 2
    assert "there is no team or person `lnag`; did you mean `lang`?" in result.output


@pytest.mark.parametrize("command", ["stalls", "attention"])
@pytest.mark.parametrize("name", ["", "@"])
def test_a_page_for_an_empty_name_is_not_everybodys(
    run: Run, lumen: list[str | Path], command: str, name: str
) -> None:
    assert run(command, "--for", name, *lumen).exit_code == 2


def test_a_person_is_told_of_the_teams_they_lead(run: Run, lumen: list[str | Path]) -> None:
    def subjects(who: str) -> set[str]:
        return {one["subject"] for one in found(run("stalls", "--for", who, "--json", *lumen))}

    nominated = "lumen-lang/lumen#420"
    assert nominated in subjects("ana-lind")  # who leads the language team
    assert nominated not in subjects("bo-okafor")  # who is on it
    assert nominated in subjects("lang")


def test_each_champion_of_a_row_is_told_how_the_goal_is_doing(
    run: Run, lumen: list[str | Path], tmp_path: Path
) -> None:
    (tmp_path / "src/2026").mkdir(parents=True)
    rows = "| Point of contact | @cy |\n| Status | Accepted |\n| [lang] champion | @ana, @Bo |\n"
    goal = f"# Bees\n\n| Metadata | |\n| --- | --- |\n{rows}"
    (tmp_path / "src/2026/bees.md").write_text(goal, "utf-8")
    (tmp_path / "teams.toml").write_text("[teams.lang]\n", "utf-8")
    for who, told in (("@ana", ["Bees"]), ("@bo", ["Bees"]), ("@cy", [])):
        shown = json.loads(run("attention", tmp_path, "--for", who, "--json", *lumen).stdout)
        goals = [one["items"] for one in shown["sections"] if one["name"] == "goals"]
        assert [item["title"] for items in goals for item in items] == told


def test_a_limit_of_the_settings_counts(run: Run, lumen: list[str | Path], tmp_path: Path) -> None:
    settings = (
        '[stalls]\nreview = 100\nconcern = false\n[program]\nrepository = "lumen-lang/goals"\n'
    )
    (tmp_path / "src/2026").mkdir(parents=True)
    (tmp_path / "headway.toml").write_text(settings, "utf-8")
    kinds = {one["kind"] for one in found(run("stalls", tmp_path, "--json", *lumen))}
    assert not kinds & {"review", "concern"}


def test_without_a_store_it_says_how_to_fill_one(run: Run, examples: Path, tmp_path: Path) -> None:
    result = run("stalls", examples / "lumen", "--database", tmp_path / "none.db")
    assert result.exit_code != 0
    assert "headway import github" in result.output
