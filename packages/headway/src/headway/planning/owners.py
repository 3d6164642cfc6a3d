"""The goal owners as a team of the project's team repository.

Of the team's file only `people.members` is Headway's; everything else in it is kept. The file's
shape is that of rust-lang/team (docs/toml-schema.md there).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import tomlkit
from tomlkit.exceptions import ParseError

from headway.documents.values import is_person
from headway.errors import HeadwayError
from headway.forge.file_actions import FileChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from headway.documents.values import Goal
    from headway.program.config import TeamsRepository
    from headway.program.model import Period


class NotATeamFileError(HeadwayError):
    """The team's file in the checkout cannot be read as one."""

    exit_code = 2

    def __init__(self, file: str, reason: str) -> None:
        """Tell which file, and what is wrong."""
        super().__init__(f"{file} is no file of a team: {reason}; nothing was written to it")


class Checkout(NamedTuple):
    """What a checkout of the team repository holds: its people by login, and the team's file."""

    people: tuple[str, ...]
    file: bytes | None


class Unlisted(NamedTuple):
    """An owner of whom the team repository has no file, with what would add one."""

    login: str
    goals: tuple[str, ...]
    command: str


class Owners(NamedTuple):
    """Who owns goals: the team's members, how they differ from before, and who is not there yet.

    `alumni` are members whom the file also lists as alumni, which is for people to decide.
    """

    members: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    unlisted: tuple[Unlisted, ...]
    alumni: tuple[str, ...]
    change: FileChange | None


def owners(periods: Iterable[Period], settings: TeamsRepository, checkout: Checkout) -> Owners:
    """What the team of goal owners must be, for the goals of some periods that lists show.

    An owner without a file in the repository is left out, since its checks refuse such a member.

    Raises:
        NotATeamFileError: the team's file is no TOML, or not a team's.
    """
    goals = _goals_by_owner(goal for period in periods for goal in period.listed)
    spelled = {login.casefold(): login for login in checkout.people}
    known = {folded: spelled[folded] for folded in goals if folded in spelled}
    members = tuple(sorted(known.values(), key=str.casefold))
    unlisted = tuple(
        _unlisted(found, settings) for folded, found in sorted(goals.items()) if folded not in known
    )
    file = f"teams/{settings.team}.toml"
    before, alumni, data = _updated(file, members, settings, checkout)
    was = {login.casefold() for login in before}
    now = {login.casefold() for login in members}
    changed = data != checkout.file
    return Owners(
        members,
        tuple(login for login in members if login.casefold() not in was),
        tuple(login for login in before if login.casefold() not in now),
        unlisted,
        tuple(login for login in alumni if login.casefold() in now),
        FileChange(file, checkout.file, data, "goals have other owners") if changed else None,
    )


def _goals_by_owner(goals: Iterable[Goal]) -> dict[str, list[Goal]]:
    found: dict[str, list[Goal]] = {}
    for goal in goals:
        if goal.point_of_contact and is_person(goal.point_of_contact):
            found.setdefault(goal.point_of_contact[1:].casefold(), []).append(goal)
    return found


def _unlisted(goals: Sequence[Goal], settings: TeamsRepository) -> Unlisted:
    login = str(goals[0].point_of_contact)[1:]
    command = settings.add_person.replace("LOGIN", login)
    return Unlisted(login, tuple(goal.file for goal in goals), command)


def _updated(
    file: str, members: tuple[str, ...], settings: TeamsRepository, checkout: Checkout
) -> tuple[list[str], list[str], bytes]:
    """Who were members and alumni, and the bytes of the file with the members that there must be.

    The file stays as it is where its members are those already, in whatever order.
    """
    if checkout.file is None:
        return [], [], _new_file(members, settings).encode()
    people = _people(file, checkout.file)
    entries = people[1].get("members", [])
    before = [*_logins(entries)]
    alumni = [*_logins(people[1].get("alumni", []))]
    if sorted(before, key=str.casefold) == list(members):
        return before, alumni, checkout.file
    kept = {login.casefold(): entry for login, entry in zip(before, entries, strict=True)}
    people[1]["members"] = _array(
        entry if isinstance(entry, dict) else login
        for login, entry in ((login, kept.get(login.casefold())) for login in members)
    )
    return before, alumni, tomlkit.dumps(people[0]).encode()


def _people(file: str, data: bytes) -> tuple[tomlkit.TOMLDocument, Any]:
    """A team's file, and its table of people."""
    try:
        document = tomlkit.parse(data.decode())
    except (UnicodeDecodeError, ParseError) as error:
        raise NotATeamFileError(file, str(error)) from error
    people = document.get("people")
    if not isinstance(people, dict):
        raise NotATeamFileError(file, "it has no table `people`")
    for name in ("members", "alumni"):
        entries = people.get(name, [])
        if not isinstance(entries, list) or None in [*map(_login, entries)]:
            raise NotATeamFileError(file, f"`people.{name}` is no list of people")
    return document, people


def _login(entry: Any) -> str | None:
    """The login of an entry: a string, or a table that says more of the person."""
    login = entry.get("github") if isinstance(entry, dict) else entry
    return str(login) if isinstance(login, str) else None


def _logins(entries: Iterable[Any]) -> Iterator[str]:
    return (login for login in map(_login, entries) if login is not None)


def _array(entries: Iterable[str | Mapping[str, Any]]) -> tomlkit.items.Array:
    array = tomlkit.array()
    for entry in entries:
        array.append(entry)
    return array.multiline(multiline=True)


def _new_file(members: tuple[str, ...], settings: TeamsRepository) -> str:
    document = tomlkit.document()
    document.add(tomlkit.comment("`headway teams-repo` writes people.members from the goals."))
    document["name"] = settings.team
    document["kind"] = "marker-team"
    document.add(tomlkit.nl())
    people = tomlkit.table()
    people["leads"] = []
    people["members"] = _array(members)
    people["included-teams"] = []
    document["people"] = people
    if settings.organisations:
        github = tomlkit.aot()
        github.append(tomlkit.item({"orgs": list(settings.organisations)}))
        document["github"] = github
    return tomlkit.dumps(document)
