"""What can be wrong with tasks and subgoals."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headway.diagnostics import Edit, Finding, Fix, Severity, likely, one_of
from headway.documents import goal, goal_tables, goal_value
from headway.documents.owners import HELP_WANTED
from headway.documents.reading import metadata_rows, metadata_table
from headway.documents.rules.books import DOCUMENT_RULES
from headway.documents.rules.tables import column_findings
from headway.documents.values import Status, is_done, is_person
from headway.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from headway.documents.reading import Document
    from headway.text import Cell

rule = DOCUMENT_RULES.rule

_TIGHT_COMMA = re.compile(r"(@[A-Za-z0-9_-]+),(?=@)")
_BRACKETED = re.compile(
    r"(?:the\s+)?\[[^\[\]]+\](?:\[[^\[\]]*\]|\([^()\s]*\))?(?:\s+team)?", re.IGNORECASE
)
_BADGE = re.compile(r"!\[[^\[\]]*\]\[\]")
_ASKED = re.compile(r"!?\[team\](?:\[\])?\s*(\[[^\[\]]+\].*)", re.IGNORECASE)
# The word of a template, and teams as GitHub labels call them.
_NO_LOGIN = re.compile(r"@(?:owner\Z|[tT]-)")
_EMPHASIS = re.compile(r"[*_`]+")


@rule("TASK001", Severity.WARNING, fixes=True)
def unknown_owner(document: Document) -> Iterator[Finding]:
    """A task's owner is neither a GitHub user, a team, nor help wanted.

    Lists of people are made from `@login`; a name in italics or in words is left out of them. A
    team is written `[team]`, and `![Help wanted][]` stands for somebody who is still looked for.

    Wrong:

        | Build it | *ana* | |

    Right:

        | Build it | @ana | |
    """
    if document.kind is not goal.GOAL:
        return
    for task in document.value.all_tasks:
        for owner in task.owners:
            if _is_owner(owner):
                continue
            if teams := _ASKED.fullmatch(owner):
                yield Finding(
                    owner.span,
                    f"`{owner}` asks a team as goals did before 2026, and here is no owner",
                    help=f"write {teams[1]} where the team does the work; ask it for support "
                    f"under `{goal_tables.TEAM_ASKS}`",
                    fix=Fix(f"write `{teams[1]}`", (Edit(owner.span, teams[1]),)),
                )
                continue
            untouched = document.is_template(owner)
            login = f"@{_EMPHASIS.sub('', owner)}"
            wrapped = login != f"@{owner}" and is_person(login) and not _NO_LOGIN.match(login)
            yield Finding(
                owner.span,
                f"`{owner}` is still the template's words"
                if untouched
                else f"`{owner}` is no owner that tools can find",
                help="write `@login`, `[team]` or `![Help wanted][]`",
                fix=Fix(f"write `{login}`", (Edit(owner.span, login),))
                if wrapped and not untouched
                else None,
            )


@rule("TASK002", Severity.WARNING)
def task_without_owner(document: Document) -> Iterator[Finding]:
    """A task of an accepted goal has no owner.

    Nobody has said that they will do it. Where somebody is looked for, say so with
    `![Help wanted][]`.

    Wrong:

        | Build it | | |

    Right:

        | Build it | ![Help wanted][] | |
    """
    if not any(row.value == Status.ACCEPTED.value for row in document.rows_of("status")):
        return
    for row in _task_rows(document):
        task, owners = row.get("task"), row.get("owners")
        if task is None or not task.text or owners is None or owners.text:
            continue
        if not _done(row):
            yield Finding(
                task.span,
                "this task has no owner",
                help="name an `@login`, or write `![Help wanted][]`",
            )


@rule("TASK003", Severity.WARNING)
def unread_tasks(document: Document) -> Iterator[Finding]:
    """Tasks stand where the existing goals tool does not look.

    It reads one table of tasks below the heading of the work items, and one below each heading
    that is exactly one level deeper. Headway reads them all.

    Wrong:

        ### Work items over the next year

        ##### Parser

        | Task     | Owner(s) | Notes |
        | -------- | -------- | ----- |
        | Build it | @ana     |       |

    Right:

        ### Work items over the next year

        #### Parser

        | Task     | Owner(s) | Notes |
        | -------- | -------- | ----- |
        | Build it | @ana     |       |
    """
    seen: set[int] = set()
    known = {id(part.section) for part in document.parts if part.declared.table}
    for records in document.records_of("tasks"):
        section = records.part.section
        if records.part.declared.table is not goal_tables.TASKS:
            continue
        if id(section) not in known:
            yield Finding(
                records.source.head.span,
                f"the existing tool does not read tasks under `{section.title}`",
                help=f"put them under a heading `{goal_tables.WORK_ITEMS}`",
            )
        elif records.part.depth > 1 or (
            records.part.depth == 1
            and section.parent is not None
            and section.level != section.parent.level + 1
        ):
            yield Finding(
                records.source.head.span,
                "the existing tool does not read tasks this deep",
                help=f"make `{section.title}` a heading one level below the work items",
            )
        elif id(section) in seen:
            yield Finding(
                records.source.head.span,
                f"a second table of tasks under `{section.title}`, which the existing tool ignores",
            )
        seen.add(id(section))


@rule("TASK004", Severity.WARNING, fixes=True)
def tight_comma(document: Document) -> Iterator[Finding]:
    """Two owners have a comma but no space between them.

    The existing goals tool reads the first and loses the second.

    Wrong:

        | Build it | @ana,@bo | |

    Right:

        | Build it | @ana, @bo | |
    """
    for row in _task_rows(document):
        cell = row.get("owners")
        if cell is None or "," not in cell.text:
            continue
        for match in _TIGHT_COMMA.finditer(cell.text):
            at = cell.span.start + len(cell.text[: match.end()].encode())
            yield Finding(
                Span(at - len(match[0].encode()), at),
                f"the owner behind `{match[1]}` is lost without a space",
                fix=Fix("put a space behind the comma", (Edit(Span(at, at), " "),), safe=True),
            )


@rule("TASK005", Severity.WARNING, fixes=True)
def task_columns(document: Document) -> Iterator[Finding]:
    """A table of tasks does not have the columns that it needs.

    The existing goals tool takes a table for one of tasks when it has three columns, the first
    `Task` and the third `Notes`; it passes over any other.

    Wrong:

        | Task     | Owner(s) | Status |
        | -------- | -------- | ------ |
        | Build it | @ana     | done   |

    Right:

        | Task     | Owner(s) | Notes |
        | -------- | -------- | ----- |
        | Build it | @ana     | done  |
    """
    for records in document.records_of("tasks"):
        yield from column_findings(records)


@rule("TASK006", Severity.WARNING)
def owners_without_task(document: Document) -> Iterator[Finding]:
    """A row names owners, and no task.

    Nobody can tell what they have promised. Each row stands alone: a blank cell does not repeat
    the task above it, so the owners are in no list.

    Wrong:

        | Build it | @ana | |
        |          | @bo  | |

    Right:

        | Build it | @ana, @bo | |
    """
    for field in ("tasks", "older_asks"):
        for row in document.cells_of(field):
            task, owners = row.get("task"), row.get("owners")
            if task is not None and not task.text and owners is not None and owners.text:
                asks = field == "older_asks" and goal_value.asks_of_row(row)
                yield Finding(
                    owners.span,
                    "this row does not say what the team is asked"
                    if asks
                    else "this row has owners and no task, so it does not count",
                )


@rule("SUB001", Severity.ERROR)
def subgoal_without_title(document: Document) -> Iterator[Finding]:
    """A subgoal's heading is empty.

    A subgoal is listed and linked by its heading.

    Wrong:

        ####

        | Task     | Owner(s) | Notes |
        | -------- | -------- | ----- |
        | Build it | @ana     |       |

    Right:

        #### Parser

        | Task     | Owner(s) | Notes |
        | -------- | -------- | ----- |
        | Build it | @ana     |       |
    """
    for part in document.parts:
        if part.depth == 1 and part.declared.subgoals and not part.section.title.strip():
            yield Finding(part.section.heading.span, "this subgoal has no title")


@rule("SUB002", Severity.WARNING, fixes=True)
def subgoal_rows(document: Document) -> Iterator[Finding]:
    """A subgoal's metadata has a row that a subgoal does not take.

    A subgoal may say its own `Roadmap`, `Timespan` and `What and why`; all else it has from its
    goal.

    Wrong:

        #### Parser

        | Metadata | |
        | :------- | - |
        | Status   | Accepted |

    Right:

        #### Parser

        | Metadata | |
        | :------- | - |
        | Timespan | 2026-2027 |
    """
    names = [row.name for row in document.kind.rows if row.field in document.kind.subgoal_rows]
    for part in document.parts:
        if not part.depth or not part.declared.subgoals:
            continue
        table = metadata_table(part.section.tables())
        for row in metadata_rows(document.kind, table) if table else ():
            if row.row is None or row.row.field not in document.kind.subgoal_rows:
                guess = likely(row.name, names)
                yield Finding(
                    row.name.span,
                    f"a subgoal has no row `{row.name}`",
                    notes=(f"its rows are {one_of(names)}",),
                    help=f"did you mean `{guess}`?" if guess else None,
                    fix=Fix(f"write `{guess}`", (Edit(row.name.span, guess),)) if guess else None,
                )


def _task_rows(document: Document) -> Iterator[Mapping[str, Cell]]:
    yield from document.cells_of("tasks")
    for row in document.cells_of("older_asks"):
        if not goal_value.asks_of_row(row):
            yield row


def _done(row: Mapping[str, Cell]) -> bool:
    """Whether a task is marked as complete, or struck out."""
    notes = row.get("notes")
    return is_done(row["task"].text, notes.text if notes else None)


def _is_owner(owner: str) -> bool:
    """Whether tools find an owner; REF001 speaks of badges that nothing defines."""
    return (
        is_person(owner)
        or owner == HELP_WANTED
        or _BRACKETED.fullmatch(owner) is not None
        or _BADGE.fullmatch(owner) is not None
    )
