"""A slate in short: for each team the goals that ask it, a line each.

The full text of a slate has grown too long to be reviewed; this is what a lead needs of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from headway.documents.values import Level
from headway.pages import facts, markdown
from headway.pages.shelf import Abroad, Shelf
from headway.planning.asked import asked_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headway.planning.asked import Asked
    from headway.program.model import Period, Program

VERSION = 1
_LONGEST = 120
_HEADER = ("Level", "Goal", "Asked", "Contact", "Champion", "Why")


class Line(NamedTuple):
    """One goal that a team is asked to support; texts are Markdown for outside the book."""

    id: str
    title: str
    url: str
    level: Level | None
    asked: str
    point_of_contact: str | None
    champion: str | None
    why: str


class Section(NamedTuple):
    """What one team is asked."""

    team: str
    lines: tuple[Line, ...]


class Outline(NamedTuple):
    """A period's goals by team; `goals` is how many there are."""

    period: str
    goals: int
    sections: tuple[Section, ...]


def outline(program: Program, period: Period) -> Outline:
    """The outline of a period's slate; goals that were not accepted are left out."""
    place = Abroad(Shelf(program), period)
    teams = sorted({team for goal in period.listed for team in facts.teams(goal)})
    sections = (Section(team, tuple(_lines(period, team, place))) for team in teams)
    return Outline(period.name, len(period.listed), tuple(sections))


def to_markdown(found: Outline) -> str:
    """The outline as a Markdown document; goals are linked by references, to keep it short."""
    asks = sum(len(section.lines) for section in found.sections)
    count = f"{found.goals} goals ask {len(found.sections)} teams for support {asks} times."
    parts = [
        f"# Goals of {found.period}, by team",
        f"{count} A goal stands under each team that it asks.",
    ]
    for section in found.sections:
        rows = map(_row, section.lines)
        parts += [
            f"## {section.team}: {counted(line.level for line in section.lines)}",
            markdown.table(_HEADER, rows, left=False, padded=False),
        ]
    links = {line.id: line.url for section in found.sections for line in section.lines}
    parts.append("\n".join(f"[{name}]: {markdown.target(url)}" for name, url in links.items()))
    return "\n\n".join(parts) + "\n"


def to_json(found: Outline) -> dict[str, Any]:
    """The outline as a JSON object."""
    return {
        "version": VERSION,
        "period": found.period,
        "goals": found.goals,
        "teams": [
            {"team": section.team, "goals": [line._asdict() for line in section.lines]}
            for section in found.sections
        ],
    }


def counted(levels: Iterable[Level | None]) -> str:
    """How many goals ask how much, in words: `6 Large, 1 Medium`."""
    found = list(levels)
    names = [(level, str(level)) for level in reversed(Level)]
    counts = [(found.count(level), name) for level, name in [*names, (None, "without a level")]]
    return ", ".join(f"{count} {name}" for count, name in counts if count)


def clipped(text: str) -> str:
    """A text on one line, cut at a word where it is long; links and code stay whole."""
    text = " ".join(markdown.unlinked(text).split())
    if len(text) <= _LONGEST:
        return text
    cut = text[: text.rindex(" ", 0, _LONGEST) if " " in text[:_LONGEST] else _LONGEST]
    if cut.count("`") % 2:
        cut = cut[: cut.rindex("`")].rstrip()
    return re.sub(r"[\s,;:.—-]+\Z", "", cut) + " …"


def _lines(period: Period, team: str, place: Abroad) -> Iterator[Line]:
    for one in asked_of(period.listed, team):
        if one.asks:
            yield _line(one, place)


def _line(one: Asked, place: Abroad) -> Line:
    goal = one.goal
    return Line(
        goal.id,
        markdown.unlinked(place.quote(goal.short_title or goal.title or goal.id, goal.file)),
        place.to(goal.file),
        one.level,
        one.what(place),
        goal.point_of_contact,
        one.champion,
        place.quote(facts.what_and_why(goal), goal.file),
    )


def _row(line: Line) -> tuple[str, ...]:
    return (
        str(line.level or ""),
        f"[{line.title}][{line.id}]",
        clipped(line.asked),
        line.point_of_contact or "",
        line.champion or ("" if line.level is Level.SMALL else "**nobody yet**"),
        clipped(line.why),
    )
