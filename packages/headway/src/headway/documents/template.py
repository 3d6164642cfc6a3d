"""The template of a new document, and the words that tell when one was not filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.text import Paragraph, Quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from headway.documents.kinds import Kind, Table
    from headway.text import Tree

_SHORTEST = 12


def render(kind: Kind, title: str) -> str:
    """A new document of a kind: valid but for what only its author can say."""
    return "\n".join(_lines(kind, title)) + "\n"


def words(kind: Kind) -> frozenset[str]:
    """What the declaration's own template writes into sections, normalised."""
    return _long(section.words for section in kind.sections if section.words)


def words_of(tree: Tree) -> frozenset[str]:
    """What a program's template page writes into sections, normalised."""
    blocks = (
        block
        for section in tree.sections
        for block in section.blocks
        if isinstance(block, Paragraph | Quote)
    )
    return _long(tree.slice(block.span) for block in blocks)


def normalised(text: str) -> str:
    """A text as compared with the template: line breaks, quote marks and emphasis left out."""
    lines = (line.lstrip(">").strip() for line in text.splitlines())
    return " ".join(" ".join(lines).replace("*", "").split()).casefold()


def _long(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(text for text in map(normalised, texts) if len(text) >= _SHORTEST)


def _lines(kind: Kind, title: str) -> Iterator[str]:
    yield f"# {title}"
    rows = [(row.name, row.template) for row in kind.rows if row.template is not None]
    if rows:
        yield ""
        yield from aligned(("Metadata", ""), rows)
    for section in kind.sections:
        if section.words is None:
            continue
        yield ""
        yield f"{'#' * section.level} {section.title}"
        if section.words:
            yield ""
            yield section.words
        if section.table is not None:
            yield ""
            yield from _table(section.table)


def _table(table: Table) -> list[str]:
    return aligned(table.header, table.template)


def aligned(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a Markdown table whose columns line up."""
    widths = [
        max(3, *(len(row[column]) for row in (header, *rows))) for column in range(len(header))
    ]

    def line(cells: Sequence[str]) -> str:
        padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        return f"| {' | '.join(padded)} |"

    return [line(header), line(["-" * width for width in widths]), *map(line, rows)]
