"""Issues and pull requests by name, wherever they are: those that changed are read whole."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from headway.activity.github_json import Reader
from headway.activity.json_values import Value
from headway.activity.snapshot import closure
from headway.activity.sync.finding import labelled, searched
from headway.activity.sync.run import parts_of
from headway.activity.sync.state import ItemState, of_item, of_list
from headway.forge.errors import (
    ForgeError,
    MissingRepositoryError,
    NotFoundError,
    StrangeAnswerError,
    TooMuchError,
)
from headway.forge.queries import BATCH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from headway.activity.records import OnIssue
    from headway.activity.sync.run import Run
    from headway.activity.sync.state import ListState
    from headway.activity.sync.wanted import Wanted
    from headway.forge.model import IssueName

_WHAT = "issues and pull requests by name"


def read_items(run: Run, wanted: Wanted) -> None:
    """Read what is wanted by name, by label and by search, and what the roots lead to.

    Raises:
        HopelessError: nothing else can be read either.
    """
    names = set(wanted.names)
    lists = [run.attempt(partial(labelled, run, one), None) for one in wanted.labelled]
    names.update(*(one.names for one in lists if one))
    for query in wanted.queries:
        names |= run.attempt(partial(searched, run, query), set())
    unread: set[IssueName] = set()
    done: set[IssueName] = set()
    while todo := wanted.elsewhere(names | led_to(run, wanted)) - done:
        unread |= _read(run, sorted(todo))
        done |= todo
    run.keep([], {of_list(one.feed): one.state for one in lists if one and not one.names & unread})


def led_to(run: Run, wanted: Wanted) -> set[IssueName]:
    """What the roots lead to, as far as the store knows, and they themselves."""
    _, names = closure(run.store, wanted.roots, wanted.mentions)
    return names


def _read(run: Run, names: Sequence[IssueName]) -> set[IssueName]:
    """Read items as far as they are new or have changed; gives those that were not read well."""
    known = [name for name in names if run.state(ItemState, of_item(name)) != ItemState()]
    todo = set(names) - set(known)
    unread: set[IssueName] = set()
    for batch in _batches(known):
        unread |= run.attempt(partial(_look, run, batch, todo), set(batch))
    for place, batch in enumerate(_batches(sorted(todo))):
        unread |= run.attempt(partial(_read_whole, run, batch), set(batch))
        run.tell(_WHAT, min((place + 1) * BATCH, len(todo)), len(todo))
    return unread


def _look(run: Run, names: Sequence[IssueName], todo: set[IssueName]) -> set[IssueName]:
    """Add those that have changed since they were read; gives those of which that is not known."""
    found = run.forge.marks(names)
    run.outcome.reached = True
    unread = set()
    for name in names:
        mark, state = found[name], run.state(ItemState, of_item(name))
        if isinstance(mark, ForgeError):
            unread |= _tell(run, name, mark)
        elif state.missing or mark > state.changed:
            todo.add(name)
    return unread


def _read_whole(run: Run, names: Sequence[IssueName]) -> set[IssueName]:
    """Read and store items with all that is new of them; gives those that were not read well."""
    before = {name: run.state(ItemState, of_item(name)).changed for name in names}
    found = run.forge.items({name: since or None for name, since in before.items()})
    run.outcome.reached = True
    records: list[OnIssue] = []
    states: dict[str, ListState | ItemState] = {}
    unread = set()
    for name in names:
        item = found[name]
        if isinstance(item, ForgeError):
            unread |= _tell(run, name, item)
            continue
        reader = Reader(run.kept_under(name.repository))
        made, whole = run.decoded(parts_of(reader, Value(item, str(name)), name))
        records += made
        if whole:
            states[of_item(name)] = ItemState(max(_stamps(item)))
        else:
            unread.add(name)
    run.keep(records, states)
    return unread


def _tell(run: Run, name: IssueName, error: ForgeError) -> set[IssueName]:
    """Take note of an item that was not got; gives it where another try would be worth it.

    Why an item is not there is asked once.
    """
    if not isinstance(error, NotFoundError) or isinstance(error, MissingRepositoryError):
        run.fail(error)
        return {name} if isinstance(error, StrangeAnswerError | TooMuchError) else set()
    state = run.state(ItemState, of_item(name))
    if not state.missing:
        state = state._replace(missing=str(run.forge.missing(name)))
        run.keep([], {of_item(name): state})
    run.fail(state.missing)
    return set()


def _stamps(item: Any) -> Iterator[str]:
    """When an item and the comments on it changed, as they say."""
    yield item["updated_at"]
    yield from (one["updated_at"] for one in item["comments"])


def _batches(names: Sequence[IssueName]) -> Iterator[Sequence[IssueName]]:
    return (names[start : start + BATCH] for start in range(0, len(names), BATCH))
