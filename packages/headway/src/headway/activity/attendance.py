"""Who attended: names in minutes matched to people of the team directory."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from headway.activity.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from headway.activity.minutes import Minutes
    from headway.activity.names import Name
    from headway.program.directory import Directory, Person


class Attendee(NamedTuple):
    """Somebody who was at a meeting; `login` is None where the name matches nobody."""

    name: Name
    login: str | None


class Meeting(NamedTuple):
    """Minutes with the people who were there, each once, those who took the minutes among them."""

    minutes: Minutes
    present: tuple[Attendee, ...]


@dataclass(frozen=True)
class Who:
    """Who names stand for: the directory's people, and aliases from names to logins."""

    directory: Directory | None = None
    aliases: Mapping[str, str] = field(default_factory=dict)

    def surely(self, name: str) -> str | None:
        """The login of a name that means one person wherever it stands.

        That is an alias, `@login`, the whole name of exactly one person, or a login.
        """
        plain = _plain(name)
        if plain in self._aliases:
            return self._aliases[plain]
        if name.startswith("@"):
            person = self.directory.person(name) if self.directory else None
            return person.login if person else name.removeprefix("@")
        named = self._by_name.get(plain, ())
        if len(named) == 1:
            return named[0]
        person = self.directory.person(name) if self.directory and " " not in name else None
        return person.login if person else None

    def among(self, name: str, logins: Iterable[str]) -> str | None:
        """The one of some people whom a shortened name means, such as a first name."""
        words = _plain(name).split()
        found = {login for login in logins if _shortens(words, self._name(login).split())}
        return found.pop() if len(found) == 1 else None

    def members(self, team: str) -> tuple[str, ...]:
        """The people on a team; nobody on one that the directory lacks."""
        known = self.directory.team(team) if self.directory else None
        return (*known.leads, *known.members) if known else ()

    def lacks(self, team: str) -> bool:
        """Whether there is a directory, and it has no such team."""
        return self.directory is not None and self.directory.team(team) is None

    def _name(self, login: str) -> str:
        person = self.directory.person(login) if self.directory else None
        return _plain(person.name) if person else ""

    @cached_property
    def _aliases(self) -> dict[str, str]:
        return {_plain(name): login.removeprefix("@") for name, login in self.aliases.items()}

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for person in self._people():
            found.setdefault(_plain(person.name), []).append(person.login)
        return found

    def _people(self) -> Iterable[Person]:
        return self.directory.people.values() if self.directory else ()


def meetings(minutes: Sequence[Minutes], who: Who) -> list[Meeting]:
    """The meetings that minutes tell of, with the people who were there.

    A shortened name counts where it fits exactly one of the team's members and of those whom the
    same team's minutes name in full.
    """
    regulars: dict[str, set[str]] = {}
    for one in minutes:
        known = regulars.setdefault(one.team, set(who.members(one.team)))
        known |= {login for name in _named(one) if (login := who.surely(name.text))}
    return [Meeting(one, tuple(_present(one, who, regulars[one.team]))) for one in minutes]


def unknown_teams(minutes: Sequence[Minutes], who: Who) -> list[Problem]:
    """The teams of minutes that are not named, or that the directory lacks: each told once."""
    first: dict[str, str] = {}
    for one in minutes:
        first.setdefault(one.team, one.file)
    return [
        Problem(file, 1, f"the team `{team}` is not in the team directory")
        if team
        else Problem(file, 1, "whose minutes these are is not said; name the team by --team")
        for team, file in first.items()
        if not team or who.lacks(team)
    ]


def _named(minutes: Minutes) -> Iterator[Name]:
    return (name for name in (*minutes.attendance, *minutes.takers) if name.present)


def _present(minutes: Minutes, who: Who, regulars: set[str]) -> Iterator[Attendee]:
    seen: set[str] = set()
    for name in _named(minutes):
        login = who.surely(name.text) or who.among(name.text, regulars)
        key = login or _plain(name.text)
        if key not in seen:
            seen.add(key)
            yield Attendee(name, login)


def _shortens(words: list[str], whole: list[str]) -> bool:
    """Whether every word begins the word at its place of a whole name, the first one being it."""
    return (
        0 < len(words) <= len(whole)
        and words[0] == whole[0]
        and all(full.startswith(word) for word, full in zip(words, whole, strict=False))
    )


def _plain(name: str) -> str:
    """A name as compared: small letters without accents or full stops, single spaces."""
    letters = unicodedata.normalize("NFKD", name)
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[.@]", " ", bare).casefold().split())
