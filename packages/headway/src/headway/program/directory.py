"""Who is who: teams and people, from the first place that knows them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from msgspec.structs import replace

from headway.program.toml import TomlFile
from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from headway.diagnostics import Finding
    from headway.program.config import Config
    from headway.text import Source

TEAMS_TOML = "teams.toml"
_CHECKS = "checks of teams and people"


class Team(Value):
    """A team; members and leads are GitHub logins without `@`."""

    key: str
    name: str
    url: str | None
    members: tuple[str, ...]
    leads: tuple[str, ...]
    archived: bool = False


class Person(Value):
    """A person; `zulip` is the number of their Zulip account, where it is known."""

    login: str
    name: str
    zulip: int | None = None


class Directory(Value, dict=True, gc=True):
    """Teams by key and people by login, and where they were read."""

    origin: str
    teams: Mapping[str, Team]
    people: Mapping[str, Person]

    @cached_property
    def _logins(self) -> dict[str, Person]:
        return {login.casefold(): person for login, person in self.people.items()}

    @cached_property
    def _accounts(self) -> dict[int, Person]:
        return {person.zulip: person for person in self.people.values() if person.zulip}

    @cached_property
    def _keys(self) -> dict[str, Team]:
        return {key.casefold(): team for key, team in self.teams.items()}

    @cached_property
    def _memberships(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for team in self.teams.values():
            people = {one.casefold() for one in (*team.leads, *team.members)}
            for login in () if team.archived else people:
                found.setdefault(login, []).append(team.key)
        return found

    def person(self, login: str) -> Person | None:
        """A person by login, with or without `@`, in any letter case."""
        return self._logins.get(login.removeprefix("@").casefold())

    def person_on_zulip(self, number: int) -> Person | None:
        """The person whose Zulip account has a number."""
        return self._accounts.get(number)

    def team(self, key: str) -> Team | None:
        """A team by key, in any letter case."""
        return self._keys.get(key.casefold())

    def teams_of(self, login: str) -> tuple[str, ...]:
        """The teams that somebody leads or is on, by key, without those that are no more."""
        return tuple(self._memberships.get(login.removeprefix("@").casefold(), ()))


def from_toml(file: TomlFile) -> Directory:
    """Read a program's own `teams.toml`; what is wrong with it becomes findings of the file."""
    file.known(file.table, ("teams", "people", "zulip"))
    teams: dict[str, Team] = {}
    for key, entry in file.tables(file.table, "teams").items():
        if not isinstance(entry, dict):
            file.tell(file.find(key), f"the team `{key}` must be a table")
            continue
        file.known(entry, ("name", "url", "members", "leads", "archived"))
        teams[key] = Team(
            key,
            file.typed(entry, "name", str, "a string") or key,
            file.typed(entry, "url", str, "a string"),
            file.strings(entry, "members") or (),
            file.strings(entry, "leads") or (),
            file.typed(entry, "archived", bool, "true or false") or False,
        )
    names = file.tables(file.table, "people")
    people = {
        login: Person(login, file.typed(names, login, str, "a name") or login) for login in names
    }
    for team in teams.values():
        for login in (*team.leads, *team.members):
            people.setdefault(login, Person(login, login))
    accounts = file.tables(file.table, "zulip")
    for login in accounts:
        number = file.typed(accounts, login, int, "the number of an account")
        person = people.get(login, Person(login, login))
        people[login] = replace(person, zulip=number)
    return Directory(TEAMS_TOML, teams, people)


class Found(Value):
    """What looking for a directory came to: it or nothing.

    `skipped` tells what could not be had, `findings` what is wrong in the program's own file.
    """

    directory: Directory | None
    skipped: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    source: Source | None = None


def find(root: Path, config: Config, team_data: Path | None, *, offline: bool) -> Found:
    """The directory from the first place that has one.

    The places are a folder that was named, the program's `teams.toml`, and the team API.

    Raises:
        BadTeamDataError: the folder that was named has no such files.
    """
    if team_data is not None:
        from headway.program.team_api import from_folder  # noqa: PLC0415  # it imports from here

        return Found(from_folder(team_data))
    file = TomlFile.open(root, TEAMS_TOML)
    if file is not None:
        listed = from_toml(file)
        if listed.teams:
            return Found(listed, (), tuple(file.findings), file.source)
        why = "names no team" if file.readable else "cannot be read"
        return Found(None, (f"{_CHECKS} ({TEAMS_TOML} {why})",), tuple(file.findings), file.source)
    if config.team_url is None:
        return Found(None, (f"{_CHECKS} (no team directory; see --team-data)",))
    from headway.program.team_cache import TeamCache  # noqa: PLC0415  # few programs have a URL

    cache = TeamCache(config.team_url, offline=offline)
    directory = cache.directory()
    if directory is None:
        return Found(None, (f"{_CHECKS} ({cache.note})",))
    return Found(directory, (f"nothing, but {cache.note}",) if cache.note else ())
