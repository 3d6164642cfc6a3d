"""The report of a period: each goal's ending, what was asked, what slipped, and figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.pages.shelf import Abroad, Shelf
from headway.program.outcomes import Outcome
from headway.reporting.decided import Decided
from headway.reporting.period.asks import (
    AskEnding,
    AskState,
    Sources,
    TeamAsks,
    ask_endings,
    by_team,
)
from headway.reporting.period.ending import Ending, ending, generations
from headway.reporting.period.figures import Figures, figures
from headway.tracking.lineage import by_period, lineages
from headway.tracking.progress import progress

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from headway.activity.minutes import Minutes
    from headway.activity.snapshot import Activity
    from headway.documents.values import Goal
    from headway.program.model import Period, Program
    from headway.tracking.lineage import Lineage, Stage


class Group(NamedTuple):
    """The goals of a period that ended in one way; None for what is not known."""

    outcome: Outcome | None
    goals: tuple[Ending, ...]


class PeriodReport(NamedTuple):
    """How a period ended, by what had happened until the end of a day.

    `over` says whether its last day has passed. `groups` have goals by outcome and title; `figures`
    are those of the earlier periods and then its own. `asks` counts the asks of each team.
    """

    program: str
    period: str
    first: dt.date
    last: dt.date
    today: dt.date
    over: bool
    groups: tuple[Group, ...]
    asks: tuple[TeamAsks, ...]
    figures: tuple[Figures, ...]

    @property
    def title(self) -> str:
        """What the report is called."""
        return f"{self.program}: how {self.period} {'ended' if self.over else 'stands'}"

    @property
    def outcomes(self) -> tuple[Outcome | None, ...]:
        """What can become of a goal; None for what is not known."""
        return (*Outcome, None)

    @property
    def goals(self) -> tuple[Ending, ...]:
        """All goals, by outcome and title."""
        return tuple(one for group in self.groups for one in group.goals)

    @property
    def untold(self) -> tuple[str, ...]:
        """The periods of which the store has no update."""
        return tuple(one.period for one in self.figures if one.told is None)

    @property
    def recorded(self) -> int:
        """Of how many goals a person recorded what became of them."""
        return sum(one.by is not None for one in self.goals)

    @property
    def stated(self) -> int:
        """How many goals their points of contact called done."""
        return sum(one.stated for one in self.goals)

    @property
    def boxes_as_now(self) -> bool:
        """Whether boxes of a goal that slipped are known only as they are now."""
        return any(one.progress.boxes_as_now for one in self.slipped)

    @property
    def slipped(self) -> tuple[Ending, ...]:
        """The goals that the period ended before, those first that are the longest under way."""
        late = (one for one in self.goals if one.slipped)
        return tuple(sorted(late, key=lambda one: (-one.periods, one.title.casefold())))

    @property
    def answered(self) -> tuple[AskEnding, ...]:
        """The asks of which a source says what became of them, by team."""
        asks = (ask for one in self.goals for ask in one.asks)
        return tuple(
            sorted(
                (ask for ask in asks if ask.state is not AskState.UNKNOWN),
                key=lambda ask: (ask.team, ask.goal),
            )
        )


def period_report(
    period: Period,
    program: Program,
    activity: Activity,
    minutes: Iterable[Minutes],
    today: dt.date,
) -> PeriodReport:
    """Tell how a period ended, or how it stands while it runs.

    `activity` is of the listed goals of all periods.
    """
    everything = lineages(program, activity, today)
    reader = _Reader(Shelf(program), activity, Decided(minutes), today, _stages(everything))
    upto = [one for one in program.periods if one.start <= min(period.start, today)]
    endings = {one.name: reader.endings(one) for one in upto}
    sums = {one.period: one for one in by_period(everything, program)}
    mine = endings.get(period.name, [])
    return PeriodReport(
        program=program.config.name or "Goals",
        period=period.name,
        first=period.start,
        last=period.end,
        today=today,
        over=period.end < today,
        groups=tuple(_groups(mine)),
        asks=tuple(by_team(ask for one in mine for ask in one.asks)),
        figures=tuple(
            figures(one, sums[one.name], endings[one.name], today)
            for one in upto
            if one.name in sums
        ),
    )


class _Reader(NamedTuple):
    """What endings are read from; `stages` are of the goals of all periods, by file."""

    shelf: Shelf
    activity: Activity
    decided: Decided
    today: dt.date
    stages: Mapping[str, Stage]

    def endings(self, period: Period) -> list[Ending]:
        """How the listed goals of a period ended."""
        periods = generations(self.stages.values())
        measured = progress(period, self.shelf.program, self.activity, self.today)
        return [
            ending(
                self.stages[goal.file],
                one,
                periods[goal.file],
                ask_endings(goal, period, self._sources(goal, period)),
                Abroad(self.shelf, period),
            )
            for goal, one in zip(period.listed, measured, strict=True)
        ]

    def _sources(self, goal: Goal, period: Period) -> Sources:
        decided = self.decided.about(goal, period.start, min(period.end, self.today))
        return Sources(Abroad(self.shelf, period), self.activity, decided, self.today)


def _stages(found: Iterable[Lineage]) -> dict[str, Stage]:
    return {stage.goal.file: stage for lineage in found for stage in lineage.stages}


def _groups(endings: Iterable[Ending]) -> Iterable[Group]:
    """The goals by outcome, those that there are."""
    for outcome in (*Outcome, None):
        same = [one for one in endings if one.outcome is outcome]
        if same:
            yield Group(outcome, tuple(sorted(same, key=lambda one: one.title.casefold())))
