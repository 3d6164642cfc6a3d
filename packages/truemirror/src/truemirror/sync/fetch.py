"""Many files from upstream at once, in one plain loop.

Bytes are hashed as they come. What belongs in a file is written under a temporary name, and goes on
from there with the next try or the next run.
"""

from __future__ import annotations

import datetime as dt
import heapq
import random
import time
from http import HTTPStatus
from itertools import count
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from truemirror.closing import Closing
from truemirror.sync.carrier import Carrier
from truemirror.sync.pace import Pace, Politeness, backoff, retry_after
from truemirror.sync.transfer import Failed, Transfer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from truemirror.sync.carrier import Ended
    from truemirror.sync.transfer import Outcome, Request

_AHEAD = 256  # files that need not be asked for which are told at a time
_TURN = 0.1  # seconds until timers are looked at again
_HELD_AT_MOST = 3600.0  # seconds of a Retry-After that are waited for
_TRANSIENT = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS, *range(500, 600)}
_GOOD = {HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT, HTTPStatus.NOT_MODIFIED}


class _Again(NamedTuple):
    at: float
    order: int
    transfer: Transfer


class Fetcher(Closing):
    """Fetches files, politely; close it, or use it in a `with` statement."""

    def __init__(
        self,
        politeness: Politeness,
        *,
        clock: Callable[[], float] = time.monotonic,
        rng: random.Random | None = None,
        authorities: str | None = None,
        passed: Callable[[int], None] = lambda _size: None,
    ) -> None:
        """Take how upstream is treated.

        `authorities` is a file of certificates to trust in place of the machine's, and `passed`
        hears how many bytes came, each time some do.
        """

        def took(size: int) -> None:
            self._bytes.spend(size)
            passed(size)

        self._politeness = politeness
        self._clock = clock
        self._rng = rng or random.Random()  # noqa: S311 - it spreads requests and keeps no secret
        self._bytes = Pace(politeness.bytes_per_second, clock)
        self._requests = Pace(politeness.requests_per_second, clock)
        self._carrier = Carrier(politeness, authorities, took, clock)
        self._again: list[_Again] = []
        self._order = count()
        self._held_until = 0.0
        self._heard: dict[str, float] = {}  # when a server answered last
        self._lost: dict[str, str] = {}  # servers that are not asked any more, and why

    def close(self) -> None:
        """Let go of all connections; what has come of a file stays for another run."""
        self._carrier.close()

    def run(self, requests: Iterable[Request]) -> Iterator[Outcome]:
        """Fetch files, and tell of each what came of it, in the order in which they end.

        A request is taken when there is room for it, so that more of them take no more memory. Once
        there are no more they are asked for again whenever one has ended, as it may lead to others.
        """
        left = map(Transfer, requests)
        ended: list[Transfer | Failed] = []
        while True:
            # What has ended is looked at only then, so that upstream is not idle meanwhile.
            ended += self._fill(left)
            if not (ended or self._carrier or self._again or self._wait()):
                return
            for one in ended:
                yield one if isinstance(one, Failed) else one.keep()
            ended = [*self._turn()] if self._carrier or not ended else []

    def _fill(self, left: Iterator[Transfer]) -> Iterator[Transfer | Failed]:
        """Begin what can be begun; tell of what cannot, and of what was here already."""
        settled = 0
        while self._carrier.has_room and settled < _AHEAD and not self._wait():
            transfer = self._next(left)
            if transfer is None:
                break
            done = self._begun(transfer)
            if done:
                settled += 1
                yield done
        self._carrier.send()

    def _wait(self) -> float:
        """How many seconds nothing more may be asked."""
        return max(self._held_until - self._clock(), self._requests.wait, self._bytes.wait, 0.0)

    def _next(self, left: Iterator[Transfer]) -> Transfer | None:
        if self._again and self._again[0].at <= self._clock():
            return heapq.heappop(self._again).transfer
        return next(left, None)

    def _begun(self, transfer: Transfer) -> Transfer | Failed | None:
        """Ask for a file, or tell why that need not be done, or cannot."""
        server = _server(transfer)
        if server in self._lost:
            return transfer.fail(f"is not asked for, as {server} {self._lost[server]}")
        self._heard.setdefault(server, 0.0)
        try:
            headers = transfer.begin(self._clock())
        except OSError as error:
            return transfer.fail(f"cannot be written: {error.strerror}")
        if transfer.was_whole:
            return transfer
        self._requests.spend(1)
        self._carrier.begin(transfer, headers)
        return None

    def _turn(self) -> Iterator[Transfer | Failed]:
        """Let bytes pass once; tell what came whole, and what is given up."""
        pause = min(self._bytes.wait, _TURN)
        if pause:  # what is not read here waits at the sender's
            time.sleep(pause)
        elif self._carrier:
            for one in self._carrier.turn(min(self._wait() or _TURN, _TURN)):
                yield from self._settled(one)
        else:
            due = self._again[0].at - self._clock() if self._again else _TURN
            time.sleep(max(0.0, min(self._wait() or due, _TURN)))

    def _settled(self, ended: Ended) -> Iterator[Transfer | Failed]:
        """What becomes of a transfer that ended: it is whole, given up, or tried again."""
        transfer, status = ended.transfer, ended.transfer.status
        if status:
            self._heard[_server(transfer)] = self._clock()
        if transfer.refused:
            yield transfer.fail(transfer.refused)
        elif ended.is_final:
            yield transfer.fail(ended.error)
        elif ended.error:
            yield from self._once_more(transfer, ended.error)
        elif status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            transfer.anew = True
            yield from self._once_more(transfer, "cannot be gone on with")
        elif status in _TRANSIENT:
            yield from self._later(transfer, f"upstream answers {status}")
        elif status not in _GOOD or (transfer.is_unchanged and not transfer.request.is_conditional):
            yield transfer.fail(f"upstream answers {status}")
        elif not transfer.is_whole:
            given_up = transfer.anew
            transfer.anew = True
            reason = "has other bytes than was promised"
            yield from [transfer.fail(reason)] if given_up else self._once_more(transfer, reason)
        else:
            yield transfer

    def _once_more(self, transfer: Transfer, reason: str) -> Iterator[Failed]:
        """Try again later, if it was not tried often enough."""
        transfer.rest()
        server = _server(transfer)
        if transfer.tries >= self._politeness.tries:
            if self._heard[server] < transfer.began_at:  # it let all of this file's tries pass
                self._lost[server] = f"does not answer: {reason}"
            yield transfer.fail(f"{reason}, {transfer.tries} times")
        elif server in self._lost:
            yield transfer.fail(reason)
        else:
            self._put_off(transfer, backoff(transfer.tries, self._rng))

    def _later(self, transfer: Transfer, reason: str) -> Iterator[Failed]:
        """Leave upstream alone for as long as it asks, if it asks for it, and try again."""
        asked = transfer.header("retry-after")
        date, now = transfer.header("date") or "", dt.datetime.now(dt.UTC)
        seconds = retry_after(asked, date, now) if asked else None
        if seconds is not None and seconds > _HELD_AT_MOST:
            why = f"asks to be left alone for {seconds:,.0f} seconds"
            self._lost[_server(transfer)] = why
            self._take_back(0.0)
            yield transfer.fail(f"{reason}, and {why}")
            return
        if seconds:
            self._held_until = max(self._held_until, self._clock() + seconds)
            self._take_back(seconds)
        yield from self._once_more(transfer, reason)

    def _take_back(self, seconds: float) -> None:
        """Put off what was not asked for yet."""
        for waiting in self._carrier.withdraw():
            waiting.tries -= 1
            self._put_off(waiting, seconds)

    def _put_off(self, transfer: Transfer, seconds: float) -> None:
        transfer.rest()
        again = _Again(self._clock() + seconds, next(self._order), transfer)
        heapq.heappush(self._again, again)


def _server(transfer: Transfer) -> str:
    return urlsplit(transfer.request.url).netloc
