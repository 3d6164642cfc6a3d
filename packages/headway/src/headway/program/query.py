"""Asking a program for goals."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from headway.diagnostics import fold, likely
from headway.documents.values import Goal, Level, Roadmap, Status, people_in
from headway.errors import NoPeriodError, UnknownNameError
from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from headway.documents.values import Written
    from headway.program.model import Period, Program

_BRACKETS = re.compile(r"\A\[([^\[\]]*)\](?:\[\])?\Z")


class Filter(Value):
    """What goals must meet, all of it at once; None asks for nothing.

    Names are compared without regard to letter case and to brackets around them, people with or
    without `@`; `text` is looked for in titles, summaries and `What and why`.
    """

    period: str | None = None
    status: str | None = None
    team: str | None = None
    champion: str | None = None
    person: str | None = None
    roadmap: str | None = None
    area: str | None = None
    size: str | None = None
    needs: str | None = None
    text: str | None = None


def goals(program: Program, wanted: Filter) -> Iterator[tuple[Period, Goal]]:
    """The goals that meet a filter, by period and file.

    Raises:
        UnknownNameError: the filter names something that neither a goal nor the program's settings
            or team directory know.
    """
    wanted = as_known(program, wanted)
    periods = [find_period(program, wanted.period)] if wanted.period else program.periods
    for period in periods:
        for goal in period.goals:
            if all(test(goal) for test in _tests(period, wanted)):
                yield period, goal


def find_period(program: Program, name: str) -> Period:
    """A period by name.

    Raises:
        UnknownNameError: there is none of that name.
    """
    period = program.period(name)
    if period is None:
        known = [period.name for period in program.periods]
        raise UnknownNameError("period", name, likely(name, known), known)
    return period


def latest_period(program: Program) -> Period:
    """The last of a program's periods.

    Raises:
        NoPeriodError: it has none.
    """
    if not program.periods:
        raise NoPeriodError
    return program.periods[-1]


def running_period(program: Program, day: date | None = None) -> Period:
    """The last period that has begun by a day, the present one if not told; before all, the first.

    The pages of the next period are there months before it begins.

    Raises:
        NoPeriodError: there is none.
    """
    if not program.periods:
        raise NoPeriodError
    begun = [one for one in program.periods if one.start <= (day or program.today)]
    return begun[-1] if begun else program.periods[0]


def find(program: Program, name: str, period: str | None) -> Goal | Roadmap:
    """A goal or roadmap by id, `period/id`, file or title; of several, that of the latest period.

    Raises:
        UnknownNameError: there is none of that name.
    """
    if period is None and "/" in name and program.period(name.partition("/")[0]):
        period, _, name = name.partition("/")
    periods = [find_period(program, period)] if period else program.periods
    documents: list[Goal | Roadmap] = []
    for one in periods:
        documents += [*one.goals, *one.roadmaps]
    wanted = fold(name.removesuffix(".md"))
    for document in reversed(documents):
        names = (document.id, document.file.removesuffix(".md"), document.title, document.name)
        if wanted in (fold(known) for known in names if known):
            return document
    ids = [known for d in documents for known in (d.id, d.name)]
    raise UnknownNameError("goal or roadmap", name, likely(name, ids))


def find_goal(program: Program, name: str, period: str | None = None) -> Goal:
    """A goal by id, `period/id`, file or title; of several, that of the latest period.

    Raises:
        UnknownNameError: there is none of that name.
    """
    found = find(program, name, period)
    if not isinstance(found, Goal):
        raise UnknownNameError("goal", name, None)
    return found


def as_known(program: Program, wanted: Filter) -> Filter:
    """A filter with its names as they are known.

    Raises:
        UnknownNameError: one is not.
    """
    resolved: dict[str, str] = {}
    for field, (what, names) in _NAMES.items():
        value = getattr(wanted, field)
        if value:
            resolved[field] = _resolve(what, value, list(dict.fromkeys(names(program))))
    return replace(wanted, **resolved)


def _resolve(what: str, value: str, known: list[str]) -> str:
    bare = _BRACKETS.sub(r"\1", value.strip())
    if what == "person":
        bare = f"@{bare.removeprefix('@')}"
    by_name = {fold(name): name for name in known}
    for name in (value, bare):
        if fold(name) in by_name:
            return by_name[fold(name)]
    raise UnknownNameError(what, value, likely(bare, known), known)


def _all_teams(program: Program) -> Iterator[str]:
    yield from program.directory.teams if program.directory else ()
    for goal in program.goals():
        yield from map(str, _teams(goal))


def _all_people(program: Program) -> Iterator[str]:
    if program.directory:
        yield from (f"@{login}" for login in program.directory.people)
        for team in program.directory.teams.values():
            yield from (f"@{login}" for login in (*team.leads, *team.members))
    for goal in program.goals():
        for text in _people(goal):
            yield from map(str, people_in(text) if text else ())


def _all_roadmaps(program: Program) -> Iterator[str]:
    for period in program.periods:
        yield from (str(roadmap.name) for roadmap in period.roadmaps)
        for goal in period.goals:
            yield from map(str, goal.all_roadmaps)


def _all_areas(program: Program) -> Iterator[str]:
    yield from map(str, program.areas)
    for period in program.periods:
        for roadmap in period.roadmaps:
            yield from map(str, roadmap.application_areas)


# What each field of a filter names, and the names that there are.
_NAMES: dict[str, tuple[str, Callable[[Program], Iterable[str]]]] = {
    "period": ("period", lambda program: (period.name for period in program.periods)),
    "status": ("status", lambda _: map(str, Status)),
    "team": ("team", _all_teams),
    "champion": ("person", _all_people),
    "person": ("person", _all_people),
    "roadmap": ("roadmap", _all_roadmaps),
    "area": ("application area", _all_areas),
    "size": ("size", lambda _: map(str, Level)),
    "needs": ("need", lambda _: ("funding", "contributor")),
}


def _tests(period: Period, wanted: Filter) -> Iterator[Callable[[Goal], bool]]:
    if wanted.status:
        yield lambda goal: _same(goal.status, wanted.status)
    if wanted.team:
        yield lambda goal: any(_same(team, wanted.team) for team in _teams(goal))
    if wanted.champion:
        yield lambda goal: _names(wanted.champion, goal.champions.values())
    if wanted.person:
        yield lambda goal: _names(wanted.person, _people(goal))
    if wanted.roadmap:
        yield lambda goal: any(_same(name, wanted.roadmap) for name in goal.all_roadmaps)
    if wanted.area:
        serving = {
            str(roadmap.name)
            for roadmap in period.roadmaps
            if any(_same(area, wanted.area) for area in roadmap.application_areas)
        }
        yield lambda goal: not serving.isdisjoint(goal.all_roadmaps)
    if wanted.size:
        yield lambda goal: _same(goal.size, wanted.size)
    if wanted.needs:
        yield lambda goal: _needs(goal, wanted.needs or "")
    if wanted.text:
        text = fold(wanted.text)
        yield lambda goal: any(
            text in fold(part)
            for part in (goal.id, goal.title, goal.short_title, goal.summary, goal.what_and_why)
            if part
        )


def _same(value: str | None, wanted: str | None) -> bool:
    return value is not None and wanted is not None and fold(value) == fold(wanted)


def _teams(goal: Goal) -> Iterator[Written]:
    yield from (ask.team for ask in goal.asks)
    yield from goal.champions


def _people(goal: Goal) -> Iterator[Written | None]:
    yield goal.point_of_contact
    yield from goal.task_owners
    yield from goal.champions.values()


def _names(wanted: str | None, texts: Iterable[Written | None]) -> bool:
    login = fold((wanted or "").removeprefix("@"))
    return any(fold(person[1:]) == login for text in texts if text for person in people_in(text))


def _needs(goal: Goal, need: str) -> bool:
    if fold(need) == "funding":
        return goal.needs_funding
    return goal.needs_contributor
