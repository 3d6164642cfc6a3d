"""Goals through the periods, as the terminal shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.cli.table import aligned
from headway.diagnostics import printable
from headway.tracking.kinship import How

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from headway.tracking.lineage import Lineage, PeriodOutcomes, Stage
    from headway.tracking.outcomes import Judged

_OPEN = "open"
_LIKELY = "?"
_RECORDED = "!"


def overview(
    found: Sequence[Lineage], periods: Sequence[str], sums: Iterable[PeriodOutcomes], width: int
) -> Iterator[str]:
    """A row a lineage, a column a period; below it each period in numbers."""
    rows = [(one.name, *(_cell(one.in_period(name)) for name in periods)) for one in found]
    yield from aligned(("Goal", *periods), rows, width)
    stages = [stage for one in found for stage in one.stages]
    if any(stage.judged.likely for stage in stages):
        yield f"{_LIKELY} likely, by titles and owners"
    if any(stage.judged.by for stage in stages):
        yield f"{_RECORDED} as recorded in outcomes.toml"
    yield ""
    for one in sums:
        outcomes = sorted(one.outcomes.items(), key=lambda pair: (-pair[1], pair[0] or ""))
        words = ", ".join(f"{count} {outcome or _OPEN}" for outcome, count in outcomes)
        reused = f"{one.reused} in an issue of the period before"
        yield f"{one.period}: {one.goals} goals, {reused}; {words}"


def details(found: Iterable[Lineage]) -> Iterator[str]:
    """Everything about some lineages, goal by goal, with what tells it."""
    for one in found:
        yield one.name
        for stage in one.stages:
            goal, judged = stage.goal, stage.judged
            yield printable(f"  {goal.period}/{goal.id}: {_outcome(judged)}")
            yield printable(f"    {goal.title or goal.id}")
            yield printable(f"    because {judged.why}")
            if judged.url:
                yield printable(f"    {judged.url}")
            for kin in stage.before:
                guess = " likely" if kin.how is How.LIKELY else ""
                before = f"{kin.before.period}/{kin.before.id}"
                yield printable(f"    goes on{guess} with {before} ({kin.how}): {kin.why}")


def _cell(stages: Sequence[Stage]) -> str:
    return ", ".join(dict.fromkeys(_outcome(stage.judged) for stage in stages))


def _outcome(judged: Judged) -> str:
    mark = _RECORDED if judged.by else _LIKELY if judged.likely else ""
    return f"{judged.outcome or _OPEN}{mark}"
