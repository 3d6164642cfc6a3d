"""For whom something is asked: a person with the teams that they act for, or a team."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.diagnostics import likely
from headway.errors import UnknownNameError

if TYPE_CHECKING:
    from headway.program.directory import Team
    from headway.program.model import Program


class Whom(NamedTuple):
    """A person by login, and the teams that they act for; or a team by key, and its people."""

    name: str
    teams: tuple[str, ...]
    people: tuple[str, ...]
    is_team: bool

    def acts_as(self, login: str) -> bool:
        """Whether this is a person, or somebody on the team."""
        return login.removeprefix("@").casefold() in map(str.casefold, self.people)

    def acts_for(self, team: str) -> bool:
        """Whether this is a team, or somebody who acts for it."""
        return team.casefold() in map(str.casefold, self.teams)

    def __str__(self) -> str:
        """The person as `@login`, or the team."""
        return f"{self.name} team" if self.is_team else f"@{self.name}"


def read_whom(text: str, program: Program) -> Whom:
    """Read `@login`, a login, or the key of a team; where a name is both, it is the team.

    The leads of a team act for it, or where it has none its members. What begins with `@` is a
    person even if nobody knows them.

    Raises:
        UnknownNameError: the team directory has neither such a team nor such a person.
    """
    directory = program.directory
    team = directory.team(text) if directory else None
    if team:
        return Whom(team.key, (team.key,), (*team.leads, *team.members), is_team=True)
    person = directory.person(text) if directory else None
    if person is None and (text == "@" or not text.startswith("@")):
        known = [*directory.teams, *directory.people] if directory else []
        raise UnknownNameError("team or person", text, likely(text, known), known)
    login = person.login if person else text.removeprefix("@")
    teams = directory.teams.values() if directory else ()
    led = tuple(one.key for one in teams if not one.archived and _acts_for(login, one))
    return Whom(login, led, (login,), is_team=False)


def _acts_for(login: str, team: Team) -> bool:
    return login.casefold() in map(str.casefold, team.leads or team.members)
