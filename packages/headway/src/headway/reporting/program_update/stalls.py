"""What stalled in a month, and what came to an end that had waited for too long."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.pages import markdown
from headway.pages.shelf import Abroad, Shelf
from headway.tracking.stalls.model import ActorKind

if TYPE_CHECKING:
    from datetime import date

    from headway.pages.shelf import Place
    from headway.program.model import Program
    from headway.tracking.stalls.between import Between
    from headway.tracking.stalls.model import Actor, Stall


class Waiting(NamedTuple):
    """Something that waits for too long, or did: what shows it, since when, and who was to act.

    `note` is why it counts as waiting, or how that came to an end.
    """

    kind: str
    title: str
    url: str
    since: date
    days: int
    next: tuple[str, ...]
    note: str


class StallNews(NamedTuple):
    """What came to an end in a month and what is new; `waiting` is how many others wait on."""

    resolved: tuple[Waiting, ...]
    new: tuple[Waiting, ...]
    waiting: int


def stall_news(found: Between, program: Program) -> StallNews:
    """What a month brought for what waits, without a mention that pings anybody."""
    place = Abroad(Shelf(program), None)
    return StallNews(
        tuple(_waiting(one.stall, place, one.url, one.words) for one in found.resolved),
        tuple(_waiting(one, place, one.evidence, one.reason) for one in found.new),
        len(found.waiting),
    )


def _waiting(stall: Stall, place: Place, shown_by: str, note: str) -> Waiting:
    return Waiting(
        stall.kind.value,
        markdown.literal(stall.title.replace("@", "")),
        shown_by if "://" in shown_by else place.to(shown_by),
        stall.since,
        stall.days,
        tuple(map(_name, stall.next)),
        markdown.literal(note.replace("@", "")),
    )


def _name(actor: Actor) -> str:
    return actor.name if actor.kind is ActorKind.PERSON else str(actor)
