"""Goals through the periods: which goes on with which, and what became of each."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from headway.tracking.kinship import How, kinship
from headway.tracking.outcomes import Judge

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from headway.activity.snapshot import Activity
    from headway.documents.values import Goal
    from headway.program.model import Program
    from headway.program.outcomes import Outcome
    from headway.tracking.kinship import Kin
    from headway.tracking.outcomes import Judged


class Stage(NamedTuple):
    """A goal of one period: what it goes on with, what goes on with it, and what became of it.

    Several of the first were merged in it; several of the latter in one period are a split.
    """

    goal: Goal
    before: tuple[Kin, ...]
    after: tuple[Kin, ...]
    judged: Judged


class Lineage(NamedTuple):
    """Goals that belong together, in order of their periods."""

    stages: tuple[Stage, ...]

    @property
    def name(self) -> str:
        """The name of the latest goal."""
        return self.stages[-1].goal.id

    def in_period(self, name: str) -> list[Stage]:
        """The stages in a period."""
        return [stage for stage in self.stages if stage.goal.period == name]


class PeriodOutcomes(NamedTuple):
    """What became of a period's goals; `reused` have an issue of the period before it."""

    period: str
    goals: int
    reused: int
    outcomes: Mapping[Outcome | None, int]


def lineages(program: Program, activity: Activity, today: dt.date) -> list[Lineage]:
    """All listed goals of the periods that have begun by a day, with those they belong to."""
    begun = {period.name: period for period in program.periods if period.start <= today}
    kin = [one for one in kinship(program) if one.after.period in begun]
    merged = {file for file, count in Counter(one.after.file for one in kin).items() if count > 1}
    judge = Judge(program, activity, today, merged)
    stages: dict[str, Stage] = {}
    for period in begun.values():
        for goal in period.listed:
            after = tuple(one for one in kin if one.before.file == goal.file)
            stages[goal.file] = Stage(
                goal,
                tuple(one for one in kin if one.after.file == goal.file),
                after,
                judge.judged(goal, period, after),
            )
    return [Lineage(tuple(stages[file] for file in files)) for files in _families(stages, kin)]


def by_period(found: Iterable[Lineage], program: Program) -> list[PeriodOutcomes]:
    """What became of the goals of each period, in numbers."""
    stages = [stage for lineage in found for stage in lineage.stages]
    sums = []
    for number, period in enumerate(program.periods):
        last = program.periods[number - 1].name if number else None
        mine = [stage for stage in stages if stage.goal.period == period.name]
        reused = [
            stage
            for stage in mine
            if any(kin.how is How.ISSUE and kin.before.period == last for kin in stage.before)
        ]
        outcomes = Counter(stage.judged.outcome for stage in mine)
        if mine:
            sums.append(PeriodOutcomes(period.name, len(mine), len(reused), outcomes))
    return sums


def _families(stages: Mapping[str, Stage], kin: Iterable[Kin]) -> list[list[str]]:
    """The files of goals that belong together, in the order in which they begin."""
    family = {file: [file] for file in stages}
    for one in kin:
        mine, other = family[one.before.file], family[one.after.file]
        if mine is not other:
            mine += other
            family.update(dict.fromkeys(other, mine))
    order = {file: number for number, file in enumerate(stages)}
    distinct = {id(files): sorted(files, key=order.__getitem__) for files in family.values()}
    return sorted(distinct.values(), key=lambda files: order[files[0]])
