from __future__ import annotations

import csv
import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from headway.documents.values import Level
from headway.pages.shelf import Abroad, Shelf
from headway.planning import champions_html, champions_text
from headway.planning.champions import champions
from headway.text import parse

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from headway.planning.champions import Champions
    from headway.program.model import Program

GOLDEN = ["2025h2", "2026"]
# Champions for teams that nothing is asked of; the existing tool leaves them out.
UNASKED = {"2025h2": {("2025h2/codegen_retags.md", "[lang]"): ("-", "@tmandry")}}
VOID = {"meta"}


def of(program: Program, name: str) -> tuple[Champions, Abroad]:
    period = program.period(name)
    assert period is not None
    return champions(period), Abroad(Shelf(program), period)


def by_file(rows: list[list[str]]) -> dict[str, dict[str, str]]:
    """Cells by the goal's file and the column's name."""
    header, *rest = rows
    found = (dict(zip(header, row, strict=True)) for row in rest)
    return {row.pop("URL").rpartition("/src/")[2]: row for row in found}


@pytest.mark.parametrize("name", GOLDEN)
def test_every_cell_is_the_existing_tools(rust: Program, corpus: Path, name: str) -> None:
    found, place = of(rust, name)
    text = champions_text.to_csv(found, place)
    ours = by_file(list(csv.reader(text.splitlines())))
    # The existing tool escapes quotes with backslashes, which RFC 4180 does not know.
    with (corpus / f"golden/champions-{name}.csv").open(newline="") as file:
        theirs = by_file(list(csv.reader(file, escapechar="\\", doublequote=False)))
    assert ours.keys() == theirs.keys()
    differing = {
        (goal, column): (cell, ours[goal][column])
        for goal, cells in theirs.items()
        for column, cell in cells.items()
        if ours[goal][column] != cell
    }
    assert differing == UNASKED.get(name, {})
    assert [len(cells) for cells in ours.values()] == [len(cells) for cells in theirs.values()]


@pytest.mark.parametrize("name", GOLDEN)
def test_csv_is_rfc_4180(rust: Program, name: str) -> None:
    found, place = of(rust, name)
    for text in (champions_text.to_csv(found, place), champions_text.loads_to_csv(found)):
        assert text.count("\r\n") == text.count("\n")
        assert len({len(row) for row in csv.reader(text.splitlines(), strict=True)}) == 1


def test_loads_of_the_real_program(rust: Program) -> None:
    loads = {load.person: load for load in of(rust, "2026")[0].loads}
    assert len(loads) == 40
    assert {who: loads[who].goals for who in ("@tmandry", "@oli-obk", "@jackh726")} == {
        "@tmandry": 9,
        "@oli-obk": 9,
        "@jackh726": 8,
    }


def test_loads_of_the_example(run: Callable[..., Result], lumen: Path) -> None:
    found = json.loads(run("champions", lumen, "--json").stdout)
    carried = {one.pop("champion"): one for one in found["champions"]}
    assert carried["@bo-okafor"] == {
        "goals": 2,
        "large": 1,
        "medium": 1,
        "small": 0,
        "no_level": 0,
        "shares": [
            {"goal": "incremental-check", "team": "compiler", "level": "Large"},
            {"goal": "region-memory", "team": "compiler", "level": "Medium"},
        ],
    }


def test_one_person_in_several_spellings_and_rows(run: Callable[..., Result], lumen: Path) -> None:
    goal = lumen / "src/2026/glow-watch.md"
    text = goal.read_text().replace("@ines-carvalho ", "@BO-Okafor, @ines-carvalho ")
    goal.write_text(text)
    found = json.loads(run("champions", lumen, "--json").stdout)
    carried = {one["champion"].lower(): one["goals"] for one in found["champions"]}
    assert (carried["@bo-okafor"], carried["@ines-carvalho"]) == (3, 2)


def test_a_champion_in_name_only_carries_nothing(rust: Program) -> None:
    (line,) = [line for line in of(rust, "2026")[0].lines if line.goal.id == "const-traits"]
    cell = line.cells["lang"]
    assert not cell.unchampioned
    nobody = cell._replace(champion=None)
    assert nobody.unchampioned
    assert nobody.wanting
    assert not nobody._replace(level=Level.SMALL).wanting
    assert not nobody._replace(asked=False).unchampioned


@pytest.mark.parametrize("form", ["table", "markdown", "csv", "html", "json"])
def test_the_example_in_every_form(
    run: Callable[..., Result],
    kept: Callable[[str, str], None],
    lumen: Path,
    form: str,
) -> None:
    result = run("champions", lumen, "--format", form)
    assert (result.exit_code, result.stderr) == (0, "")
    kept(f"champions.{form}", result.stdout_bytes.decode())


def test_markdown_is_two_tables(rust: Program) -> None:
    found, place = of(rust, "2026")
    tree = parse(champions_text.to_markdown(found, place).encode())
    matrix, loads = tree.tables
    assert (len(matrix.rows), len(loads.rows)) == (len(found.lines), len(found.loads))
    assert not tree.undefined_references


def test_a_file_and_the_loads_alone(run: Callable[..., Result], lumen: Path) -> None:
    file = lumen / "load.csv"
    result = run("champions", lumen, "--format", "csv", "--load", "-o", file)
    assert (result.exit_code, result.stdout) == (0, "")
    assert file.read_bytes().startswith(b"Champion,Goals,Large,Medium,Small,No level,Teams\r\n")


@pytest.mark.parametrize(
    ("args", "words"),
    [(("--load",), "--load goes with"), (("--period", "2025h3"), "did you mean `2025h2`?")],
)
def test_wrong_use(
    run: Callable[..., Result], lumen: Path, args: tuple[str, ...], words: str
) -> None:
    result = run("champions", lumen, *args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


class Page(HTMLParser):
    """Checks that tags nest, and keeps what the tests ask for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_the_page_is_whole_and_stands_alone(rust: Program) -> None:
    found, place = of(rust, "2026")
    text = champions_html.page(found, place)
    page = Page(text)
    tags = [tag for tag, _ in page.tags]
    assert not {"script", "img", "link", "iframe"} & set(tags)
    assert "url(" not in text
    assert "@import" not in text
    assert tags.count("tr") == len(found.lines) + len(found.loads) + 2
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in page.tags:
        for name in ("aria-labelledby", "aria-describedby"):
            assert attributes.get(name) is None or attributes[name] in ids
    assert all("scope" in attributes for tag, attributes in page.tags if tag == "th")


def test_what_documents_say_is_text_in_the_page(run: Callable[..., Result], lumen: Path) -> None:
    goal = lumen / "src/2026/glow-watch.md"
    body = goal.read_text().replace("# Glow watch", "# <script>alert(1)</script> & `<b>`", 1)
    goal.write_text(body.replace("@ines-carvalho", '"><b>', 1))
    page = Page(run("champions", lumen, "--format", "html").stdout)
    assert "script" not in [tag for tag, _ in page.tags]
    assert any("<script>alert(1)</script> & " in text for text in page.texts)
    assert "<b>" in page.texts


def test_colours_have_contrast_in_both_schemes() -> None:
    schemes = re.findall(r":root \{(.*?)\}", champions_html.STYLE, re.DOTALL)
    assert len(schemes) == 2
    for scheme in schemes:
        colours = dict(re.findall(r"--(\w+): (#\w{6})", scheme))
        for ink in ("text", "soft", "link", "alert"):
            for paper in ("page", "head"):
                assert contrast(colours[ink], colours[paper]) >= 4.5, (ink, paper)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 defines it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
