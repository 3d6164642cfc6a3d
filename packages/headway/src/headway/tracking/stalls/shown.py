"""What waits, chosen for somebody, grouped by who acts next, as text and as JSON."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from headway.diagnostics import printable
from headway.tracking.stalls.model import Actor, ActorKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from headway.tracking.stalls.model import Stall
    from headway.tracking.whom import Whom

VERSION = 1
_MOST = 10  # of one group are shown as text
_INDENT = 12


def chosen(stalls: Iterable[Stall], whom: Whom) -> list[Stall]:
    """What waits for a person, or for a team that they act for.

    For a team: what waits for it, and what concerns it and waits for people on it.
    """
    return [one for one in stalls if acting(one, whom)]


def acting(stall: Stall, whom: Whom) -> list[Actor]:
    """Those of a stall's next actors for whom somebody has an eye."""
    concerned = not whom.is_team or any(map(whom.acts_for, stall.teams))
    return [
        actor
        for actor in stall.next
        if (actor.kind is ActorKind.TEAM and whom.acts_for(actor.name))
        or (actor.kind is ActorKind.PERSON and concerned and whom.acts_as(actor.name))
    ]


def grouped(stalls: Iterable[Stall], whom: Whom | None = None) -> Mapping[Actor, list[Stall]]:
    """What waits by who acts next, whoever something waits for the longest first."""
    groups: dict[Actor, list[Stall]] = {}
    for stall in stalls:
        for actor in acting(stall, whom) if whom else stall.next:
            groups.setdefault(actor, []).append(stall)
    return groups


def lines(stalls: Sequence[Stall], whom: Whom | None, width: int) -> Iterator[str]:
    """What waits as people read it; of a long group only what waits for the longest."""
    groups = grouped(stalls, whom)
    for number, (actor, found) in enumerate(groups.items()):
        if number:
            yield ""
        yield str(actor)
        for stall in found[:_MOST]:
            yield from stall_lines(stall, width)
        if len(found) > _MOST:
            yield f"  and {len(found) - _MOST} more: all of them with --json"
    if not stalls:
        yield f"nothing waits for {whom}" if whom else "nothing waits for anybody"


def stall_lines(stall: Stall, width: int) -> Iterator[str]:
    """One thing that waits: for how long, what, why, and where that is seen."""
    indent = " " * _INDENT
    age = f"{stall.days} day{'' if stall.days == 1 else 's'}"
    head = f"  {age:<{_INDENT - 2}}{stall.subject}: {printable(stall.title)}"
    yield head if len(head) <= width else f"{head[: width - 1]}…"
    told = "; ".join((stall.reason, *stall.notes))
    for line in (printable(told), stall.evidence):
        yield from textwrap.wrap(
            line,
            width,
            initial_indent=indent,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )


def as_object(stalls: Iterable[Stall], today: dt.date, whom: Whom | None) -> dict[str, Any]:
    """What waits as JSON, version 1."""
    return {
        "version": VERSION,
        "today": str(today),
        "for": str(whom) if whom else None,
        "stalls": [stall_object(one) for one in stalls],
    }


def stall_object(stall: Stall) -> dict[str, Any]:
    """One thing that waits as JSON."""
    actors = [actor._asdict() for actor in stall.next]
    return {**stall._asdict(), "next": actors, "since": str(stall.since)}
