"""The book's chapters as Headway makes them."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple

from headway.pages.facts import by_title
from headway.pages.markdown import unlinked
from headway.pages.progress_cell import NOBODY_KNOWS
from headway.pages.render import render
from headway.pages.reports import NONE_MADE
from headway.pages.shelf import Shelf
from headway.publishing.book import new_chapter
from headway.publishing.reports import add_reports, asking

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from headway.documents.values import Goal, Roadmap
    from headway.pages.progress_cell import Reached
    from headway.pages.reports import Asked, Report
    from headway.program.model import Period, Program
    from headway.publishing.book import Chapter, Request

_OVERVIEW = "README.md"


def preprocess(
    request: Request,
    program: Program,
    reached: Mapping[str, Reached] = NOBODY_KNOWS,
    reports: Mapping[Asked, tuple[Report, ...]] = NONE_MADE,
) -> None:
    """Fill a book's chapters in place: sub-chapters first, then the text of every one.

    `reached` is how far goals are, by their files; without a goal there, tables only lead to its
    tracking issue. `reports` are the pages about what happened; without them a note stands there.
    """
    shelf = Shelf(program, reached, reports)
    add_chapters(request, shelf)
    with_reports = [*asking(request, shelf)]
    for chapter in request.chapters():
        file = request.file(chapter, program.root)
        if file is not None:
            chapter["content"] = render(shelf, file, chapter["content"].encode())
    add_reports(request, shelf, with_reports)


class _Marked(NamedTuple):
    """A chapter that shows some directives, and the period that it belongs to."""

    chapter: Chapter
    period: Period
    directives: frozenset[str]

    @property
    def overview(self) -> bool:
        """Whether this is the overview of its folder, which lists goals but holds none."""
        return str(self.chapter["path"]).endswith(_OVERVIEW)


def add_chapters(request: Request, shelf: Shelf) -> None:
    """Give goals and roadmaps chapters below the pages that ask for them.

    Goals that were not accepted stand below the page that lists them, so that its links lead
    somewhere. What the book already holds is not added again.
    """
    marked = list(_marked(request, shelf))
    root = shelf.program.root
    present = {request.file(chapter, root) for chapter in request.chapters()}
    for page in marked:
        period = page.period
        if "ROADMAP CHAPTERS" in page.directives:
            roadmaps = sorted(period.roadmaps, key=lambda roadmap: (roadmap.title or "").lower())
            _append(request, shelf, page.chapter, roadmaps, present)
        if "GOAL CHAPTERS" in page.directives and not page.overview:
            _append(request, shelf, page.chapter, by_title(period.listed), present)
    for page in sorted(marked, key=lambda page: page.overview):
        if "GOALS NOT ACCEPTED" in page.directives:
            others = by_title(page.period.not_accepted)
            _append(request, shelf, page.chapter, others, present)


def _marked(request: Request, shelf: Shelf) -> Iterator[_Marked]:
    for chapter in request.chapters():
        file = request.file(chapter, shelf.program.root)
        period = shelf.place(file).period if file else None
        if file and period and "(((" in chapter["content"]:
            tree = shelf.read(file, chapter["content"].encode())
            names = frozenset(directive.name for directive in tree.directives)
            yield _Marked(chapter, period, names)


def _append(
    request: Request,
    shelf: Shelf,
    parent: Chapter,
    documents: Iterable[Goal | Roadmap],
    present: set[str | None],
) -> None:
    source = request.file({"path": ""}, shelf.program.root) or "."
    for document in documents:
        if document.file in present:
            continue
        present.add(document.file)
        path = posixpath.relpath(document.file, source)
        content = shelf.tree(document.file).source.decode("utf-8", "replace")
        name = unlinked(document.title or document.id)
        parent["sub_items"].append({"Chapter": new_chapter(parent, name, path, content)})
