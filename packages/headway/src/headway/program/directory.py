"""Who is who: teams and people, from the first place that knows them."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from headway.errors import BadTeamDataError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

TEAMS_TOML = "teams.toml"
_DEFAULT_URL = "https://www.rust-lang.org/governance/teams"
# The team API's v1 files; the first two must be there.
_FILES = ("teams.json", "people.json", "archived-teams.json", "zulip-map.json")


@dataclass(frozen=True, slots=True)
class Team:
    """A team; members and leads are GitHub logins without `@`."""

    key: str
    name: str
    url: str | None
    members: tuple[str, ...]
    leads: tuple[str, ...]
    archived: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """A person; `zulip` is the number of their Zulip account, where it is known."""

    login: str
    name: str
    zulip: int | None = None


@dataclass(frozen=True)
class Directory:
    """Teams by key and people by login, and where they were read."""

    origin: str
    teams: Mapping[str, Team]
    people: Mapping[str, Person]

    @cached_property
    def _logins(self) -> dict[str, Person]:
        return {login.casefold(): person for login, person in self.people.items()}

    @cached_property
    def _keys(self) -> dict[str, Team]:
        return {key.casefold(): team for key, team in self.teams.items()}

    def person(self, login: str) -> Person | None:
        """A person by login, with or without `@`, in any letter case."""
        return self._logins.get(login.removeprefix("@").casefold())

    def team(self, key: str) -> Team | None:
        """A team by key, in any letter case."""
        return self._keys.get(key.casefold())


def from_api(origin: str, read: Callable[[str], bytes | None]) -> Directory:
    """Read the team API's v1 files; `read` gives a file's bytes, or None where it is absent.

    Raises:
        BadTeamDataError: a needed file is absent, or one is not of that shape.
    """
    teams, people, archived, zulip = (_json(origin, name, read(name)) for name in _FILES)
    for name, needed in zip(_FILES, (teams, people), strict=False):
        if needed is None:
            raise BadTeamDataError(origin, f"there is no {name}")
    try:
        zulip_by_id = {github: int(user) for user, github in (zulip or {}).get("users", {}).items()}
        return Directory(
            origin,
            {
                **{key: _team(key, team, archived=True) for key, team in (archived or {}).items()},
                **{key: _team(key, team) for key, team in (teams or {}).items()},
            },
            {
                login: Person(login, person["name"], zulip_by_id.get(person.get("github_id")))
                for login, person in (people or {})["people"].items()
            },
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        reason = f"it is not in the team API's v1 shape ({error!r})"
        raise BadTeamDataError(origin, reason) from error


def from_folder(folder: Path) -> Directory:
    """Read a folder that holds the team API's files.

    Raises:
        BadTeamDataError: as for `from_api`.
    """

    def read(name: str) -> bytes | None:
        try:
            return (folder / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise BadTeamDataError(str(folder / name), error.strerror or str(error)) from error

    return from_api(str(folder), read)


def from_toml(data: bytes) -> Directory:
    """Read a program's own `teams.toml`.

    Raises:
        BadTeamDataError: it is no TOML, or not of that shape.
    """
    try:
        table = tomllib.loads(data.decode("utf-8"))
        teams = {
            key: Team(
                key,
                str(entry.get("name", key)),
                entry.get("url"),
                tuple(map(str, entry.get("members", ()))),
                tuple(map(str, entry.get("leads", ()))),
                entry.get("archived") is True,
            )
            for key, entry in table.get("teams", {}).items()
        }
        people = {login: Person(login, str(name)) for login, name in table.get("people", {}).items()}
    except (ValueError, TypeError, AttributeError) as error:
        raise BadTeamDataError(TEAMS_TOML, str(error)) from error
    for team in teams.values():
        for login in (*team.leads, *team.members):
            people.setdefault(login, Person(login, login))
    return Directory(TEAMS_TOML, teams, people)


def _json(origin: str, name: str, data: bytes | None) -> Any:
    if data is None:
        return None
    try:
        return json.loads(data)
    except ValueError as error:
        raise BadTeamDataError(f"{origin}/{name}", f"it is no JSON ({error})") from error


def _team(key: str, entry: Mapping[str, Any], *, archived: bool = False) -> Team:
    site = entry.get("website_data") or {}
    members = entry["members"]
    return Team(
        key,
        site.get("name") or key,
        site.get("repo") or _DEFAULT_URL,
        tuple(member["github"] for member in members),
        tuple(member["github"] for member in members if member["is_lead"]),
        archived,
    )
