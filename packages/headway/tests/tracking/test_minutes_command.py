from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    Run = Callable[..., Result]
    Kept = Callable[[str, str], None]

COMMANDS = {
    "stats": ("stats", "--month", "2026-02"),
    "search": ("search", "drop stream"),
    "decisions": ("decisions",),
    "mentions": ("mentions", "stream-core"),
}


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("form", ["txt", "json"])
def test_the_example_in_words_and_as_json(run: Run, kept: Kept, name: str, form: str) -> None:
    result = run("minutes", *COMMANDS[name], *(["--json"] if form == "json" else []))
    assert result.exit_code == 0
    assert result.stderr == ""
    kept(f"minutes-{name}.{form}", result.stdout)


@pytest.mark.parametrize("name", [*COMMANDS, "meetings"])
def test_every_key_of_the_json_is_documented(name: str) -> None:
    here = Path(__file__)
    page = (here.parents[4] / "docs/meetings.md").read_text("utf-8")
    command = name if name == "meetings" else f"minutes {name}"
    row = next(line for line in page.splitlines() if line.startswith(f"| `{command}` |"))
    stem = name if name == "meetings" else f"minutes-{name}"
    found = json.loads((here.parent / f"expected/{stem}.json").read_text("utf-8"))
    lists = [value[0] for value in found.values() if isinstance(value, list) and value]
    keys = {key for one in (found, *lists) for key in one} - {"version", "problems"}
    assert {key for key in keys if f"`{key}`" not in row} == set()


def test_what_is_later_than_today_has_not_happened(run: Run) -> None:
    month = ("minutes", "stats", "--month", "2026-02", "--json")
    now = json.loads(run(*month).stdout)
    then = json.loads(run(*month, "--today", "2026-02-11").stdout)
    assert (now["meetings"], then["meetings"]) == (4, 2)
    assert then["words"] < now["words"]


def test_words_are_counted_from_a_day(run: Run) -> None:
    def counted(month: str, *args: str) -> dict[str, int]:
        found: dict[str, int] = json.loads(
            run("minutes", "stats", "--team", "lang", "--json", "--month", month, *args).stdout
        )
        return found

    january, february = counted("2026-01"), counted("2026-02")
    both = counted("2026-02", "--since", "2026-01-01")
    assert both["words_since"] == january["words"] + february["words"]
    assert january["words_since"] < february["words_since"]


def test_one_team_alone(run: Run) -> None:
    result = run("minutes", "stats", "--month", "2026-02", "--team", "lang", "--json")
    found = json.loads(result.stdout)
    assert [team["team"] for team in found["teams"]] == ["lang"]


def test_a_folder_is_read_for_a_team(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Notes\n\nOne two.\n", "utf-8")
    result = run("minutes", "decisions", tmp_path, "--team", "langg")
    assert result.exit_code == 0
    assert "a.md:1: these minutes have no date" in result.stderr
    assert "the team `langg` is not in the team directory" in result.stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("stats", "--month", "2026-13"), "no month"),
        (("stats", "--month", "0000-01"), "no month"),
        (("stats",), "--month"),
        (("decisions", "--team", "docs"), "which minutes?"),
        (("mentions", "glow-wach"), "did you mean"),
        (("decisions", "nowhere"), "nowhere"),
    ],
)
def test_used_wrongly(run: Run, args: tuple[str, ...], said: str) -> None:
    result = run("minutes", *args)
    assert result.exit_code == 2
    assert said in result.stderr


def test_real_minutes_are_matched_to_real_people(run: Run, corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "headway.toml").write_text('[aliases]\nTC = "traviscross"\n', "utf-8")
    (tmp_path / "src/2026").mkdir(parents=True)
    result = run(
        *("-C", tmp_path, "minutes", "stats", "--month", "2026-02", "--since", "2025-06-01"),
        *("--team", "leadership-council", "--team-data", corpus / "team", "--json"),
        *("--today", "2026-06-30", corpus / "minutes/leadership-council"),
    )
    assert result.stderr == ""
    found = json.loads(result.stdout)
    assert found["teams"] == [
        {"team": "leadership-council", "meetings": 2, "words": 6817, "mean": 3409}
    ]
    assert found["words_since"] == 57427
    assert found["unmatched"] == []
    people = {one["person"]: one["meetings"] for one in found["people"]}
    assert (people["@ehuss"], people["@oli-obk"], people["@davidtwco"]) == (2, 1, 1)
