"""The chapters that a book gets of what happened."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from headway.activity.store import open_store
from headway.cli import main
from headway.cli.book_reports import book_reports, months
from headway.pages.render import render
from headway.pages.reports import NO_REPORTS, Report
from headway.pages.shelf import Shelf
from headway.program.load import Options, load
from headway.publishing.book import Request
from headway.publishing.preprocess import preprocess
from headway.text import unsafe_html

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from headway.pages.reports import Asked

    Send = Callable[[Path], Any]

TODAY = "2026-05-15"
OVERVIEW = "src/2026/README.md"
WITHOUT = """
import sys
sys.modules.update(dict.fromkeys(["jinja2", "nh3"]))
from headway.cli import main
main(["mdbook", "--offline", "--today", "2026-05-15"])
"""


@pytest.fixture
def lumen(examples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the example program, with what happened in its store."""
    monkeypatch.delenv("HEADWAY_DATABASE", raising=False)
    ignored = shutil.ignore_patterns(".headway")
    root = shutil.copytree(examples / "lumen", tmp_path / "lumen", ignore=ignored)
    fill(root)
    return root


def fill(root: Path) -> None:
    args = ["import", "github", str(root / "activity"), str(root), "--offline"]
    assert CliRunner().invoke(main, args).exit_code == 0


def ask(root: Path, directive: str, file: str = OVERVIEW) -> None:
    """Put a directive on a page in place of the one that asks for reports."""
    lines = (root / file).read_text("utf-8").splitlines()
    shown = [directive if line.startswith("(((REPORTS") else line for line in lines]
    (root / file).write_text("\n".join(shown) + "\n", "utf-8")


def built(root: Path, send: Send, today: str = TODAY) -> dict[str, Any]:
    """The chapters of a book, by path."""
    args = ["mdbook", "--offline", "--today", today]
    result = CliRunner().invoke(main, args, input=json.dumps(send(root)))
    assert (result.exit_code, "left out" in result.stderr) == (0, False), result.stderr
    return {one["path"]: one for one in walk(json.loads(result.stdout)["items"])}


def walk(items: list[Any]) -> list[Any]:
    own = [item["Chapter"] for item in items if "Chapter" in item]
    return [one for chapter in own for one in (chapter, *walk(chapter["sub_items"]))]


def below(chapter: Any) -> list[tuple[str, str]]:
    return [(one["Chapter"]["name"], one["Chapter"]["path"]) for one in chapter["sub_items"]]


# --- which chapters -------------------------------------------------------------------------------


def test_months_and_teams_become_chapters(lumen: Path, send: Send) -> None:
    ask(lumen, "(((REPORTS: 2026-01-01)))")
    chapters = built(lumen, send)
    overview = chapters["2026/README.md"]
    names = ("May", "April", "March", "February", "January")
    teams = ("compiler", "docs", "embedded", "lang", "registry", "runtime", "tools")
    assert below(overview) == [
        *((f"{name} Blog Post", f"blog-post-2026-0{5 - n}.md") for n, name in enumerate(names)),
        *((f"{team} Team Reports", f"{team}/index.md") for team in teams),
    ]
    assert len(chapters) == len({*chapters})
    links = [f"- [{name}](../{path})" for name, path in below(overview)]
    assert [line for line in overview["content"].splitlines() if line in links] == links
    assert "by what is known on 2026-05-15" in overview["content"]

    april = chapters["blog-post-2026-04.md"]
    assert april["number"] == [*overview["number"], 2]
    assert april["parent_names"] == ["Overview"]
    assert april["source_path"] == overview["source_path"]
    assert april["content"].startswith("# April 2026: goals of 2026\n\nIn April 2026, ")
    assert "<!--" not in april["content"]
    assert "](2026/glow-watch.html)" in april["content"]
    assert below(chapters["lang/index.md"]) == [("Recent updates", "lang/recent-updates.md")]
    recent = chapters["lang/recent-updates.md"]
    assert recent["parent_names"] == ["Overview", "lang Team Reports"]
    assert "from 2026-02-14 to 2026-05-14" in recent["content"]
    assert "](../2026/" in recent["content"]
    for path, chapter in chapters.items():
        assert "goals.lumen-lang.example/2026/" not in chapter["content"], path


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        (None, ["05"]),
        ("2026-02-10 to 2026-03-02", ["03", "02"]),
        ("2026-03-05 to 2026-03-06", ["03"]),
        ("2026-04-30", ["05", "04"]),
        ("2026-04-30 to 2027-01-01", ["05", "04"]),
        ("2026-06-01", []),
        ("2026-02-30", []),
        ("2026-05-01 to 2026-04-01", []),
        ("soon", []),
    ],
)
def test_a_range_is_of_the_months_that_it_touches(
    argument: str | None, expected: list[str]
) -> None:
    found = months(argument, date.fromisoformat(TODAY))
    assert [f"{one.first:%m}" for one in found] == expected
    assert all(one.first.day == 1 for one in found)
    assert [str(one.last) for one in found if one.first.month in {2, 5}] == [
        last for last in (TODAY, "2026-02-28") if last[5:7] in expected
    ]


def test_months_and_teams_without_news_have_none(lumen: Path) -> None:
    ask(lumen, "(((REPORTS: 2025-10-01 to 2026-01-31)))")
    ask(lumen, "(((REPORTS: 2024-01-01 to 2025-07-31)))", "src/2025h2/README.md")
    program = load(lumen, Options(offline=True, today=date(2026, 1, 31))).program
    with open_store(str(lumen / ".headway/activity.db")) as store:
        made = book_reports(program, store)
        assert made == book_reports(program, store)
    found = {period: [one.path for one in reports] for (period, _), reports in made.items()}
    assert [path for path in found["2026"] if "post" in path] == ["blog-post-2026-01.md"]
    assert [path for path in found["2025h2"] if "post" in path] == ["blog-post-2025-07.md"]


def test_two_periods_that_tell_of_the_same_month(lumen: Path) -> None:
    for file in (OVERVIEW, "src/2025h2/README.md"):
        ask(lumen, "(((REPORTS: 2026-01-01 to 2026-01-31)))", file)
    issue = {"issue_url": "https://api.github.com/repos/lumen-lang/goals/issues/15", "id": 99}
    comment(lumen, "The mirrors have served a million wicks.", "2026-01-20", **issue)
    program = load(lumen, Options(offline=True, today=date(2026, 5, 15))).program
    with open_store(str(lumen / ".headway/activity.db")) as store:
        made = book_reports(program, store)
    first = {period: reports[0].path for (period, _), reports in made.items()}
    assert first == {"2026": "blog-post-2026-01.md", "2025h2": "blog-post-2026-01-2025h2.md"}


def test_without_what_makes_reports_a_note_stands_there(lumen: Path, send: Send) -> None:
    args = [sys.executable, "-c", WITHOUT]
    sent = json.dumps(send(lumen))
    done = subprocess.run(args, input=sent, capture_output=True, text=True, check=True)
    assert re.search("reports are left out: this needs `(jinja2|nh3)`", done.stderr)
    chapters = {one["path"]: one for one in walk(json.loads(done.stdout)["items"])}
    assert NO_REPORTS in chapters["2026/README.md"]["content"]
    assert not below(chapters["2026/README.md"])
    assert "<progress" in done.stdout
    shutil.rmtree(lumen / ".headway")
    done = subprocess.run(args, input=sent, capture_output=True, text=True, check=True)
    assert "reports" not in done.stderr


def test_a_book_that_asks_for_none_needs_no_extra(lumen: Path, send: Send) -> None:
    for file in (OVERVIEW, "src/2025h2/README.md"):
        ask(lumen, "", file)
    args = [sys.executable, "-c", WITHOUT]
    done = subprocess.run(
        args, input=json.dumps(send(lumen)), capture_output=True, text=True, check=True
    )
    assert "reports" not in done.stderr


# --- what they hold -------------------------------------------------------------------------------

HOSTILE = """\
TL;DR: We are on track, says @ana-lind. (((GOALS))) {{#include ../headway.toml}}

# Look {onclick=alert(1)}

{{ #include ../headway.toml }} {{{#include ../headway.toml}}} {{#title Mine}}

<script>alert(1)</script> <img src=x onerror=alert(1)> ![seen](https://e.org/1.png)

`{{#include ../headway.toml}}`

```
{{#include ../headway.toml}}
(((GOALS)))
```
"""


def comment(root: Path, body: str, day: str, **more: Any) -> None:
    """Store another comment of a goal's point of contact."""
    folder = root / "more"
    folder.mkdir()
    comments = json.loads((root / "activity/comments.json").read_text("utf-8"))
    template = next(one for one in comments if one["issue_url"].endswith("/issues/32"))
    at = f"{day}T10:00:00Z"
    number = more.get("id", 98)
    url = f"https://github.com/lumen-lang/goals/issues/32#issuecomment-{number}"
    one = {**template, "id": number, "html_url": url, "body": body, "created_at": at}
    (folder / "comments.json").write_text(json.dumps([{**one, "updated_at": at, **more}]), "utf-8")
    args = ["import", "github", str(folder), str(root), "--offline"]
    result = CliRunner().invoke(main, args)
    assert result.exit_code == 0, result.output


def test_nothing_that_somebody_wrote_is_filled_or_run(lumen: Path, send: Send) -> None:
    comment(lumen, HOSTILE, "2026-05-10")
    chapters = built(lumen, send)
    pages = [chapters[f"{name}.md"] for name in ("blog-post-2026-05", "registry/recent-updates")]
    for content in (page["content"] for page in pages):
        assert "(((GOALS)))" in content
        assert not re.search(r"\{\{\s*#", content)
        assert content.count("#include ../headway.toml") >= 4
        html = unsafe_html(content)
        assert not re.search(r"<(?:script|img|h\d [^>]*on)", html)
        assert "](https://github.com/ana-lind)" in content


OWN = "https://goals.lumen-lang.example/"


def shown(root: Path, *reports: Report) -> list[Any]:
    """The chapters that a page gets for some reports."""
    program = load(root, Options(offline=True)).program
    pages = {"2026/README.md": "(((REPORTS)))", "blog-post-2026-01.md": ""}
    items: list[Any] = [
        {
            "Chapter": {
                "name": "Overview",
                "content": content,
                "number": [1],
                "sub_items": [],
                "path": path,
                "source_path": path,
                "parent_names": [],
            }
        }
        for path, content in pages.items()
    ]
    request = Request(root, "src", "0.5.4", {"items": items})
    preprocess(request, program, {}, {("2026", None): reports})
    return [item["Chapter"] for item in items[0]["Chapter"]["sub_items"]]


def test_what_the_book_holds_is_not_added_again(lumen: Path) -> None:
    new = Report("New", "new.md", "# New")
    again = Report("Again", "blog-post-2026-01.md", "# Again")
    assert [one["name"] for one in shown(lumen, again, new, new)] == ["New"]


def test_reports_may_have_others_below(lumen: Path) -> None:
    inner = Report("Inner", "a/b.md", "# Inner")
    (outer,) = shown(lumen, Report("Outer", "a/index.md", "# Outer", (inner,)))
    (below_it,) = (item["Chapter"] for item in outer["sub_items"])
    assert (outer["number"], below_it["number"]) == ([1, 1], [1, 1, 1])
    assert below_it["parent_names"] == ["Overview", "Outer"]


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        (f"[a]({OWN}2026/index.html#x)", "[a](../2026/index.html#x)"),
        (f"[a]({OWN}2026/none.html)", f"[a]({OWN}2026/none.html)"),
        (f"`{OWN}2026/index.html` <{OWN}2026/index.html>\n",) * 2,
        ("## [A `b`](x)\n", "## A `b` [↗](x)\n"),
        ('## <a id="c"></a>[A](x)\n', '## <a id="c"></a>A [↗](x)\n'),
        ("## A [b](x) c\n",) * 2,
        (
            "<details>\n\n#### A [b](x) #\ntext\n\n</details>\n",
            "<details>\n\n**A [b](x)**\n\ntext\n\n</details>\n",
        ),
        (
            "<details>\n\n> - #### A **b**\n>   text\n\n</details>\n",
            "<details>\n\n> - **A b**\n>   \n>   text\n\n</details>\n",
        ),
        ("`{{#include x}}` {{ #y z}} {{z}}", "`{\\{#include x}}` {\\{ #y z}} {{z}}"),
    ],
)
def test_a_report_as_a_chapter(lumen: Path, markdown: str, expected: str) -> None:
    (chapter,) = shown(lumen, Report("R", "r/r.md", markdown))
    assert chapter["content"] == expected


def test_a_page_leads_to_its_reports(lumen: Path) -> None:
    program = load(lumen, Options(offline=True, today=date(2026, 5, 15))).program
    reports: dict[Asked, tuple[Report, ...]] = {
        ("2026", None): (Report("May", "may.md", ""), Report("Lang", "lang/index.md", ""))
    }
    text = render(Shelf(program, {}, reports), OVERVIEW)
    assert "- [May](../may.md)\n- [Lang](../lang/index.md)\n" in text
    assert NO_REPORTS in render(Shelf(program, {}, reports), "src/2025h2/README.md")
    assert NO_REPORTS in render(Shelf(program), OVERVIEW)
