"""A board as it is shown: column by column, with how each issue stands."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from headway.diagnostics import fold
from headway.documents.kinds import list_of, object_of
from headway.tracking.board.drift import drift

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Mapping, Sequence

    from headway.documents.kinds import Schema
    from headway.program.board.values import Board, Item, When
    from headway.program.model import Program
    from headway.tracking.board.drift import Drift
    from headway.tracking.board.live import BoardActivity, Live

VERSION = 1


class Wanted(NamedTuple):
    """Which items are to be shown; each that is given must fit."""

    column: str | None = None
    owner: str | None = None
    tag: str | None = None
    due: dt.date | None = None
    archived: bool = False

    def fits(self, item: Item) -> bool:
        """Whether an item is one of these."""
        owner = (self.owner or "").removeprefix("@")
        return (
            item.archived == self.archived
            and (not self.column or fold(item.column) == fold(self.column))
            and (not owner or fold((item.owner or "").removeprefix("@")) == fold(owner))
            and (not self.tag or fold(self.tag) in map(fold, item.tags))
            and (self.due is None or (item.deadline is not None and item.deadline.day <= self.due))
        )


class Shown(NamedTuple):
    """An item with how its issue stands, if that is known, and what has drifted about it.

    It is `late` when its deadline is over and it is not done.
    """

    item: Item
    live: Live | None
    drift: tuple[Drift, ...]
    late: bool

    @property
    def title(self) -> str:
        """Its own title, else that of its issue."""
        return self.item.title or (self.live.title if self.live else self.item.shown)


def shown(program: Program, board: Board, wanted: Wanted, activity: BoardActivity) -> list[Shown]:
    """The items that are wanted, in the order of the board."""
    found: dict[str, list[Drift]] = {}
    for one in drift(program, activity):
        found.setdefault(one.item.id, []).append(one)
    return [
        Shown(
            item,
            activity.issues.get(str(item.issue)),
            tuple(found.get(item.id, ())),
            late=board.is_late(item, program.today),
        )
        for item in board.ordered()
        if wanted.fits(item)
    ]


def by_column(items: Sequence[Shown]) -> Iterator[tuple[str, list[Shown]]]:
    """The items that are shown, under the names of their columns."""
    for name, several in groupby(items, key=lambda one: str(one.item.column)):
        yield name, list(several)


def nested(items: Sequence[Shown]) -> Iterator[tuple[int, Shown]]:
    """Items in their order, but parts right below the item that they are parts of, with a depth.

    What is part of none of these items has depth 0, and so have items that are parts of each other.
    """
    here = {str(one.item.id) for one in items}
    parts: dict[str, list[Shown]] = {}
    for one in items:
        parent = str(one.item.parent)
        parts.setdefault(parent if parent in here else "", []).append(one)
    waiting = [(0, one) for one in reversed(parts.pop("", []))]
    while waiting:
        depth, one = waiting.pop()
        yield depth, one
        below = parts.pop(str(one.item.id), [])
        waiting += [(depth + 1, part) for part in reversed(below)]
    yield from ((0, one) for several in parts.values() for one in several)


def document(board: Board, items: Sequence[Shown], today: dt.date) -> dict[str, Any]:
    """What is shown, as JSON has it."""
    named = dict(by_column(items))
    names = list(dict.fromkeys([*(str(column.name) for column in board.columns), *named]))
    return {
        "version": VERSION,
        "today": str(today),
        "columns": [
            {
                "name": name,
                "done": bool((column := board.column(name)) and column.done),
                "items": [_object(one) for one in named.get(name, ())],
            }
            for name in names
        ],
    }


def _object(one: Shown) -> dict[str, Any]:
    item, live = one.item, one.live
    known = live and {
        "state": live.state,
        "title": live.title,
        "url": live.url,
        "last_activity": str(live.active) if live.active else None,
    }
    return {
        "id": str(item.id),
        "title": one.title,
        "issue": str(item.issue) if item.issue else None,
        "live": known,
        "owner": str(item.owner) if item.owner else None,
        "priority": item.priority or None,
        "scheduled": _when(item.scheduled),
        "deadline": _when(item.deadline),
        "done": _when(item.done),
        "tags": list(item.tags),
        "parent": str(item.parent) if item.parent else None,
        "archived": item.archived,
        "state": item.state or None,
        "note": item.note,
        "late": one.late,
        "references": [str(issue) for issue in item.references],
        "drift": [{"code": d.code, "message": d.finding.message} for d in one.drift],
    }


def _when(when: When | None) -> dict[str, str] | None:
    return {"day": str(when.day), "text": str(when)} if when else None


def schema() -> Schema:
    """The JSON schema of what `headway board --json` prints, draft 2020-12."""
    text: Schema = {"type": "string"}
    nullable: Schema = {"type": ["string", "null"]}
    day: Schema = {**text, "format": "date"}
    when: Schema = {
        **object_of({"day": day, "text": {**text, "description": "With times and repeaters."}}),
        "type": ["object", "null"],
    }
    live: Schema = {
        **object_of(
            {
                "state": {"enum": ["open", "draft", "closed", "merged"]},
                "title": text,
                "url": text,
                "last_activity": {**nullable, "format": "date"},
            }
        ),
        "type": ["object", "null"],
        "description": "How the issue stands; null where the store does not know it.",
    }
    item: Mapping[str, Schema] = {
        "id": text,
        "title": text,
        "issue": nullable,
        "live": live,
        "owner": nullable,
        "priority": nullable,
        "scheduled": when,
        "deadline": when,
        "done": when,
        "tags": list_of(text),
        "parent": nullable,
        "archived": {"type": "boolean"},
        "state": nullable,
        "note": text,
        "late": {"type": "boolean", "description": "Past its deadline, and not done."},
        "references": {**list_of(text), "description": "The issue, and those that texts name."},
        "drift": list_of(object_of({"code": text, "message": text})),
    }
    column = object_of(
        {"name": text, "done": {"type": "boolean"}, "items": list_of(object_of(dict(item)))}
    )
    whole = object_of({"version": {"const": VERSION}, "today": day, "columns": list_of(column)})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "headway board",
        **whole,
    }
