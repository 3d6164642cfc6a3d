"""How fast upstream is asked, and how long is waited before it is asked again."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    import random
    from collections.abc import Callable

_FIRST_WAIT = 0.5  # seconds
_LONGEST_WAIT = 60.0  # seconds


class Politeness(NamedTuple):
    """How upstream is treated.

    `agent` is the User-Agent; a public upstream wants a contact in it. `connections` are open to
    one host at most. `bytes_per_second` and `requests_per_second` hold for all of them together;
    None is no limit. A request is made `tries` times at most, and given up where it brings nothing
    for `patience` seconds.
    """

    agent: str
    connections: int = 32
    bytes_per_second: float | None = None
    requests_per_second: float | None = None
    tries: int = 5
    patience: float = 30.0


class Pace:
    """Spreads something over time: so many units a second, none saved up for later.

    `clock` tells seconds that never go back.
    """

    def __init__(
        self, per_second: float | None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Take how many units may pass in a second; None for any number."""
        self._per_second = per_second
        self._clock = clock
        self._free_at = clock()

    def spend(self, units: float) -> None:
        """Tell that so many units have passed."""
        if self._per_second:
            self._free_at = max(self._free_at, self._clock()) + units / self._per_second

    @property
    def wait(self) -> float:
        """How many seconds to wait before the next unit."""
        return max(0.0, self._free_at - self._clock()) if self._per_second else 0.0


def backoff(tries: int, rng: random.Random) -> float:
    """Seconds to wait after so many failed tries: doubled each time, and anywhere up to that.

    All clients that failed together would else come back together ("full jitter", AWS Architecture
    Blog, 2015).
    """
    return rng.uniform(0, min(_LONGEST_WAIT, _FIRST_WAIT * 2.0**tries))


def retry_after(value: str, date: str, now: dt.datetime) -> float | None:
    """Seconds that a `Retry-After` asks for (RFC 9110, 10.2.3); None where it says nothing.

    Where it is a time, it is one of upstream's clock: `date` is what that said of itself, and `now`
    is our own, for where it said nothing.
    """
    if value.isascii() and value.strip().isdigit():
        return float(value)
    until = _time(value)
    return max(0.0, (until - (_time(date) or now)).total_seconds()) if until else None


def _time(value: str) -> dt.datetime | None:
    """A time of HTTP, if it is one, with a zone."""
    try:
        time = parsedate_to_datetime(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return time if time.tzinfo else None
