"""How far lists and items were read, as the store keeps it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from headway.activity.records import SyncState

if TYPE_CHECKING:
    from headway.forge.feed import Feed
    from headway.forge.model import IssueName


class ListState(NamedTuple):
    """How far a list was read, whose newest entries come first.

    All that is older than `known` is stored. A walk that did not end yet began at `top`, goes on
    at `following`, and is `spoiled` when it came by an entry that could not be read. The first
    page is unchanged as long as it has the `tag`.
    """

    known: str = ""
    top: str = ""
    following: str = ""
    spoiled: bool = False
    tag: str = ""


class ItemState(NamedTuple):
    """When an item had changed last when it was read whole, or why it is `missing`."""

    changed: str = ""
    missing: str = ""


S = TypeVar("S", ListState, ItemState)


def of_list(feed: Feed) -> str:
    """The source under which the state of a list is kept."""
    return f"github {feed}"


def of_item(name: IssueName) -> str:
    """The source under which the state of an item is kept."""
    return f"github item {name}"


def read_state(kind: type[S], value: str | None) -> S:
    """A state from its text; a new one where there is none, or it cannot be read."""
    try:
        return kind(**json.loads(value or "{}"))
    except (TypeError, ValueError):
        return kind()  # of another version: all is read anew


def to_record(source: str, state: ListState | ItemState) -> SyncState:
    """A state as the store keeps it, without what says nothing."""
    said = {name: value for name, value in state._asdict().items() if value}
    return SyncState(source, json.dumps(said, ensure_ascii=False, sort_keys=True))
