"""What `board.toml` says, as values."""

from __future__ import annotations

import datetime as dt
import math
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Self

from headway.documents.values import Written, issues_in
from headway.text import Span
from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from headway.diagnostics import Finding
    from headway.documents.values import IssueReference
    from headway.text import Source

BOARD_TOML = "board.toml"

_NOWHERE = Span(0, 0)
_NONE: Mapping[str, str] = MappingProxyType({})
_WHEN = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)"
    r"(?:[ T](?P<time>[0-2]?\d:[0-5]\d)(?::00)?(?:-(?P<until>[0-2]?\d:[0-5]\d))?)?"
    r"(?: (?P<repeat>(?:\+\+|\.\+|\+)\d{1,3}[hdwmy](?:/\d{1,3}[hdwmy])?))?"
    r"(?: (?P<warning>--?\d{1,3}[hdwmy]))?"
)


class When(Value):
    """A day, with what org-mode adds to one: times, a repeater, a time to warn ahead.

    It is written `2026-02-03 10:00-11:00 +1w -3d`; all but the day may be missing.
    """

    day: dt.date
    time: str = ""
    until: str = ""
    repeat: str = ""
    warning: str = ""

    @classmethod
    def read(cls, value: object) -> Self | None:
        """Read a TOML date or text; None for what is neither, or no day that there is."""
        match = _WHEN.fullmatch(str(value))
        if match is None or not isinstance(value, str | dt.date):
            return None
        found = {name: text or "" for name, text in match.groupdict().items()}
        try:
            day = dt.date.fromisoformat(found.pop("day"))
            for time in filter(None, (found["time"], found["until"])):
                dt.time.fromisoformat(time.zfill(5))
        except ValueError:
            return None
        return cls(day, **found)

    def __str__(self) -> str:
        """It as it is written."""
        time = f"{self.time}-{self.until}" if self.until else self.time
        return " ".join(filter(None, (str(self.day), time, self.repeat, self.warning)))


class Column(Value):
    """A column: whether what stands in it is done, and the org-mode states that lead to it."""

    name: Written
    done: bool = False
    states: tuple[str, ...] = ()

    def takes(self, state: str) -> bool:
        """Whether headings of an org-mode state are put here: by its states, else by its name."""
        wanted = state.casefold()
        if self.states:
            return wanted in map(str.casefold, self.states)
        return wanted == self.name.casefold()

    def is_for(self, state: str) -> bool:
        """Whether headings of this state, and of no other, are put here."""
        return self.takes(state) and len(self.states) <= 1


class Item(Value):
    """An issue or a note on the board.

    `note` is its text, and `drawers` more of it by name, such as a log. `source` tells what brought
    it in, and `seen` what it last brought, as a digest a field. `span` is the whole entry, and
    `spans` those of the values of its fields.
    """

    id: Written
    column: Written
    title: str = ""
    issue: IssueReference | None = None
    rank: float = math.inf
    owner: Written | None = None
    priority: str = ""
    state: str = ""
    scheduled: When | None = None
    deadline: When | None = None
    done: When | None = None
    tags: tuple[str, ...] = ()
    parent: Written | None = None
    archived: bool = False
    note: str = ""
    properties: Mapping[str, str] = _NONE
    drawers: Mapping[str, str] = _NONE
    source: str = ""
    seen: Mapping[str, str] = _NONE
    span: Span = _NOWHERE
    spans: Mapping[str, Span] = MappingProxyType({})

    @property
    def shown(self) -> str:
        """Its title, else the issue that it is, else its id."""
        return self.title or str(self.issue or self.id)

    @property
    def references(self) -> tuple[IssueReference, ...]:
        """The issue that it is, then those that its title and its note name."""
        named = (self.issue, *issues_in(Written(f"{self.title}\n{self.note}", _NOWHERE)))
        return tuple(dict.fromkeys(issue for issue in named if issue is not None))


class Board(Value):
    """The columns and items of a board, items in the order of the file.

    `findings` tell what of the file cannot be read; it is none of the items.
    """

    source: Source
    columns: tuple[Column, ...]
    items: tuple[Item, ...] = ()
    findings: tuple[Finding, ...] = ()
    readable: bool = True

    @property
    def references(self) -> tuple[IssueReference, ...]:
        """The issues that items are or name, but for those of items that were put away."""
        items = (item for item in self.items if not item.archived)
        return tuple(dict.fromkeys(issue for item in items for issue in item.references))

    def column(self, name: str) -> Column | None:
        """A column by name, in any letter case."""
        return next((c for c in self.columns if c.name.casefold() == name.casefold()), None)

    def is_done(self, item: Item) -> bool:
        """Whether an item stands in a column of what is done."""
        column = self.column(item.column)
        return column is not None and column.done

    def is_late(self, item: Item, today: dt.date) -> bool:
        """Whether the deadline of an item that is neither done nor put away is over."""
        waits = not item.archived and not self.is_done(item)
        return waits and item.deadline is not None and item.deadline.day < today

    def in_order(self, column: str) -> list[Item]:
        """The items of a column by rank; those without one come last, by id."""
        here = (item for item in self.items if item.column.casefold() == column.casefold())
        return sorted(here, key=lambda item: (item.rank, item.id))

    def ordered(self) -> Iterator[Item]:
        """All items, column by column; last those whose column there is none of."""
        for column in self.columns:
            yield from self.in_order(column.name)
        known = {column.name.casefold() for column in self.columns}
        strays = (item for item in self.items if item.column.casefold() not in known)
        yield from sorted(strays, key=lambda item: (item.column, item.rank, item.id))


def default_columns() -> tuple[Column, ...]:
    """The columns of a board that declares none."""
    return (
        Column(Written("inbox", _NOWHERE), states=("TODO",)),
        Column(Written("next", _NOWHERE), states=("NEXT",)),
        Column(Written("doing", _NOWHERE), states=("STARTED", "INPROGRESS")),
        Column(Written("waiting", _NOWHERE), states=("WAIT", "HOLD")),
        Column(Written("done", _NOWHERE), done=True, states=("DONE",)),
    )
