"""The vocabulary in which a kind of document is declared.

One declaration gives the reader, the checks that follow from the shape, the template of a new
document, the JSON schema and the reference page.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from headway.diagnostics import fold
from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from headway.documents.reading import Page
    from headway.documents.values import Written

Schema = dict[str, Any]


class ValueType(Value):
    """What one row or cell takes.

    `read` gives the value of a text that is not blank, or None when the text is no such value.
    """

    name: str
    about: str
    read: Callable[[Written], Any]
    schema: Schema


@lru_cache
def _keyed(name: str) -> re.Pattern[str]:
    """What the name of a row with a key in braces matches."""
    return re.compile(re.escape(name).replace(r"\{team\}", r"([^\[\]]*)"), re.IGNORECASE)


class Row(Value):
    """A row of the metadata table.

    A name like `[{team}] champion` stands for one row a team; its field maps teams to values.
    `exact` marks the rows that the existing tool reads in this letter case only. `template` is
    the value in a new document, None for a row that a new document does not show.
    """

    name: str
    field: str | None
    type: ValueType
    about: str
    required: bool = False
    repeats: bool = False
    exact: bool = False
    formerly: tuple[str, ...] = ()
    template: str | None = None

    @property
    def keyed(self) -> bool:
        """Whether the name holds a key in braces."""
        return "{" in self.name

    def match(self, name: str) -> str | None:
        """The key that a written row name holds, "" without one; None for another row."""
        if self.keyed:
            found = _keyed(self.name).fullmatch(name)
            return found[1].strip() if found else None
        folded = fold(name)
        return "" if folded in map(fold, (self.name, *self.formerly)) else None


class Column(Value):
    """A column of a table.

    It is read under other heads as well, letter case aside; the existing tool knows it by its
    `exact` name, except where it does not look at the head at all.
    """

    name: str
    field: str
    type: ValueType
    about: str
    formerly: tuple[str, ...] = ()
    exact: bool = True

    def takes(self, header: str) -> bool:
        """Whether a header names this column, letter case aside."""
        return header == self.name or fold(header) in map(fold, (self.name, *self.formerly))


class Table(Value):
    """A table of a section; `field` is where its rows go.

    One that is `anywhere` is read under any heading, if all its columns are there; so is one
    that has in a cell its `mark`, which no other table has.
    """

    field: str
    columns: tuple[Column, ...]
    about: str
    template: tuple[tuple[str, ...], ...] = ()
    anywhere: bool = False
    mark: re.Pattern[str] | None = None

    @property
    def header(self) -> tuple[str, ...]:
        """The columns' names."""
        return tuple(column.name for column in self.columns)


class Section(Value):
    """A section, found by its heading at any level.

    `field` takes its own text, `table` describes the one table it has. `subgoals` is true where
    its subsections are subgoals. `words` is what the template writes in it, None for a section
    that a new document does not have.
    """

    title: str
    about: str
    level: int = 2
    field: str | None = None
    required: bool = False
    table: Table | None = None
    subgoals: bool = False
    words: str | None = None

    @property
    def read(self) -> bool:
        """Whether tools read the section, rather than only people."""
        return self.field is not None or self.table is not None


class Derived(Value):
    """A field that is worked out from others, or is not a row, section or table by itself."""

    field: str
    schema: Schema
    about: str


class Field(Value):
    """A field of a kind's values as exports show it."""

    name: str
    schema: Schema
    about: str


class Kind(Value, eq=False, dict=True, gc=True):
    """A kind of document.

    `files` says in words which pages of a period are of the kind, `recognises` decides it. A new
    one is named with the `prefix`. A kind with a `folder` is kept there, beside the program's
    sources, in a folder a period: it is no part of the book, and the existing tool never reads it.
    """

    name: str
    about: str
    files: str
    recognises: Callable[[Page], bool]
    rows: tuple[Row, ...]
    sections: tuple[Section, ...]
    derived: tuple[Derived, ...]
    build: Callable[..., Any]
    fields: tuple[str, ...]
    subgoal_rows: tuple[str, ...] = ()
    prefix: str = ""
    folder: str | None = None

    @cached_property
    def _rows_by_name(self) -> dict[str, Row]:
        return {
            fold(name): row
            for row in self.rows
            if not row.keyed
            for name in (row.name, *row.formerly)
        }

    @cached_property
    def _sections_by_title(self) -> dict[str, Section]:
        return {fold(section.title): section for section in self.sections}

    def row(self, name: str) -> tuple[Row, str] | None:
        """The declared row that a written name means, with its key."""
        found = self._rows_by_name.get(fold(name))
        if found is not None:
            return found, ""
        for row in self.rows:
            if row.keyed and (key := row.match(name)) is not None:
                return row, key
        return None

    def row_for(self, field_name: str) -> Row:
        """The row that fills a field."""
        return next(row for row in self.rows if row.field == field_name)

    def section(self, title: str) -> Section | None:
        """The declared section of a title, letter case aside."""
        return self._sections_by_title.get(fold(title))

    def tables(self) -> Iterator[tuple[Section, Table]]:
        """Every declared table with the section it belongs in."""
        for section in self.sections:
            if section.table is not None:
                yield section, section.table

    def exported(self) -> tuple[Field, ...]:
        """The fields of the kind's JSON, in their order, each with schema and meaning."""
        known: dict[str, Field] = {}
        for row in self.rows:
            if row.field:
                known[row.field] = Field(row.field, _row_schema(row), row.about)
        for section in self.sections:
            if section.field:
                schema = _nullable({"type": "string"})
                known[section.field] = Field(section.field, schema, section.about)
        for derived in self.derived:
            known[derived.field] = Field(derived.field, derived.schema, derived.about)
        for _, table in self.tables():
            known.setdefault(table.field, Field(table.field, table_schema(table), table.about))
        return tuple(known[name] for name in self.fields)


def table_schema(table: Table) -> Schema:
    """The schema of a table's rows: a list of objects by column."""
    return list_of(
        object_of({column.field: _nullable(column.type.schema) for column in table.columns})
    )


def object_of(properties: dict[str, Schema]) -> Schema:
    """The schema of an object that has all of some properties and no other."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def list_of(schema: Schema) -> Schema:
    """The schema of a list."""
    return {"type": "array", "items": schema}


def _row_schema(row: Row) -> Schema:
    if row.keyed:
        return {"type": "object", "additionalProperties": _nullable(row.type.schema)}
    if row.repeats or row.type.schema.get("type") == "array":
        return list_of(row.type.schema) if row.repeats else row.type.schema
    return _nullable(row.type.schema)


def _nullable(schema: Schema) -> Schema:
    if schema.get("type") == "array":
        return schema
    if "enum" in schema:
        return {"enum": [*schema["enum"], None]}
    return {**schema, "type": [schema["type"], "null"]}
