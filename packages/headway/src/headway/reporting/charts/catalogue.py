"""The charts that there are, by name."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from headway.diagnostics import likely
from headway.errors import UnknownNameError
from headway.reporting.charts import asks, lineage, load, minutes, roadmaps, updates
from headway.reporting.charts.model import Chart, Figure, Missing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from headway.reporting.charts.model import Subject

CHARTS: Mapping[str, Chart] = MappingProxyType(
    {
        "updates": Chart("updates expected and made, by month", updates.draw),
        "asks": Chart("asks by team and support level", asks.draw),
        "load": Chart("what each champion carries", load.draw),
        "roadmaps": Chart("goals by roadmap on a time line", roadmaps.draw),
        "lineage": Chart("goals through the periods, and what became of them", lineage.draw),
        "minutes": Chart("words of minutes, by team and month", minutes.draw),
    }
)


class Drawn(NamedTuple):
    """Charts by their names, and why others were left out."""

    figures: dict[str, Figure]
    left_out: dict[str, Missing]


def drawn(subject: Subject, charts: Mapping[str, Chart]) -> Drawn:
    """Draw some charts, as far as there are data for them."""
    made = {name: chart.draw(subject) for name, chart in charts.items()}
    return Drawn(
        {name: one for name, one in made.items() if isinstance(one, Figure)},
        {name: one for name, one in made.items() if isinstance(one, Missing)},
    )


def chosen(names: Iterable[str]) -> dict[str, Chart]:
    """The charts of some names, each once; all where none is named.

    Raises:
        UnknownNameError: there is none of a name.
    """
    wanted = [*names] or CHARTS
    for name in wanted:
        if name not in CHARTS:
            raise UnknownNameError("chart", name, likely(name, CHARTS), [*CHARTS])
    return {name: CHARTS[name] for name in wanted}
