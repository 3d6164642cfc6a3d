"""What is served and what was asked, whatever the protocol is."""

from __future__ import annotations

import math
from collections import Counter, OrderedDict
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from upstream.answers import Answer, Request, answer

if TYPE_CHECKING:
    from upstream.faults import Fault, Respond
    from upstream.site import File, Site

_MEMORY = 256 << 20  # bytes of files that need not be made again


@dataclass
class _Armed:
    """A fault that waits for requests, and for how many."""

    pattern: str
    fault: Fault
    left: float


class Upstream:
    """What is served, how badly, and what was asked; whatever the protocol.

    `site`, `latency` (seconds before each answer) and faults may change at any time.
    """

    def __init__(self, site: Site, latency: float = 0.0) -> None:
        self.site = site
        self.latency = latency
        self.requests: list[Request] = []
        self.sent = 0  # bytes of bodies
        self.most_connections = 0
        self.most_at_once = 0  # requests that waited for an answer
        self._made: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._held = 0
        self._faults: list[_Armed] = []

    # --- faults -----------------------------------------------------------------------------------

    def fault(self, pattern: str, fault: Fault, times: int | None = None) -> None:
        """Spoil answers for paths that match a pattern (`crates/*`): so many, or all."""
        self._faults.append(_Armed(pattern, fault, math.inf if times is None else times))

    def heal(self) -> None:
        """Spoil nothing from now on."""
        self._faults.clear()

    # --- the record -------------------------------------------------------------------------------

    def forget(self) -> None:
        """Begin the record anew."""
        self.requests = []
        self.sent = self.most_connections = self.most_at_once = 0

    def counts(self) -> Counter[str]:
        """How often each path was asked for."""
        return Counter(request.path for request in self.requests)

    def user_agents(self) -> set[str]:
        """How clients called themselves."""
        return {request.headers.get("user-agent", "") for request in self.requests}

    # --- answers ----------------------------------------------------------------------------------

    def answer(self, request: Request) -> Answer:
        """What is answered to a request."""
        self.requests.append(request)
        respond: Respond = self._right
        for armed in self._faults:
            if armed.left and fnmatchcase(request.path, armed.pattern):
                armed.left -= 1
                respond = _spoiled(armed.fault, respond)
        said = respond(request)
        self.sent += len(said.body)
        return said

    def _right(self, request: Request) -> Answer:
        return answer(self.site, request, self._read)

    def _read(self, path: str, file: File) -> bytes:
        key = path, file.etag
        data = self._made.get(key)
        if data is None:
            data = self._made[key] = file.read()
            self._held += len(data)
            while self._held > _MEMORY and len(self._made) > 1:
                self._held -= len(self._made.popitem(last=False)[1])
        else:
            self._made.move_to_end(key)
        return data


def _spoiled(fault: Fault, respond: Respond) -> Respond:
    return lambda request: fault(request, respond)
