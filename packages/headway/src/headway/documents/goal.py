"""The declaration of a goal document, and how one becomes a `Goal`.

Source of the format: the goals repository's own guide (about/goal-format) and what its tool reads.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headway.documents import types
from headway.documents.kinds import (
    Column,
    Derived,
    Kind,
    Row,
    Section,
    Table,
    list_of,
    object_of,
    table_schema,
)
from headway.documents.reading import (
    Document,
    Part,
    Records,
    body_text,
    each,
    first,
    heading,
    metadata_rows,
    metadata_table,
    written,
)
from headway.documents.values import (
    Ask,
    Form,
    FundingItem,
    Goal,
    HelpWanted,
    Level,
    Subgoal,
    Task,
    Written,
)
from headway.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from headway.documents.kinds import Schema
    from headway.text import Cell

WORK_ITEMS = "Work items over the next year"
TEAM_ASKS = "Team asks"
OLDER_ASKS = "Ownership and team asks"
FUNDING = "Funding"
HELP = "Help wanted"
SUMMARY = "Summary"

_TEAM_BADGE = re.compile(r"!\[\s*team\s*\]", re.IGNORECASE)

_STRING: Schema = {"type": "string"}
_NULLABLE: Schema = {"type": ["string", "null"]}

TASKS = Table(
    "tasks",
    (
        Column("Task", "task", types.TEXT, "What is to be done."),
        Column(
            "Owner(s)",
            "owners",
            types.OWNERS,
            "Who does it.",
            formerly=("Owner(s) or team(s)", "Owner", "Owners"),
        ),
        Column("Notes", "notes", types.TEXT, "Anything else."),
    ),
    "The work: a row a task, with who does it.",
    template=(("Do the work", "*owner*", ""),),
)
ASKS = Table(
    "asks",
    (
        Column("Team", "team", types.TEAM, "The team, as `[team]`."),
        Column("Support level", "level", types.LEVEL, "How much is asked; blank for no ask."),
        Column("Notes", "notes", types.TEXT, "What is asked."),
    ),
    "What is asked of teams: a row a team.",
    template=(("...", "...", "*What you need from the team*"),),
)
OLDER = Table(
    "older_asks",
    (
        Column("Task", "task", types.TEXT, "The task, or the name of the ask."),
        Column(
            "Owner(s) or team(s)",
            "owners",
            types.OWNERS_OR_TEAMS,
            "Who does it, or `![Team][]` and the teams that are asked.",
            formerly=("Owner(s)",),
        ),
        Column("Notes", "notes", types.TEXT, "Anything else."),
    ),
    "Work and asks in one table, as goals had it before 2026.",
)
FUNDING_TABLE = Table(
    "funding",
    (
        Column("Purpose", "purpose", types.TEXT, "What the money is for."),
        Column("Cost", "cost", types.COST, "How much it takes."),
        Column("Funded", "funded", types.FUNDED, "How much of it is there."),
        Column(
            "Sponsor(s)", "sponsors", types.TEXT, "Who gives it.", formerly=("Sponsor", "Sponsors")
        ),
    ),
    "What money is needed for: a row a purpose.",
)
HELP_TABLE = Table(
    "help_wanted",
    (
        Column("Task", "task", types.TEXT, "The work that somebody is looked for."),
        Column("Experience level", "experience_level", types.TEXT, "What it takes."),
        Column("Time investment", "time_investment", types.TEXT, "How long it takes."),
    ),
    "Work that a contributor is looked for: a row a task.",
)


def build(document: Document) -> Goal:
    """Make the value of a document that was read as a goal."""
    subgoals = list(_subgoals(document))
    sections = [part.section for part in document.parts if not part.depth]
    summary = next((s for s in sections if s.title.strip() == SUMMARY), None)
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
    )


def form(document: Document) -> Form:
    """Which form a goal has; the sections and tables tell, not the folder."""
    titles = {part.declared.title for part in document.parts}
    if titles & {TEAM_ASKS, WORK_ITEMS} or document.records_of("asks"):
        return Form.PRESENT
    return Form.OLDER if OLDER_ASKS in titles else Form.PRESENT


def asks_of_row(cells: Mapping[str, Cell]) -> bool:
    """Whether a row of the older form asks teams for something."""
    return "owners" in cells and _TEAM_BADGE.search(cells["owners"].text) is not None


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
        for row, span in zip(records.rows, records.spans, strict=True):
            notes = _cell(row, "notes")
            if records.table is ASKS:
                team, level = _cell(row, "team"), _cell(row, "level")
                key = types.TEAM.read(team) if team else None
                value = types.LEVEL.read(level) if level else None
                if key and value:
                    yield Ask(key, value, None, notes, records.part.subgoal, span)
            elif records.table is OLDER and asks_of_row(row):
                for key in types.read_teams(written(row["owners"])):
                    yield Ask(key, None, _cell(row, "task"), notes, records.part.subgoal, span)


def _task_tables(document: Document) -> Iterator[Records]:
    return (records for records in document.records if records.table in (TASKS, OLDER))


def _tasks(records: Records) -> Iterator[Task]:
    for row, span in zip(records.rows, records.spans, strict=True):
        name, owners = _cell(row, "task"), _cell(row, "owners")
        if name and not (records.table is OLDER and asks_of_row(row)):
            yield Task(name, types.read_owners(owners) if owners else (), _cell(row, "notes"), span)


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
            span=part.section.heading.span,
        )


def _under(part: Part, ancestor: Part) -> bool:
    section = part.section
    while section is not ancestor.section:
        if section.parent is None:
            return False
        section = section.parent
    return True


_ASK_SCHEMA = object_of(
    {
        "team": _STRING,
        "level": {"enum": [*Level, None]},
        "kind": _NULLABLE,
        "notes": _NULLABLE,
        "task": _NULLABLE,
    }
)
_SUBGOAL_SCHEMA = object_of(
    {
        "title": _STRING,
        "tasks": table_schema(TASKS),
        "roadmaps": list_of(_STRING),
        "timespan": _NULLABLE,
        "what_and_why": _NULLABLE,
    }
)

GOAL = Kind(
    name="goal",
    about="A goal: what is to be achieved in a period, by whom, and what it asks of teams.",
    files="*.md",
    rows=(
        Row(
            "Point of contact",
            "point_of_contact",
            types.PERSON,
            "The one person who answers for the goal and gives its updates.",
            required=True,
            exact=True,
            template="*your GitHub user name, like @ghost*",
        ),
        Row(
            "Status",
            "status",
            types.STATUS,
            "Where the goal stands in the program.",
            required=True,
            exact=True,
            template="Proposed",
        ),
        Row(
            "Short title",
            "short_title",
            types.TEXT,
            "A shorter name for tables; the title without it.",
            exact=True,
        ),
        Row(
            "What and why",
            "what_and_why",
            types.TEXT,
            "One line for roadmaps; the summary's first sentence without it.",
        ),
        Row(
            "Tracking issue",
            "tracking_issue",
            types.ISSUE,
            "The issue in the goals repository where updates are posted; required once accepted.",
            exact=True,
            template="",
        ),
        Row(
            "Other tracking issues",
            "other_tracking_issues",
            types.ISSUES,
            "Issues elsewhere that follow the same work.",
        ),
        Row(
            "Zulip channel",
            "zulip_channel",
            types.TEXT,
            "Where the work is talked about.",
            template="",
        ),
        Row(
            "Roadmap",
            "roadmaps",
            types.THEME,
            "A roadmap that the goal serves, by its short title.",
            repeats=True,
            formerly=("Flagship",),
        ),
        Row(
            "Highlight", "highlights", types.THEME, "A highlight that shows the goal.", repeats=True
        ),
        Row(
            "Needs",
            "needs",
            types.THEME,
            "`Contributor` or `Funding`; a section of its own says more.",
            repeats=True,
        ),
        Row(
            "Timespan",
            "timespan",
            types.TEXT,
            "The time that the goal covers; its period without it.",
        ),
        Row(
            "Funding contact",
            "funding_contact",
            types.TEXT,
            "Whom to ask about funding; the project's funding team without it.",
        ),
        Row(
            "[{team}] champion",
            "champions",
            types.TEXT,
            "Who speaks for the goal on a team; Medium and Large asks need one.",
        ),
        Row("See also", "see_also", types.TEXT, "Issues and pages that belong to the goal."),
        Row("Teams", None, types.TEXT, "Filled in by the book."),
        Row("Task owners", None, types.TEXT, "Filled in by the book."),
        Row("Help wanted", None, types.TEXT, "Shown as it is."),
    ),
    sections=(
        Section(
            SUMMARY,
            "One or two sentences on what the goal will do.",
            field="summary",
            required=True,
            words="*One or two sentences: what will be done?*",
        ),
        Section(
            "Motivation",
            "Why the goal is worth the project's time.",
            required=True,
            words="*Why is this worth the project's time?*",
        ),
        Section(
            "The status quo",
            "Who has which problem today.",
            level=3,
            words="*Who has which problem today?*",
        ),
        Section(
            "What we propose to do about it",
            "The approach, and what of it this period brings.",
            level=3,
            words="*What is the approach, and how far does it get in this period?*",
        ),
        Section(
            WORK_ITEMS,
            "The work, as tasks with owners; subgoals in headings one level deeper.",
            level=3,
            table=TASKS,
            subgoals=True,
            words="",
        ),
        Section(
            TEAM_ASKS,
            "What is asked of teams.",
            table=ASKS,
            words="",
        ),
        Section(
            OLDER_ASKS,
            "Work and asks together, as goals had it before 2026.",
            table=OLDER,
            subgoals=True,
        ),
        Section(HELP, "Work that somebody is looked for.", table=HELP_TABLE),
        Section(FUNDING, "What needs money.", table=FUNDING_TABLE),
        Section("Frequently asked questions", "What came up on the way.", words="*None yet.*"),
    ),
    derived=(
        Derived("id", _STRING, "The file's name without `.md`, after folders below the period's."),
        Derived("file", _STRING, "The file's path, relative to the program's root."),
        Derived("title", _NULLABLE, "The first heading."),
        Derived("asks", list_of(_ASK_SCHEMA), "What is asked of teams, a row a team."),
        Derived("subgoals", list_of(_SUBGOAL_SCHEMA), "Workstreams under headings of their own."),
        Derived(
            "size", {"enum": [*Level, None]}, "The largest level asked, null in the older form."
        ),
    ),
    build=build,
    fields=(
        "id",
        "file",
        "title",
        "short_title",
        "status",
        "point_of_contact",
        "tracking_issue",
        "other_tracking_issues",
        "zulip_channel",
        "roadmaps",
        "highlights",
        "needs",
        "champions",
        "asks",
        "tasks",
        "subgoals",
        "funding",
        "funding_contact",
        "help_wanted",
        "see_also",
        "summary",
        "what_and_why",
        "timespan",
        "size",
    ),
    subgoal_rows=("roadmaps", "timespan", "what_and_why"),
)
