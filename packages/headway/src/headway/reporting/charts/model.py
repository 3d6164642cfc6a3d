"""What charts are drawn of, and what is known of each before it is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from headway.activity.minutes import Minutes
    from headway.activity.moments import Span
    from headway.activity.snapshot import Activity
    from headway.program.model import Period, Program

Json = dict[str, Any]


class Subject(NamedTuple):
    """What charts are drawn of.

    `days` are those whose months are shown. `activity` is None where nothing that happened is
    stored; `minutes` are all that are.
    """

    program: Program
    period: Period
    days: Span
    activity: Activity | None = None
    minutes: tuple[Minutes, ...] = ()

    @property
    def today(self) -> dt.date:
        """The day that counts as the present: nothing later is shown as having happened."""
        return self.program.today

    def source(self, what: str) -> str:
        """Where the data of a chart come from, and as of which day."""
        config = self.program.config
        whose = config.repository or config.name or self.program.root.name
        return f"Source: {what}, {whose}, as of {self.today}"


class Figure(NamedTuple):
    """A chart, but for its colours.

    `rows` are its data, named tuples of one kind; `alternative` tells in words what is to be seen.
    `view` is the part of a specification that shows them; it names styles in place of colours.
    """

    title: str
    units: str
    source: str
    alternative: str
    rows: tuple[Any, ...]
    view: Json


class Missing(NamedTuple):
    """Why a chart cannot be drawn."""

    why: str


class Chart(NamedTuple):
    """A chart that can be asked for: what it shows, in a line, and what draws it."""

    shows: str
    draw: Callable[[Subject], Figure | Missing]
