"""How an issue was on a past day, by the events recorded of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from headway.activity.records import Event, Issue

_STATE = {"closed": True, "reopened": False}
_LABELS = ("labeled", "unlabeled")


class Labels(NamedTuple):
    """The labels of an issue on a day; `as_now`, where only its present ones are known."""

    names: frozenset[str]
    as_now: bool


def is_closed(issue: Issue, events: Iterable[Event], day: dt.date) -> bool:
    """Whether an issue was closed at the end of a day.

    Where neither its closing nor its opening was recorded, by when it was last closed; then it is
    not known that it was closed and opened again in between.
    """
    changes = [event for event in events if event.kind in _STATE]
    before = [event for event in changes if event.created_at.date() <= day]
    if before:
        return _STATE[before[-1].kind]
    if changes:
        return not _STATE[changes[0].kind]
    if issue.state != "closed":
        return False
    return issue.closed_at is None or issue.closed_at.date() <= day


def closed_on(issue: Issue, events: Sequence[Event], day: dt.date) -> dt.date | None:
    """The day on which an issue was closed that was closed at the end of a day; else None."""
    if not is_closed(issue, events, day):
        return None
    closed = [one.created_at for one in events if one.kind == "closed"]
    moments = [moment for moment in (*closed, issue.closed_at) if moment]
    return max((moment.date() for moment in moments if moment.date() <= day), default=day)


def labels_on(issue: Issue, events: Iterable[Event], day: dt.date) -> Labels:
    """The labels of an issue at the end of a day: the present ones, with later changes undone.

    Where no change of labels was ever recorded, and the issue was changed after that day, they are
    the present ones.
    """
    changes = [event for event in events if event.kind in _LABELS]
    names = set(issue.labels)
    for event in reversed(changes):
        if event.subject is None or event.created_at.date() <= day:
            continue
        if event.kind == "labeled":
            names.discard(event.subject)
        else:
            names.add(event.subject)
    changed_since = issue.updated_at is None or issue.updated_at.date() > day
    return Labels(frozenset(names), not changes and changed_since)
