"""Many files from upstream at once, in one plain loop over libcurl.

Bytes are hashed as they come. What belongs in a file is written under a temporary name, goes on
from there with the next try or the next run, and is whole on the disk before anybody hears of it.
"""

from __future__ import annotations

import datetime as dt
import heapq
import random
import ssl
import time
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from http import HTTPStatus
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

import certifi
import pycurl

from truemirror.closing import Closing
from truemirror.sync.pace import Pace, Politeness, backoff, retry_after
from truemirror.sync.transfer import Failed, Transfer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from truemirror.sync.transfer import Outcome, Request

_WRITERS = 8  # threads that wait for the disk
_AHEAD = 256  # files that may be on their way to the disk
_TURN = 0.1  # seconds until timers are looked at again
_BUFFER = 128 * 1024  # bytes that are read at once
_LITTLE = 1024  # the same, where bytes are spread over time
_CRAWL = 256.0  # bytes per second: what is slower is as good as nothing
_REDIRECTS = 5
_WEB = pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS
_HELD_AT_MOST = 3600.0  # seconds of a Retry-After that are waited for
_TRANSIENT = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS, *range(500, 600)}
_GOOD = {HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT, HTTPStatus.NOT_MODIFIED}
# What libcurl cannot do however often it is asked.
_FINAL = {
    pycurl.E_UNSUPPORTED_PROTOCOL,
    pycurl.E_URL_MALFORMAT,
    pycurl.E_TOO_MANY_REDIRECTS,
    pycurl.E_PEER_FAILED_VERIFICATION,
}


class _Mark(NamedTuple):
    """How much had come of a transfer at a time."""

    at: float
    passed: int


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
        self._politeness = politeness
        self._clock = clock
        self._rng = rng or random.Random()  # noqa: S311 - it spreads requests and keeps no secret
        self._passed = passed
        self._bytes = Pace(politeness.bytes_per_second, clock)
        self._requests = Pace(politeness.requests_per_second, clock)
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_MAX_HOST_CONNECTIONS, politeness.connections)
        self._multi.setopt(pycurl.M_PIPELINING, pycurl.PIPE_MULTIPLEX)
        self._idle = [pycurl.Curl() for _ in range(politeness.connections)]
        self._active: dict[pycurl.Curl, Transfer] = {}
        self._marks: dict[pycurl.Curl, _Mark] = {}
        self._listened = 0.0  # seconds in which upstream could have been heard
        self._again: list[_Again] = []
        self._order = count()
        self._held_until = 0.0
        self._authorities = authorities or ssl.get_default_verify_paths().cafile or certifi.where()

    def close(self) -> None:
        """Let go of all connections; what has come of a file stays for another run."""
        for curl, transfer in self._active.items():
            self._multi.remove_handle(curl)
            transfer.rest()
        for curl in (*self._idle, *self._active):
            curl.close()
        self._multi.close()

    def run(self, requests: Iterable[Request]) -> Iterator[Outcome]:
        """Fetch files, and tell of each what came of it, in the order in which they end.

        A request is taken when there is room for it, so that more of them take no more memory. Once
        there are no more they are asked for again whenever one has ended, as it may lead to others.
        """
        left = map(Transfer, requests)
        keeping: set[Future[Outcome]] = set()
        with ThreadPoolExecutor(_WRITERS, "to-disk") as writers:
            while True:
                begun = self._fill(left, _AHEAD - len(keeping))
                if not (self._active or self._again or keeping or begun or self._wait()):
                    return
                for settled in (*begun, *self._turn()):
                    if isinstance(settled, Failed):
                        yield settled
                    else:
                        keeping.add(writers.submit(settled.keep))
                done, keeping = wait(keeping, 0 if self._active else _TURN, FIRST_COMPLETED)
                yield from (future.result() for future in done)

    def _fill(self, left: Iterator[Transfer], room: int) -> list[Transfer | Failed]:
        """Begin what can be begun; tell of what cannot, and of what was here already."""
        settled: list[Transfer | Failed] = []
        while self._idle and room > len(settled) and not self._wait():
            transfer = self._next(left)
            if transfer is None:
                break
            try:
                headers = transfer.begin()
            except OSError as error:
                settled.append(transfer.fail(f"cannot be written: {error.strerror}"))
                continue
            if transfer.was_whole:
                settled.append(transfer)
            else:
                self._ask(transfer, headers)
                room -= 1
        return settled

    def _ask(self, transfer: Transfer, headers: list[str]) -> None:
        curl = self._idle.pop()
        self._prepare(curl, transfer, headers)
        self._active[curl] = transfer
        self._marks[curl] = _Mark(self._listened, transfer.passed)
        self._requests.spend(1)
        self._multi.add_handle(curl)

    def _wait(self) -> float:
        """How many seconds nothing more may be asked."""
        return max(self._held_until - self._clock(), self._requests.wait, self._bytes.wait, 0.0)

    def _next(self, left: Iterator[Transfer]) -> Transfer | None:
        if self._again and self._again[0].at <= self._clock():
            return heapq.heappop(self._again).transfer
        return next(left, None)

    def _prepare(self, curl: pycurl.Curl, transfer: Transfer, headers: list[str]) -> None:
        def take(chunk: bytes) -> int:
            self._bytes.spend(len(chunk))
            self._passed(len(chunk))
            return transfer.take(chunk)

        curl.reset()
        curl.setopt(pycurl.URL, transfer.request.url)
        curl.setopt(pycurl.NOBODY, int(transfer.request.head))
        curl.setopt(pycurl.USERAGENT, self._politeness.agent)
        curl.setopt(pycurl.HTTPHEADER, headers)
        curl.setopt(pycurl.WRITEFUNCTION, take)
        curl.setopt(pycurl.HEADERFUNCTION, transfer.hear)
        curl.setopt(pycurl.BUFFERSIZE, self._share(_LITTLE, _BUFFER))
        curl.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_2TLS)
        curl.setopt(pycurl.PIPEWAIT, 1)
        curl.setopt(pycurl.FOLLOWLOCATION, 1)
        curl.setopt(pycurl.MAXREDIRS, _REDIRECTS)
        curl.setopt(pycurl.PROTOCOLS, _WEB)
        curl.setopt(pycurl.REDIR_PROTOCOLS, _WEB)
        curl.setopt(pycurl.CAINFO, self._authorities)
        curl.setopt(pycurl.NOSIGNAL, 1)

    def _share(self, least: float, most: float) -> int:
        """A quarter of the bytes that a connection may bring in a second, within bounds."""
        rate = self._politeness.bytes_per_second
        share = rate / self._politeness.connections / 4 if rate else most
        return round(max(least, min(most, share)))

    def _turn(self) -> Iterator[Transfer | Failed]:
        """Let bytes pass once; tell what came whole, and what is given up."""
        pause = min(self._bytes.wait, _TURN)
        if pause:  # what is not read here waits at the sender's
            time.sleep(pause)
            return
        begun = self._clock()
        self._multi.perform()
        queued, idle = 1, True
        while queued:
            queued, whole, broken = self._multi.info_read()
            ended = [*((curl, None) for curl in whole), *((one, error) for one, *error in broken)]
            idle &= not ended
            for curl, error in ended:
                yield from self._settled(self._free(curl), error)
        if idle and self._active:
            self._multi.select(min(self._wait() or _TURN, _TURN))
            self._listened += self._clock() - begun
            for curl in self._stuck():
                seconds = f"{self._politeness.patience:g} seconds"
                yield from self._once_more(self._free(curl), f"hardly anything came for {seconds}")
        elif idle and not self._again:
            time.sleep(min(self._wait(), _TURN))

    def _stuck(self) -> list[pycurl.Curl]:
        """The transfers of which next to nothing has come for too long."""
        stuck = []
        for curl, mark in self._marks.items():
            seconds = self._listened - mark.at
            if seconds >= self._politeness.patience:
                passed = self._active[curl].passed
                if passed - mark.passed < seconds * self._share(1, _CRAWL):
                    stuck.append(curl)
                self._marks[curl] = _Mark(self._listened, passed)
        return stuck

    def _free(self, curl: pycurl.Curl) -> Transfer:
        self._multi.remove_handle(curl)
        self._idle.append(curl)
        del self._marks[curl]
        return self._active.pop(curl)

    def _settled(
        self, transfer: Transfer, error: list[object] | None
    ) -> Iterator[Transfer | Failed]:
        """What becomes of a transfer that ended: it is whole, given up, or tried again."""
        status = transfer.status
        if transfer.refused:
            yield transfer.fail(transfer.refused)
        elif error and error[0] in _FINAL:
            yield transfer.fail(str(error[1]))
        elif error:
            yield from self._once_more(transfer, str(error[1]))
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
        if transfer.tries >= self._politeness.tries:
            yield transfer.fail(f"{reason}, {transfer.tries} times")
            return
        at = self._clock() + backoff(transfer.tries, self._rng)
        heapq.heappush(self._again, _Again(at, next(self._order), transfer))

    def _later(self, transfer: Transfer, reason: str) -> Iterator[Failed]:
        """Leave upstream alone for as long as it asks, if it asks for it, and try again."""
        asked = transfer.header("retry-after")
        seconds = retry_after(asked, dt.datetime.now(dt.UTC)) if asked else None
        if seconds is not None and seconds > _HELD_AT_MOST:
            yield transfer.fail(f"{reason}, and asks to be left alone for {seconds:,.0f} seconds")
            return
        self._held_until = max(self._held_until, self._clock() + (seconds or 0))
        yield from self._once_more(transfer, reason)
