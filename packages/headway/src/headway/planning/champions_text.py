"""The champions of a period as a table in a terminal, Markdown, CSV and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.documents.values import Level
from headway.pages import markdown
from headway.program.export.csv import records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.documents.values import Goal
    from headway.pages.shelf import Abroad
    from headway.planning.champions import Cell, Champions, Load

VERSION = 1
NOBODY = "nobody yet"
ASK_HEADER = ("Goal", "Team", "Level", "Champion")
LOAD_HEADER = ("Champion", "Goals", "Large", "Medium", "Small", "No level", "Teams")
_LEGEND = (
    "A cell names the champion and the support level that is asked of the team. "
    f"**{NOBODY}** in bold is an ask that needs a champion and has none."
)

Row = tuple[str, ...]


def load_row(load: Load) -> Row:
    """A champion's row in the table of loads."""
    levels = (Level.LARGE, Level.MEDIUM, Level.SMALL, None)
    counts = (str(load.count(level) or "") for level in levels)
    return (load.person, str(load.goals), *counts, ", ".join(load.teams))


def aside(goal: Goal) -> str:
    """What stands behind the name of a goal that was turned down: no load counts it."""
    return "" if goal.listed else " (not accepted)"


def ask_rows(found: Champions) -> Iterator[Row]:
    """A row for each goal and team that have to do with each other: the matrix without gaps."""
    for goal, cells in found.lines:
        for team, cell in cells.items():
            yield goal.id + aside(goal), team, str(cell.level or ""), cell.champion or NOBODY


def to_markdown(found: Champions, place: Abroad) -> str:
    """The matrix and the loads as a Markdown document."""
    matrix = (
        (
            place.goal(line.goal) + aside(line.goal),
            line.goal.point_of_contact or "",
            *(_markdown_cell(line.cells.get(team)) for team in found.teams),
        )
        for line in found.lines
    )
    parts = [
        f"# Champions of {found.period}",
        _LEGEND,
        "## Goals by team",
        markdown.table(
            ("Goal", "Point of contact", *map(place.team, found.teams)), matrix, left=False
        ),
        "## What each champion carries",
        "Goals count once, levels once for each team.",
        markdown.table(LOAD_HEADER, map(load_row, found.loads), left=False),
    ]
    return "\n\n".join(parts) + "\n"


def to_csv(found: Champions, place: Abroad) -> str:
    """The matrix as CSV (RFC 4180), in the columns of the existing tool's.

    A cell is the champion, `!` for an ask without one, `-` where nothing is asked.
    """
    header = ("Title", "POC(s)", *(f"[{team}]" for team in found.teams), "URL")
    rows = (
        (
            str(line.goal.title or line.goal.id),
            line.goal.point_of_contact or "",
            *(_csv_cell(line.cells.get(team)) for team in found.teams),
            place.source(line.goal.file),
        )
        for line in found.lines
    )
    return records([header, *rows])


def loads_to_csv(found: Champions) -> str:
    """The loads as CSV (RFC 4180)."""
    return records([LOAD_HEADER, *map(load_row, found.loads)])


def to_json(found: Champions) -> dict[str, Any]:
    """Matrix and loads as a JSON object."""
    return {
        "version": VERSION,
        "period": found.period,
        "teams": list(found.teams),
        "goals": [
            {
                "id": line.goal.id,
                "file": line.goal.file,
                "title": line.goal.title,
                "point_of_contact": line.goal.point_of_contact,
                "teams": [{"team": team, **cell._asdict()} for team, cell in line.cells.items()],
            }
            for line in found.lines
        ],
        "champions": [load_object(load) for load in found.loads],
    }


def load_object(load: Load) -> dict[str, Any]:
    """What one champion carries, as a JSON object."""
    return {
        "champion": load.person,
        "goals": load.goals,
        **{level.lower(): load.count(level) for level in reversed(Level)},
        "no_level": load.count(None),
        "shares": [
            {"goal": share.goal.id, "team": share.team, "level": share.level}
            for share in load.shares
        ],
    }


def _markdown_cell(cell: Cell | None) -> str:
    if cell is None:
        return ""
    who = cell.champion or (f"**{NOBODY}**" if cell.wanting else NOBODY)
    return f"{who}, {cell.level}" if cell.level else who


def _csv_cell(cell: Cell | None) -> str:
    if cell is None:
        return "-"
    return cell.champion or "!"
