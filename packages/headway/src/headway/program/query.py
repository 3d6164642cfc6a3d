"""Asking a program for goals."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.diagnostics import fold, likely
from headway.documents.values import Goal, Roadmap, people_in
from headway.errors import NoPeriodError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from headway.documents.values import Written
    from headway.program.model import Period, Program


class Filter(NamedTuple):
    """What goals must meet, all of it at once; None asks for nothing.

    Names are compared without regard to letter case, people with or without `@`; `text` is
    looked for in titles, summaries and `What and why`.
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
        UnknownNameError: the filter names a period that does not exist.
    """
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
        guess = likely(name, [known.name for known in program.periods])
        raise UnknownNameError("period", name, guess)
    return period


def latest_period(program: Program) -> Period:
    """The last of a program's periods.

    Raises:
        NoPeriodError: it has none.
    """
    if not program.periods:
        raise NoPeriodError
    return program.periods[-1]


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
