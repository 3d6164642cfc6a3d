"""A page as its readers get it: directives filled, rows added to metadata, names linked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headway.diagnostics import Edit, apply
from headway.documents.values import Goal
from headway.pages import facts, linking
from headway.pages.fill import fill
from headway.pages.shelf import metadata_end
from headway.text import Span, line_end, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.documents.values import Roadmap
    from headway.pages.shelf import Place, Shelf
    from headway.text import Directive, Tree

_ROWS = "ROADMAP ROWS"
_PREFIX = re.compile(r"[ \t>]*")


def render(shelf: Shelf, file: str, data: bytes | None = None) -> str:
    """The Markdown of a page with everything that Headway puts on it.

    `file` is its path relative to the program's root; `data` counts in place of what the file
    holds. A directive that cannot be filled stays as it is written; a check tells why.
    """
    tree = shelf.tree(file) if data is None else shelf.read(file, data)
    place = shelf.place(file)
    edits = [*_filled(tree, place), *_metadata(tree, place)]
    whole = parse(apply(tree.source, edits)) if edits else tree
    return linking.linked(whole, shelf.program)


def _filled(tree: Tree, place: Place) -> Iterator[Edit]:
    for directive in tree.directives:
        text = fill(place, directive.name, directive.argument, _level(tree, directive))
        if text is None:
            continue
        span = _row(tree, directive) if directive.name == _ROWS else directive.span
        if span is None:
            continue
        lead = _PREFIX.match(_line_before(tree, span.start))
        prefix = lead[0] if lead else ""
        end = line_end(tree.source)
        body = f"{end}{prefix}".join(text.split("\n"))
        if directive.name == _ROWS:
            body = f"{body}{end}" if body else ""
        yield Edit(span, body)


def _level(tree: Tree, directive: Directive) -> int:
    """The level of headings in what fills a directive: one below the source's last heading."""
    before = [h.level for h in tree.headings if h.span.start < directive.span.start]
    return (before[-1] if before else 1) + 1


def _row(tree: Tree, directive: Directive) -> Span | None:
    """The rest of the line of a directive that stands alone in a table's row; else None."""
    start = directive.span.start - len(_line_before(tree, directive.span.start).encode())
    end = tree.source.find(b"\n", directive.span.end)
    end = len(tree.source) if end < 0 else end + 1
    before = tree.source[start : directive.span.start].decode("utf-8", "replace")
    after = tree.source[directive.span.end : end]
    prefix = _PREFIX.match(before)
    lead = prefix[0] if prefix else ""
    if before[len(lead) :].strip() != "|" or after.replace(b"|", b"").strip():
        return None
    return Span(start + len(lead.encode()), end)


def _line_before(tree: Tree, offset: int) -> str:
    start = tree.source.rfind(b"\n", 0, offset) + 1
    return tree.source[start:offset].decode("utf-8", "replace")


def _metadata(tree: Tree, place: Place) -> Iterator[Edit]:
    """The rows that a goal's or roadmap's page gets below its metadata."""
    document = place.period.document(place.file) if place.period else None
    end = metadata_end(tree) if document is not None else None
    if document is None or end is None:
        return
    lines = "".join(
        f"{line_end(tree.source)}| {name} | {value} |" for name, value in _rows(place, document)
    )
    yield Edit(Span(end, end), lines)


def _rows(place: Place, document: Goal | Roadmap) -> Iterator[tuple[str, str]]:
    if isinstance(document, Goal):
        teams = ", ".join(map(place.team, facts.teams(document)))
        yield "Teams           ", teams or "(none)"
        owners = facts.owners(document)
    else:
        listed = place.period.listed if place.period else ()
        serving = facts.serving(listed, document.name)
        owners = {owner for goal in serving for owner in facts.owners(goal)}
    yield "Task owners     ", ", ".join(facts.shown_owners(owners, place)) or "(none)"
