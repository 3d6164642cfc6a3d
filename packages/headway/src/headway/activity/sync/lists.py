"""Lists of whole repositories, whose newest entries come first: read until what is known.

Entries move to the front when they change. So a walk may come by one twice, and misses none: what
changes behind its back is found by the next run, which reads until where this one began.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from headway.activity.github_json import Reader
from headway.activity.json_values import Value
from headway.activity.sync.run import parts_of
from headway.activity.sync.state import ListState, of_list
from headway.forge.errors import RefusedError
from headway.forge.feed import Feed, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from headway.activity.records import OnIssue
    from headway.activity.sync.run import Part, Run
    from headway.forge.feed import FeedPage
    from headway.forge.model import Repository


def read_repository(run: Run, repository: Repository) -> None:
    """Read all that is new in a repository; a list that cannot be read is told, the rest is read.

    Raises:
        HopelessError: nothing else can be read either.
    """
    reader = Reader(run.kept_under(repository))
    run.attempt(lambda: _read_issues(run, repository, reader), None)
    for kind in (Kind.COMMENTS, Kind.REVIEW_COMMENTS, Kind.EVENTS):
        run.attempt(partial(_read_list, run, Feed(repository, kind), reader), otherwise=False)


def stamp_of(feed: Feed, entry: Any) -> str:
    """What orders a list: when an entry changed, or when an event was; empty where it says none."""
    name = "created_at" if feed.kind is Kind.EVENTS else "updated_at"
    said = entry.get(name) if isinstance(entry, dict) else None
    return said if isinstance(said, str) else ""


def _read_issues(run: Run, repository: Repository, reader: Reader) -> None:
    """Read issues, then pull requests with their reviews, if any of them has changed."""
    latest = Feed(repository, Kind.LATEST)
    feeds = [Feed(repository, kind) for kind in (Kind.ISSUES, Kind.PULLS)]
    going_on = any(run.state(ListState, of_list(feed)).following for feed in feeds)
    tag = "" if going_on else run.state(ListState, of_list(latest)).tag
    page = run.first_page(latest, tag)
    if page is not None:
        read = [_read_list(run, feed, reader) for feed in feeds]
        run.keep([], {of_list(latest): ListState(tag=page.tag if all(read) else "")})


def _read_list(run: Run, feed: Feed, reader: Reader) -> bool:
    """Read what is new in a list; whether all of it could be read."""
    whole = True
    state = run.state(ListState, of_list(feed))
    if state.following:
        try:
            page = run.next_page(feed, state.following)
        except RefusedError:  # GitHub knows that place no more
            run.keep([], {of_list(feed): ListState(state.known)})
        else:
            whole = _walk(run, feed, reader, page)
    newest = run.first_page(feed, run.state(ListState, of_list(feed)).tag)
    return whole if newest is None else _walk(run, feed, reader, newest) and whole


def _walk(run: Run, feed: Feed, reader: Reader, page: FeedPage) -> bool:
    """Store a page and those that follow, until what is known; whether all could be read."""
    state = run.state(ListState, of_list(feed))
    if page.tag and not state.following:
        state = state._replace(tag=page.tag)
    done = 0
    while True:
        records, whole = run.decoded(_parts(feed, reader, page))
        stamps = [stamp for entry in page.entries if (stamp := stamp_of(feed, entry))]
        state = state._replace(
            top=state.top or max(stamps, default=""),
            following=page.following or "",
            spoiled=state.spoiled or not whole,
        )
        over = not page.following or min(stamps, default=state.known) < state.known
        run.keep(records, {of_list(feed): _ended(state) if over else state})
        done += len(page.entries)
        run.tell(str(feed), done, None if state.known else page.total)
        if over:
            return not state.spoiled
        try:
            page = run.next_page(feed, state.following)
        except RefusedError as error:  # GitHub goes back only so far
            run.fail(error)
            run.keep([], {of_list(feed): _ended(state)})
            return False


def _ended(state: ListState) -> ListState:
    """What is known after a walk; one that came by what it could not read is made again."""
    if state.spoiled:
        return ListState(state.known)
    return ListState(max(state.known, state.top), tag=state.tag)


def _parts(feed: Feed, reader: Reader, page: FeedPage) -> Iterator[Part]:
    one_each: Mapping[Kind, Callable[[Value], OnIssue | None]] = {
        Kind.COMMENTS: reader.comment,
        Kind.REVIEW_COMMENTS: reader.review_comment,
        Kind.EVENTS: reader.event,
    }
    for place, entry in enumerate(page.entries):
        value = Value(entry, f"{feed}[{place}]")
        if feed.kind in one_each:
            yield value, one_each[feed.kind]
        else:
            yield from parts_of(reader, value)
