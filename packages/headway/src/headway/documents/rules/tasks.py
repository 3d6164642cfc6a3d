"""What can be wrong with tasks, subgoals, funding and help wanted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headway.diagnostics import Edit, Finding, Fix, Severity, likely, one_of
from headway.documents import goal, types
from headway.documents.reading import metadata_rows, metadata_table
from headway.documents.rules.asks import column_findings
from headway.documents.rules.books import DOCUMENT_RULES
from headway.documents.values import Form, Status, is_person
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
_EMPHASIS = re.compile(r"[*_`]+")


@rule("TASK001", Severity.WARNING, fixes=True)
def unknown_owner(document: Document) -> Iterator[Finding]:
    """A task's owner is neither a GitHub user, a team, nor help wanted.

    Lists of people are made from `@login`; a name in italics or in words is left out of them.

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
            login = f"@{_EMPHASIS.sub('', owner)}"
            wrapped = login != f"@{owner}" and is_person(login)
            yield Finding(
                owner.span,
                f"`{owner}` is no owner that tools can find",
                help="write `@login`, `[team]` or `![Help wanted][]`",
                fix=Fix(f"write `{login}`", (Edit(owner.span, login),)) if wrapped else None,
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
    for records in document.records_of("tasks"):
        section = records.part.section
        if records.part.declared.table is not goal.TASKS:
            continue
        if records.part.depth > 1 or (
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


@rule("FUND001", Severity.WARNING, fixes=True)
def unreadable_cost(document: Document) -> Iterator[Finding]:
    """A cost is not written in a way that can be summed up.

    The existing goals tool reads every other text as `TBD`, without a word.

    Wrong:

        | Contributor | 60000 | No | |

    Right:

        | Contributor | $60,000 | No | |
    """
    for row in _cells(document, "funding"):
        cell = row.get("cost")
        if cell is not None and cell.text and not types.is_cost(cell.text):
            digits = re.fullmatch(r"\d{3,}", cell.text)
            amount = f"${int(cell.text):,}" if digits else None
            yield Finding(
                cell.span,
                f"the cost `{cell.text}` is read as `TBD`",
                help=f"write {types.COST.about}; say the rest in the text above",
                fix=Fix(f"write `{amount}`", (Edit(cell.span, amount),)) if amount else None,
            )


@rule("FUND002", Severity.WARNING, fixes=True)
def unreadable_state(document: Document) -> Iterator[Finding]:
    """A state of funding is not one that tools know.

    The existing goals tool reads every other word as `No`, `Yes` among them.

    Wrong:

        | Contributor | $60,000 | Yes | Glow Foundation |

    Right:

        | Contributor | $60,000 | Full | Glow Foundation |
    """
    for row in _cells(document, "funding"):
        cell = row.get("funded")
        if cell is None or not cell.text or types.is_funded(cell.text):
            continue
        guess = (
            "Full"
            if cell.text.casefold() in {"yes", "y", "fully", "done"}
            else likely(cell.text, ["No", "Partial", "Full"])
        )
        yield Finding(
            cell.span,
            f"the state `{cell.text}` is read as `No`",
            help=f"write {types.FUNDED.about}",
            fix=Fix(f"write `{guess}`", (Edit(cell.span, guess),)) if guess else None,
        )


@rule("FUND003", Severity.WARNING)
def contact_without_section(document: Document) -> Iterator[Finding]:
    """A goal names a funding contact, or needs funding, and has no section `Funding`.

    Lists of funding are made from the section's table, so the goal is in none of them.

    Wrong:

        | Funding contact | [Glow Foundation](https://glow.example) |

    Right:

        | Funding contact | [Glow Foundation](https://glow.example) |

        ## Funding

        | Purpose     | Cost | Funded | Sponsor(s) |
        | ----------- | ---- | ------ | ---------- |
        | Contributor | TBD  | No     |            |
    """
    if document.parts_of(goal.FUNDING):
        return
    for row in document.rows_of("funding_contact"):
        if row.value:
            yield Finding(row.span, "a funding contact without a section `Funding`")
    for row in document.rows_of("needs"):
        if row.value.casefold() == "funding":
            yield Finding(row.span, "`Needs: Funding` without a section `Funding`")


@rule("FUND004", Severity.WARNING, fixes=True)
def funding_columns(document: Document) -> Iterator[Finding]:
    """The table of funding does not have the columns that it needs.

    The existing goals tool knows the table by its exact heads.

    Wrong:

        | Purpose     | Amount  | Funded | Sponsor(s) |
        | ----------- | ------- | ------ | ---------- |
        | Contributor | $60,000 | No     |            |

    Right:

        | Purpose     | Cost    | Funded | Sponsor(s) |
        | ----------- | ------- | ------ | ---------- |
        | Contributor | $60,000 | No     |            |
    """
    for records in document.records_of("funding"):
        yield from column_findings(records)


@rule("FUND005", Severity.WARNING)
def section_without_rows(document: Document) -> Iterator[Finding]:
    """A section `Funding` or `Help wanted` has no table with rows.

    Lists are made from the rows, so the goal is in none of them, whatever the text says.

    Wrong:

        ## Help wanted

        We look for somebody who knows linkers.

    Right:

        ## Help wanted

        We look for somebody who knows linkers.

        | Task         | Experience level | Time investment |
        | ------------ | ---------------- | --------------- |
        | Write a test | Knows linkers    | Two weeks       |
    """
    for title, field in ((goal.FUNDING, "funding"), (goal.HELP, "help_wanted")):
        for part in document.parts_of(title):
            rows = [row for records in document.records_of(field) for row in records.rows]
            if not part.depth and not rows and part.declared.table is not None:
                head = " | ".join(part.declared.table.header)
                yield Finding(
                    part.section.heading.span,
                    f"the section `{title}` has no table with rows, so no list shows it",
                    help=f"add a table `| {head} |`",
                )


@rule("HELP001", Severity.WARNING, fixes=True)
def help_columns(document: Document) -> Iterator[Finding]:
    """The table of help wanted does not have the columns that it needs.

    The existing goals tool knows the table by its exact heads.

    Wrong:

        | Task         | Time investment |
        | ------------ | --------------- |
        | Write a test | Two weeks       |

    Right:

        | Task         | Experience level | Time investment |
        | ------------ | ---------------- | --------------- |
        | Write a test | Knows linkers    | Two weeks       |
    """
    for records in document.records_of("help_wanted"):
        yield from column_findings(records)


@rule("HELP002", Severity.HINT)
def flag_without_section(document: Document) -> Iterator[Finding]:
    """A goal needs a contributor, and has no section `Help wanted`.

    The flag puts the goal on the list of those that need somebody, but the list has nothing to
    say about the work. Goals of the older form had no such section.

    Wrong:

        | Needs | Contributor |

    Right:

        ## Help wanted

        | Task         | Experience level | Time investment |
        | ------------ | ---------------- | --------------- |
        | Write a test | Knows linkers    | Two weeks       |
    """
    if document.parts_of(goal.HELP) or goal.form(document) is not Form.PRESENT:
        return
    for row in document.rows_of("needs"):
        if row.value.casefold() == "contributor":
            yield Finding(row.span, "`Needs: Contributor` without a section `Help wanted`")


def _cells(document: Document, field: str) -> Iterator[Mapping[str, Cell]]:
    for records in document.records_of(field):
        yield from records.rows


def _task_rows(document: Document) -> Iterator[Mapping[str, Cell]]:
    yield from _cells(document, "tasks")
    for row in _cells(document, "older_asks"):
        if not goal.asks_of_row(row):
            yield row


def _done(row: Mapping[str, Cell]) -> bool:
    """Whether a task is marked as complete, or struck out."""
    notes = row.get("notes")
    return row["task"].text.startswith("~~") or (
        notes is not None and "![complete]" in notes.text.casefold()
    )


def _is_owner(owner: str) -> bool:
    """Whether tools find an owner; REF001 speaks of badges that nothing defines."""
    return (
        is_person(owner)
        or owner == types.HELP_WANTED
        or _BRACKETED.fullmatch(owner) is not None
        or _BADGE.fullmatch(owner) is not None
    )
