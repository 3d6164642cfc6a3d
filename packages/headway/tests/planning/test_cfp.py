from __future__ import annotations

import gc
import json
import re
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from headway.cli import main
from headway.planning.cfp import scaffold
from headway.planning.contents import contents
from headway.planning.naming import NotAPeriodError, period_name
from headway.planning.samples import filled
from headway.program.load import Loaded, Options, load
from headway.text import parse
from planned import write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syrupy.assertion import SnapshotAssertion

TODAY = date(2026, 6, 30)
FOUR_YEARS = "# Summary\n\n[Hello](README.md)\n\n# 2024\n\n- [A](2024/README.md)\n\n# 2026\n"


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    """Commands switch the garbage collector off, since they end with their process."""
    yield
    gc.enable()


@pytest.fixture
def lumen(examples: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(examples / "lumen", tmp_path / "lumen"))


@pytest.fixture
def rust(corpus: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(corpus / "rust-goals", tmp_path / "rust-goals"))


def run(*args: str | Path) -> Result:
    command = [*map(str, args), "--offline", "--today", TODAY.isoformat()]
    return CliRunner().invoke(main, command, catch_exceptions=False)


def read(root: Path, team_data: Path | None = None) -> Loaded:
    return load(root, Options(team_data=team_data, offline=True, today=TODAY))


def told(loaded: Loaded) -> set[tuple[str, str, str]]:
    return {(d.file, d.code, d.message) for d in loaded.report.diagnostics}


def written(root: Path, period: str) -> dict[str, str]:
    """What scaffolding writes, by file."""
    return {one.file: one.after.decode() for one in scaffold(read(root).program, period)}


def test_the_diff_of_a_new_period(lumen: Path, snapshot: SnapshotAssertion) -> None:
    before = {path: path.read_bytes() for path in lumen.rglob("*.md")}
    result = run("cfp", "2027H1", lumen)
    assert result.exit_code == 0
    assert result.stdout == snapshot
    assert result.stderr == "nothing is written yet; --apply writes 5 files\n"
    assert {path: path.read_bytes() for path in lumen.rglob("*.md")} == before


def test_applying_it_leaves_nothing_to_do(lumen: Path) -> None:
    before = told(read(lumen))
    assert run("cfp", "2027", lumen, "--apply").stderr.count("done: ") == 5
    assert told(read(lumen)) == before
    again = run("cfp", "2027", lumen)
    assert (again.stdout, again.stderr) == ("", "nothing to do: everything is there\n")


def test_as_json(lumen: Path) -> None:
    found = json.loads(run("cfp", "2027", lumen, "--json").stdout)
    assert (found["version"], found["period"], found["applied"]) == (1, "2027", False)
    assert [(one["file"], one["new"]) for one in found["changes"]] == [
        ("src/2027/README.md", True),
        ("src/2027/goals.md", True),
        ("src/2027/not_accepted.md", True),
        ("src/SUMMARY.md", False),
        ("src/README.md", False),
    ]
    assert all(one["reason"] and one["diff"] for one in found["changes"])


@pytest.mark.parametrize("period", ["2027", "2027H1", "2028h2"])
def test_a_real_program_gets_no_new_diagnostic(rust: Path, corpus: Path, period: str) -> None:
    before = told(read(rust, corpus / "team"))
    write(rust, scaffold(read(rust).program, period))
    after = read(rust, corpus / "team")
    assert told(after) == before
    assert scaffold(after.program, period) == []


def test_it_is_what_the_existing_tool_makes_but_for_the_improvements(
    rust: Path, corpus: Path
) -> None:
    golden = (corpus / "golden/cfp-2027.diff").read_text("utf-8")
    added = {
        part.partition(" ")[0]: "\n".join(re.findall(r"(?m)^\+(?!\+\+ )(.*)$", part))
        for part in golden.split("diff --git a/")[1:]
    }
    for file, made in written(rust, "2027").items():
        expected = added.pop(file)
        # The program's own text says when the period runs; the existing tool leaves that out.
        text = made.replace(", running from January 1 to December 31", "")
        if (rust / file).exists():
            assert lines(text) == lines(expected) | lines((rust / file).read_text("utf-8")), file
        else:
            # Definitions that lead to goals of 2024 and that nothing uses are left out.
            kept = re.sub(r"(?m)^\[\w+\]: \./.*\n", "", expected)
            assert [*filter(None, text.splitlines())] == [*filter(None, kept.splitlines())], file
            assert text.endswith("\n")
    assert not added


def lines(text: str) -> set[str]:
    return {line for line in text.splitlines() if line}


def test_the_new_part_stands_where_the_existing_tool_puts_it(rust: Path) -> None:
    summary = written(rust, "2027")["src/SUMMARY.md"]
    titles = [heading.text for heading in parse(summary.encode()).headings]
    assert titles[:3] == ["Summary", "⏳ 2027 goal process", "⏳ 2026 goal process"]


def test_a_period_that_is_there_gets_only_what_is_missing(lumen: Path) -> None:
    assert written(lumen, "2026") == {}
    assert written(lumen, "2025H2") == {}
    page = lumen / "src/2026/not_accepted.md"
    page.unlink()
    assert list(written(lumen, "2026")) == ["src/2026/not_accepted.md"]
    summary = lumen / "src/SUMMARY.md"
    entry = "- [Goals not accepted](./2026/not_accepted.md)\n"
    assert entry in summary.read_text()
    summary.write_text(summary.read_text().replace(entry, ""))
    assert entry in written(lumen, "2026")["src/SUMMARY.md"]


def test_a_part_that_waits_is_filled(lumen: Path) -> None:
    summary = lumen / "src/SUMMARY.md"
    waiting = "# ⏳ 2027 goals\n\n- [Not yet started]()\n\n"
    text = summary.read_text()
    summary.write_text(text.replace("# ⏳ 2026 goals", f"{waiting}# ⏳ 2026 goals"))
    found = written(lumen, "2027")["src/SUMMARY.md"]
    assert "Not yet started" not in found
    assert found.replace("# ⏳ 2027 goals\n\n", "", 1) != found
    assert found.count("2027 goals") == 1
    assert "(./2027/not_accepted.md)\n\n# ⏳ 2026 goals" in found


@pytest.mark.parametrize(
    ("period", "titles"),
    [("2027", ["2024", "2026", "2027"]), ("2025h1", ["2024", "2025H1", "2026"])],
)
def test_parts_in_order_of_time_stay_so(period: str, titles: list[str]) -> None:
    found = contents(FOUR_YEARS.encode(), period, period_name(period))
    assert [heading.text for heading in parse(found).headings[1:]] == titles


def test_chapters_before_the_first_part_stay_there() -> None:
    found = contents(b"# Summary\n\n[Hello](README.md)\n", "2027", period_name("2027")).decode()
    assert found.startswith("# Summary\n\n[Hello](README.md)\n\n# ⏳ 2027 goal process\n\n- [Over")


@given(st.sampled_from(["\n", "\r\n"]), st.sampled_from(["2023h2", "2025", "2029"]))
def test_every_other_byte_of_the_contents_stays(newline: str, period: str) -> None:
    before = FOUR_YEARS.replace("\n", newline).encode()
    after = contents(before, period, period_name(period))
    kept = iter(after.splitlines(keepends=True))
    assert all(line in kept for line in before.splitlines(keepends=True))
    assert after.count(b"\n") == after.count(newline.encode())
    assert contents(after, period, period_name(period)) == after


def test_the_next_period_is_told_once_and_replaces_an_older_one(lumen: Path) -> None:
    write(lumen, scaffold(read(lumen).program, "2027"))
    write(lumen, scaffold(read(lumen).program, "2028"))
    text = (lumen / "src/README.md").read_text()
    assert text.count("## Next goal period") == 1
    assert "## Next goal period (2028)\n" in text
    assert "\n\n\n" not in text


def test_an_earlier_period_is_not_called_the_next_one(lumen: Path) -> None:
    assert "src/README.md" not in written(lumen, "2024")


@pytest.mark.parametrize(
    ("text", "half", "year"),
    [
        ("YYYYHN, YYYY and HN", "2027H1, 2027 and H1", "2027, 2027 and"),
        ("(./YYYYHN/goals.md)", "(./2027h1/goals.md)", "(./2027/goals.md)"),
        ("yyyyhn yyyy hn", "2027h1 2027 h1", "2027 2027"),
        ("from MM 1 to MM 30", "from January 1 to June 30", "from January 1 to December 31"),
        ("HNSW, john, COMMA 1, YYYYMMDD", "HNSW, john, COMMA 1, YYYYMMDD", None),
    ],
)
def test_placeholders_are_whole_words(text: str, half: str, year: str | None) -> None:
    assert filled(text, period_name("2027h1")) == half
    assert filled(text, period_name("2027")) == (year or half)


@pytest.mark.parametrize("name", ["27", "2027q1", "2027h3", "../2027", "next", ""])
def test_what_is_no_period_is_refused(name: str, lumen: Path) -> None:
    with pytest.raises(NotAPeriodError, match="a year or half of one"):
        scaffold(read(lumen).program, name)
    assert run("cfp", name, lumen).exit_code == 2
