"""How the issues on a board stand, from the store of what happened."""

from __future__ import annotations

from collections import defaultdict
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from headway.activity.records import Event, Issue, Repository
from headway.activity.snapshot import name_of as name_of_record
from headway.forge import model as forge
from headway.forge.model import IssueName
from headway.tracking.history import is_closed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from headway.activity.store import Store
    from headway.documents.values import IssueReference
    from headway.program.board.values import Board
    from headway.program.model import Program


class Live(NamedTuple):
    """An issue on a day: `open`, `draft`, `closed` or `merged`, and when something last happened.

    `active` is None where it is known only that this was after the day.
    """

    state: str
    title: str
    url: str
    active: dt.date | None

    @property
    def is_open(self) -> bool:
        """Whether there is something left to do on it."""
        return self.state in {"open", "draft"}


class BoardActivity(NamedTuple):
    """What a store knows of the issues of a board: those it has, and which repositories it follows.

    Issues are by their names as the board writes them, repositories in small letters.
    """

    issues: Mapping[str, Live] = MappingProxyType({})
    repositories: frozenset[str] = frozenset()


def read_live(board: Board, program: Program, store: Store) -> BoardActivity:
    """What a store knows of the issues of a board, on the program's day.

    Raises:
        StoreFailedError: the database does not answer.
    """
    names = {str(item.issue): name_of(item.issue, program) for item in board.items if item.issue}
    found = {name_of_record(one): one for one in store.on(Issue, names.values())}
    events: dict[IssueName, list[Event]] = defaultdict(list)
    for event in sorted(store.on(Event, names.values()), key=lambda one: one.created_at):
        events[name_of_record(event)].append(event)
    return BoardActivity(
        {
            written: live
            for written, name in names.items()
            if (record := found.get(name))
            and (live := _live_on(record, events[name], program.today))
        },
        frozenset(one.name.casefold() for one in store.find(Repository)),
    )


def name_of(issue: IssueReference, program: Program) -> IssueName:
    """The issue that a reference names, by the present name of its repository."""
    owner, _, name = program.config.present_name(issue.repository).partition("/")
    return IssueName(forge.Repository(owner, name), issue.number)


def _live_on(issue: Issue, events: Iterable[Event], day: dt.date) -> Live | None:
    """How an issue stood at the end of a day; None where it was not there yet."""
    if issue.created_at.date() > day:
        return None
    if is_closed(issue, events, day):
        state = "merged" if issue.merged_at else "closed"
    else:
        state = "draft" if issue.draft else "open"
    last = issue.updated_at or issue.created_at
    return Live(state, issue.title, issue.url, last.date() if last.date() <= day else None)
