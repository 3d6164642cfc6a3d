"""What stalled within some days, what came to an end, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.tracking.stalls.find import too_long, waiting
from headway.tracking.stalls.resolved import Resolved, resolved

if TYPE_CHECKING:
    from headway.tracking.stalls.model import Scene, Stall


class Between(NamedTuple):
    """What waited for too long on two days, compared.

    `new` is what did so only on the later day, `resolved` only on the earlier, `waiting` on both,
    as on the later; each what has waited the longest first.
    """

    new: tuple[Stall, ...]
    resolved: tuple[Resolved, ...]
    waiting: tuple[Stall, ...]


def between(before: Scene, after: Scene) -> Between:
    """How what waits changed from one day to a later one.

    What waits for somebody else meanwhile, and for too long as well, waits on.
    """
    now = waiting(after)
    old, new = too_long(waiting(before), before), too_long(now, after)
    known = {_key(stall) for stall in old}
    left = {_key(stall) for stall in new}
    return Between(
        tuple(stall for stall in new if _key(stall) not in known),
        tuple(resolved(stall, before, after, now) for stall in old if _key(stall) not in left),
        tuple(stall for stall in new if _key(stall) in known),
    )


def _key(stall: Stall) -> tuple[str, str, str]:
    return stall.kind, stall.subject, stall.what
