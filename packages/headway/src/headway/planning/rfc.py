"""The RFC of a period: its overview with the chapters put in where it lists them.

A line of the overview that is only `- [Text](./chapter.md)` stands for that chapter, without its
title, its headings one level below the one that it comes under. What readers of an RFC cannot
follow becomes an address of the book; definitions of references move to the end. Reports have no
place in it, since it is written before there are any.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from headway.diagnostics import Edit, apply
from headway.errors import NoOverviewError
from headway.pages import markdown
from headway.pages.render import render
from headway.pages.shelf import Abroad, Shelf
from headway.program.model import slug
from headway.text import Heading, Item, LinkStyle, List, Span, inside, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.program.model import Period, Program
    from headway.text import Definition, Link, Tree

VERSION = 1
OVERVIEW = "README.md"
_CHAPTER = re.compile(rb"- \[(?:[^\[\]]|\[[^\[\]]*\])*\]\(\./([^()\s#]+\.md)\)[ \t]*")
_LINE_ENDS = re.compile(rb"(?:[ \t]*\r?\n)+")
_REFERENCES = (LinkStyle.FULL, LinkStyle.COLLAPSED, LinkStyle.SHORTCUT)
_DEEPEST = 6


class Rfc(NamedTuple):
    """The text of an RFC, the files that it holds, and those that it lists but cannot find."""

    period: str
    text: str
    chapters: tuple[str, ...]
    missing: tuple[str, ...]


class _Slot(NamedTuple):
    """The line of the overview where a chapter goes, and the level of the heading above it."""

    span: Span
    file: str
    level: int


class _Page(NamedTuple):
    """A page as the book has it, with where its title ends: 0 for the overview, which keeps it."""

    file: str
    tree: Tree
    title: Heading | None
    shift: int


def rfc(program: Program, period: Period) -> Rfc:
    """The RFC text of a period.

    Raises:
        NoOverviewError: the period has no overview.
    """
    shelf = Shelf(program)
    folder = period.folder
    file = posixpath.join(folder, OVERVIEW)
    if file not in program.sources:
        raise NoOverviewError(period.name, file)
    overview = _Page(file, _rendered(shelf, file), None, 0)
    slots = list(_slots(overview.tree, shelf.tree(file), folder))
    pages = {slot.file: _chapter(shelf, slot) for slot in slots if slot.file in program.sources}
    writer = _Writer(Abroad(shelf, period), [overview, *pages.values()])
    filled = [
        Edit(slot.span, _put(overview.tree, slot, writer.body(pages[slot.file])))
        if slot.file in pages
        else Edit(slot.span, "")
        for slot in slots
    ]
    text = writer.body(overview, filled).strip("\r\n")
    return Rfc(
        period.name,
        "\n".join([text, "", *writer.definitions(), ""]).replace("\r\n", "\n"),
        tuple(pages),
        tuple(slot.file for slot in slots if slot.file not in pages),
    )


def to_json(found: Rfc) -> dict[str, Any]:
    """The RFC as a JSON object."""
    return {"version": VERSION, **found._asdict()}


def _slots(tree: Tree, source: Tree, folder: str) -> Iterator[_Slot]:
    """The lines that stand for chapters: such as the overview itself has, not what fills it."""
    own = {source.slice(span) for span, _ in _chapter_lines(source)}
    for span, path in _chapter_lines(tree):
        if tree.slice(span) in own:
            above = [h.level for h in tree.headings if h.span.start < span.start]
            file = posixpath.normpath(posixpath.join(folder, path))
            yield _Slot(span, file, above[-1] if above else 1)


def _chapter_lines(tree: Tree) -> Iterator[tuple[Span, str]]:
    for block in tree.blocks:
        for item in block.children if isinstance(block, List) else ():
            if isinstance(item, Item):
                line = tree.source[item.span.start : item.span.end].partition(b"\n")[0].rstrip()
                match = _CHAPTER.fullmatch(line)
                if match:
                    yield Span(item.span.start, item.span.start + match.end()), match[1].decode()


def _chapter(shelf: Shelf, slot: _Slot) -> _Page:
    tree = _rendered(shelf, slot.file)
    title = tree.headings[0] if tree.headings else None
    return _Page(slot.file, tree, title, slot.level - title.level if title else 0)


def _rendered(shelf: Shelf, file: str) -> Tree:
    """A page as the book has it, without its reports."""
    tree = shelf.tree(file)
    reports = (d.span for d in tree.directives if d.name == "REPORTS")
    data = apply(tree.source, [Edit(_with_gap(tree, span), "") for span in reports])
    return parse(render(shelf, file, data).encode())


def _with_gap(tree: Tree, span: Span) -> Span:
    """A span with the empty lines behind it."""
    behind = _LINE_ENDS.match(tree.source, span.end)
    return Span(span.start, behind.end() if behind else span.end)


def _put(tree: Tree, slot: _Slot, body: str) -> str:
    """A chapter's text for its line, with an empty line before and behind it."""
    before = tree.source[: slot.span.start]
    gap = "" if not before or before.endswith((b"\n\n", b"\n\r\n")) else "\n"
    return f"{gap}{body.strip()}\n"


class _Writer:
    """Writes pages for a text outside the book, and gathers their definitions.

    The first definition of a label counts; where a later page means something else by it, that
    page's links say so themselves.
    """

    def __init__(self, place: Abroad, pages: list[_Page]) -> None:
        self.place = place
        self.kept = {
            slug(heading.plain)
            for page in pages
            for heading in page.tree.headings
            if heading is not page.title
        }
        self.defined: dict[str, tuple[str, str]] = {}
        for page in pages:
            for definition in _movable(page.tree):
                destination = self._destination(page, definition.destination)
                entry = (definition.label, destination)
                self.defined.setdefault(_folded(definition.label), entry)

    def definitions(self) -> list[str]:
        """The lines that define labels, by label."""
        return [
            f"[{label}]: {markdown.target(destination)}"
            for label, destination in sorted(self.defined.values())
        ]

    def body(self, page: _Page, filled: list[Edit] | None = None) -> str:
        """A page without title and definitions, `filled` put in."""
        tree = page.tree
        taken = [edit.span for edit in filled or ()]
        if page.title is not None:
            taken.append(page.title.span)
        edits = [*(filled or ()), *(_without(tree, d) for d in _movable(tree))]
        for link in tree.links():
            if not inside(link.span.start, taken):
                edits += self._link(page, link)
        for heading in tree.headings:
            if heading is page.title:
                edits.append(Edit(heading.span, ""))
            elif page.title is not None:
                edits += _leveled(tree, heading, heading.level + page.shift)
        return apply(tree.source, edits).decode("utf-8", "replace")

    def _link(self, page: _Page, link: Link) -> Iterator[Edit]:
        destination = self._destination(page, link.destination)
        written = page.tree.source[link.span.start : link.span.end]
        if link.style in _REFERENCES:
            meant = self.defined.get(_folded(link.label))
            if meant is None or meant[1] == destination:
                return
            opening = b"]" if link.style is LinkStyle.SHORTCUT else b"]["
            start = link.span.start + written.rindex(opening)
            yield Edit(Span(start, link.span.end), f"]({markdown.target(destination)})")
        elif link.style is LinkStyle.INLINE and destination != link.destination:
            old = link.destination.encode()
            at = written.rfind(old)
            if at < 0 or not old:
                at, old = written.rindex(b"](") + 2, written[written.rindex(b"](") + 2 : -1]
            start = link.span.start + at
            yield Edit(Span(start, start + len(old)), destination)

    def _destination(self, page: _Page, destination: str) -> str:
        """Where a page's link leads, for a reader who is not in the book."""
        if destination.startswith("#") and destination[1:] in self.kept:
            return destination
        return self.place.from_here(page.file, destination)


def _movable(tree: Tree) -> Iterator[Definition]:
    """The definitions that stand at the start of a line, in no quote or list."""
    return (
        definition
        for definition in tree.definitions
        if tree.source[definition.span.start - 1 : definition.span.start] in (b"", b"\n")
        and tree.source[definition.span.start : definition.span.start + 1] == b"["
    )


def _without(tree: Tree, definition: Definition) -> Edit:
    """Takes a definition out, with its line end."""
    end = tree.source.find(b"\n", definition.span.end - 1)
    rest = tree.source[definition.span.end : end + 1]
    behind = end + 1 if end >= 0 and not rest.strip() else definition.span.end
    return Edit(Span(definition.span.start, behind), "")


def _leveled(tree: Tree, heading: Heading, level: int) -> Iterator[Edit]:
    """Gives a heading another level; an underlined one gets signs in place of its line."""
    signs = "#" * min(max(level, 1), _DEEPEST)
    start, end = heading.span
    written = tree.source[start:end]
    if written.startswith(b"#"):
        old = len(written) - len(written.lstrip(b"#"))
        yield Edit(Span(start, start + old), signs)
        return
    yield Edit(Span(start, start), f"{signs} ")
    for match in re.finditer(rb"\r?\n", tree.source[heading.content.start : heading.content.end]):
        base = heading.content.start
        yield Edit(Span(base + match.start(), base + match.end()), " ")
    line_end = b"\n" if written.endswith(b"\n") else b""
    yield Edit(Span(heading.content.end, end), line_end.decode())


def _folded(label: str) -> str:
    return " ".join(label.casefold().split())
