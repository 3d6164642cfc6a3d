"""A period in numbers, to stand beside those of others."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from headway.program.outcomes import Outcome
from headway.reporting.period.asks import AskState
from headway.reporting.sentences import count_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from headway.program.model import Period
    from headway.reporting.period.ending import Ending
    from headway.tracking.lineage import PeriodOutcomes


class Figures(NamedTuple):
    """A period in numbers.

    `reused` goals have a tracking issue of the period before; `outcomes` counts goals by what
    became of them, None for what is not known. What was told is None where the store holds no
    update of the period: `told` goals had one, `updates` were made, of so many `words`. `months`
    are those that had begun. `asks` counts asks by what became of them.
    """

    period: str
    goals: int
    reused: int
    outcomes: Mapping[Outcome | None, int]
    told: int | None
    updates: int | None
    words: int | None
    months: int
    asks: Mapping[AskState, int]

    @property
    def per_goal_and_month(self) -> float | None:
        """How many updates there were for each goal in a month."""
        if self.updates is None:
            return None
        return round(self.updates / self.goals / self.months, 2)

    @property
    def asked(self) -> int:
        """How many asks there were."""
        return sum(self.asks.values())

    @property
    def met(self) -> int:
        """How many asks were met, as a source says."""
        return self.asks.get(AskState.MET, 0)


def figures(
    period: Period,
    sums: PeriodOutcomes,
    endings: Sequence[Ending],
    today: dt.date,
) -> Figures:
    """The numbers of a period, given how its goals ended."""
    told = [one.progress for one in endings if one.progress.updates]
    updates = [update for one in told for update in one.updates]
    return Figures(
        period=period.name,
        goals=sums.goals,
        reused=sums.reused,
        outcomes={outcome: sums.outcomes.get(outcome, 0) for outcome in (*Outcome, None)},
        told=len(told) if told else None,
        updates=len(updates) if told else None,
        words=sum(count_words(update.body) for update in updates) if told else None,
        months=_months(period, today),
        asks=Counter(ask.state for one in endings for ask in one.asks),
    )


def _months(period: Period, today: dt.date) -> int:
    """How many months of a period had begun by a day, one at least."""
    last = min(max(today, period.start), period.end)
    return 12 * (last.year - period.start.year) + last.month - period.start.month + 1
