from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from headway.reporting.charts.catalogue import CHARTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    Run = Callable[..., Result]

DOCS = Path(__file__).resolve().parents[5] / "docs"


@pytest.fixture
def charts(run: Run, monkeypatch: pytest.MonkeyPatch, examples: Path, address: str) -> Run:
    """Run the command in the example, with a store."""
    monkeypatch.chdir(examples / "lumen")
    return lambda *args: run("charts", "--offline", "--database", address, *args)


def test_without_a_folder_charts_are_told_in_words(charts: Run) -> None:
    result = charts()
    assert (result.exit_code, result.stderr) == (0, "")
    heads = re.findall(r"(?m)^(\w+): ", result.stdout)
    assert heads == [*CHARTS]
    assert "ask 7 teams for 29 things" in " ".join(result.stdout.split())


def test_the_list(charts: Run) -> None:
    assert [line.split()[0] for line in charts("--list").stdout.splitlines()] == [*CHARTS]


def test_files_and_the_markdown_that_shows_them(charts: Run, tmp_path: Path) -> None:
    forms = ("--format", "svg", "--format", "png", "--format", "spec", "--format", "data")
    result = charts("asks", "-o", tmp_path / "new/folder", *forms, "--scale", "1")
    assert result.exit_code == 0, result.output
    files = {file.name: file for file in (tmp_path / "new/folder").iterdir()}
    pictures = {f"asks-2026{dark}.{form}" for dark in ("", "-dark") for form in ("svg", "png")}
    assert files.keys() == {
        *pictures,
        "asks-2026.vl.json",
        "asks-2026-dark.vl.json",
        "asks-2026.csv",
    }
    assert {line.rpartition("/")[2] for line in result.stderr.splitlines()} == files.keys()
    assert set(re.findall(r'(?:src|srcset)="([^"]+)"', result.stdout)) <= files.keys()
    rows = [*csv.reader(files["asks-2026.csv"].read_text().splitlines())]
    assert rows[:2] == [["team", "small", "medium", "large", "no_level"], ["docs", *"5100"]]
    again = {name: file.read_bytes() for name, file in files.items()}
    assert charts("asks", "-o", tmp_path / "new/folder", *forms, "--scale", "1").exit_code == 0
    assert again == {name: file.read_bytes() for name, file in files.items()}


def test_one_scheme_alone(charts: Run, tmp_path: Path) -> None:
    result = charts("load", "asks", "-o", tmp_path, "--scheme", "dark")
    assert sorted(f.name for f in tmp_path.iterdir()) == [
        "asks-2026-dark.svg",
        "load-2026-dark.svg",
    ]
    assert result.stdout.startswith("![Chart of squares.")
    assert result.stdout.splitlines()[0].endswith("](load-2026-dark.svg)")


def test_data_alone_need_no_markdown(charts: Run, tmp_path: Path) -> None:
    assert charts("asks", "-o", tmp_path, "--format", "data").stdout == ""


def test_json(charts: Run) -> None:
    found = json.loads(charts("--json", "--from", "2026-02-01", "--to", "2026-02-15").stdout)
    assert (found["version"], found["from"], found["last"]) == (1, "2026-02-01", "2026-02-14")
    by_name = {one["name"]: one for one in found["charts"]}
    assert [row["month"] for row in by_name["minutes"]["rows"]] == ["2026-02", "2026-02"]
    assert [row["meetings"] for row in by_name["minutes"]["rows"]] == [1, 1]


def test_every_key_of_the_json_is_documented(charts: Run) -> None:
    page = (DOCS / "charts.md").read_text("utf-8")
    found = json.loads(charts("--json").stdout)
    keys = {
        *found,
        *found["charts"][0],
        *(key for one in found["charts"] for key in one["rows"][0]),
    }
    assert {key for key in keys if f"`{key}`" not in page} == set()
    assert {name for name in CHARTS if f"`{name}`" not in page} == set()


def test_without_a_store(run: Run, examples: Path, tmp_path: Path) -> None:
    missing = ("--database", tmp_path / "none.db", "--offline", examples / "lumen")
    result = run("charts", *missing)
    assert result.exit_code == 0
    assert re.findall(r"no chart `(\w+)`", result.stderr) == ["updates", "minutes"]
    assert "asks: " in result.stdout
    named = run("charts", "minutes", *missing)
    assert (named.exit_code, named.stdout) == (1, "")


def test_a_folder_named_like_a_chart_is_that_chart(charts: Run) -> None:
    assert charts("minutes").stdout.startswith("minutes: ")


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("ask",), "there is no chart `ask`; did you mean `asks`?"),
        (("--format", "png"), "goes with -o"),
        (("--period", "2031"), "there is no period `2031`"),
        (
            ("--from", "2026-03-01", "--to", "2026-02-01"),
            "no day from 2026-03-01 on is before 2026",
        ),
    ],
)
def test_what_cannot_be(charts: Run, args: tuple[str, ...], told: str) -> None:
    result = charts(*args)
    assert result.exit_code == 2
    assert told in result.stderr
