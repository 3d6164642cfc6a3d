"""Finding items by the labels they carry, and by searches."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.activity.json_values import BadInputError, Value
from headway.activity.records import Issue
from headway.activity.sync.lists import stamp_of
from headway.activity.sync.state import ListState, of_list
from headway.forge.feed import Feed, Kind
from headway.forge.model import IssueName

if TYPE_CHECKING:
    from headway.activity.sync.run import Run
    from headway.activity.sync.wanted import Labelled
    from headway.forge.feed import FeedPage


class Listed(NamedTuple):
    """Items of a list, and how far it was read; that is so once the items are stored."""

    feed: Feed
    state: ListState
    names: set[IssueName]


def labelled(run: Run, wanted: Labelled) -> Listed:
    """What carries labels and is new, or may have lost them since.

    What lost a label is in the list no more. So what was open and had it is asked for by name.

    Raises:
        ForgeError: the list cannot be read.
    """
    feed = Feed(wanted.repository, Kind.LABELLED, wanted.labels)
    before = run.state(ListState, of_list(feed))
    names = _open_before(run, wanted)
    page = run.first_page(feed, before.tag)
    if page is None:
        return Listed(feed, before, names)
    tag, top, whole = page.tag, before.known, True
    while True:
        stamps = [stamp for entry in page.entries if (stamp := stamp_of(feed, entry))]
        whole &= _take(run, feed, page, names)
        top = max([top, *stamps])
        if not page.following or min(stamps, default=before.known) < before.known:
            return Listed(feed, ListState(top, tag=tag) if whole else before, names)
        page = run.next_page(feed, page.following)


def searched(run: Run, query: str) -> set[IssueName]:
    """What a search finds; it is told where GitHub gives only a part of that.

    Raises:
        ForgeError: the search cannot be made.
    """
    names: set[IssueName] = set()
    following: str | None = None
    while True:
        found = run.forge.found(query, following)
        run.outcome.reached = True
        names.update(found.names)
        following = found.following
        if following is None:
            break
    if len(names) < found.total:
        run.fail(
            f"cannot read all that `{query}` finds: GitHub gives {len(names)} of {found.total}; "
            "ask for less in one query"
        )
    return names


def _open_before(run: Run, wanted: Labelled) -> set[IssueName]:
    labels = {name.casefold() for name in wanted.labels}
    stored = run.store.find(Issue, repository=str(wanted.repository), state="open")
    return {
        IssueName(wanted.repository, one.number)
        for one in stored
        if labels <= {name.casefold() for name in one.labels}
    }


def _take(run: Run, feed: Feed, page: FeedPage, names: set[IssueName]) -> bool:
    """Add the names of a page's entries; whether all say theirs."""
    whole = True
    for place, entry in enumerate(page.entries):
        try:
            number = Value(entry, f"{feed}[{place}]").field("number").number()
        except BadInputError as error:
            run.fail(error)
            whole = False
        else:
            whole = whole and bool(stamp_of(feed, entry))
            names.add(IssueName(feed.repository, number))
    return whole
