"""The declaration of a sign-off, and how a document becomes a `Signoff`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.documents import types
from headway.documents.kinds import Column, Derived, Kind, Section, Table
from headway.documents.reading import Document, Page, heading, written
from headway.documents.values import Signoff, Statement
from headway.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from headway.documents.values import Written
    from headway.text import Cell

FOLDER = "signoff"

STATEMENTS = Table(
    "statements",
    (
        Column("Date", "date", types.DATE, "The day on which it was said."),
        Column("Team", "team", types.TEAM, "The team that it was said for, as `[team]`."),
        Column("By", "by", types.PERSON, "Who said it."),
        Column("Verdict", "verdict", types.VERDICT, "What was said."),
        Column("Note", "note", types.TEXT, "The reason, or where it was said."),
    ),
    "Who said what when: a row a statement, the newest last. Rows are added, never changed.",
)


def is_signoff(page: Page) -> bool:
    """Whether a page of a period is a sign-off: its folder decides."""
    return page.file.startswith(f"{FOLDER}/")


def build(document: Document) -> Signoff:
    """Make the value of a document that was read as a sign-off."""
    title = document.title
    return Signoff(
        id=document.page.id,
        file=document.page.file,
        period=document.page.period or "",
        span=title.span if title else Span(0, 0),
        title=heading(title) if title and title.text else None,
        statements=tuple(_statements(document)),
    )


def _statements(document: Document) -> Iterator[Statement]:
    for records in document.records_of(STATEMENTS.field):
        for row, span in zip(records.rows, records.spans, strict=True):
            yield Statement(**_values(row), span=span)


def _values(row: Mapping[str, Cell]) -> dict[str, Written | None]:
    cells = {name: written(cell) for name, cell in row.items()}
    return {
        column.field: column.type.read(cells[column.field]) if cells.get(column.field) else None
        for column in STATEMENTS.columns
    }


SIGNOFF = Kind(
    name="signoff",
    about="The sign-off of one goal: what each team that is asked said to it, and when.",
    files="`GOAL.md`, named as the goal's own file",
    recognises=is_signoff,
    rows=(),
    sections=(
        Section(
            "Sign-off",
            "A row for each time that somebody spoke for a team.",
            required=True,
            table=STATEMENTS,
            words="",
        ),
    ),
    derived=(
        Derived("id", {"type": "string"}, "The goal's id."),
        Derived("file", {"type": "string"}, "The file's path, relative to the program's root."),
        Derived("title", {"type": ["string", "null"]}, "The first heading."),
    ),
    build=build,
    fields=("id", "file", "title", "statements"),
    folder=FOLDER,
)
