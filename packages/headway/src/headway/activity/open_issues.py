"""The issues and pull requests that were open at a moment and may be waiting for somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Text, and_, exists, false, or_, type_coerce

from headway.activity.records import Comment, Event, Issue

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Mapping

    from sqlalchemy import ColumnElement, Table

    from headway.activity.store import Store

    Tables = Mapping[type[Any], Table]

_ESCAPE = "\\"


class Search(NamedTuple):
    """Which of the open ones are meant: those of which any of this is true.

    It is a pull request; it has or once had a label of one of these forms, in which `*` stands for
    any text; one of these people or bots wrote on it.
    """

    pull_requests: bool = False
    labels: Collection[str] = ()
    authors: Collection[str] = ()


def open_issues(store: Store, end: dt.datetime, search: Search) -> list[Issue]:
    """The issues and pull requests open at a moment, by the store's last look at them.

    One that was closed and opened again counts as open all along. Only the open ones are looked
    through, with their own comments and events, so that the time does not grow with all the rest.

    Raises:
        StoreFailedError: the database does not answer.
    """
    return store.select(
        Issue, lambda tables: and_(_was_open(tables, end), or_(false(), *_meant(tables, search)))
    )


def _was_open(tables: Tables, end: dt.datetime) -> ColumnElement[bool]:
    issue = tables[Issue].c
    return and_(issue.created_at < end, or_(issue.state == "open", issue.closed_at >= end))


def _meant(tables: Tables, search: Search) -> Iterator[ColumnElement[bool]]:
    issue, comment, event = (tables[kind].c for kind in (Issue, Comment, Event))
    if search.pull_requests:
        yield issue.is_pull_request
    if search.authors:
        yield exists().where(_same(issue, comment), comment.author.in_(search.authors))
    for label in map(_like, search.labels):
        yield type_coerce(issue.labels, Text).ilike(f'%"{label}"%', escape=_ESCAPE)
        named = event.subject.ilike(label, escape=_ESCAPE)
        yield exists().where(_same(issue, event), event.kind == "labeled", named)


def _same(one: Any, other: Any) -> ColumnElement[bool]:
    return and_(one.repository == other.repository, one.number == other.number)


def _like(form: str) -> str:
    """A form as SQL has it."""
    for special in (_ESCAPE, "%", "_"):
        form = form.replace(special, f"{_ESCAPE}{special}")
    return form.replace("*", "%")
