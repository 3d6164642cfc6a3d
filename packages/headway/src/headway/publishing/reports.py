"""Chapters about what happened, below the pages that ask for them.

Their text quotes what anybody may have written. They are not rendered as pages of the program are,
so that no directive in a comment is filled, and nothing in them reads as a link of mdBook, which
would put a file of the machine into the book.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple

from headway.diagnostics import Edit, apply
from headway.pages.reports import asked
from headway.publishing.book import new_chapter
from headway.text import LinkStyle, Span, parse, within
from headway.text.prose import folds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headway.pages.reports import Report
    from headway.pages.shelf import Shelf
    from headway.publishing.book import Chapter, Request
    from headway.text import Tree

_NOT_QUOTE = re.compile(r"[^>]")
_MDBOOK_LINK = re.compile(r"\{(?=\{\s*#)")


class Asking(NamedTuple):
    """A chapter that asks for reports, and those that there are."""

    chapter: Chapter
    reports: tuple[Report, ...]


def asking(request: Request, shelf: Shelf) -> Iterator[Asking]:
    """The chapters that ask for reports, as they are before directives are filled."""
    for chapter in request.chapters():
        file = request.file(chapter, shelf.program.root)
        if file and "(((REPORTS" in chapter["content"]:
            tree = shelf.read(file, chapter["content"].encode())
            place = shelf.place(file)
            for directive in tree.directives:
                if directive.name == "REPORTS":
                    yield Asking(chapter, asked(place, directive.argument))


def add_reports(request: Request, shelf: Shelf, asking: Iterable[Asking]) -> None:
    """Add the chapters of reports; what the book already holds is not added again."""
    chapters = [*request.chapters()]
    paths = {str(chapter["path"]) for chapter in chapters if chapter.get("path")}
    book = _Book(shelf.program.config.book_url or "", frozenset(map(_page, paths)))
    for chapter, reports in asking:
        _append(chapter, reports, book, paths)


class _Book(NamedTuple):
    """Where a book is published, and the pages that it has beside reports."""

    url: str
    pages: frozenset[str]


def _append(parent: Chapter, reports: Iterable[Report], book: _Book, present: set[str]) -> None:
    for report in reports:
        if report.path not in present:
            present.add(report.path)
            chapter = new_chapter(parent, report.name, report.path, _content(report, book))
            chapter["source_path"] = parent.get("source_path")  # what there is to edit
            parent["sub_items"].append({"Chapter": chapter})
            _append(chapter, report.below, book, present)


def _content(report: Report, book: _Book) -> str:
    """The text of a report as a chapter of a book."""
    tree = parse(report.content.encode())
    tree = parse(apply(tree.source, [*_outlined(tree)]))
    text = apply(tree.source, [*_local(tree, report, book)]).decode()
    return _MDBOOK_LINK.sub(r"{\\", text)


def _outlined(tree: Tree) -> Iterator[Edit]:
    """Headings as mdBook's list of them needs them: it has all of a page, and no links in them.

    Those in parts to unfold become bold words, and a heading that is a link gets that behind it.
    """
    folded = [*folds(tree)]
    for heading in tree.headings:
        if within(heading.span, folded):
            line = tree.source.rfind(b"\n", 0, heading.span.start) + 1
            inside = _NOT_QUOTE.sub(" ", tree.slice(Span(line, heading.span.start)))
            words = heading.text.replace("**", "").replace("__", "")
            yield Edit(heading.span, f"**{words}**\n{inside}\n" if words else "")
            continue
        for link in tree.links():
            if link.span.end == heading.content.end and link.style is LinkStyle.INLINE:
                words, mark, address = tree.slice(link.span).rpartition("](")
                yield Edit(link.span, f"{words.removeprefix('[')} [↗{mark}{address}")


def _local(tree: Tree, report: Report, book: _Book) -> Iterator[Edit]:
    """Links to pages of this very book as relative ones."""
    base = f"{book.url.rstrip('/')}/"
    for link in tree.links() if book.url else ():
        page, mark, fragment = link.destination.removeprefix(base).partition("#")
        start = tree.source.rfind(link.destination.encode(), *link.span)
        inline = link.style is LinkStyle.INLINE and start >= 0
        if inline and link.destination.startswith(base) and page in book.pages:
            path = posixpath.relpath(page, posixpath.dirname(report.path) or ".")
            span = Span(start, start + len(link.destination.encode()))
            yield Edit(span, f"{path}{mark}{fragment}")


def _page(path: str) -> str:
    """The page that mdBook makes of a chapter."""
    folder, name = posixpath.split(path)
    stem = name.removesuffix(".md")
    return posixpath.join(folder, f"{'index' if stem.casefold() == 'readme' else stem}.html")
