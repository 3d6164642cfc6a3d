"""A document read by its declaration, before it becomes a value.

Reading never fails: what cannot be read stays here for the rules to speak of.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING, Any, NamedTuple

from headway.diagnostics import fold, likely
from headway.documents.template import is_telling, normalised
from headway.documents.values import Status, Written, within
from headway.text import Heading, Span
from headway.text import Table as TextTable
from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from headway import text
    from headway.documents.kinds import Column, Kind, Row, Section, Table

METADATA = "Metadata"
# A heading that differs in length by more letters is no slip, but another title.
_SLIP = 5
_TELLING_ROW = "point of contact"


class Page(Value):
    """A Markdown file of the program; `period` is the folder that it belongs to, if one."""

    source: text.Source
    tree: text.Tree
    period: str | None

    @property
    def file(self) -> str:
        """The file's path, relative to the program's root."""
        return self.source.path

    @property
    def id(self) -> str:
        """The path below the period's folder without its ending: mostly the file's stem."""
        _, _, below = self.file.rpartition(f"{self.period}/")
        return below.removesuffix(".md")

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return self.file.rpartition("/")[2].removesuffix(".md")


class MetadataRow(Value):
    """A row of a metadata table; `row` is None where the declaration has none of that name."""

    name: Written
    value: Written
    row: Row | None
    key: Written
    span: text.Span


class Part(Value):
    """A section of the text that is declared, or lies below one that is.

    `exact` is false where the heading is not the declared title, but means it.
    """

    section: text.Section
    declared: Section
    exact: bool
    depth: int

    @property
    def subgoal(self) -> Written | None:
        """The heading, where this lies below the declared section."""
        return heading(self.section.heading) if self.depth else None


class Records(Value):
    """A table that was read as a declared one: a record a row, a cell a column."""

    table: Table
    part: Part
    source: text.Table
    columns: tuple[Column | None, ...]
    rows: tuple[Mapping[str, text.Cell], ...]
    spans: tuple[text.Span, ...]

    @property
    def misplaced(self) -> bool:
        """Whether the table stands in a section that declares another one."""
        return self.part.declared.table is not self.table

    def missing(self) -> list[Column]:
        """Declared columns that the table does not have."""
        return [column for column in self.table.columns if column not in self.columns]


class Document(Value, eq=False, dict=True, gc=True):
    """A page read as a kind of document."""

    kind: Kind
    page: Page
    title: text.Heading | None
    metadata: text.Table | None
    rows: tuple[MetadataRow, ...]
    parts: tuple[Part, ...]
    records: tuple[Records, ...]
    template_words: frozenset[str]

    @cached_property
    def value(self) -> Any:
        """The value that the kind builds of what was read."""
        return self.kind.build(self)

    @property
    def listed(self) -> bool:
        """Whether the program's lists show the goal: they show all but those not accepted."""
        return not any(row.value == Status.NOT_ACCEPTED.value for row in self.rows_of("status"))

    def is_template(self, cell: str) -> bool:
        """Whether a cell or title still holds what a template has there."""
        return is_telling(cell) and normalised(cell) in self.template_words

    def rows_of(self, field: str) -> list[MetadataRow]:
        """The rows that fill a field, blank ones included."""
        return self._rows_by_field.get(field, [])

    @cached_property
    def _rows_by_field(self) -> dict[str | None, list[MetadataRow]]:
        found: dict[str | None, list[MetadataRow]] = {}
        for row in self.rows:
            if row.row is not None:
                found.setdefault(row.row.field, []).append(row)
        return found

    def parts_of(self, title: str) -> list[Part]:
        """The declared section of a title, and those below it."""
        return [part for part in self.parts if part.declared.title == title]

    def records_of(self, field: str) -> list[Records]:
        """The tables that fill a field."""
        return [records for records in self.records if records.table.field == field]

    def cells_of(self, field: str) -> Iterator[Mapping[str, text.Cell]]:
        """The rows of the tables that fill a field."""
        return (row for records in self.records_of(field) for row in records.rows)


def read(kind: Kind, page: Page, template_words: frozenset[str] = frozenset()) -> Document:
    """Read a page as a document of a kind; `template_words` are the program's template's own."""
    title, metadata, sections = opening(page.tree)
    parts = _parts(kind, sections)
    return Document(
        kind=kind,
        page=page,
        title=title,
        metadata=metadata,
        rows=tuple(metadata_rows(kind, metadata)) if metadata else (),
        parts=parts,
        records=(*_records(kind, parts), *_strays(kind, parts, sections)),
        template_words=template_words,
    )


class Opening(NamedTuple):
    """How a document starts: its title, its metadata table, and the sections that follow."""

    title: text.Heading | None
    metadata: text.Table | None
    sections: tuple[text.Section, ...]


@lru_cache(maxsize=1)  # one page is read at a time, and asked several times
def opening(tree: text.Tree) -> Opening:
    """Tell a document's title and metadata from the rest.

    Metadata that stands before the first heading leaves the document without a title.
    """
    before = takewhile(lambda block: not isinstance(block, Heading), tree.blocks)
    early = metadata_table(block for block in before if isinstance(block, TextTable))
    if early is not None or not tree.sections:
        return Opening(None, early, tree.sections)
    first, *rest = tree.sections
    return Opening(first.heading, metadata_table(first.tables()), tuple(rest))


def metadata_table(tables: Iterator[text.Table]) -> text.Table | None:
    """The first table that is headed `Metadata`, or near it, or that names a point of contact."""
    for table in tables:
        if len(table.head.cells) > 1 and (
            likely(table.head.cells[0].text, [METADATA])
            or any(fold(row.cells[0].text) == _TELLING_ROW for row in table.rows)
        ):
            return table
    return None


def metadata_rows(kind: Kind, table: text.Table) -> Iterator[MetadataRow]:
    """The rows of a metadata table, each with its declaration."""
    for row in table.entries():
        name, value = row.cells[0], row.cells[1]
        declared, key = kind.row(name.text) or (None, "")
        label = written(name)
        yield MetadataRow(label, written(value), declared, _key_in(label, key), row.span)


def _key_in(name: Written, key: str) -> Written:
    """The key in a row's name, without the `T-` of GitHub's labels before a team."""
    if not key:
        return Written("", Span(name.span.start, name.span.start))
    bare = key[2:] if key[:2].casefold() == "t-" else key
    start = name.find(bare)
    return within(name, start, start + len(bare))


def written(cell: text.Cell) -> Written:
    """A cell's text with its span."""
    return Written(cell.text, cell.span)


def heading(found: text.Heading) -> Written:
    """A heading's text with its span."""
    return Written(found.text, found.content)


def first(document: Document, field: str) -> Any:
    """The value of the first row that fills a field; None when it is blank or unreadable."""
    for row in document.rows_of(field):
        return row.row.type.read(row.value) if row.row and row.value else None
    return None


def each(document: Document, field: str) -> tuple[Written, ...]:
    """The values of all rows that fill a field, blank ones left out."""
    return tuple(
        row.row.type.read(row.value) for row in document.rows_of(field) if row.row and row.value
    )


def body_text(document: Document, span: text.Span) -> Written | None:
    """A section's own text, trimmed, with its span; None when it is blank."""
    raw = document.page.tree.source[span.start : span.end]
    stripped = raw.strip()
    if not stripped:
        return None
    start = span.start + len(raw) - len(raw.lstrip())
    return Written(stripped.decode("utf-8", "replace"), Span(start, start + len(stripped)))


def _parts(kind: Kind, sections: tuple[text.Section, ...]) -> tuple[Part, ...]:
    parts = tuple(_parts_by(kind.section, sections))
    near = dict(_near(kind, parts, sections))
    if not near:
        return parts
    return tuple(_parts_by(lambda title: kind.section(near.get(title, title)), sections))


def _parts_by(
    declared_of: Callable[[str], Section | None], sections: tuple[text.Section, ...]
) -> Iterator[Part]:
    known: dict[int, Part] = {}
    for section in sections:
        part = _part(declared_of, section, known)
        if part is not None:
            known[id(section)] = part
            yield part


def _near(
    kind: Kind, parts: tuple[Part, ...], sections: tuple[text.Section, ...]
) -> Iterator[tuple[str, str]]:
    """The headings that are nearly the title of a section that is read and is not there."""
    known = {id(part.section) for part in parts}
    present = {part.declared.title for part in parts}
    titles = [section.title for section in sections if id(section) not in known]
    for declared in kind.sections:
        if declared.title in present or not declared.read:
            continue
        for title in titles:
            near = abs(len(title) - len(declared.title)) <= _SLIP
            if near and likely(title, [declared.title]):
                yield title, declared.title
                break


def _part(
    declared_of: Callable[[str], Section | None],
    section: text.Section,
    known: Mapping[int, Part],
) -> Part | None:
    declared = declared_of(section.title)
    if declared is not None:
        return Part(section, declared, section.title == declared.title, 0)
    above = known.get(id(section.parent))
    if above is not None and (above.declared.table is not None or above.declared.subgoals):
        return Part(section, above.declared, exact=True, depth=above.depth + 1)
    return None


def _records(kind: Kind, parts: tuple[Part, ...]) -> Iterator[Records]:
    for part in parts:
        if part.declared.table is None:
            continue
        for table in part.section.tables():
            found = _declared_table(kind, part, table)
            if found is not None:
                yield _read_table(found, part, table)


def _strays(
    kind: Kind, parts: tuple[Part, ...], sections: tuple[text.Section, ...]
) -> Iterator[Records]:
    """Tables that are read anywhere, where their section is none that is declared."""
    known = {id(part.section) for part in parts if part.declared.table}
    own = [part.declared.table for part in parts if part.declared.table]
    for section in sections:
        if id(section) in known:
            continue
        for table in section.tables():
            headers = [cell.text for cell in table.head.cells]
            # In a document of another form its own tables may have the same columns.
            if any(not one.anywhere and _likeness(one, headers) == len(headers) for one in own):
                continue
            for home, declared in _read_anywhere(kind, table):
                if _likeness(declared, headers) == len(declared.columns):
                    part = Part(section, home, exact=False, depth=0)
                    yield _read_table(declared, part, table)
                    break


def _read_anywhere(kind: Kind, table: text.Table) -> list[tuple[Section, Table]]:
    """The declared tables that are read under any heading, those with a mark of their own first."""
    marked = [(home, declared) for home, declared in kind.tables() if _is_marked(declared, table)]
    return marked + [(home, declared) for home, declared in kind.tables() if declared.anywhere]


def _declared_table(kind: Kind, part: Part, table: text.Table) -> Table | None:
    """The declared table whose columns a table has most of.

    The section's own goes before others, then one whose mark the table has.
    """
    headers = [cell.text for cell in table.head.cells]
    if headers and fold(headers[0]) == fold(METADATA):
        return None
    own = part.declared.table
    if own is not None and _likeness(own, headers) == len(own.columns):
        return own
    candidates = [own] if own else []
    others = [other for _, other in kind.tables() if other is not own]
    candidates += sorted(others, key=lambda other: not _is_marked(other, table))
    best = max(candidates, key=lambda candidate: _likeness(candidate, headers))
    if _likeness(best, headers) * 2 >= len(best.columns):
        return best
    return own if own is not None and headers and own.columns[0].takes(headers[0]) else None


def _is_marked(declared: Table, table: text.Table) -> bool:
    mark = declared.mark
    return mark is not None and any(
        mark.search(cell.text) for row in table.rows for cell in row.cells
    )


def _likeness(table: Table, headers: list[str]) -> int:
    return sum(1 for column in table.columns if any(map(column.takes, headers)))


def _read_table(table: Table, part: Part, source: text.Table) -> Records:
    columns = tuple(
        next((column for column in table.columns if column.takes(cell.text)), None)
        for cell in source.head.cells
    )
    rows = tuple(
        {
            column.field: cell
            for column, cell in zip(columns, row.cells, strict=True)
            if column is not None
        }
        for row in source.entries()
    )
    return Records(table, part, source, columns, rows, tuple(row.span for row in source.entries()))
