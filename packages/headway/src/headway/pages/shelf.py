"""A program's documents as other pages show them: quoted, linked, named."""

from __future__ import annotations

import posixpath
import re
from functools import cache, cached_property
from html import unescape
from typing import TYPE_CHECKING, NamedTuple

from headway.documents.reading import opening
from headway.documents.values import Written
from headway.pages import linking, markdown
from headway.pages.progress_cell import NOBODY_KNOWS
from headway.pages.reports import NONE_MADE
from headway.program.model import anchors, period_of
from headway.text import FootnoteUse, Link, LinkStyle, Span, Tree, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from headway.documents.values import Goal, Roadmap, Subgoal
    from headway.pages.progress_cell import Reached
    from headway.pages.reports import Asked, Report
    from headway.program.model import Period, Program

_DESTINATION = re.compile(rb"\]\(\s*(<[^<>\n]*>|(?:\\.|\([^\s()]*\)|[^\s()\\])*)", re.DOTALL)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


class Shelf:
    """The documents of one program, each parsed at most once.

    `reached` is how far goals are by their files, as far as somebody knows, and `reports` what
    somebody made for the pages that ask for reports.
    """

    def __init__(
        self,
        program: Program,
        reached: Mapping[str, Reached] = NOBODY_KNOWS,
        reports: Mapping[Asked, tuple[Report, ...]] = NONE_MADE,
    ) -> None:
        """Stand before a program; nothing is parsed yet."""
        self.program = program
        self.reached = reached
        self.reports = reports
        self.tree: Callable[[str], Tree] = cache(self._tree)

    def _tree(self, file: str) -> Tree:
        return parse(self.program.sources[file].data)

    def read(self, file: str, data: bytes) -> Tree:
        """The tree of a page as somebody hands it on; parsed anew only if it is not as on disk."""
        source = self.program.sources.get(file)
        return self.tree(file) if source and source.data == data else parse(data)

    def place(self, file: str) -> Place:
        """The view from a page, by its path relative to the program's root."""
        name = period_of(file)
        return Place(self, file, self.program.period(name) if name else None)

    def fragment(self, file: str, span: Span) -> str:
        """The anchor of the heading of which a span is a part."""
        headings = self.tree(file).headings
        named = zip(headings, anchors(headings), strict=True)
        return next((name for heading, name in named if _within(span, heading.span)), "")

    @cached_property
    def badges(self) -> frozenset[str]:
        """The labels that the book defines for links and badges, in lower case."""
        return frozenset(name.casefold() for name in self.program.config.book.links)


class _Piece(NamedTuple):
    span: Span
    text: str


class Place:
    """A page from where documents are shown; `period` is the one that it belongs to."""

    def __init__(self, shelf: Shelf, file: str, period: Period | None) -> None:
        """Stand on a page."""
        self.shelf = shelf
        self.file = file
        self.folder: str | None = posixpath.dirname(file)
        self.period = period

    def to(self, file: str, fragment: str = "") -> str:
        """The relative destination of a link to a file."""
        path = posixpath.relpath(file, self.folder or ".")
        return f"{path}#{fragment}" if fragment else path

    def goal(self, goal: Goal, *, short: bool = False, fragment: str = "") -> str:
        """A link to a goal by its title."""
        name = (goal.short_title if short else None) or goal.title or goal.id
        return markdown.link(self.quote(name, goal.file), self.to(goal.file, fragment))

    def subgoal(self, goal: Goal, subgoal: Subgoal) -> str:
        """A link to a subgoal by its heading."""
        fragment = self.shelf.fragment(goal.file, subgoal.span)
        return markdown.link(self.quote(subgoal.title, goal.file), self.to(goal.file, fragment))

    def roadmap(self, roadmap: Roadmap) -> str:
        """A link to a roadmap by the name that goals call it."""
        return markdown.link(self.quote(roadmap.name, roadmap.file), self.to(roadmap.file))

    def team(self, key: str) -> str:
        """A team by its key; a reference where the directory knows a place for it."""
        directory = self.shelf.program.directory
        team = directory.team(key) if directory else None
        return f"[{key}][]" if team and team.url else key

    def badge(self, name: str) -> str:
        """A badge that the book's settings define; else its words in bold."""
        return f"![{name}][]" if name.casefold() in self.shelf.badges else f"**{name}**"

    def quote(self, text: str, file: str) -> str:
        """A document's text so that it reads here as it does there.

        References become inline links, relative links lead from here, uses of footnotes go. A
        text that is no part of a document stays as it is.
        """
        if not isinstance(text, Written) or "[" not in text:
            return str(text)
        tree = self.shelf.tree(file)
        base, data = text.span, tree.source[text.span.start : text.span.end]
        for piece in sorted(self._pieces(tree, file, base), reverse=True):
            start, end = piece.span.start - base.start, piece.span.end - base.start
            data = data[:start] + piece.text.encode() + data[end:]
        quoted = data.decode("utf-8", "replace")
        in_cell = any(_within(base, table.span) for table in tree.tables)
        return quoted.replace("\\|", "|") if in_cell else quoted

    def _pieces(self, tree: Tree, file: str, within: Span) -> Iterator[_Piece]:
        """What must be written otherwise here than in a file."""
        for mark in tree.marks:
            if not _within(mark.span, within):
                continue
            if isinstance(mark, FootnoteUse):
                start = len(tree.source[: mark.span.start].rstrip())
                yield _Piece(Span(max(start, within.start), mark.span.end), "")
            elif isinstance(mark, Link):
                yield from self._link(tree, file, mark)

    def _link(self, tree: Tree, file: str, link: Link) -> Iterator[_Piece]:
        destination = self.from_here(file, link.destination)
        start, end = link.span
        written = tree.source[start:end]
        if link.style in (LinkStyle.FULL, LinkStyle.COLLAPSED):
            # The parser also takes `[a]\[b]` for one; it stays as it is.
            label = written.rfind(b"][")
            if label >= 0:
                yield _Piece(Span(start + label, end), f"]({markdown.target(destination)})")
        elif link.style is LinkStyle.SHORTCUT:
            yield _Piece(Span(end - 1, end), f"]({markdown.target(destination)})")
        elif link.style is LinkStyle.INLINE and destination != link.destination:
            for match in reversed([*_DESTINATION.finditer(written)]):
                if _plain(match[1]) == link.destination:
                    place = Span(start + match.start(1), start + match.end(1))
                    yield _Piece(place, markdown.target(destination))
                    return

    def from_here(self, file: str, destination: str) -> str:
        """Where a relative destination, written in a file, leads from here."""
        if ":" in destination.partition("/")[0] or destination.startswith("/"):
            return destination
        path, mark, fragment = destination.partition("#")
        source = posixpath.join(posixpath.dirname(file), path) if path else file
        if posixpath.dirname(file) == self.folder and path:
            return destination
        return self.to(posixpath.normpath(source)) + mark + fragment


def _plain(written: bytes) -> str:
    """A link's destination without the marks that it is written with."""
    text = written.decode("utf-8", "replace")
    text = text[1:-1] if text.startswith("<") else text
    return unescape(_ESCAPE.sub(r"\1", text))


class Abroad(Place):
    """A text outside the book, as an issue: links are whole addresses of the book's pages."""

    def __init__(self, shelf: Shelf, period: Period | None) -> None:
        """Stand outside the book."""
        super().__init__(shelf, "", period)
        self.folder = None

    def to(self, file: str, fragment: str = "") -> str:
        """The address of a page of the book; of the file itself where no book is known."""
        config = self.shelf.program.config
        mark = f"#{fragment}" if fragment else ""
        below = posixpath.relpath(file, config.source)
        if config.book_url and not below.startswith(".."):
            page = posixpath.join(posixpath.dirname(below), _page_name(below))
            return f"{config.book_url.rstrip('/')}/{page}{mark}"
        return f"{self.source(file)}{mark}"

    def source(self, file: str) -> str:
        """The address of a file in the program's repository; its path where none is known."""
        repository = self.shelf.program.config.repository
        return f"https://github.com/{repository}/blob/HEAD/{file}" if repository else file

    def team(self, key: str) -> str:
        """A team by its key, linked where the directory knows a place for it."""
        directory = self.shelf.program.directory
        team = directory.team(key) if directory else None
        return markdown.link(key, team.url) if team and team.url else key

    def badge(self, name: str) -> str:
        """A badge as an image of its own; else its words in bold."""
        url = linking.destination(name, self.shelf.program)
        return f"![{name}]({url})" if url else f"**{name}**"

    def _pieces(self, tree: Tree, file: str, within: Span) -> Iterator[_Piece]:
        """As in the book, and what the book would define is linked on the spot."""
        yield from super()._pieces(tree, file, within)
        for use in tree.undefined_references:
            if _within(use.span, within):
                url = linking.destination(use.label, self.shelf.program)
                if url:
                    yield from self._link(tree, file, Link(use.span, url, use.style, use.label))


def _page_name(path: str) -> str:
    """The name of what mdBook makes of a file: a page, or a copy where it is no Markdown."""
    if not path.endswith(".md"):
        return posixpath.basename(path)
    stem = posixpath.basename(path).removesuffix(".md")
    return "index.html" if stem.casefold() == "readme" else f"{stem}.html"


def _within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def metadata_end(tree: Tree) -> int | None:
    """The offset behind a document's metadata table; None without one."""
    metadata = opening(tree).metadata
    if metadata is None:
        return None
    rows = [row for row in metadata.entries() if not row.stray]
    return rows[-1].span.end if rows else None
