"""A file to fetch, and a fetcher that waits for nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from typing import TYPE_CHECKING

from truemirror.sync.fetch import Fetcher
from truemirror.sync.pace import Politeness
from truemirror.sync.transfer import Failed, Request

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from truemirror.sync.transfer import Outcome
    from upstream import Server

NOW = dt.datetime(2026, 3, 4, 5, 6, 7, tzinfo=dt.UTC)
DATA = bytes(range(256)) * 400
SHA = hashlib.sha256(DATA).hexdigest()
POLITE = Politeness("truemirror tests (tests@example.com)", connections=4, tries=4, patience=1.0)


class Hasty(random.Random):
    """Never lets anybody wait."""

    def uniform(self, a: float, _b: float) -> float:
        return a


def run(requests: Iterable[Request], politeness: Politeness = POLITE) -> list[Outcome]:
    with Fetcher(politeness, rng=Hasty()) as fetcher:
        return list(fetcher.run(requests))


def fetch(server: Server, into: Path, politeness: Politeness = POLITE) -> Outcome:
    (outcome,) = run([Request(f"{server.address}/a", into, SHA)], politeness)
    return outcome


def failed(outcome: Outcome) -> Failed:
    assert isinstance(outcome, Failed)
    return outcome
