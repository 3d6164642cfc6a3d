"""The template of a new document, and the words that tell when one was not filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.text import Paragraph, Quote
from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from headway.documents.kinds import Kind, Section, Table
    from headway.text import Tree

# How long a paragraph, or a cell without emphasis, must be to be nobody else's words by chance.
_SHORTEST = 12
_SENTENCE = 30


class Filling(Value):
    """What a new document says already.

    `rows` gives the metadata rows of a field, with their names; `bodies` what stands below a
    section's heading. What is not in them is as the template has it.
    """

    rows: Mapping[str, Sequence[tuple[str, str]]]
    bodies: Mapping[str, str]


_BLANK = Filling({}, {})


def render(kind: Kind, title: str, filling: Filling = _BLANK) -> str:
    """A new document of a kind: valid but for what only its author can say."""
    return "\n".join(_lines(kind, title, filling)) + "\n"


def words(kind: Kind) -> frozenset[str]:
    """What the declaration's own template writes into sections and cells, normalised."""
    cells = [row.template or "" for row in kind.rows]
    for _, table in kind.tables():
        cells += [cell for row in table.template for cell in row]
    return _long(section.words for section in kind.sections if section.words) | _telling(cells)


def words_of(tree: Tree) -> frozenset[str]:
    """What a program's template page writes into sections and cells, normalised."""
    blocks = (
        block
        for section in tree.sections
        for block in section.blocks
        if isinstance(block, Paragraph | Quote)
    )
    rows = (row for table in tree.tables for row in table.rows)
    cells = (cell.text for row in rows for cell in row.cells)
    titles = (heading.text for heading in tree.headings[:1])
    return _long(tree.slice(block.span) for block in blocks) | _telling((*titles, *cells))


def is_telling(cell: str) -> bool:
    """Whether a cell, where a template has it too, is its words: in emphasis, or a sentence."""
    return cell[:1] in {"*", "_"} or len(cell) >= _SENTENCE


def normalised(text: str) -> str:
    """A text as compared with the template: line breaks, quote marks and emphasis left out."""
    if ">" in text:
        text = "\n".join(line.lstrip(">") for line in text.splitlines())
    return " ".join(text.replace("*", "").split()).casefold()


def _telling(cells: Iterable[str]) -> frozenset[str]:
    return frozenset(normalised(cell) for cell in cells if is_telling(cell))


def _long(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(text for text in map(normalised, texts) if len(text) >= _SHORTEST)


def _lines(kind: Kind, title: str, filling: Filling) -> Iterator[str]:
    yield f"# {title}"
    rows = [*_rows(kind, filling)]
    if rows:
        yield ""
        yield from aligned(("Metadata", ""), rows)
    for section in kind.sections:
        body = filling.bodies.get(section.title)
        blocks = [body] if body is not None else _blocks(section)
        if blocks is None:
            continue
        yield ""
        yield f"{'#' * section.level} {section.title}"
        for block in filter(None, blocks):
            yield ""
            yield block


def _rows(kind: Kind, filling: Filling) -> Iterator[tuple[str, str]]:
    for row in kind.rows:
        if row.field is not None and row.field in filling.rows:
            yield from filling.rows[row.field]
        elif row.template is not None:
            yield row.name, row.template


def _blocks(section: Section) -> list[str] | None:
    """What a new document has below a heading; None where it does not have the section."""
    if section.words is None:
        return None
    return [section.words, *(["\n".join(_table(section.table))] if section.table else [])]


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
