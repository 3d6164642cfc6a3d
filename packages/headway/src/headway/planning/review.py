"""The packet that a team reads before it says what it can support in a period."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.diagnostics import likely
from headway.errors import UnknownNameError
from headway.pages import facts
from headway.planning import since
from headway.planning.asked import Asked, asked_of
from headway.planning.champions import Load, loads
from headway.planning.questions import Question, questions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.documents.values import Level, Roadmap
    from headway.planning.since import Change, Earlier, Ended
    from headway.program.model import Period, Program


class Entry(NamedTuple):
    """A goal that touches the team; no `change` where there is nothing to compare it with."""

    asked: Asked
    change: Change | None


class Theme(NamedTuple):
    """A roadmap that goals of the team serve; `roadmap` is its document, if it has one."""

    name: str
    roadmap: Roadmap | None
    entries: tuple[Entry, ...]


class Carried(NamedTuple):
    """What a champion carries on this team, and over all teams."""

    here: Load
    overall: Load


class Packet(NamedTuple):
    """All that a team needs to decide about a period's goals; `earlier` names what it compares."""

    team: str
    period: str
    earlier: str | None
    entries: tuple[Entry, ...]
    themes: tuple[Theme, ...]
    champions: tuple[Carried, ...]
    ended: tuple[Ended, ...]
    questions: tuple[Question, ...]

    def of_level(self, level: Level | None) -> list[Entry]:
        """The entries that ask a level; None for those that state none."""
        return [entry for entry in self.entries if entry.asked.level is level]

    @property
    def unchampioned(self) -> list[Entry]:
        """The asks that nobody on the team stands for."""
        return [entry for entry in self.entries if entry.asked.unchampioned]


def review(program: Program, period: Period, name: str, earlier: Earlier | None) -> Packet:
    """The packet of one team; `earlier` is the slate to compare with, if there is one.

    Raises:
        UnknownNameError: nobody knows a team of that name.
    """
    team = _team(program, period, name)
    continued = since.predecessors(period.listed, earlier, program.config) if earlier else {}
    asked = asked_of(period.listed, team)
    entries = tuple(
        Entry(
            one,
            since.change(one, continued.get(one.goal.file), earlier) if earlier else None,
        )
        for one in asked
    )
    carried = tuple(_carried(period, team))
    gone = tuple(since.ended(period, team, earlier, continued)) if earlier else ()
    return Packet(
        team,
        period.name,
        earlier.name if earlier else None,
        entries,
        tuple(_themes(period, entries)),
        carried,
        gone,
        tuple(
            questions(
                [(entry.asked, entry.change) for entry in entries],
                [one.overall for one in carried],
                gone,
            )
        ),
    )


def previous(program: Program, period: Period) -> Earlier | None:
    """The slate of the period before, if there is one."""
    before = [one for one in program.periods if one.name.casefold() < period.name.casefold()]
    return since.Earlier(before[-1].name, before[-1].goals) if before else None


def at_revision(old: Program, period: Period, revision: str) -> Earlier:
    """A period's slate as it was in an older state of the program; empty before it began."""
    found = old.period(period.name)
    return since.Earlier(revision, found.goals if found else (), same=True)


def _team(program: Program, period: Period, name: str) -> str:
    """The key of a team as goals write it, from its name in any letter case, in brackets or not."""
    name = name.strip("[] ")
    asked = {team for goal in period.goals for team in facts.teams(goal)}
    asked |= {str(team) for goal in period.goals for team in goal.champions}
    known: set[str] = {*asked, *(program.directory.teams if program.directory else ())}
    found = next((key for key in sorted(known) if key.casefold() == name.casefold()), None)
    if found is None:
        raise UnknownNameError("team", name, likely(name, sorted(known)))
    return found


def _themes(period: Period, entries: tuple[Entry, ...]) -> Iterator[Theme]:
    names = {str(name) for entry in entries for name in entry.asked.goal.all_roadmaps}
    for name in sorted(names, key=str.casefold):
        serving = (entry for entry in entries if name in entry.asked.goal.all_roadmaps)
        yield Theme(name, period.roadmap(name), tuple(serving))


def _carried(period: Period, team: str) -> Iterator[Carried]:
    for load in loads(period.listed):
        here = load.on(team)
        if here.shares:
            yield Carried(here, load)
