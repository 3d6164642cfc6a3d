"""Books built with the real mdBook, and the pages that it made."""

from __future__ import annotations

import json
import os
import posixpath
import re
import shutil
import subprocess
import sys
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from click.testing import CliRunner

from headway.cli import main
from headway.program.load import Loaded, Options, load
from headway.program.model import is_period

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from headway.program.model import Program

BESIDE_CHAPTERS = {"print.html", "404.html", "toc.html"}
# Known of the Rust project's sources: a redirect to a page by a wrong address, and a link to a
# heading that is named otherwise, on a page with directives that make headings.
KNOWN_DEAD = {
    ("about/provisional_goals.html", "about/invited_goals.html"),
    ("2025h2/index.html", "#flexible-faster-rust-compilation"),
}

HARMFUL = """\
A harmful comment that tells how the packs are doing, on track as ever.

# Look {onclick=alert(1)}

{{#include ../headway.toml}} and {{ #include ../headway.toml }}

`{{#include ../headway.toml}}`

<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1))
"""


class Html(HTMLParser):
    """What a page of the book holds, as far as these tests look."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.tables: list[list[list[str]]] = []
        self.words: list[str] = []
        self._in_cell = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.add(given["id"] or "")
        if tag == "a" and given.get("href"):
            self.links.append(given["href"] or "")
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"td", "th"}:
            self.tables[-1][-1].append("")
            self._in_cell = True
        elif tag == "img" and self._in_cell:
            self.handle_data(given.get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._in_cell:
            self.tables[-1][-1][-1] += data


class Book:
    """A book that mdBook built, by the paths of its pages."""

    def __init__(self, root: Path, html: Path, said: str) -> None:
        self.root = root
        self.html = html
        self.said = said

    @cached_property
    def pages(self) -> dict[str, Html]:
        return {
            path.relative_to(self.html).as_posix(): Html(path.read_text("utf-8"))
            for path in sorted(self.html.rglob("*.html"))
        }

    def table(self, page: str, header: list[str]) -> list[list[str]]:
        """The rows below a header."""
        return next(rows[1:] for rows in self.pages[page].tables if rows[0] == header)

    def chapters(self) -> list[str]:
        """The pages that the table of contents lists."""
        return [link for link in self.pages["toc.html"].links if not link.startswith("#")]

    def dead_links(self) -> Iterator[tuple[str, str]]:
        """The links within the book that lead nowhere, each with its page."""
        for page, html in self.pages.items():
            if page not in BESIDE_CHAPTERS:
                yield from ((page, link) for link in html.links if not self._leads(page, link))

    def _leads(self, page: str, link: str) -> bool:
        url = urlsplit(link)
        if url.scheme or url.netloc:
            return True
        path = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(url.path)))
        target = path if url.path else page
        if (self.html / target).is_dir():
            target = posixpath.normpath(f"{target}/index.html")
        if not url.fragment or target not in self.pages:
            return (self.html / target).exists()
        return unquote(url.fragment) in self.pages[target].ids


@pytest.fixture(scope="module")
def mdbook(needs: Callable[[str | Path, str], Path]) -> Path:
    program = needs("mdbook", "the real mdBook builds the books; .ci/run installs it")
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    if not said.stdout.startswith("mdbook v0.5."):
        pytest.fail(f"{program} is {said.stdout.strip()}; these tests are of 0.5", pytrace=False)
    return program


def build(mdbook: Path, root: Path, html: str, **variables: str) -> Book:
    """Build a book with the Headway of this environment."""
    beside = Path(sys.executable).parent
    env = {**os.environ, "PATH": f"{beside}:{os.environ['PATH']}", **variables}
    said = subprocess.run(
        [mdbook, "build", root], capture_output=True, text=True, check=False, env=env
    )
    assert said.returncode == 0, said.stderr
    return Book(root, root / html, said.stderr)


@pytest.fixture(scope="module")
def lumen(mdbook: Path, examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Book:
    root = shutil.copytree(examples / "lumen", tmp_path_factory.mktemp("book") / "lumen")
    return build(mdbook, root, "book")


@pytest.fixture(scope="module")
def rust(mdbook: Path, corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The Rust project's book; what is not in the corpus, two scripts, is taken out."""
    root = shutil.copytree(corpus / "rust-goals", tmp_path_factory.mktemp("book") / "rust")
    settings = (root / "book.toml").read_text("utf-8")
    for old, new in (
        ('command = "cargo run -p mdbook-goals --"', 'command = "headway mdbook"'),
        ("[preprocessor.mermaid]\n", ""),
        ('additional-js = ["mermaid.min.js", "mermaid-init.js"]\n', ""),
    ):
        assert settings.count(old) == 1
        settings = settings.replace(old, new)
    (root / "book.toml").write_text(settings, "utf-8")
    return build(mdbook, root, "book/html", HEADWAY_TEAM_DATA=str(corpus / "team"))


@pytest.fixture(scope="module")
def reported(mdbook: Path, examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The example with a store, and in that a comment that would do harm."""
    root = shutil.copytree(examples / "lumen", tmp_path_factory.mktemp("book") / "lumen")
    comments = json.loads((root / "activity/comments.json").read_text("utf-8"))
    template = next(one for one in comments if one["issue_url"].endswith("/issues/32"))
    at = "2026-05-10T10:00:00Z"
    more = {**template, "id": 98, "body": HARMFUL, "created_at": at, "updated_at": at}
    (root / "activity/comments.json").write_text(json.dumps([*comments, more]), "utf-8")
    args = ["import", "github", str(root / "activity"), str(root), "--offline"]
    assert CliRunner().invoke(main, args).exit_code == 0
    return build(mdbook, root, "book", HEADWAY_TODAY="2026-05-15")


def test_the_example_has_a_chapter_for_each_page(lumen: Book) -> None:
    program = load(lumen.root, Options(offline=True)).program
    pages = [page.file for page in program.pages if page.file in program.files]
    files = {file.removeprefix("src/") for file in pages} - {"SUMMARY.md"}
    assert set(lumen.chapters()) == set(map(address, files))


def test_the_example_shows_its_tables(lumen: Book) -> None:
    asks = lumen.table("2026/goals.html", ["Goal", "PoC", "Team", "Champion"])
    assert asks[:3] == [
        ["Board packs", "Yuki Tanabe", "embedded", "Ravi Deshmukh"],
        ["", "", "registry", "Kit Halloran"],
        ["", "", "docs", "n/a"],
    ]
    roadmap = lumen.table("2026/roadmap-fast-feedback.html", ["Goal", "Timespan", "What and why"])
    assert [row[0] for row in roadmap] == [
        "Check in a blink",
        "Glow watch, a build that stays awake",
        "Simulated boards on your desk",
        "Tests that know what they touch",
    ]
    contacts = lumen.pages["2026/funding.html"].tables[-1]
    assert ["-", "Goals channel", "–", "–", "–"] in contacts  # noqa: RUF001  # mdBook's dashes
    metadata = lumen.table("2026/board-packs.html", ["Metadata", ""])
    assert metadata[-2:] == [
        ["Teams", "docs, embedded, registry"],
        ["Task owners", "Kit Halloran, Pell Grady, Ravi Deshmukh, Yuki Tanabe"],
    ]


@pytest.mark.parametrize("name", ["lumen", "rust"])
def test_no_directive_is_left_in_a_period(name: str, request: pytest.FixtureRequest) -> None:
    book: Book = request.getfixturevalue(name)
    for page, html in book.pages.items():
        if is_period(page.partition("/")[0]):
            assert not [words for words in html.words if "(((" in words], page
    assert "headway mdbook" not in book.said


def test_the_example_has_no_dead_link(lumen: Book) -> None:
    assert list(lumen.dead_links()) == []


def test_the_example_has_reports(reported: Book, lumen: Book) -> None:
    added = set(reported.chapters()) - set(lumen.chapters())
    assert {"blog-post-2026-05.html", "blog-post-2025-12.html"} <= added
    assert {"lang/index.html", "lang/recent-updates.html"} <= added
    post = reported.pages["blog-post-2026-05.html"]
    assert "goal-board-packs" in post.ids
    assert [row[0] for row in post.tables[0] if row[0] == "Board packs"] == ["Board packs"]
    assert list(reported.dead_links()) == []
    assert "left out" not in reported.said


def test_no_comment_does_anything_in_a_book(reported: Book) -> None:
    for page in ("blog-post-2026-05.html", "registry/recent-updates.html"):
        html = reported.pages[page]
        words = "".join(html.words)
        assert "harmful" in words
        assert "application-areas" not in words  # of headway.toml
        assert words.count("{{#include ../headway.toml}}") == 1
        text = (reported.html / page).read_text("utf-8")
        assert "onclick" not in re.sub(r"\{onclick[^}]*\}", "", text)
        assert "alert(1)" not in "".join(re.findall(r"<[^>]*>", text))


def test_the_real_book_has_every_goal_and_roadmap(rust: Book) -> None:
    program = load(rust.root, Options(offline=True)).program
    chapters = set(rust.chapters())
    for period in program.periods:
        files = [*(goal.file for goal in period.goals), *(road.file for road in period.roadmaps)]
        assert {*map(address, files)} <= chapters


def test_the_real_book_shows_its_tables(rust: Book) -> None:
    champions = rust.table("2026/goals.html", ["Champion", "#", "Goal"])
    assert len(champions) > 90
    goals = rust.table("2025h1/index.html", ["Goal", "Point of contact", "Progress"])
    assert ["Rust for Linux" in row[0] for row in goals].count(True) == 1


def test_the_real_book_has_only_the_dead_links_of_its_sources(rust: Book, corpus: Path) -> None:
    loaded = load(rust.root, Options(team_data=corpus / "team", offline=True))
    told = set(told_dead(loaded))
    dead = {
        (page, link)
        for page, link in rust.dead_links()
        if not excused(page, link, loaded.program) and (page, link) not in KNOWN_DEAD
    }
    assert dead <= told
    assert len(told) >= 10


def told_dead(loaded: Loaded) -> Iterator[tuple[str, str]]:
    """The links that a check tells to be dead, as the book's pages have them."""
    for found in loaded.report.diagnostics:
        if found.code in {"LINK001", "LINK002"}:
            for link in loaded.program.pages_by_file[found.file].links:
                if link.span.start <= found.span.start < link.span.end:
                    yield address(found.file), link.destination.replace(".md", ".html")


def excused(page: str, link: str, program: Program) -> bool:
    """Whether a link is dead for what its source or mdBook is, and not for what Headway did.

    mdBook calls the page of README.md `index.html`, and does not follow that in links. Samples of
    pages link as the pages will. A page outside the table of contents is none in the book.
    """
    folder = posixpath.dirname(page)
    file = "src/" + posixpath.normpath(posixpath.join(folder, link)).replace(".html", ".md")
    sample = page.startswith("admin/samples/")
    absent = file in program.pages_by_file
    return link.endswith("README.html") or sample or absent


def address(file: str) -> str:
    """The address of a file's page in the book."""
    return file.removeprefix("src/").replace("README.md", "index.md").replace(".md", ".html")
