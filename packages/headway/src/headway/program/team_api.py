"""The files of a team API in its v1 shape, as a directory."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from msgspec import DecodeError, ValidationError, field
from msgspec.json import decode

from headway.errors import BadTeamDataError
from headway.program.directory import Directory, Person, Team
from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NEEDED = ("teams.json", "people.json")
_DEFAULT_URL = "https://www.rust-lang.org/governance/teams"

T = TypeVar("T")


class _Member(Value):
    github: str
    is_lead: bool


class _Site(Value):
    name: str | None = None
    repo: str | None = None


class _Team(Value):
    members: tuple[_Member, ...]
    website_data: _Site | None = None


class _Person(Value):
    name: str
    github_id: int | None = None


class _People(Value):
    people: dict[str, _Person]


class _Zulip(Value):
    users: dict[int, int] = field(default_factory=dict)


def from_api(origin: str, read: Callable[[str], bytes | None]) -> Directory:
    """Read the API's files; `read` gives a file's bytes, or None where it is absent.

    Raises:
        BadTeamDataError: a needed file is absent, or one is not of that shape.
    """

    def read_as(name: str, shape: type[T], otherwise: T | None = None) -> T:
        data = read(name)
        if data is not None:
            return _decode(f"{origin}/{name}", data, shape)
        if otherwise is None:
            raise BadTeamDataError(origin, f"there is no {name}")
        return otherwise

    teams = read_as("teams.json", dict[str, _Team])
    people = read_as("people.json", _People).people
    archived = read_as("archived-teams.json", dict[str, _Team], {})
    zulip = read_as("zulip-map.json", _Zulip, _Zulip()).users
    accounts = {github: account for account, github in zulip.items()}
    return Directory(
        origin,
        {
            **{key: _team(key, team, archived=True) for key, team in archived.items()},
            **{key: _team(key, team) for key, team in teams.items()},
        },
        {
            login: Person(login, person.name, accounts.get(person.github_id or 0))
            for login, person in people.items()
        },
    )


def from_folder(folder: Path) -> Directory:
    """Read a folder that holds the team API's files.

    Raises:
        BadTeamDataError: as for `from_api`, or a file cannot be read.
    """

    def read(name: str) -> bytes | None:
        try:
            return (folder / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise BadTeamDataError(str(folder / name), error.strerror or str(error)) from error

    return from_api(str(folder), read)


def _decode(where: str, data: bytes, shape: type[T]) -> T:
    try:
        return decode(data, type=shape)
    except ValidationError as error:
        raise BadTeamDataError(where, f"it is not in the team API's v1 shape: {error}") from error
    except (DecodeError, UnicodeDecodeError) as error:
        raise BadTeamDataError(where, f"it is no JSON: {error}") from error


def _team(key: str, team: _Team, *, archived: bool = False) -> Team:
    site = team.website_data or _Site()
    members = tuple([member.github for member in team.members])
    leads = tuple([member.github for member in team.members if member.is_lead])
    return Team(key, site.name or key, site.repo or _DEFAULT_URL, members, leads, archived)
