"""The book of the real goals repository, against what the existing preprocessor made of it.

Each difference must be one that docs/book-differences.md describes; each of those must be met.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from headway.pages.reports import NO_REPORTS
from headway.program.load import Options, load
from headway.program.model import is_period
from headway.publishing import book
from headway.publishing.preprocess import preprocess

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

DESCRIBED = Path(__file__).resolve().parents[4] / "docs/book-differences.md"
MORE_PAGES = "Goals that were not accepted have pages"
MARKDOWN = MarkdownIt().enable(["table", "strikethrough"])
Chapter = dict[str, Any]


class Compared(NamedTuple):
    """Both books by the paths of their chapters, with the chapters that mdBook sent."""

    sent: dict[str, Chapter]
    golden: dict[str, Chapter]
    ours: dict[str, Chapter]


@pytest.fixture(scope="module")
def compared(corpus: Path, send: Callable[[Path], list[Any]]) -> Compared:
    root = corpus / "rust-goals"
    request = book.read(json.dumps(send(root)).encode())
    sent = {chapter["path"]: dict(chapter) for chapter in request.chapters()}
    preprocess(request, load(root, Options(team_data=corpus / "team", offline=True)).program)
    with gzip.open(corpus / "golden/book.json.gz", "rt", encoding="utf-8") as file:
        golden = [
            chapter for chapter in json.load(file) if "Reports" not in chapter["parent_names"]
        ]
    return Compared(
        sent,
        {chapter["path"]: chapter for chapter in golden},
        {chapter["path"]: chapter for chapter in request.chapters()},
    )


# --- the chapters ---------------------------------------------------------------------------------


def test_the_chapters_are_the_same_and_goals_not_accepted_have_some(compared: Compared) -> None:
    new = [path for path in compared.ours if path not in compared.golden]
    assert [path for path in compared.ours if path not in new] == list(compared.golden)
    parents = [compared.ours[path]["parent_names"][-1] for path in new]
    assert Counter(parents) == {"Goals not accepted": 8, "Frequently asked questions": 1}


def test_chapters_have_the_same_names_numbers_and_parents(compared: Compared) -> None:
    for path, golden in compared.golden.items():
        ours = compared.ours[path]
        assert ours["number"] == golden["number"], path
        assert ours["source_path"] == golden["source_path"], path
        # mdBook itself leaves the marks of code out of the names that SUMMARY.md gives.
        plain = path in compared.sent
        assert ours["name"] == (unmarked(golden["name"]) if plain else golden["name"]), path
        assert ours["parent_names"] == [*map(unmarked, golden["parent_names"])], path


def unmarked(name: str) -> str:
    return name.replace("`", "")


# --- what stands on the pages ---------------------------------------------------------------------


class Table(NamedTuple):
    """A table: its rows as HTML, each with its notes, its repeated cells and its group."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Difference(NamedTuple):
    """A block or row of a page as each book has it; None in a book without it."""

    path: str
    source: str
    header: tuple[str, ...]
    golden: str | None
    ours: str | None


def blocks(markdown: str) -> list[str | Table]:
    """A page's blocks as HTML."""
    env: dict[str, object] = {}
    found: list[str | Table] = []
    for node in SyntaxTreeNode(MARKDOWN.parse(markdown, env)).children:
        if node.type == "table":
            found.append(table(node))
            continue
        html = MARKDOWN.renderer.render(node.to_tokens(), MARKDOWN.options, env).strip()
        note = re.fullmatch(r"<p>(\*\d+): (.*)</p>", html, re.DOTALL)
        if note and found and isinstance(found[-1], Table):
            found[-1] = noted(found[-1], note[1], note[2])
        else:
            found.append(html)
    return [repeated(block) if isinstance(block, Table) else block for block in found]


def table(node: SyntaxTreeNode) -> Table:
    """A table without its column Progress, which is not compared."""
    rows = [
        tuple(
            MARKDOWN.renderer.render(cell.children[0].to_tokens(), MARKDOWN.options, {})
            for cell in row.children
        )
        for part in node.children
        for row in part.children
    ]
    kept = [n for n, title in enumerate(rows[0]) if title != "Progress"]
    header, *others = (tuple(row[n] for n in kept) for row in rows)
    return Table(header, tuple(others))


def noted(table: Table, mark: str, text: str) -> Table:
    """A table with a note in place of its mark."""
    pattern = re.compile(rf"(?<!\S){re.escape(mark)}(?!\S)")
    rows = [tuple(pattern.sub(lambda _: text, cell) for cell in row) for row in table.rows]
    return Table(table.header, tuple(rows))


def repeated(table: Table) -> Table:
    """A table with cells that are left empty since the row above says it, and group names."""
    last: tuple[str, ...] = ("",) * len(table.header)
    group = ""
    rows = []
    for row in table.rows:
        empty = next((n for n, cell in enumerate(row) if cell), 0)
        last = (*last[:empty], *row[empty:])
        group = row[1] if row[0] == "-" else group
        rows.append((*last, group) if group else last)
    return Table(table.header, tuple(rows))


def differences(path: str, source: str, golden: str, ours: str) -> Iterator[Difference]:
    """Where two renderings of a page differ: blocks in order, the rows of tables as sets."""
    a, b = blocks(golden), blocks(ours)
    matched = SequenceMatcher(None, [*map(key, a)], [*map(key, b)], autojunk=False)
    for _, start, end, own_start, own_end in matched.get_opcodes():
        theirs, own = a[start:end], b[own_start:own_end]
        pairs: list[tuple[str | Table | None, str | Table | None]] = (
            [*zip(theirs, own, strict=True)]
            if len(theirs) == len(own)
            else [*((block, None) for block in theirs), *((None, block) for block in own)]
        )
        for x, y in pairs:
            if isinstance(x, Table) and isinstance(y, Table):
                yield from (Difference(path, source, x.header, *rows) for rows in row_pairs(x, y))
            elif x != y:
                yield Difference(path, source, (), x and str(x), y and str(y))


def key(block: str | Table) -> str | tuple[str, ...]:
    return block.header if isinstance(block, Table) else block


def row_pairs(golden: Table, ours: Table) -> Iterator[tuple[str | None, str | None]]:
    """Rows that only one of two tables has, each beside the row that is most like it."""
    gone = [*(Counter(golden.rows) - Counter(ours.rows)).elements()]
    new = [*(Counter(ours.rows) - Counter(golden.rows)).elements()]
    for row in gone:
        twin = max(new, key=lambda other: same_cells(row, other), default=())
        if same_cells(row, twin):
            new.remove(twin)
            yield " | ".join(row), " | ".join(twin)
        else:
            yield " | ".join(row), None
    yield from ((None, " | ".join(row)) for row in new)
    if not gone and not new and golden.rows != ours.rows:
        yield "\n".join(map(" | ".join, golden.rows)), "\n".join(map(" | ".join, ours.rows))


def same_cells(row: tuple[str, ...], other: tuple[str, ...]) -> int:
    return sum(x == y for x, y in zip(row, other, strict=False))


# --- what each kind of difference explains --------------------------------------------------------

PERSON = r'<a href="https://github.com/([\w-]+)">[^<]*</a>'
LINK = r'<a href="([^"]*)">((?:[^<]|<code>[^<]*</code>)*)</a>'

EXPLAINED: dict[str, Callable[[Difference], Difference]] = {}


def explains(title: str) -> Callable[[Callable[[Difference], Difference]], None]:
    """Register a function that takes out of a difference what one kind of it explains."""
    return lambda function: EXPLAINED.update({title: function})


def in_golden(pattern: str, replacement: str, difference: Difference) -> Difference:
    golden = difference.golden and re.sub(pattern, replacement, difference.golden)
    return difference._replace(golden=golden)


def alike(difference: Difference) -> Difference:
    return difference._replace(golden=difference.ours)


@explains("Names stay as they are in addresses, code and the texts of links")
def _names(found: Difference) -> Difference:
    found = in_golden(rf'(https?://[^\s<"]*/){PERSON}', r"\1@\2", found)
    found = in_golden(rf"(\[[^]<]*){PERSON}([^]<]*\]\()", r"\1@\2\3", found)
    found = in_golden(rf"\[{PERSON}\](?!\()", r'<a href="https://github.com/\1">@\1</a>', found)
    found = in_golden(r"\[([^][]+)\]\((https?://[^\s()]+)\)", r'<a href="\2">\1</a>', found)
    if found.golden and found.golden.startswith("<pre>"):
        pattern = re.sub(r"\\\[\w+\\\]\\\[\\\]", r"@[\\w-]+", re.escape(found.golden))
        return alike(found) if re.fullmatch(pattern, found.ours or "") else found
    return found


@explains("Numbers in the texts of links stay as they are")
def _numbers(found: Difference) -> Difference:
    found = in_golden(
        r'<a href="[^"]*">([^<]*#\d+)</a>\((https?://[^)]*)\)', r'<a href="\2">\1</a>', found
    )
    return in_golden(
        r'<a href="[^"]*">(#\d+)</a><a href="([^"]*)">[^<]*</a>', r'<a href="\2">\1</a>', found
    )


@explains("Definitions of references stay definitions")
def _definitions(found: Difference) -> Difference:
    label = rf"(?:\[(?:[^]<]|{PERSON}|<code>[^<]*</code>)+\]|{LINK})"
    if found.golden and found.ours is None:
        definition = rf"<p>{label}: \S+(?:\n{label}: \S+)*</p>"
        return found._replace(golden=None) if re.fullmatch(definition, found.golden) else found
    for url, text in re.findall(LINK, found.ours or ""):
        if f"]: {url}" in found.source:
            found = in_golden(
                rf"\[{re.escape(text)}\](?:\[[\w-]+\])?", f'<a href="{url}">{text}</a>', found
            )
    return found


@explains("A text from another page keeps its references")
def _quoted(found: Difference) -> Difference:
    for url, text in re.findall(LINK, found.ours or ""):
        if url.endswith(f"/{text.rpartition('#')[2]}"):
            found = in_golden(rf"\[{re.escape(text)}\]", f'<a href="{url}">{text}</a>', found)
    return in_golden(r" \[\^[\w-]+\]", "", found)


@explains("Each login is a link to itself")
def _logins(found: Difference) -> Difference:
    golden, ours = (re.findall(PERSON, text or "") for text in found[-2:])
    if golden == ours or [*map(str.lower, golden)] != [*map(str.lower, ours)]:
        return found
    for login in (*golden, *ours):
        found = in_golden(f'github.com/{login}"', f'github.com/{login.lower()}"', found)
    lower = re.sub(
        PERSON, lambda match: match[0].replace(match[1], match[1].lower(), 1), found.ours or ""
    )
    return found._replace(ours=lower)


@explains("Links to subgoals lead to their headings")
def _anchors(found: Difference) -> Difference:
    for target in re.findall(r'<a href="([\w-]+\.md#[^"]+)">', found.ours or ""):
        file = target.partition("#")[0]
        if "funding" not in target:
            found = in_golden(rf'"{re.escape(file)}#[^"]+"', f'"{target}"', found)
    return found


@explains("One spelling of the badge")
def _badge(found: Difference) -> Difference:
    return in_golden('alt="Help Wanted"', 'alt="Help wanted"', found)


@explains("Owners one by one")
def _owners(found: Difference) -> Difference:
    row = (found.golden or "").startswith("Task owners | ")
    if not row and found.header[-1:] != ("Task Owners and Champions",):
        return found
    (people, words), (ours, kept) = (_who(text or "") for text in found[-2:])
    contact = _who((found.golden or "").split(" | ")[1])[0] if not row else set()
    told = people - contact <= ours and words - {"and", "&amp;", "+", "or", "="} <= kept
    return alike(found) if told else found


def _who(text: str) -> tuple[set[str], set[str]]:
    """The people and teams that a cell links to, and its other words."""
    links = {url.lower() for url, _ in re.findall(LINK, text)}
    rest = re.sub(rf"{LINK}|</?(?:em|s)>|[][()]", " ", text)
    return links, set(re.findall(r"<[^>]*>|[^\s,<]+", rest))


@explains("Tasks count under any heading")
def _tasks(found: Difference) -> Difference:
    if found.golden == "Task owners | (none)" and "| Owner" in found.source:
        return alike(found)
    return found


@explains("No sentence ends in an abbreviation")
def _sentences(found: Difference) -> Difference:
    golden, ours = found.golden or "", found.ours or ""
    cut = re.search(r"\b(?:i\.e|e\.g|etc)\.\Z", golden) and ours.startswith(golden)
    return alike(found) if cut else found


@explains("What is no table to Markdown is none")
def _no_table(found: Difference) -> Difference:
    glued = re.search(r"(?m)^[^|\n]+\n\| Task ", found.source)
    return alike(found) if glued and (found.ours or "").endswith(" | (none)") else found


@explains("Samples keep their directives")
def _samples(found: Difference) -> Difference:
    outside = not is_period(found.path.partition("/")[0])
    kept = re.findall(r"\(\(\([^()]*\)\)\)", found.ours or "")
    if outside and kept and all(directive in found.source for directive in kept):
        return alike(found)
    return alike(found) if outside and "Table(" in (found.golden or "") else found


@explains("Reports come from a store")
def _reports(found: Difference) -> Difference:
    if "(((REPORTS" not in found.source:
        return found
    note = NO_REPORTS.strip("*") in (found.ours or "")
    return found._replace(golden=None, ours=None if note else found.ours)


@explains("Rows are in order")
def _order(found: Difference) -> Difference:
    golden, ours = (sorted((text or "").split("\n")) for text in found[-2:])
    return alike(found) if golden == ours else found


# --- the comparison -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def explained(compared: Compared) -> tuple[list[Difference], set[str]]:
    """What no kind of difference explains, and the kinds that were met."""
    left, used = [], set()
    for path, golden in compared.golden.items():
        ours = compared.ours[path]
        source = compared.sent.get(path, ours)["content"]
        for difference in differences(path, source, golden["content"], ours["content"]):
            rest = difference
            for title, explain in EXPLAINED.items():
                before, rest = rest, explain(rest)
                if rest != before:
                    used.add(title)
            if rest.golden != rest.ours:
                left.append(rest)
    return left, used


def test_every_difference_is_described(explained: tuple[list[Difference], set[str]]) -> None:
    left, _ = explained
    assert [(found.path, found.golden, found.ours) for found in left] == []


def test_every_description_is_met(explained: tuple[list[Difference], set[str]]) -> None:
    _, used = explained
    assert used == EXPLAINED.keys()


def test_the_page_on_differences_describes_these() -> None:
    _, _, here = DESCRIBED.read_text("utf-8").partition("\n## In the Rust project's book\n")
    titles = re.findall(r"(?m)^### (.*)$", here.partition("\n## ")[0])
    assert titles == [MORE_PAGES, *EXPLAINED]
