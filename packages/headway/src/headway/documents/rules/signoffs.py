"""What can be wrong with the table of a sign-off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.diagnostics import Edit, Finding, Fix, Severity, likely, meant, one_of
from headway.documents import types
from headway.documents.reading import written
from headway.documents.rules.books import DOCUMENT_RULES
from headway.documents.rules.tables import column_findings
from headway.documents.signoff import STATEMENTS
from headway.documents.values import Verdict, is_person, people_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.documents.kinds import ValueType
    from headway.documents.reading import Document
    from headway.text import Cell

rule = DOCUMENT_RULES.rule


@rule("SIGN001", Severity.ERROR, fixes=True)
def signoff_columns(document: Document) -> Iterator[Finding]:
    """The table of a sign-off does not have the columns that it needs.

    Columns are known by their heads; what stands under another one is not read.

    Wrong:

        | Date       | Team   | Who       | Verdict | Note |
        | ---------- | ------ | --------- | ------- | ---- |
        | 2026-01-14 | [lang] | @ana-lind | yes     |      |

    Right:

        | Date       | Team   | By        | Verdict | Note |
        | ---------- | ------ | --------- | ------- | ---- |
        | 2026-01-14 | [lang] | @ana-lind | yes     |      |
    """
    read = set()
    for records in document.records_of(STATEMENTS.field):
        read.add(id(records.source))
        yield from column_findings(records)
    for part in document.parts:
        for table in part.section.tables():
            if part.declared.table is STATEMENTS and id(table) not in read:
                yield Finding(
                    table.head.span,
                    "this is no table of what teams said",
                    help=f"its head must be `| {' | '.join(STATEMENTS.header)} |`",
                )


@rule("SIGN002", Severity.ERROR)
def unreadable_date(document: Document) -> Iterator[Finding]:
    """The date of a statement is missing, or is no day.

    Of two statements of one person the later one counts, so one without a day cannot count.

    Wrong:

        | 14 Jan 2026 | [lang] | @ana-lind | yes | |

    Right:

        | 2026-01-14 | [lang] | @ana-lind | yes | |
    """
    for cell in _unread(document, "date", types.DATE):
        message = f"`{cell.text}` is no day" if cell.text else "this statement has no date"
        yield Finding(cell.span, message, help="write it as 2026-01-31")


@rule("SIGN003", Severity.ERROR, fixes=True)
def unknown_verdict(document: Document) -> Iterator[Finding]:
    """A verdict is missing, or is not one that the program knows.

    `yes` agrees and closes the concerns of whoever says it, `concern` holds the goal up until the
    same person says `yes`, `no` is against it. Any other word counts as nothing said.

    Wrong:

        | 2026-01-14 | [lang] | @ana-lind | concerns | Who reviews it? |

    Right:

        | 2026-01-14 | [lang] | @ana-lind | concern | Who reviews it? |
    """
    for cell in _unread(document, "verdict", types.VERDICT):
        guess = likely(cell.text, Verdict)
        yield Finding(
            cell.span,
            f"unknown verdict `{cell.text}`" if cell.text else "this statement has no verdict",
            notes=(f"a verdict is {one_of(Verdict)}",),
            help=meant(cell.text, Verdict),
            fix=Fix(f"write `{guess}`", (Edit(cell.span, guess),)) if guess else None,
        )


@rule("SIGN004", Severity.ERROR, fixes=True)
def unclear_person(document: Document) -> Iterator[Finding]:
    """A statement does not name exactly one GitHub user who made it.

    A verdict counts for the person who gave it: only that person can close their own concern, and
    each lead of a team speaks for themselves.

    Wrong:

        | 2026-01-14 | [lang] | ana-lind | yes | |

    Right:

        | 2026-01-14 | [lang] | @ana-lind | yes | |
    """
    for cell in _unread(document, "by", types.PERSON):
        login = f"@{cell.text}"
        lacks = is_person(login)
        people = people_in(written(cell))
        if not cell.text:
            message = "this statement names nobody who made it"
        elif len(people) > 1:
            message = f"this statement names {len(people)} people, and must name one"
        else:
            message = f"`{cell.text}` is no GitHub user"
        yield Finding(
            cell.span,
            message,
            help="give each person a row of their own" if len(people) > 1 else "write one `@login`",
            fix=Fix(f"write {login}", (Edit(cell.span, login),)) if lacks else None,
        )


@rule("SIGN005", Severity.ERROR)
def unclear_team(document: Document) -> Iterator[Finding]:
    """A statement does not name exactly one team that it was made for.

    Somebody may be on two teams that are asked; only the row tells for which of them they spoke.

    Wrong:

        | 2026-01-14 | [lang], [docs] | @ana-lind | yes | |

    Right:

        | 2026-01-14 | [lang] | @ana-lind | yes | |
        | 2026-01-14 | [docs] | @ana-lind | yes | |
    """
    for row in document.cells_of(STATEMENTS.field):
        cell = row.get("team")
        teams = types.read_teams(written(cell)) if cell is not None else ()
        if cell is not None and len(teams) != 1:
            message = f"this statement names {len(teams)} teams, and must name one"
            yield Finding(cell.span, message if teams else "this statement names no team")


def _unread(document: Document, field: str, value_type: ValueType) -> Iterator[Cell]:
    """The cells of a column that are blank or hold no such value."""
    for row in document.cells_of(STATEMENTS.field):
        cell = row.get(field)
        if cell is not None and (not cell.text or value_type.read(written(cell)) is None):
            yield cell
