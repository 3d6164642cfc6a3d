"""What can be wrong with funding and help wanted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headway.diagnostics import Edit, Finding, Fix, Label, Severity, fold, likely
from headway.documents import goal_tables, goal_value, types
from headway.documents.rules.books import DOCUMENT_RULES
from headway.documents.rules.tables import column_findings
from headway.documents.values import Form

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from headway.documents.reading import Document
    from headway.text import Cell

rule = DOCUMENT_RULES.rule

_NOT_WANTED = {"no", "none", "n/a", "-"}


@rule("FUND001", Severity.WARNING, fixes=True)
def unreadable_cost(document: Document) -> Iterator[Finding]:
    """A cost is not written in a way that can be summed up.

    A cost is `$` and an amount (`$25,000`, `$25K`), `TBD` where nobody knows, or `Ask` where it is
    not for everybody's eyes. The existing goals tool reads any other text, and a blank cell, as
    `TBD` without a word.

    Wrong:

        | Contributor | 60000 | No | |

    Right:

        | Contributor | $60,000 | No | |
    """
    for row in _items(document):
        cell = row.get("cost")
        if cell is not None and not types.is_cost(cell.text):
            digits = re.fullmatch(r"\d{3,}", cell.text)
            amount = f"${int(cell.text):,}" if digits else "" if cell.text else "TBD"
            yield Finding(
                cell.span,
                f"{_shown('cost', cell)} is read as `TBD`",
                help=f"write {types.COST.about}; say the rest in the text above",
                fix=_write(cell, amount),
            )


@rule("FUND002", Severity.WARNING, fixes=True)
def unreadable_state(document: Document) -> Iterator[Finding]:
    """A state of funding is not one that tools know.

    A state is `No`, `Partial`, `Full`, `Partial by X` or `By X`. The existing goals tool reads
    anything else as `No`, `Yes` and a blank cell among them.

    Wrong:

        | Contributor | $60,000 | Yes | Glow Foundation |

    Right:

        | Contributor | $60,000 | Full | Glow Foundation |
    """
    for row in _items(document):
        cell = row.get("funded")
        if cell is None or types.is_funded(cell.text):
            continue
        if not cell.text:
            guess = "No"
        elif cell.text.casefold() in {"yes", "y", "fully", "done"}:
            guess = "Full"
        else:
            guess = likely(cell.text, ["No", "Partial", "Full"]) or ""
        yield Finding(
            cell.span,
            f"{_shown('state', cell)} is read as `No`",
            help=f"write {types.FUNDED.about}",
            fix=_write(cell, guess),
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
    if document.parts_of(goal_tables.FUNDING):
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

    The existing goals tool knows the table by its exact heads, in this order.

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
    for title, field in ((goal_tables.FUNDING, "funding"), (goal_tables.HELP, "help_wanted")):
        for part in document.parts_of(title):
            rows = [row for records in document.records_of(field) for row in records.rows]
            if not part.depth and not rows and part.declared.table is not None:
                head = " | ".join(part.declared.table.header)
                yield Finding(
                    part.section.heading.span,
                    f"the section `{title}` has no table with rows, so no list shows it",
                    help=f"add a table `| {head} |`",
                )


@rule("FUND006", Severity.WARNING)
def second_table(document: Document) -> Iterator[Finding]:
    """A section `Funding` or `Help wanted` has a second table.

    The existing goals tool reads the first and ignores the second. Put the rows into one table.

    Wrong:

        ## Help wanted

        | Task         | Experience level | Time investment |
        | ------------ | ---------------- | --------------- |
        | Write a test | Knows linkers    | Two weeks       |

        Later on:

        | Task         | Experience level | Time investment |
        | ------------ | ---------------- | --------------- |
        | Draw a chart | Has patience     | A day           |

    Right:

        ## Help wanted

        | Task         | Experience level | Time investment |
        | ------------ | ---------------- | --------------- |
        | Write a test | Knows linkers    | Two weeks       |
        | Draw a chart | Has patience     | A day           |
    """
    for part in document.parts:
        if part.declared.table not in (goal_tables.FUNDING_TABLE, goal_tables.HELP_TABLE):
            continue
        tables = list(part.section.tables())
        for table in tables[1:]:
            yield Finding(
                table.head.span,
                f"the existing tool ignores this second table of `{part.section.title}`",
                labels=(Label(document.page.file, tables[0].head.span, "the one that it reads"),),
            )


@rule("HELP001", Severity.WARNING, fixes=True)
def help_columns(document: Document) -> Iterator[Finding]:
    """The table of help wanted does not have the columns that it needs.

    The existing goals tool knows the table by its exact heads, in this order.

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

    A row `Needs` or `Help wanted` puts the goal on the list of those that need somebody, but the
    list has nothing to say about the work. Goals of the older form had no such section.

    Wrong:

        | Needs | Contributor |

    Right:

        | Needs | Contributor |

        ## Help wanted

        | Task         | Experience level | Time investment |
        | ------------ | ---------------- | --------------- |
        | Write a test | Knows linkers    | Two weeks       |
    """
    if document.parts_of(goal_tables.HELP) or goal_value.form(document) is not Form.PRESENT:
        return
    for row in document.rows:
        if row.row is None or not row.value:
            continue
        needs = row.row.field == "needs" and fold(row.value) == "contributor"
        if needs or (row.row.name == goal_tables.HELP and fold(row.value) not in _NOT_WANTED):
            flag = f"{row.row.name}: {row.value}"
            yield Finding(row.span, f"`{flag}` without a section `{goal_tables.HELP}`")


def _items(document: Document) -> Iterator[Mapping[str, Cell]]:
    """The rows of funding that say anything."""
    return (row for row in document.cells_of("funding") if any(cell.text for cell in row.values()))


def _shown(what: str, cell: Cell) -> str:
    return f"the {what} `{cell.text}`" if cell.text else f"a blank {what}"


def _write(cell: Cell, text: str) -> Fix | None:
    if not text or cell.missing:
        return None
    return Fix(f"write `{text}`", (Edit(cell.span, text),))
