"""How a document that was read as a goal becomes a `Goal`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.documents import types
from headway.documents.goal_tables import (
    ASKS,
    OLDER,
    OLDER_ASKS,
    SUMMARY,
    TASKS,
    TEAM_ASKS,
    TEAM_BADGE,
    WORK_ITEMS,
)
from headway.documents.owners import read_owners
from headway.documents.reading import (
    Document,
    Page,
    Part,
    Records,
    body_text,
    each,
    first,
    heading,
    metadata_rows,
    metadata_table,
    opening,
    written,
)
from headway.documents.values import (
    Ask,
    Form,
    FundingItem,
    Goal,
    HelpWanted,
    Subgoal,
    Task,
    Written,
)
from headway.text import Paragraph, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from headway.text import Cell, Section

# What a cell holds that is still to be filled in.
UNFILLED = {"", "...", "…"}


def is_goal(page: Page) -> bool:
    """Whether a page of a period is a goal: it has metadata."""
    return opening(page.tree).metadata is not None


def build(document: Document) -> Goal:
    """Make the value of a document that was read as a goal."""
    subgoals = list(_subgoals(document))
    summary = next((part.section for part in document.parts_of(SUMMARY)), None)
    return Goal(
        id=document.page.id,
        file=document.page.file,
        period=document.page.period or "",
        form=form(document),
        span=document.title.span if document.title else Span(0, 0),
        title=heading(document.title) if document.title and document.title.text else None,
        short_title=first(document, "short_title"),
        status=first(document, "status"),
        point_of_contact=first(document, "point_of_contact"),
        tracking_issue=first(document, "tracking_issue"),
        other_tracking_issues=first(document, "other_tracking_issues") or (),
        zulip_channel=first(document, "zulip_channel"),
        roadmaps=each(document, "roadmaps"),
        highlights=each(document, "highlights"),
        needs=each(document, "needs"),
        champions=_champions(document),
        asks=tuple(_asks(document)),
        tasks=tuple(
            task
            for records in _task_tables(document)
            if not records.part.depth
            for task in _tasks(records)
        ),
        subgoals=tuple(subgoals),
        funding=tuple(
            FundingItem(span=span, **cells)
            for records in document.records_of("funding")
            for cells, span in _cells(records)
        ),
        funding_contact=first(document, "funding_contact"),
        help_wanted=tuple(
            HelpWanted(span=span, **cells)
            for records in document.records_of("help_wanted")
            for cells, span in _cells(records)
        ),
        see_also=first(document, "see_also"),
        summary=body_text(document, summary.body) if summary else None,
        what_and_why=first(document, "what_and_why"),
        timespan=first(document, "timespan"),
        cadence=first(document, "cadence"),
    )


def form(document: Document) -> Form:
    """Which form a goal has; the sections and tables tell, not the folder."""
    titles = {part.declared.title for part in document.parts}
    if titles & {TEAM_ASKS, WORK_ITEMS} or document.records_of("asks"):
        return Form.PRESENT
    return Form.OLDER if OLDER_ASKS in titles or document.records_of("older_asks") else Form.PRESENT


def asks_of_row(cells: Mapping[str, Cell]) -> bool:
    """Whether a row of the older form asks teams for something."""
    return "owners" in cells and TEAM_BADGE.search(cells["owners"].text) is not None


def _champions(document: Document) -> dict[Written, Written | None]:
    found: dict[Written, Written | None] = {}
    for row in document.rows_of("champions"):
        if row.key:
            found.setdefault(row.key, row.value or None)
    return found


def _cells(records: Records) -> Iterator[tuple[dict[str, Written | None], Span]]:
    for row, span in zip(records.rows, records.spans, strict=True):
        cells = {column.field: _cell(row, column.field) for column in records.table.columns}
        if any(cells.values()):
            yield cells, span


def _cell(row: Mapping[str, Cell], field: str) -> Written | None:
    cell = row.get(field)
    return written(cell) if cell is not None and cell.text else None


def _asks(document: Document) -> Iterator[Ask]:
    for records in document.records:
        if records.table not in (ASKS, OLDER):
            continue
        for row, span in zip(records.rows, records.spans, strict=True):
            notes = _cell(row, "notes")
            if records.table is ASKS:
                team, level = _cell(row, "team"), _cell(row, "level")
                key = types.TEAM.read(team) if team and not types.LEVEL.read(team) else None
                if key and level and level not in UNFILLED:
                    known = types.LEVEL.read(level) or level
                    yield Ask(key, known, None, notes, records.part.subgoal, span)
            elif asks_of_row(row):
                for key in types.read_teams(written(row["owners"])):
                    yield Ask(key, None, _cell(row, "task"), notes, records.part.subgoal, span)


def _task_tables(document: Document) -> Iterator[Records]:
    return (records for records in document.records if records.table in (TASKS, OLDER))


def _tasks(records: Records) -> Iterator[Task]:
    for row, span in zip(records.rows, records.spans, strict=True):
        name, owners = _cell(row, "task"), _cell(row, "owners")
        if name and not (records.table is OLDER and asks_of_row(row)):
            yield Task(name, read_owners(owners) if owners else (), _cell(row, "notes"), span)


def _subgoals(document: Document) -> Iterator[Subgoal]:
    tables = list(_task_tables(document))
    for part in document.parts:
        if part.depth != 1 or not part.declared.subgoals:
            continue
        mine = [records for records in tables if _under(records.part, part)]
        if part.declared.title == OLDER_ASKS and not mine:
            continue
        metadata = metadata_table(part.section.tables())
        rows = list(metadata_rows(document.kind, metadata)) if metadata else []
        values = {
            field: [
                row.row.type.read(row.value)
                for row in rows
                if row.row and row.row.field == field and row.value
            ]
            for field in document.kind.subgoal_rows
        }
        yield Subgoal(
            title=heading(part.section.heading),
            tasks=tuple(task for records in mine for task in _tasks(records)),
            roadmaps=tuple(values["roadmaps"]),
            timespan=next(iter(values["timespan"]), None),
            what_and_why=next(iter(values["what_and_why"]), None),
            text=_first_paragraph(document, part.section),
            span=part.section.heading.span,
        )


def _first_paragraph(document: Document, section: Section) -> Written | None:
    """The paragraph that opens a section."""
    found = next((block for block in section.blocks if isinstance(block, Paragraph)), None)
    return body_text(document, found.span) if found else None


def _under(part: Part, ancestor: Part) -> bool:
    section = part.section
    while section is not ancestor.section:
        if section.parent is None:
            return False
        section = section.parent
    return True
