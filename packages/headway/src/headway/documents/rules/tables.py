"""What can be wrong with where a goal's tables stand, and with their columns."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from headway.diagnostics import Edit, Finding, Fix, Label, Severity, fold, likely, one_of
from headway.documents import goal_tables
from headway.documents.goal_value import UNFILLED
from headway.documents.reading import METADATA
from headway.documents.rules.books import DOCUMENT_RULES
from headway.documents.values import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headway.documents.kinds import Column
    from headway.documents.reading import Document, Records
    from headway.text import Cell, Table

rule = DOCUMENT_RULES.rule

_LEVELS = frozenset(map(fold, Level))


@rule("ASK009", Severity.ERROR)
def two_tables(document: Document) -> Iterator[Finding]:
    """A section of asks has two tables where one is read.

    The existing goals tool refuses the file. Rows that belong together go into one table, others
    under a heading of their own.

    Wrong:

        ## Team asks

        | Team   | Support level | Notes |
        | ------ | ------------- | ----- |
        | [lang] | Small         |       |

        And also:

        | Team   | Support level | Notes |
        | ------ | ------------- | ----- |
        | [libs] | Small         |       |

    Right:

        ## Team asks

        | Team   | Support level | Notes |
        | ------ | ------------- | ----- |
        | [lang] | Small         |       |
        | [libs] | Small         |       |
    """
    for part in document.parts:
        if part.declared.table not in (goal_tables.ASKS, goal_tables.OLDER):
            continue
        first: Table | None = None
        for table in part.section.tables():
            if first is not None:
                yield Finding(
                    table.head.span,
                    f"a second table under `{part.section.title}`",
                    labels=(Label(document.page.file, first.head.span, "the first one"),),
                    help="put the rows into one table, or the second under a heading of its own",
                )
            first = first or table


@rule("ASK010", Severity.WARNING)
def misplaced_table(document: Document) -> Iterator[Finding]:
    """A table stands under the heading of another one, or of another era.

    Since 2026 asks stand under `Team asks` and tasks under `Work items over the next year`;
    before, both stood under `Ownership and team asks`. The existing tool looks nowhere else.

    Wrong:

        ## Ownership and team asks

        | Team   | Support level | Notes |
        | ------ | ------------- | ----- |
        | [lang] | Small         |       |

    Right:

        ## Team asks

        | Team   | Support level | Notes |
        | ------ | ------------- | ----- |
        | [lang] | Small         |       |
    """
    for records in document.records:
        if not records.misplaced:
            continue
        head, under = records.source.head.span, records.part.declared.title
        if records.table is goal_tables.OLDER and under == goal_tables.TEAM_ASKS:
            asks = head_line(goal_tables.ASKS.header)
            yield Finding(
                head,
                "this table asks teams as goals did before 2026",
                help=f"ask each in a row of {asks}; tasks stand under `{goal_tables.WORK_ITEMS}`",
            )
            continue
        section = next(s for s, table in document.kind.tables() if table is records.table)
        here = records.part.section.title
        yield Finding(head, f"this table belongs under `{section.title}`, not `{here}`")


@rule("ASK011", Severity.ERROR, fixes=True)
def wrong_columns(document: Document) -> Iterator[Finding]:
    """The table of asks does not have the columns that it needs.

    The existing goals tool knows the table by exactly these heads, in this order, and refuses the
    file otherwise.

    Wrong:

        | Team   | Level | Notes |
        | ------ | ----- | ----- |
        | [lang] | Small |       |

    Right:

        | Team   | Support level | Notes |
        | ------ | ------------- | ----- |
        | [lang] | Small         |       |
    """
    for records in document.records:
        if records.table in (goal_tables.ASKS, goal_tables.OLDER):
            yield from column_findings(records)
        elsewhere = levels_elsewhere(records)
        if elsewhere is not None:
            yield Finding(
                records.source.head.span,
                f"the rows have another order than the head: levels stand under `{elsewhere}`",
                help=f"write each row as {head_line(records.table.header)}",
            )
    read = {id(records.source) for records in document.records}
    for part in document.parts:
        if part.declared.table not in (goal_tables.ASKS, goal_tables.OLDER):
            continue
        head = head_line(part.declared.table.header)
        for table in part.section.tables():
            if id(table) not in read and table.head.cells[0].text != METADATA:
                yield Finding(table.head.span, f"this is no table of asks: its head must be {head}")


def column_findings(records: Records) -> Iterator[Finding]:
    """Where a table's head differs from the declared columns."""
    if tuple([cell.text for cell in records.source.head.cells]) == records.table.header:
        return
    missing = records.missing()
    heads = list(zip(records.source.head.cells, records.columns, strict=True))
    yield from _misnamed(heads)
    for cell, column in heads:
        if column is not None:
            continue
        guess = likely(cell.text, [column.name for column in missing])
        only = missing[0].name if len(missing) == 1 else None
        name = guess or only
        yield Finding(
            cell.span,
            f"unknown column `{cell.text}`",
            help=f"the head of this table is {head_line(records.table.header)}",
            fix=Fix(f"write `{name}`", (Edit(cell.span, name),)) if name else None,
        )
        missing = [column for column in missing if column.name != name]
    if missing and None not in records.columns:
        names = one_of(column.name for column in missing)
        yield Finding(
            records.source.head.span,
            f"the table has no column {names}",
            help=f"its head is {head_line(records.table.header)}",
        )
    known = dict.fromkeys(column.name for column in records.columns if column)
    if list(known) != [name for name in records.table.header if name in known]:
        yield Finding(
            records.source.head.span,
            "the columns are in another order than they must be",
            help=f"the head of this table is {head_line(records.table.header)}",
            fix=_reorder(records),
        )


def _misnamed(heads: Iterable[tuple[Cell, Column | None]]) -> Iterator[Finding]:
    """Heads of known columns that are not written as the existing tool knows them."""
    seen: set[str] = set()
    for cell, column in heads:
        if column is None:
            continue
        if column.name in seen:
            yield Finding(cell.span, f"a second column `{column.name}`")
        elif column.exact and cell.text != column.name:
            yield Finding(
                cell.span,
                f"the column `{cell.text}` must be called `{column.name}`",
                fix=Fix(f"write `{column.name}`", (Edit(cell.span, column.name),), safe=True),
            )
        seen.add(column.name)


def _reorder(records: Records) -> Fix | None:
    """Put every row's cells in the declared order; None where a row or the head lacks some."""
    source = records.source
    rows = (source.head, *source.rows)
    if records.missing() or len(records.columns) != len(records.table.columns):
        return None
    if any(row.surplus or any(cell.missing for cell in row.cells) for row in rows):
        return None
    order = [records.columns.index(column) for column in records.table.columns]
    edits = (
        Edit(cell.span, row.cells[order[place]].text.replace("|", "\\|"))
        for row in rows
        for place, cell in enumerate(row.cells)
        if order[place] != place
    )
    return Fix("put them in order", tuple(edits), safe=True)


@lru_cache(maxsize=16)  # three rules look at the tables of one document in turn
def levels_elsewhere(records: Records) -> str | None:
    """The head of the column in which all levels of a table stand, when it is not their own."""
    if records.table is not goal_tables.ASKS:
        return None
    own = next((at for at, one in enumerate(records.columns) if one and one.field == "level"), None)
    if own is None:
        return None
    rows = [row for row in records.source.entries() if row.cells[own].text not in UNFILLED]
    for at, head in enumerate(records.source.head.cells):
        if rows and all(_is_level(row.cells[at]) for row in rows):
            return None if at == own else head.text
    return None


def _is_level(cell: Cell) -> bool:
    return fold(cell.text) in _LEVELS


def head_line(columns: Iterable[str]) -> str:
    """The head of a table, as a message shows it."""
    return f"`| {' | '.join(columns)} |`"
