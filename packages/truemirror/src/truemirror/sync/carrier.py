"""Transfers that are under way, over connections that libcurl keeps open."""

from __future__ import annotations

import ssl
import time
from typing import TYPE_CHECKING, NamedTuple

import certifi
import pycurl

from truemirror.closing import Closing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from truemirror.sync.pace import Politeness
    from truemirror.sync.transfer import Transfer

_BUFFER = 128 * 1024  # bytes that are read at once
_LITTLE = 1024  # the same, where bytes are spread over time
_CRAWL = 256.0  # bytes per second: what is slower is as good as nothing
_REDIRECTS = 5
_WEB = pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS
# What libcurl cannot do however often it is asked.
_FINAL = {
    pycurl.E_UNSUPPORTED_PROTOCOL,
    pycurl.E_URL_MALFORMAT,
    pycurl.E_TOO_MANY_REDIRECTS,
    pycurl.E_PEER_FAILED_VERIFICATION,
}


class Ended(NamedTuple):
    """A transfer that ended, and what went wrong on the way; `is_final` if that will never work."""

    transfer: Transfer
    error: str = ""
    is_final: bool = False


class _Mark(NamedTuple):
    """How much had come of a transfer at a time."""

    at: float
    passed: int


class Carrier(Closing):
    """Carries transfers; as many wait within libcurl as there are connections.

    So the next request is sent the moment that a connection is free, whatever is done meanwhile
    with what has come. Where requests are spread over time none of them waits.
    """

    def __init__(
        self,
        politeness: Politeness,
        authorities: str | None,
        passed: Callable[[int], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take how upstream is treated.

        `authorities` is a file of certificates to trust in place of the machine's, and `passed`
        hears how many bytes came, each time some do.
        """
        self._politeness = politeness
        self._authorities = authorities or ssl.get_default_verify_paths().cafile or certifi.where()
        self._passed = passed
        self._clock = clock
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_MAX_HOST_CONNECTIONS, politeness.connections)
        self._multi.setopt(pycurl.M_MAX_CONCURRENT_STREAMS, politeness.connections)
        self._multi.setopt(pycurl.M_PIPELINING, pycurl.PIPE_MULTIPLEX)
        most = politeness.connections * (1 if politeness.requests_per_second else 2)
        self._idle = [pycurl.Curl() for _ in range(most)]
        self._active: dict[pycurl.Curl, Transfer] = {}
        self._marks: dict[pycurl.Curl, _Mark] = {}
        self._listened = 0.0  # seconds in which upstream could have been heard

    def close(self) -> None:
        """Let go of all connections; what has come of a file stays for another run."""
        for curl, transfer in self._active.items():
            self._multi.remove_handle(curl)
            transfer.rest()
        for curl in (*self._idle, *self._active):
            curl.close()
        self._multi.close()

    def __len__(self) -> int:
        """How many transfers are under way."""
        return len(self._active)

    @property
    def has_room(self) -> bool:
        """Whether there is room for one more."""
        return bool(self._idle)

    def begin(self, transfer: Transfer, headers: list[str]) -> None:
        """Ask for a file, sending some headers."""
        curl = self._idle.pop()
        self._prepare(curl, transfer, headers)
        self._active[curl] = transfer
        self._multi.add_handle(curl)

    def _prepare(self, curl: pycurl.Curl, transfer: Transfer, headers: list[str]) -> None:
        def take(chunk: bytes) -> int:
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
        secure = transfer.request.url.lower().startswith("https:")
        curl.setopt(pycurl.REDIR_PROTOCOLS, pycurl.PROTO_HTTPS if secure else _WEB)
        curl.setopt(pycurl.CAINFO, self._authorities)
        curl.setopt(pycurl.NOSIGNAL, 1)

    def _share(self, least: float, most: float) -> int:
        """A quarter of the bytes that a connection may bring in a second, within bounds."""
        rate = self._politeness.bytes_per_second
        share = rate / self._politeness.connections / 4 if rate else most
        return round(max(least, min(most, share)))

    def send(self) -> None:
        """Have requests sent that were begun."""
        self._multi.perform()

    def turn(self, seconds: float) -> Iterator[Ended]:
        """Let bytes pass, waiting for some for so many seconds, and tell of what ended."""
        begun = self._clock()
        self._multi.perform()
        queued, idle = 1, True
        while queued:
            queued, whole, broken = self._multi.info_read()
            for curl in whole:
                yield Ended(self._free(curl))
            for curl, code, text in broken:
                yield Ended(self._free(curl), str(text), code in _FINAL)
            idle &= not (whole or broken)
        if idle and self._active:
            self._multi.select(seconds)
            self._listened += self._clock() - begun
            patience = f"{self._politeness.patience:g} seconds"
            for curl in self._stuck():
                yield Ended(self._free(curl), f"hardly anything came for {patience}")

    def _stuck(self) -> list[pycurl.Curl]:
        """The transfers of which next to nothing has come for too long, since they had a line."""
        stuck = []
        for curl, transfer in self._active.items():
            mark = self._marks.get(curl)
            if mark is None:
                if not _waits(curl):
                    self._marks[curl] = _Mark(self._listened, transfer.passed)
                continue
            seconds = self._listened - mark.at
            if seconds >= self._politeness.patience:
                if transfer.passed - mark.passed < seconds * self._share(1, _CRAWL):
                    stuck.append(curl)
                self._marks[curl] = _Mark(self._listened, transfer.passed)
        return stuck

    def withdraw(self) -> list[Transfer]:
        """Take back the transfers that have not been asked for yet."""
        return [self._free(curl) for curl in [*self._active] if _waits(curl)]

    def _free(self, curl: pycurl.Curl) -> Transfer:
        self._multi.remove_handle(curl)
        self._idle.append(curl)
        self._marks.pop(curl, None)
        return self._active.pop(curl)


def _waits(curl: pycurl.Curl) -> bool:
    """Whether a transfer has no connection yet."""
    number: int = curl.getinfo(pycurl.CONN_ID)
    return number < 0
