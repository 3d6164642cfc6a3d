"""People and teams as reports name them: by name, never in a way that pings anybody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from headway.documents.values import people_in
from headway.pages import facts, linking

if TYPE_CHECKING:
    from headway.documents.values import Goal, Written
    from headway.program.model import Program

_LOGIN = re.compile(r"(?<![\w.])@[A-Za-z0-9][\w-]*")


class Person(NamedTuple):
    """Somebody: the `name` that is shown, and the `login`, which has no `@`."""

    name: str
    login: str

    @property
    def url(self) -> str:
        """Their page on GitHub."""
        return f"https://github.com/{self.login}"


class Champion(NamedTuple):
    """A `person` who champions a goal on a `team`, of which `team_url` is the page, where known."""

    team: str
    team_url: str | None
    person: Person


def person(login: str, program: Program) -> Person:
    """Somebody by login, with or without `@`; one whose name is not known has the login for it."""
    bare = login.removeprefix("@")
    name = linking.known_name(f"@{bare}", program) or bare
    return Person(name.removeprefix("@"), bare)


def people(text: Written | None, program: Program) -> tuple[Person, ...]:
    """Everybody whom a text names."""
    return tuple(person(login, program) for login in (people_in(text) if text else ()))


def named(text: str, program: Program) -> str:
    """A text with the names of people in place of `@login`."""
    return _LOGIN.sub(lambda found: person(found[0], program).name, text)


def champions(goal: Goal, program: Program) -> tuple[Champion, ...]:
    """Who champions a goal, by team."""
    directory = program.directory
    found = []
    for key, _ in facts.champions(goal):
        team = directory.team(key) if directory else None
        who = people(facts.champion(goal, key), program)
        found += [Champion(key, team.url if team else None, one) for one in who]
    return tuple(found)
