"""The comment in which teams sign off a period's goals: a box for everybody who is asked.

Leads are required and mentioned; the other members may sign and are named without a mention.
GitHub tells nobody of a comment that mentions more than 50 people, so that a long one is split.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from headway.errors import NoDirectoryError
from headway.pages import facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headway.program.directory import Team
    from headway.program.model import Period, Program

VERSION = 1
MENTIONS = 50
_NOBODY = "*The team directory names nobody on this team.*"


class Seat(NamedTuple):
    """A person's place on a team; leads are required."""

    login: str
    required: bool

    @property
    def line(self) -> str:
        """The box that this person ticks."""
        if self.required:
            return f"* [ ] @{self.login} (required, lead)"
        return f"* [ ] {self.login} (optional)"


class Panel(NamedTuple):
    """A team that is asked, with its people: leads first."""

    team: str
    seats: tuple[Seat, ...]

    @property
    def mentions(self) -> int:
        """How many people of the team its section mentions."""
        return sum(seat.required for seat in self.seats)

    @property
    def section(self) -> str:
        """The team's heading and boxes."""
        lines = "\n".join(seat.line for seat in self.seats)
        return f"## {self.team}\n\n{lines or _NOBODY}"


class Part(NamedTuple):
    """One comment: some of the teams."""

    number: int
    of: int
    period: str
    panels: tuple[Panel, ...]

    @property
    def text(self) -> str:
        """The comment's Markdown."""
        part = f" (part {self.number} of {self.of})" if self.of > 1 else ""
        intro = (
            f"Sign-off of the {self.period} goals{part}. Tick the box beside your name to accept "
            "what the goals ask of your team. Every lead is asked to; other members may."
        )
        return "\n\n".join([intro, *(panel.section for panel in self.panels)]) + "\n"


def sign_off(program: Program, period: Period, limit: int = MENTIONS) -> tuple[Part, ...]:
    """The comments that ask the teams of a period's goals for their sign-off.

    Goals that were not accepted ask nobody.

    Raises:
        NoDirectoryError: nobody knows who is on the teams.
    """
    directory = program.directory
    if directory is None:
        raise NoDirectoryError(program.skipped)
    asked = sorted({team for goal in period.listed for team in facts.teams(goal)})
    parts = list(split((_panel(key, directory.team(key)) for key in asked), limit))
    return tuple(
        Part(number, len(parts), period.name, panels) for number, panels in enumerate(parts, 1)
    )


def split(panels: Iterable[Panel], limit: int) -> Iterator[tuple[Panel, ...]]:
    """Panels in groups that mention at most so many people; one too large is cut and repeated."""
    group: list[Panel] = []
    mentions = 0
    for piece in (piece for panel in panels for piece in _cut(panel, limit)):
        if group and mentions + piece.mentions > limit:
            yield tuple(group)
            group, mentions = [], 0
        group.append(piece)
        mentions += piece.mentions
    if group:
        yield tuple(group)


def to_json(parts: Iterable[Part]) -> dict[str, Any]:
    """The comments as a JSON object."""
    return {
        "version": VERSION,
        "parts": [
            {
                "text": part.text,
                "teams": [
                    {"team": panel.team, "people": [seat._asdict() for seat in panel.seats]}
                    for panel in part.panels
                ],
            }
            for part in parts
        ],
    }


def _panel(key: str, team: Team | None) -> Panel:
    leads = team.leads if team else ()
    members = team.members if team else ()
    others = (login for login in members if login not in leads)
    seats = (
        *(Seat(login, required=True) for login in leads),
        *(Seat(o, required=False) for o in others),
    )
    return Panel(key, seats)


def _cut(panel: Panel, limit: int) -> Iterator[Panel]:
    """A panel whole, or where it mentions too many, in pieces under the same heading."""
    leads = panel.mentions
    for start in range(0, max(leads, 1), limit):
        last = start + limit >= leads
        yield Panel(panel.team, panel.seats[start : None if last else start + limit])
