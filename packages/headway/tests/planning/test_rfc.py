from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from headway.documents.values import Level
from headway.pages.shelf import Abroad, Shelf
from headway.planning.outline import clipped, counted, outline, to_markdown
from headway.planning.rfc import Rfc, rfc
from headway.program.load import Options, load
from headway.program.model import slug
from headway.text import Source, parse

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from headway.program.model import Program

BOOK = "https://rust-lang.github.io/goals/"
OVERVIEW = """\
Lead-in.

# Motivation

Read [the goals](./goals.md#motivation), [this][part] and `[code](./x.md)`.

```
# no heading
- [Goals](./goals.md)
```

## Reference
- [Goals](./goals.md)
- [Absent](./absent.md)

Next: - [Goals](./goals.md)

[part]: #reference
[site]: https://lumen.example/a.md "Title"
"""
CHAPTER = """\
Before the title, [up](../README.md).

The title
=========

See [the site][site], [other][part], [far](https://lumen.example/goals.md#x), [here](#below).

Below
-----

```
# in code
[part]: ./code.md
```

###### Deep

![picture](./a%20b.png) [<spaced>](<./a b.md>)

[site]: https://lumen.example/b.md
[part]: ./glow-watch.md
"""


def of(program: Program, name: str) -> Rfc:
    period = program.period(name)
    assert period is not None
    return rfc(program, period)


def headings(text: str) -> list[tuple[int, str]]:
    return [(heading.level, heading.plain) for heading in parse(text.encode()).headings]


@pytest.fixture
def slate(run: Callable[..., Result], lumen: Path) -> Callable[[str, str], Result]:
    """The RFC of the example with another overview and list of goals."""

    def make(overview: str, chapter: str) -> Result:
        (lumen / "src/2026/README.md").write_text(overview)
        (lumen / "src/2026/goals.md").write_text(chapter)
        return run("rfc", "2026", lumen)

    return make


# --- the real slates ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["2025h1", "2025h2", "2026"])
def test_every_chapter_that_the_overview_lists_is_in_it(rust: Program, name: str) -> None:
    found = of(rust, name)
    listed = re.findall(
        r"(?m)^- \[[^\]]*\]\(\./(\S+\.md)\)$",
        rust.sources[f"src/{name}/README.md"].data.decode(),
    )
    assert list(found.chapters) == [f"src/{name}/{file}" for file in listed]
    assert found.missing == ()
    text = headings(found.text)
    for file in found.chapters:
        source = parse(rust.sources[file].data)
        title, *below = ((heading.level, heading.plain) for heading in source.headings)
        wanted = [plain for _, plain in below if "(((" not in plain]
        mine = [plain for _, plain in text]
        at = -1
        for plain in wanted:
            at = mine.index(plain, at + 1)
        assert not wanted or title[1] not in mine[mine.index(wanted[0]) : at]


@pytest.mark.parametrize("name", ["2024h2", "2025h1", "2025h2", "2026"])
def test_no_directive_is_left_and_every_link_leads_somewhere(rust: Program, name: str) -> None:
    tree = parse(of(rust, name).text.encode())
    assert tree.directives == ()
    anchors = {slug(heading.plain) for heading in tree.headings}
    found = [*(link.destination for link in tree.links())]
    found += [definition.destination for definition in tree.definitions]
    for destination in found:
        absolute = destination.startswith(("https://", "http://", "mailto:"))
        assert absolute or destination.removeprefix("#") in anchors
    assert "](./" not in tree.source.decode()


def test_links_of_the_real_slate_lead_to_pages_of_the_book(rust: Program) -> None:
    pages = {f"{BOOK}{file.removeprefix('src/').removesuffix('.md')}.html" for file in rust.sources}
    readmes = {page.replace("README.html", "index.html") for page in pages}
    links = parse(of(rust, "2026").text.encode()).links()
    into = {link.destination.partition("#")[0] for link in links}
    into = {url for url in into if url.startswith(BOOK)}
    assert len(into) > 60
    assert into <= pages | readmes


def test_reports_are_left_out(slate: Callable[[str, str], Result]) -> None:
    overview = "# O\n\n(((REPORTS)))\n\nMore.\n\n- [Goals](./goals.md)\n"
    text = slate(overview, "# T\n\nA.\n\n(((REPORTS: 2026-01-01)))\n").stdout
    assert text == "# O\n\nMore.\n\nA.\n\n"


def test_line_ends_are_alike_whatever_the_pages_have(
    run: Callable[..., Result], lumen: Path
) -> None:
    expected = run("rfc", "2026", lumen).stdout_bytes
    for file in (lumen / "src/2026/README.md", lumen / "src/2026/goals.md"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert run("rfc", "2026", lumen).stdout_bytes == expected


def test_the_text_of_the_chapters_is_all_there(rust: Program) -> None:
    found = of(rust, "2026")
    for file in found.chapters:
        source = parse(rust.sources[file].data)
        for span in source.code:
            assert source.slice(span) in found.text


def test_no_label_lost_its_definition(rust: Program) -> None:
    for period in ("2025h1", "2025h2", "2026"):
        tree = parse(of(rust, period).text.encode())
        assert not [d for d in tree.definitions if d.hidden]
        labels = [definition.label for definition in tree.definitions]
        assert labels == sorted(labels)


# --- the rules ------------------------------------------------------------------------------------


def test_a_chapter_comes_under_its_heading(slate: Callable[[str, str], Result]) -> None:
    result = slate(OVERVIEW, CHAPTER)
    assert headings(result.stdout) == [
        (1, "Motivation"),
        (2, "Reference"),
        (3, "Below"),
        (6, "Deep"),
    ]
    assert result.stdout.count("Before the title") == 1
    assert "The title" not in result.stdout
    assert "src/2026/absent.md, which does not exist" in result.stderr
    assert "Next: - [Goals](https://" in result.stdout


def test_code_stays_as_it_is(slate: Callable[[str, str], Result]) -> None:
    text = slate(OVERVIEW, CHAPTER).stdout
    assert "```\n# no heading\n- [Goals](./goals.md)\n```" in text
    assert "```\n# in code\n[part]: ./code.md\n```" in text
    assert "`[code](./x.md)`" in text


def test_links_lead_out_of_the_text_or_within_it(slate: Callable[[str, str], Result]) -> None:
    place = "https://goals.lumen-lang.example"
    tree = parse(slate(OVERVIEW, CHAPTER).stdout.encode())
    links = [
        (tree.slice(link.span).partition("]")[0].lstrip("!["), link.destination)
        for link in tree.links()
    ]
    assert links == [
        ("the goals", f"{place}/2026/goals.html#motivation"),
        ("this", "#reference"),
        ("up", f"{place}/index.html"),
        ("the site", "https://lumen.example/b.md"),
        ("other", f"{place}/2026/glow-watch.html"),
        ("far", "https://lumen.example/goals.md#x"),
        ("here", "#below"),
        ("picture", f"{place}/2026/a%20b.png"),
        ("<spaced>", f"{place}/2026/a b.html"),
        ("Goals", f"{place}/2026/goals.html"),
    ]


def test_levels_follow_the_first_heading_of_the_chapter(
    slate: Callable[[str, str], Result],
) -> None:
    text = slate("### Here\n\n- [G](./goals.md)\n", "## Title\n\n# Higher\n\n### Lower\n").stdout
    assert headings(text) == [(3, "Here"), (2, "Higher"), (4, "Lower")]


def test_what_fills_a_directive_lists_no_chapters(
    slate: Callable[[str, str], Result], lumen: Path
) -> None:
    goal = lumen / "src/2026/glow-watch.md"
    goal.write_text(
        goal.read_text().replace("## Summary\n", "## Summary\n\n- [Goals](./goals.md)\n")
    )
    result = slate("# Top\n\n(((HIGHLIGHT GOALS: Flagship)))\n", "# Goals\n\nThe chapter.\n")
    assert "The chapter." not in result.stdout


WORDS = st.text(st.sampled_from("ab`[]()#*|\\ \n:.-<>"), max_size=40)


@given(WORDS, WORDS)
def test_any_text_can_be_put_in(
    two_pages: Callable[[str, str], Program], one: str, two: str
) -> None:
    program = two_pages(f"# A\n\n- [B](./b.md)\n\n{one}\n", f"# B\n\n{two}\n")
    found = rfc(program, program.periods[0])
    assert found.chapters == ("src/2026/b.md",)


@pytest.fixture(scope="module")
def two_pages(examples: Path) -> Callable[[str, str], Program]:
    """A program of two pages that are in memory only."""
    program = load(examples / "lumen", Options(offline=True)).program
    period = program.periods[-1]

    def make(overview: str, chapter: str) -> Program:
        files = {"src/2026/README.md": overview, "src/2026/b.md": chapter}
        sources = {file: Source(file, text.encode()) for file, text in files.items()}
        return replace(program, periods=(period,), sources={**program.sources, **sources})

    return make


def test_a_period_without_an_overview(run: Callable[..., Result], lumen: Path) -> None:
    (lumen / "src/2026/README.md").unlink()
    result = run("rfc", "2026", lumen)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "src/2026/README.md, which does not exist" in result.stderr


def test_the_example(
    run: Callable[..., Result], kept: Callable[[str, str], None], lumen: Path
) -> None:
    result = run("rfc", "2026", lumen)
    assert (result.exit_code, result.stderr) == (0, "")
    kept("rfc.md", result.stdout)
    found = json.loads(run("rfc", "2026", lumen, "--json").stdout)
    assert found == {
        "version": 1,
        "period": "2026",
        "text": result.stdout,
        "chapters": ["src/2026/goals.md"],
        "missing": [],
    }


# --- the outline ----------------------------------------------------------------------------------


def test_the_outline_is_a_third_of_the_text(rust: Program) -> None:
    period = rust.period("2026")
    assert period is not None
    short = to_markdown(outline(rust, period))
    ratio = len(short.encode()) / len(rfc(rust, period).text.encode())
    assert ratio < 0.35


def test_the_outline_has_every_ask_once(rust: Program) -> None:
    period = rust.period("2026")
    assert period is not None
    found = outline(rust, period)
    pairs = [(section.team, line.id) for section in found.sections for line in section.lines]
    asked = {(str(ask.team), goal.id) for goal in period.listed for ask in goal.asks}
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == asked
    tree = parse(to_markdown(found).encode())
    assert sum(len(table.rows) for table in tree.tables) == len(pairs)
    assert not tree.undefined_references
    assert {link.destination for link in tree.links()} >= {
        Abroad(Shelf(rust), period).to(goal.file) for goal in period.listed if goal.asks
    }


def test_the_outline_of_the_example(
    run: Callable[..., Result], kept: Callable[[str, str], None], lumen: Path
) -> None:
    kept("outline.md", run("rfc", "2026", lumen, "--outline").stdout)
    found = json.loads(run("rfc", "2026", lumen, "--outline", "--json").stdout)
    assert (found["version"], found["period"], found["goals"]) == (1, "2026", 11)
    assert found["teams"][0]["goals"][0] == {
        "id": "incremental-check",
        "title": "Check in a blink",
        "url": "https://goals.lumen-lang.example/2026/incremental-check.html",
        "level": "Large",
        "asked": "Every phase is touched",
        "point_of_contact": "@nadia-elbaz",
        "champion": "@bo-okafor",
        "why": "Check a large program within 300 milliseconds of an edit",
    }


def test_a_missing_champion_is_told_where_one_is_needed(
    run: Callable[..., Result], lumen: Path
) -> None:
    goal = lumen / "src/2026/incremental-check.md"
    goal.write_text(re.sub(r"(?m)^\| \[compiler\] champion.*\n", "", goal.read_text()))
    text = run("rfc", "2026", lumen, "--outline").stdout
    assert text.count("**nobody yet**") == 1
    assert "| @nadia-elbaz | **nobody yet** |" in text


def test_levels_in_words() -> None:
    assert counted([Level.SMALL, Level.LARGE, Level.SMALL, None]) == (
        "1 Large, 2 Small, 1 without a level"
    )


@given(st.text())
def test_a_line_is_short_and_no_code_is_left_open(text: str) -> None:
    short = clipped(text)
    assert len(short) <= 122
    assert "\n" not in short
    if text.count("`") % 2 == 0 and len(" ".join(text.split())) > 122:
        assert short.count("`") % 2 == 0
