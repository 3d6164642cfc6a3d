"""What can be wrong with a goal's champions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headway.diagnostics import Edit, Finding, Fix, Label, Severity
from headway.documents import types
from headway.documents.goal_tables import ASKS, OLDER
from headway.documents.goal_value import UNFILLED
from headway.documents.reading import written
from headway.documents.rules.books import DOCUMENT_RULES
from headway.documents.rules.page import lost_rows
from headway.documents.values import Level, Written, people_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.documents.reading import Document, MetadataRow

rule = DOCUMENT_RULES.rule

# Compiled when it is needed, which is seldom.
_CHAMPION = r"(?i)\[?\s*(?:T-)?([A-Z][\w.-]*)\s*\]?\s+champion\s*"


@rule("ASK001", Severity.WARNING)
def champion_missing(document: Document) -> Iterator[Finding]:
    """A Medium or Large ask has no champion.

    A champion is somebody on the team who speaks for the goal there; without one the team has not
    really been asked. Leave the row out until somebody has agreed: the goals team helps to find
    one, and this warning stays until then.

    Wrong:

        | Team   | Support level | Notes |
        | ------ | ------------- | ----- |
        | [lang] | Large         |       |

    Right:

        | [lang] champion | @ana |

        | Team   | Support level | Notes |
        | ------ | ------------- | ----- |
        | [lang] | Large         |       |
    """
    champions = {row.key.casefold() for row in document.rows_of("champions")}
    if not document.listed:
        return
    for row in document.cells_of("asks"):
        level = types.LEVEL.read(written(row["level"])) if row.get("level") else None
        team = types.TEAM.read(written(row["team"])) if row.get("team") else None
        if team and level in (Level.MEDIUM, Level.LARGE) and team.casefold() not in champions:
            yield Finding(
                row["level"].span,
                f"this {level} ask of `{team}` has no champion",
                help=f"add a metadata row `[{team}] champion`",
            )


@rule("ASK002", Severity.WARNING)
def champion_without_ask(document: Document) -> Iterator[Finding]:
    """A champion is named for a team that nothing is asked of.

    Either the ask is missing from the table, or the champion speaks for another team. Add a row
    for the team, or put the team that is asked into the champion's row.

    Wrong:

        | [types] champion | @ana |

        | Team   | Support level | Notes |
        | ------ | ------------- | ----- |
        | [lang] | Large         |       |

    Right:

        | [lang] champion | @ana |

        | Team   | Support level | Notes |
        | ------ | ------------- | ----- |
        | [lang] | Large         |       |
    """
    champions = [row for row in document.rows_of("champions") if row.key]
    asked = _asked(document) if champions else set()
    unasked = [row for row in champions if row.key.casefold() not in asked]
    # Other rules tell where a goal asks nothing at all, and which rows are not read.
    if not unasked or (document.listed and not asked):
        return
    unread = _unread(document)
    for row in unasked:
        if row.key.casefold() not in unread:
            yield Finding(row.name.span, f"nothing is asked of `{row.key}`, yet it has a champion")


@rule("ASK003", Severity.ERROR)
def two_champions(document: Document) -> Iterator[Finding]:
    """One team has two champion rows.

    A goal has one champion on each team that it asks; name others in the notes of the ask. The
    existing goals tool refuses the file.

    Wrong:

        | [lang] champion | @ana |
        | [lang] champion | @bo  |

    Right:

        | [lang] champion | @ana |
    """
    seen: dict[str, MetadataRow] = {}
    for row in document.rows_of("champions"):
        first = seen.setdefault(row.key.casefold(), row)
        if first is not row:
            yield Finding(
                row.name.span,
                f"`{row.key}` has a champion already",
                labels=(Label(document.page.file, first.span, "the row that counts"),),
            )


@rule("ASK004", Severity.ERROR, fixes=True)
def malformed_champion(document: Document) -> Iterator[Finding]:
    """A champion row does not name its team as `[team] champion`.

    The existing goals tool refuses a row whose name has the word champion in it and is written
    in any other way: without a team, with `T-` before it, without brackets, in capitals.

    Wrong:

        | [T-lang] champion | @ana |

    Right:

        | [lang] champion | @ana |
    """
    for row in document.rows:
        if "champion" not in row.name.casefold():
            continue
        if row.row is not None and row.key and row.name == f"[{row.key}] champion":
            continue
        match = re.fullmatch(_CHAMPION, row.name)
        if match is None:
            yield Finding(
                row.name.span,
                f"`{row.name}` names no team",
                help="write `[team] champion`",
            )
            continue
        name = f"[{match[1]}] champion"
        yield Finding(
            row.name.span,
            f"`{row.name}` is written `{name}`",
            fix=Fix(f"write `{name}`", (Edit(row.name.span, name),), safe=True),
        )


@rule("ASK016", Severity.WARNING)
def unclear_champion(document: Document) -> Iterator[Finding]:
    """A champion is not one GitHub user.

    A blank row, `TBD` or a name in words counts as a champion for the existing goals tool, though
    nobody can be found by it; of two users it is not clear who speaks for the goal.

    Wrong:

        | [lang] champion | TBD |

    Right:

        | [lang] champion | @ana |
    """
    for row in document.rows_of("champions"):
        people = people_in(row.value)
        if len(people) == 1:
            continue
        what = f"is {len(people)} people" if people else f"is not a GitHub user: `{row.value}`"
        yield Finding(
            row.value.span if row.value else row.span,
            f"the champion of `{row.key}` {what}" if row.value else f"`{row.name}` is blank",
            help="name one `@login`, or leave the row out until there is one",
        )


def _unread(document: Document) -> set[str]:
    """The teams that stand where asks should be, in tables and rows that are not read."""
    parts = [part for part in document.parts if part.declared.table in (ASKS, OLDER)]
    read = {id(records.source) for records in document.records}
    tables = (table for part in parts for table in part.section.tables())
    spans = [table.span for table in tables if id(table) not in read]
    lost = lost_rows(document.page)
    spans += [rows for rows in lost if any(rows in part.section.body for part in parts)]
    texts = (Written(document.page.tree.slice(span), span) for span in spans)
    return {team.casefold() for text in texts for team in types.read_teams(text)}


def _asked(document: Document) -> set[str]:
    """The teams that rows of asks are about, whether or not their levels can be read."""
    teams = {ask.team.casefold() for ask in document.value.asks}
    for row in document.cells_of("asks"):
        said = [row[field].text for field in ("level", "notes") if field in row]
        if "team" in row and row["team"].text and any(text not in UNFILLED for text in said):
            teams.update(team.casefold() for team in types.read_teams(written(row["team"])))
    return teams
