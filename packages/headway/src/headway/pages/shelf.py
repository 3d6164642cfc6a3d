"""A program's documents as other pages show them: quoted, linked, named."""

from __future__ import annotations

import posixpath
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple

from headway.documents.reading import opening
from headway.documents.values import Written
from headway.pages import markdown
from headway.program.model import anchors
from headway.text import FootnoteUse, Link, LinkStyle, Span, Tree, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from headway.documents.values import Goal, Roadmap, Subgoal
    from headway.program.model import Period, Program


class Shelf:
    """The documents of one program, each parsed at most once."""

    def __init__(self, program: Program) -> None:
        """Stand before a program; nothing is parsed yet."""
        self.program = program
        self.tree: Callable[[str], Tree] = cache(self._tree)

    def _tree(self, file: str) -> Tree:
        return parse(self.program.sources[file].data)

    def place(self, file: str) -> Place:
        """The view from a page, by its path relative to the program's root."""
        page = self.program.pages_by_file.get(file)
        period = self.program.period(page.period) if page and page.period else None
        return Place(self, file, period)

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
                yield _Piece(mark.span, "")
            elif isinstance(mark, Link):
                yield from self._link(tree, file, mark)

    def _link(self, tree: Tree, file: str, link: Link) -> Iterator[_Piece]:
        destination = self._from_here(file, link.destination)
        start, end = link.span
        written = tree.source[start:end]
        if link.style in (LinkStyle.FULL, LinkStyle.COLLAPSED):
            yield _Piece(
                Span(start + written.rindex(b"]["), end), f"]({markdown.target(destination)})"
            )
        elif link.style is LinkStyle.SHORTCUT:
            yield _Piece(Span(end - 1, end), f"]({markdown.target(destination)})")
        elif link.style is LinkStyle.INLINE and destination != link.destination:
            at = written.rfind(link.destination.encode())
            if at >= 0:
                place = Span(start + at, start + at + len(link.destination.encode()))
                yield _Piece(place, destination)

    def _from_here(self, file: str, destination: str) -> str:
        """Where a relative destination, written in a file, leads from here."""
        if ":" in destination.partition("/")[0] or destination.startswith("/"):
            return destination
        path, mark, fragment = destination.partition("#")
        source = posixpath.join(posixpath.dirname(file), path) if path else file
        if posixpath.dirname(file) == self.folder and path:
            return destination
        return self.to(posixpath.normpath(source)) + mark + fragment


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
        if config.book_url and file.endswith(".md") and not below.startswith(".."):
            page = posixpath.join(posixpath.dirname(below), _page_name(below))
            return f"{config.book_url.rstrip('/')}/{page}{mark}"
        return f"https://github.com/{config.repository}/blob/HEAD/{file}{mark}"

    def team(self, key: str) -> str:
        """A team by its key, linked where the directory knows a place for it."""
        directory = self.shelf.program.directory
        team = directory.team(key) if directory else None
        return markdown.link(key, team.url) if team and team.url else key

    def badge(self, name: str) -> str:
        """A badge as an image of its own; else its words in bold."""
        links = self.shelf.program.config.book.links
        url = next((url for key, url in links.items() if key.casefold() == name.casefold()), None)
        return f"![{name}]({url})" if url else f"**{name}**"


def _page_name(path: str) -> str:
    """The name of the page that mdBook makes of a file."""
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
