"""Ranks: numbers by which the items of a column are in order, with room between any two."""

from __future__ import annotations

import math
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headway.program.board.values import Item

_STEP = 10


def last_rank(items: Sequence[Item]) -> float:
    """A rank behind all that some items have."""
    ranks = [item.rank for item in items if not math.isinf(item.rank)]
    return math.floor(max(ranks) / _STEP + 1) * _STEP if ranks else _STEP


def ranks_at(items: Sequence[Item], position: int) -> tuple[float, dict[str, float]]:
    """The rank of a new item before the one at a position, and ranks that others must get for it.

    The items are those of the column in their order. Those without a rank, or with the same one,
    get ranks of their own where the new item could not be placed otherwise.
    """
    before, after = items[:position], items[position:]
    low = before[-1].rank if before else -math.inf
    high = after[0].rank if after else math.inf
    if low < high:
        return _between(low, high), {}
    changed: dict[str, float] = {
        str(item.id): (place + 1) * _STEP for place, item in enumerate(before)
    }
    changed |= {str(item.id): (position + place + 2) * _STEP for place, item in enumerate(after)}
    return (position + 1) * _STEP, changed


def _between(low: float, high: float) -> float:
    """A number between two others with as few digits as may be, in tens where one end is open."""
    if math.isinf(high):
        return _STEP if math.isinf(low) else math.floor(low / _STEP + 1) * _STEP
    if math.isinf(low):
        return math.ceil(high / _STEP - 1) * _STEP
    below, above = Decimal(str(low)), Decimal(str(high))
    for digits in count():
        step = Decimal(1).scaleb(-digits)
        middle = ((below + above) / 2 / step).to_integral_value() * step
        if below < middle < above:
            return float(middle) if digits else int(middle)
    raise AssertionError  # numbers never end
