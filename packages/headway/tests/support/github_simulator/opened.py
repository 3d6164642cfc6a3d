"""The production adapter, opened at a simulator's address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.forge.github import GitHub
from headway.forge.network import Patience, Surroundings
from headway.forge.session import Session
from headway.forge.token import Token

if TYPE_CHECKING:
    from pathlib import Path

    from github_simulator.server import Simulator

SECRET = "ghp_0123456789abcdefSECRET"  # noqa: S105  # opens only the simulator


class Opened:
    """Opens adapters at a simulator, and remembers what they told."""

    def __init__(self, simulator: Simulator, cache: Path) -> None:
        self.simulator = simulator
        self.cache = cache
        self.told: list[str] = []

    def __call__(self, *, secret: str | None = SECRET, patience: Patience | None = None) -> GitHub:
        clock = self.simulator.clock
        around = Surroundings(clock.now, clock.sleep, self.told.append, patience or Patience())
        token = Token(secret, "a test") if secret else None
        session = Session(token, url=self.simulator.url, cache=self.cache, around=around)
        return GitHub(session)
