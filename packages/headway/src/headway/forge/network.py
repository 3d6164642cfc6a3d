"""What the sessions with GitHub and with Zulip share: patience, and whom a connection trusts."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, TypeVar

import httpx2

from headway.forge.errors import RateLimitError, UnknownOutcomeError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Callable
    from ssl import SSLContext

T = TypeVar("T")

TIMEOUT = httpx2.Timeout(30, connect=10)
_NEVER_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a request is tried, and how long the waits are, in seconds.

    GitHub asks for a second between writes.
    """

    attempts: int = 5
    longest_wait: float = 300.0
    first_pause: float = 1.0
    between_writes: float = 1.0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Clock, rest and the person who is told of waits; tests bring their own."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    tell: Callable[[str], None] = lambda _: None
    patience: Patience = field(default_factory=Patience)


class Again(Exception):  # noqa: N818  # no error: it asks for another try
    """A try that came to nothing; whether the other side may have acted on it all the same."""

    def __init__(
        self, event: str, detail: object = "", *, acted: bool, wait: float | None = None
    ) -> None:
        """Tell what happened, and how long the other side asks to wait, if it does."""
        super().__init__(f"{event} ({detail})" if str(detail) else event)
        self.acted = acted
        self.wait = wait


def broken(error: httpx2.TransportError, by: str) -> Again:
    """What a broken connection comes to: another try, which may find that the first was heard."""
    if isinstance(error, _NEVER_SENT):
        return Again(f"{by} is not reached", error, acted=False)
    return Again("the connection broke", error, acted=True)


def patiently(
    once: Callable[[], T], what: str, around: Surroundings, *, repeatable: bool, by: str
) -> T:
    """Try until there is an answer; `what` completes "cannot …", `by` is who is asked.

    Raises:
        UnknownOutcomeError: what is not `repeatable` may have happened.
        RateLimitError: the wait that is asked for is too long.
        UnreachableError: no try came to anything.
    """
    patience = around.patience
    for attempt in range(patience.attempts):
        try:
            return once()
        except Again as again:
            if again.acted and not repeatable:
                raise UnknownOutcomeError(what, str(again)) from again
            reason = again
        pause = reason.wait if reason.wait is not None else patience.first_pause * 2**attempt
        if pause > patience.longest_wait:
            raise RateLimitError(what, pause, patience.longest_wait, by) from reason
        if attempt + 1 < patience.attempts:
            around.tell(f"{reason}; waiting {pause:.0f} s to {what}")
            around.sleep(pause)
    raise UnreachableError(what, f"{reason}, after {patience.attempts} tries") from reason


class Pace:
    """Keeps writes apart from each other, as those who are written to ask for."""

    def __init__(self, around: Surroundings) -> None:
        """Begin with nothing to wait for."""
        self._around = around
        self._may_write_at = 0.0

    def keep(self) -> None:
        """Wait until it is time for another write."""
        now = self._around.now()
        if now < self._may_write_at:
            self._around.sleep(self._may_write_at - now)
        self._may_write_at = max(now, self._may_write_at) + self._around.patience.between_writes


@cache
def certificates() -> SSLContext:
    """Whom to trust; reading that takes longer than many a request."""
    return httpx2.create_ssl_context()
