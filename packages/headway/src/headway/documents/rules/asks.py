"""What can be wrong with what a goal asks of teams."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headway.diagnostics import Edit, Finding, Fix, Label, Severity, fold, likely, meant, one_of
from headway.documents import goal, goal_tables, goal_value, types
from headway.documents.goal_value import UNFILLED
from headway.documents.reading import written
from headway.documents.rules.books import DOCUMENT_RULES
from headway.documents.rules.tables import head_line, levels_elsewhere
from headway.documents.values import Level, people_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.documents.reading import Document, Part
    from headway.text import Cell, Table

rule = DOCUMENT_RULES.rule

_DELIMITER = re.compile(rb"^[ \t]*\|[-:| \t]*-[-:| \t]*\|[ \t]*\r?$", re.MULTILINE)


@rule("ASK006", Severity.ERROR, fixes=True)
def unknown_level(document: Document) -> Iterator[Finding]:
    """A support level is not one that the program knows.

    Small is routine work such as reviews, or just approval; Medium takes one person of the team who
    stays with the goal; Large takes the whole team's time.

    Wrong:

        | [lang] | Medum | |

    Right:

        | [lang] | Medium | |
    """
    tables = (one for one in document.records_of("asks") if levels_elsewhere(one) is None)
    for row in (row for records in tables for row in records.rows):
        cell, team = row.get("level"), row.get("team")
        if cell is None or team is None or cell.text in UNFILLED or team.text in UNFILLED:
            continue
        if types.LEVEL.read(written(cell)) is None:
            guess = likely(cell.text, Level)
            yield Finding(
                cell.span,
                f"unknown support level `{cell.text}`",
                notes=(f"a support level is {one_of(Level)}",),
                help=meant(cell.text, Level),
                fix=Fix(f"write `{guess}`", (Edit(cell.span, guess),)) if guess else None,
            )


@rule("ASK007", Severity.WARNING)
def unfilled_ask(document: Document) -> Iterator[Finding]:
    """A row of the asks says what is asked, but not how much, or of whom.

    A row without a support level counts as no ask, whatever its notes say: write `Small` for
    routine work or approval, `Medium` for one person's support, `Large` for the whole team's.

    Wrong:

        | [lang] | | Two design meetings |

    Right:

        | [lang] | Large | Two design meetings |
    """
    for row in document.cells_of("asks"):
        team, level, notes = (row.get(field) for field in ("team", "level", "notes"))
        if team is None or level is None:
            continue
        if team.text in UNFILLED:
            if level.text not in UNFILLED:
                yield Finding(team.span, "this ask names no team")
        elif level.text == "..." or (level.text in UNFILLED and notes and notes.text):
            yield Finding(
                level.span,
                f"the ask of `{team.text.strip('[]')}` has no support level, so it does not count",
                notes=(f"a support level is {one_of(Level)}",),
            )


@rule("ASK008", Severity.ERROR)
def no_asks(document: Document) -> Iterator[Finding]:
    """A goal asks nothing of any team.

    Every goal needs at least the approval of the team whose field it touches, which is a Small
    ask. The existing goals tool refuses a goal without any ask, unless it was not accepted.

    Wrong:

        ## Team asks

        | Team   | Support level | Notes |
        | ------ | ------------- | ----- |
        | [lang] |               |       |

    Right:

        ## Team asks

        | Team   | Support level | Notes |
        | ------ | ------------- | ----- |
        | [lang] | Small         |       |
    """
    if document.kind is not goal.GOAL or document.metadata is None or not document.listed:
        return
    titles = (goal_tables.TEAM_ASKS, goal_tables.OLDER_ASKS)
    parts = [part for part in document.parts if part.declared.title in titles]
    if not parts:
        yield _no_section(document, document.metadata)
        return
    if document.value.asks or any(_holds_rows(document, part) for part in parts):
        return
    own = parts[0].declared.table or goal_tables.ASKS
    if not any(True for part in parts for _ in part.section.tables()):
        yield Finding(
            parts[0].section.heading.span,
            f"the section `{parts[0].section.title}` has no table of asks",
            help=f"its head is {head_line(own.header)}",
        )
    elif document.records_of(own.field):
        yield Finding(
            document.records_of(own.field)[0].source.head.span,
            "nothing is asked of any team",
            help="a team's approval is a `Small` ask",
        )


def _no_section(document: Document, metadata: Table) -> Finding:
    """A section of asks that is missing, and the one that may be meant to be it."""
    told = {"team", "support level", "owner(s) or team(s)"}
    for section in document.page.tree.sections:
        for table in section.tables():
            heads = {fold(cell.text) for cell in table.head.cells} & told
            if heads:
                older = "owner(s) or team(s)" in heads
                title = goal_tables.OLDER_ASKS if older else goal_tables.TEAM_ASKS
                return Finding(
                    section.heading.content,
                    f"asks under `{section.title}` are not read by the existing tool",
                    help=f"call the section `{title}`",
                )
    return Finding(
        document.title.span if document.title else metadata.head.span,
        f"there is no section `{goal_tables.TEAM_ASKS}`",
        help=f"add one with a table {head_line(goal_tables.ASKS.header)}",
    )


def _holds_rows(document: Document, part: Part) -> bool:
    """Whether a section has filled rows, or a table that is not read as one.

    Rules of their own speak of what is wrong with those.
    """
    source = document.page.tree.source
    body = _DELIMITER.findall(source[part.section.body.start : part.section.body.end])
    tables = document.records_of("asks")
    if any(records.missing() for records in tables):
        return True
    rows = [row for records in tables for row in records.rows]
    levels = [row["level"].text for row in rows if "level" in row]
    return any(level not in UNFILLED for level in levels) or len(body) > sum(
        1 for _ in part.section.tables()
    )


@rule("ASK013", Severity.ERROR)
def badge_without_team(document: Document) -> Iterator[Finding]:
    """An ask in the older form names no team.

    `![Team][]` marks a row as an ask; the teams that are asked stand behind it in brackets, with
    commas between them.

    Wrong:

        | RFC decision | ![Team][] | |

    Right:

        | RFC decision | ![Team][] [lang] | |
    """
    for row in document.cells_of("older_asks"):
        if goal_value.asks_of_row(row) and not types.read_teams(written(row["owners"])):
            yield Finding(row["owners"].span, "`![Team][]` without a team")


@rule("ASK018", Severity.WARNING)
def person_in_ask(document: Document) -> Iterator[Finding]:
    """An ask in the older form names a person beside the team.

    The row is an ask, so the person is no task owner; the existing goals tool refuses the file.

    Wrong:

        | RFC decision | ![Team][] [lang] and @ana | |

    Right:

        | RFC decision | ![Team][] [lang] |      |
        | Author RFC   | @ana             |      |
    """
    for row in document.cells_of("older_asks"):
        if goal_value.asks_of_row(row):
            for person in people_in(written(row["owners"])):
                yield Finding(
                    person.span,
                    f"{person} is lost here: the row asks a team",
                    help="give the person a row of their own",
                )


@rule("ASK015", Severity.HINT)
def team_asked_twice(document: Document) -> Iterator[Finding]:
    """One table asks the same team twice.

    Both rows count, so the team reads of the goal twice, perhaps at two levels. Ask once, at the
    larger level, and say all in the notes.

    Wrong:

        | [lang] | Small | Review        |
        | [lang] | Large | Stabilization |

    Right:

        | [lang] | Large | Review, stabilization |
    """
    for records in document.records_of("asks"):
        if levels_elsewhere(records) is not None:
            continue
        seen: dict[str, Cell] = {}
        for row in records.rows:
            if "team" not in row or not (level := row.get("level")) or level.text in UNFILLED:
                continue
            team = types.TEAM.read(written(row["team"])) if row["team"].text else None
            if team is None:
                continue
            first = seen.setdefault(team.casefold(), row["team"])
            if first is not row["team"]:
                yield Finding(
                    row["team"].span,
                    f"`{team}` is asked twice in this table",
                    labels=(Label(document.page.file, first.span, "asked here first"),),
                )


@rule("ASK017", Severity.WARNING)
def two_teams(document: Document) -> Iterator[Finding]:
    """One row asks two teams.

    The existing goals tool reads the first team of a row and does not ask the second.

    Wrong:

        | [lang] [types] | Medium | Design |

    Right:

        | [lang]  | Medium | Design |
        | [types] | Medium | Design |
    """
    for row in document.cells_of("asks"):
        cell = row.get("team")
        teams = types.read_teams(written(cell)) if cell is not None and cell.text else ()
        for team in teams[1:] if cell is not None and "[" in cell.text else ():
            yield Finding(team.span, f"`{team}` is not asked: a row is read for one team")
