"""`headway program-update`: the draft of a month, in the example program and in the corpus."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from checkouts import commit, git
from headway.reporting.marks import Block, read_draft

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

    Run = Callable[..., Result]
    Kept = Callable[[str, str], None]

DOCS = Path(__file__).parents[5] / "docs/program-update.md"
LEFT_OUT = re.compile(r"(?m)^left out: (\w+): ")


@pytest.fixture
def run(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a command with a store of its own."""
    monkeypatch.setenv("HEADWAY_DATABASE", str(tmp_path / "activity.db"))
    return run


@pytest.fixture
def lumen(run: Run, monkeypatch: pytest.MonkeyPatch, examples: Path) -> Run:
    """Run a command as started in the example program, whose store is filled."""
    monkeypatch.chdir(examples / "lumen")
    for command in ("github activity", "calendar"):
        assert run("import", *command.split()).exit_code == 0
    return run


def blocks(draft: str) -> dict[str, str]:
    return {one.name: one.text for one in read_draft(draft).pieces if isinstance(one, Block)}


@pytest.mark.parametrize("month", ["2026-01", "2026-02"])
def test_the_draft_of_the_example(lumen: Run, kept: Kept, month: str) -> None:
    result = lumen("program-update", "--month", month)
    assert result.exit_code == 0
    kept(f"lumen-{month}.md", result.stdout)


def test_what_cannot_be_read_of_links_is_told(lumen: Run) -> None:
    said = lumen("program-update").stderr
    warning = (
        "warning: links.md:15: this item names no day, so it is in no month; write it as "
        "`- 2026-01-31 [Title](https://…)`"
    )
    assert [line for line in said.splitlines() if line.startswith("warning")] == [warning]


def test_prose_is_left_to_the_author(lumen: Run) -> None:
    draft = lumen("program-update").stdout
    own = [one for one in read_draft(draft).pieces if isinstance(one, str)]
    lines = [line for line in "".join(own).splitlines() if line]
    assert lines
    assert all(line.startswith("#") or re.fullmatch(r"<!-- .* -->", line) for line in lines)
    assert [line for line in lines if line.startswith("## ")] == [
        *("## Goals", "## Program management", "## What was stuck", "## Meetings"),
        *("## Decisions", "## Worth a look", "## Stats"),
    ]


def test_the_last_whole_month_is_drafted(lumen: Run) -> None:
    draft = lumen("program-update", "--today", "2026-03-31").stdout
    assert draft == lumen("program-update", "--month", "2026-02", "--today", "2026-03-31").stdout
    assert draft.startswith('---\ntitle: "Program management update — February 2026"\n---\n')


def test_nobody_is_pinged(lumen: Run) -> None:
    for month in ("2026-01", "2026-02", "2026-03"):
        text = lumen("program-update", "--month", month, "--today", "2026-06-01").stdout
        assert not re.search(r"(?<![\w.])@\w", text)


def test_it_is_the_same_from_another_folder_and_goes_to_a_file(
    lumen: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, examples: Path
) -> None:
    here = lumen("program-update").stdout
    monkeypatch.chdir(tmp_path)
    there = lumen("program-update", examples / "lumen", "-o", "post.md")
    assert there.stdout == ""
    assert (tmp_path / "post.md").read_text("utf-8") == here


def test_the_store_answers_as_the_files_of_minutes_do(lumen: Run) -> None:
    assert lumen("import", "minutes").exit_code == 0
    assert lumen("program-update", "--stored").stdout == lumen("program-update").stdout


def test_nothing_counts_that_happened_later(lumen: Run) -> None:
    month = ("program-update", "--month", "2026-02", "--json")
    whole = json.loads(lumen(*month).stdout)
    half = json.loads(lumen(*month, "--today", "2026-02-11").stdout)
    assert (half["stats"]["meetings"], whole["stats"]["meetings"]) == (2, 4)
    assert half["goals"]["told"]["updates"] < whole["goals"]["told"]["updates"]
    assert {one["title"] for one in half["decisions"]} == {"Check in a blink", "Stream syntax"}
    assert not half["goals"]["as_now"]


def test_a_template_of_the_program_takes_the_place_of_ours(
    lumen: Run, examples: Path, tmp_path: Path
) -> None:
    root = tmp_path / "lumen"
    shutil.copytree(examples / "lumen", root, ignore=shutil.ignore_patterns(".headway"))
    (root / "templates").mkdir()
    (root / "templates/program-update.md").write_text(
        "In {{ update.month.name }}, {{ short(update.stats.words_since) }} words.\n"
        '{% call block("means") %}{{ update.stats.teams[0].mean }}{% endcall %}',
        "utf-8",
    )
    draft = lumen("program-update", root).stdout
    assert "\nIn February 2026, 1.1k words.\n" in draft
    assert blocks(draft) == {"means": "123\n\n"}
    (root / "templates/program-update.md").write_text("{{ update.wrods }}", "utf-8")
    wrong = lumen("program-update", root)
    assert wrong.exit_code == 2
    assert "the template program-update.md does not work" in wrong.stderr


def test_a_draft_is_continued_with_all_that_its_author_wrote(
    lumen: Run, examples: Path, tmp_path: Path
) -> None:
    root, post = tmp_path / "lumen", tmp_path / "post.md"
    shutil.copytree(examples / "lumen", root, ignore=shutil.ignore_patterns(".headway"))
    assert lumen("program-update", root, "--for", "tuan-pham", "-o", post).exit_code == 0
    draft = post.read_text("utf-8").replace("Yes, drop the arrow.", "The arrow is gone.")
    draft = draft.replace("## Goals\n", "## Goals\n\nEleven goals it is.\n")
    post.write_text(draft, "utf-8")
    more = "\n- 2026-02-27 [One more](https://more.example)\n"
    with (root / "links.md").open("a", encoding="utf-8") as links:
        links.write(more)

    shown = lumen("program-update", root, "--continue", post)
    assert "+* [One more](https://more.example)\n" in shown.stdout
    assert "brought up to date: links" in shown.stderr
    assert "--apply writes 1 file" in shown.stderr
    assert post.read_text("utf-8") == draft

    later = "2026-04-20"
    assert lumen("program-update", root, "--continue", post, "--apply", "--today", later)
    written = post.read_text("utf-8")
    assert "* [One more](https://more.example)\n" in written
    assert "## Goals\n\nEleven goals it is.\n" in written
    assert "The arrow is gone." in written
    assert "Yes, drop the arrow." not in written
    assert "in which tuan-pham is listed" in written
    again = lumen("program-update", root, "--continue", post, "--apply", "--today", later)
    assert "nothing to do" in again.stderr
    assert post.read_text("utf-8") == written


def test_whose_attendance_counts_is_said(lumen: Run) -> None:
    def stats(*args: str) -> str:
        return blocks(lumen("program-update", *args).stdout)["stats"]

    assert "Meetings attended: 1\n\n<!-- Of 4 with minutes" in stats("--for", "@pell-grady")
    assert "Meetings attended: 4" in stats("--for", "bo-okafor", "--for", "tuan-pham")
    assert "Meetings attended: 3" in stats()  # by the settings


def test_an_author_whom_no_minutes_list_is_told(lumen: Run) -> None:
    result = lumen("program-update", "--for", "@bo-okafro", "--for", "bo-okafor")
    assert result.exit_code == 0
    assert "warning: no minutes list @bo-okafro as present" in result.stderr
    assert "@bo-okafor " not in result.stderr
    assert "Meetings attended: 3" in blocks(result.stdout)["stats"]


def test_without_an_author_meetings_with_minutes_are_counted(run: Run, tmp_path: Path) -> None:
    (tmp_path / "src/2026").mkdir(parents=True)
    (tmp_path / "minutes").mkdir()
    (tmp_path / "minutes/a.md").write_text("# Notes 2026-02-03\n\nOne two.\n", "utf-8")
    (tmp_path / "headway.toml").write_text('[minutes.lang]\nfolder = "minutes"\n', "utf-8")
    result = run("program-update", tmp_path)
    assert result.exit_code == 0
    assert "minutes/a.md:1: nobody is listed as present" in result.stderr
    stats = blocks(result.stdout)["stats"]
    assert "Meetings with minutes: 1\n" in stats
    assert "`--for LOGIN`" in stats
    assert "Meetings attended" not in stats
    assert LEFT_OUT.findall(result.stderr) == [
        *("goals", "board", "stalls", "meetings", "decisions", "links"),
    ]


def test_where_nothing_is_known_everything_is_told_to_be_missing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "headway.toml").write_text("", "utf-8")
    result = run("program-update", tmp_path)
    assert result.exit_code == 0
    assert blocks(result.stdout) == {}
    assert LEFT_OUT.findall(result.stderr) == [
        *("goals", "board", "stalls", "meetings", "decisions", "links", "stats"),
    ]


def test_git_tells_what_changed_in_documents_and_on_the_board(
    lumen: Run, examples: Path, tmp_path: Path
) -> None:
    root = tmp_path / "lumen"
    shutil.copytree(examples / "lumen", root, ignore=shutil.ignore_patterns(".headway"))
    git(tmp_path, "init", "-qb", "main")
    goal, board = root / "src/2026/board-packs.md", root / "board.toml"
    text, items = goal.read_text("utf-8"), board.read_text("utf-8")
    goal.unlink()
    other = root / "src/2026/glow-watch.md"
    accepted = other.read_text("utf-8")
    other.write_text(re.sub(r"(\| Status +\|) Accepted", r"\1 Proposed", accepted), "utf-8")
    commit(root, "2026-01-31")
    goal.write_text(text, "utf-8")
    other.write_text(accepted, "utf-8")
    moved = items.replace('column = "doing"', 'column = "done"', 1)
    board.write_text(f'{moved}\n[[item]]\nid = "z"\ntitle = "Zest"\ncolumn = "todo"\n', "utf-8")
    commit(root, "2026-02-20")
    (root / "src/2026/notebook-kernel.md").unlink()
    commit(root, "2026-03-02")

    result = lumen("program-update", root, "--today", "2026-03-05")
    assert "changes of documents" not in result.stderr
    found = blocks(result.stdout)
    assert "11 goals (9 Accepted, 2 Proposed), 10 when the month began" in found["goals"]
    packs = "[Board packs](https://goals.lumen-lang.example/2026/board-packs.html)"
    assert f"  - New: {packs}\n" in found["goals"]
    assert "(Proposed → Accepted)" in found["goals"]
    assert "<!--" not in found["goals"] + found["board"]
    assert "**New**\n\n- Zest (todo)\n" in found["board"]
    assert found["board"].startswith("**Done**\n\n- ")

    march = lumen("program-update", root, "--today", "2026-03-05", "--month", "2026-03").stdout
    assert "  - No longer listed: " in blocks(march)["goals"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--month", "2026-13"), "`2026-13` is no month; write it as 2026-02"),
        (("--month", "2026-04"), "April 2026 has not begun on 2026-03-01; name an earlier month"),
        (("--apply",), "--apply goes with --continue; a new draft is written by `-o FILE`"),
        (("--continue", "links.md"), "links.md:1: this is no draft"),
        (("--continue", "links.md", "--for", "bo"), "leave out --month and --for"),
    ],
)
def test_used_wrongly(lumen: Run, args: tuple[str, ...], said: str) -> None:
    result = lumen("program-update", *args)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())


def test_a_draft_of_another_report_is_not_continued(lumen: Run, tmp_path: Path) -> None:
    days = ("--from", "2026-02-01", "--to", "2026-03-01", "--period", "2026")
    assert lumen("update", *days, "-o", tmp_path / "post.md").exit_code == 0
    result = lumen("program-update", "--continue", tmp_path / "post.md")
    assert result.exit_code == 2
    assert "is no draft of `headway program-update`" in result.stderr


def test_every_key_of_the_json_is_documented(lumen: Run) -> None:
    found = json.loads(lumen("program-update", "--json").stdout)
    assert found.pop("version") == 1
    page = DOCS.read_text("utf-8").partition("## As JSON")[2]
    rows = dict(re.findall(r"(?m)^\| `(\w+)` \| (.*) \|$", page))
    assert {*found} - {*rows} == {"program", "month"}
    for key, row in rows.items():
        first = found[key][0] if isinstance(found[key], list) and found[key] else found[key]
        assert {name for name in first or () if f"`{name}`" not in row} == set(), key
    nested: list[tuple[str, Any]] = [
        ("goals", found["goals"]["slates"][0]),
        ("goals", found["goals"]["told"]),
        ("stalls", found["stalls"]["new"][0]),
        ("decisions", found["decisions"][0]["decided"][0]),
        ("stats", found["stats"]["teams"][0]),
    ]
    for key, value in nested:
        assert {name for name in value if f"`{name}`" not in rows[key]} == set()


def test_the_draft_of_a_real_month(run: Run, corpus: Path, tmp_path: Path) -> None:
    root = tmp_path / "goals"
    shutil.copytree(corpus / "rust-goals/src/2025h2", root / "src/2025h2")
    (root / "headway.toml").write_text(
        '[program]\nrepository = "rust-lang/rust-project-goals"\n'
        '[aliases]\nTC = "traviscross"\n[program-update]\nsince = 2025-06-01\n'
        f'[minutes.leadership-council]\nfolder = "{corpus}/minutes/leadership-council"\n',
        "utf-8",
    )
    calendars = sorted((corpus / "calendar").glob("*.toml"))
    run("-C", root, "import", "calendar", *calendars, "--today", "2026-02-01")
    post = ("program-update", "--for", "tomassedovic", "--team-data", corpus / "team")
    draft = run("-C", root, *post, "--today", "2026-03-27", "--month", "2026-02").stdout
    found = blocks(draft)
    assert "* Leadership council: 3.4k" in found["stats"]
    assert "Meetings attended: 2\n" in found["stats"]
    assert "57.4k (June 2025\N{EN DASH}February 2026)" in found["stats"]
    assert "- New: Style Team Meeting, from 2026-02-17" in found["meetings"]
