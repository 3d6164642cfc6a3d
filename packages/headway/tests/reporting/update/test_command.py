"""`headway update` on the example program: its shapes, its words, and what can be wrong."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

import readers
from headway.cli import main

if TYPE_CHECKING:
    from pathlib import Path

Run = Callable[..., Result]
Kept = Callable[[str, str], None]
APRIL = ("--from", "2026-04-01", "--to", "2026-05-01", "--today", "2026-05-20")


@pytest.fixture
def lumen(examples: Path, tmp_path: Path) -> Path:
    """The example program, where no history of git is."""
    return shutil.copytree(examples / "lumen", tmp_path / "lumen")


@pytest.fixture(scope="module")
def database(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of what happened in the example program."""
    file = tmp_path_factory.mktemp("store") / "activity.db"
    activity = str(examples / "lumen/activity")
    args = ["import", "github", activity, str(examples / "lumen"), "--database", str(file)]
    assert CliRunner().invoke(main, args).exit_code == 0
    return file


@pytest.fixture
def run(run: Run, monkeypatch: pytest.MonkeyPatch, lumen: Path, database: Path) -> Run:
    """Run a command in the example program."""
    monkeypatch.chdir(lumen)
    monkeypatch.setenv("HEADWAY_DATABASE", str(database))
    return run


def test_a_post(run: Run, kept: Kept) -> None:
    kept("april.md", run("update", *APRIL).stdout)


def test_a_page_needs_nothing_else_and_its_links_lead_somewhere(run: Run) -> None:
    page = run("update", *APRIL, "--format", "html").stdout
    assert "<title>Lumen project goals: April 2026</title>" in page
    assert not re.search(r"<(script|link|iframe|img)\b|headway:|@import|url\(", page)
    wanted = {*re.findall('href="#([^"]*)"', page)}
    assert len(wanted) == 6
    assert wanted <= {*re.findall('id="([^"]*)"', page)}
    assert page.count("<details>") == page.count("</details>") >= 6


def test_headings_hold_no_place_of_their_own(run: Run) -> None:
    """A book makes a link of a heading, and lists it by the words in that link."""
    post = run("update", *APRIL).stdout
    headings = re.findall(r"^##+ .*", post, re.MULTILINE)
    assert len(headings) > 10
    assert not [one for one in headings if "<a id" in one]


def test_a_page_is_as_wide_as_a_telephone(run: Run) -> None:
    page = run("update", *APRIL, "--format", "html").stdout
    narrow = page.partition("@media (max-width: 40rem)")[2].partition("ul, ol")[0]
    assert "table { display: block; overflow-x: auto; }" in narrow
    assert "td:not(:first-child) { white-space: normal; }" in narrow


def test_messages(run: Run, kept: Kept) -> None:
    kept("april.zulip.txt", run("update", *APRIL, "--format", "zulip").stdout)


def test_json_has_all_that_the_post_is_made_of(run: Run) -> None:
    found = json.loads(run("update", *APRIL, "--json").stdout)
    assert (found["version"], found["period"], found["when"]) == (1, "2026", "April 2026")
    assert found["span"] == {"from": "2026-04-01", "to": "2026-05-01"}
    assert found["figures"]["goals"] == len(found["slate"]) == 11
    section = found["groups"][0]["sections"][0]
    assert section["goal"]["last_update"] == section["comments"][0]["day"] == "2026-04-21"
    assert section["summary"]["shown"][0]["at"].startswith("2026-04-21T")


def test_states_are_in_words_that_need_no_key(run: Run) -> None:
    days = ("--from", "2026-01-01", "--to", "2026-02-01", "--today", "2026-05-20")
    post = run("update", *days).stdout
    assert {*re.findall(r"\| (\*.+?\*) \|", post)} == {
        "*no update due yet*",
        "*not known*",
        "*recent update*",
    }
    assert post.count("In italics: stated by nobody") == 1


@pytest.mark.parametrize("shape", ["markdown", "zulip"])
def test_a_section_does_not_say_that_there_is_an_update(run: Run, shape: str) -> None:
    days = ("--from", "2026-01-01", "--to", "2026-02-01", "--today", "2026-05-20")
    post = run("update", *days, "--format", shape).stdout
    assert re.search(r"Streams in the language.*\n?\n?.*\[?Maren Dahl", post)
    assert not re.search(r"recent update\*? ·|· *recent update", post)


def test_json_of_messages(run: Run) -> None:
    found = json.loads(run("update", *APRIL, "--format", "zulip", "--json").stdout)
    assert found["version"] == 1
    assert found["messages"][1]["topic"] == "Check in a blink (#13)"


def test_without_days_it_is_the_last_month(run: Run) -> None:
    post = run("update", "--today", "2026-03-05").stdout
    assert "In February 2026, 7 of the [11 goals of 2026]" in post
    assert '{"from": "2026-02-01", "to": "2026-03-01", "period": "2026", "words": 550' in post


def test_days_of_two_periods(run: Run) -> None:
    found = run("update", "--from", "2025-12-01", "--to", "2026-02-01", "--today", "2026-05-20")
    opening = found.stdout.partition("-->\n")[2].partition("-->\n")[2].partition("\n")[0]
    assert opening.startswith(
        "From 1 December 2025 to 31 January 2026, 8 of the [11 goals of 2026]"
    )


def test_the_period_is_the_one_that_runs_on_the_last_day(run: Run) -> None:
    post = run("update", "--from", "2025-12-01", "--to", "2026-01-01", "--today", "2026-05-01")
    assert "goals of 2025h2]" in post.stdout


def test_a_draft_says_what_it_is_made_from_and_consists_of_blocks(run: Run) -> None:
    post = run("update", *APRIL, "--words", "700").stdout
    front, _, rest = post.partition("<!-- headway:update 1 ")
    assert front == '---\ntitle: "Lumen project goals: April 2026"\n---\n'
    assert '"to": "2026-05-01", "period": "2026", "words": 700' in rest
    names = re.findall(r"<!-- headway:(\S+) ", rest)
    assert names[:4] == ["opening", "index", "highlights", "help-wanted"]
    assert "goal-incremental-check" in names
    assert re.findall(r"<!-- /headway:(\S+) -->", rest) == names


# --- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [380, 420, 480])
def test_no_more_is_seen_than_was_allowed(run: Run, words: int) -> None:
    result = run("update", *APRIL, "--words", words)
    assert words * 0.85 < len(readers.words(result.stdout)) <= words
    assert re.search(rf"\d+ words of {words}; \d+ more sentences and items", result.stderr)


def test_what_does_not_fit_is_collapsed(run: Run) -> None:
    post = run("update", *APRIL, "--words", "380").stdout
    shown, _, folded = post.partition("## Help wanted")[2].partition("<details>")
    assert "<summary>4 more</summary>" in folded.partition("</details>")[0]
    assert "a fifth language, whichever you dream in." not in shown
    assert "a fifth language, whichever you dream in." in folded


def test_too_few_words_are_told(run: Run) -> None:
    result = run("update", *APRIL, "--words", "100")
    assert result.exit_code == 0
    assert "more than the 100 allowed: the index and one sentence for each goal" in result.stderr


def test_settings_say_how_many_words_a_goal_has(run: Run, lumen: Path) -> None:
    with (lumen / "headway.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[reports]\nwords-per-goal = 40\n")
    assert " words of 440" in run("update", *APRIL).stderr


# --- templates ------------------------------------------------------------------------------------


def test_a_projects_templates_come_first(run: Run, lumen: Path) -> None:
    folder = lumen / "templates"
    folder.mkdir()
    (folder / "update-front-matter.md").write_text("+++\ndate = 2026-05-01\n+++\n", "utf-8")
    (folder / "update.md").write_text(
        '{% import "parts/name.md" as parts %}\n'
        '{% call block("all") %}{{ parts.name(report) }}: {{ report.figures.told }}{% endcall %}\n',
        "utf-8",
    )
    (folder / "parts").mkdir()
    (folder / "parts/name.md").write_text(
        "{% macro name(one) %}{{ one.when }}{% endmacro %}", "utf-8"
    )
    post = run("update", *APRIL).stdout
    assert post.startswith("+++\ndate = 2026-05-01\n+++\n<!-- headway:update 1 ")
    assert "\nApril 2026: 6\n" in post


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"{{ report.figurs }}", "the template update.md does not work: .* no attribute 'figurs'"),
        (b"\xff", "the template update.md does not work: 'utf-8' codec"),
    ],
)
def test_a_template_that_does_not_work_is_told(
    run: Run, lumen: Path, text: bytes, told: str
) -> None:
    (lumen / "templates").mkdir()
    (lumen / "templates/update.md").write_bytes(text)
    result = run("update", *APRIL)
    assert result.exit_code == 2
    assert re.search(told, result.stderr)


# --- what can be wrong ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("--from", "2026-04-01"), "--from and --to go together"),
        (("--from", "2026-04-01", "--to", "2026-04-01"), "--to names the day after the last one"),
        (("--from", "2026-04-09", "--to", "2026-04-01"), "--to names the day after the last one"),
        (("--from", "2026-04-1", "--to", "2026-04-01"), "write it as 2026-01-31"),
        (
            ("--from", "2025-11-01", "--to", "2025-12-01", "--period", "2026"),
            "the last of the days is 2025-11-30; name the period that ran then: `--period 2025h2`",
        ),
        (("--from", "2025-05-01", "--to", "2025-06-01"), "choose later days"),
        ((*APRIL, "--period", "2062"), "did you mean `2026`?"),
    ],
)
def test_what_is_asked_wrongly_is_told(run: Run, args: tuple[str, ...], told: str) -> None:
    result = run("update", *args)
    assert result.exit_code == 2
    assert told in " ".join(result.stderr.split())


def test_a_month_without_news_is_told(run: Run) -> None:
    days = ("--from", "2026-06-01", "--to", "2026-07-01", "--today", "2026-07-10")
    result = run("update", *days)
    assert result.exit_code == 0
    assert "June 2026: nobody told of a goal of 2026; if somebody did, run" in result.stderr


def test_a_store_that_knows_no_goal_is_told(run: Run, tmp_path: Path) -> None:
    run("import", "minutes", "--database", tmp_path / "other.db")
    result = run("update", *APRIL, "--database", tmp_path / "other.db")
    assert result.exit_code == 2
    assert "the store has no tracking issue of 2026; fill it by `headway sync`" in result.stderr
