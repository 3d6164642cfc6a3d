"""Two commands measured against each other in one run, in turns.

Machines differ, and differ from minute to minute: only the ratio within a pair means something.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import cache
from math import isfinite
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MEBI = 1 << 20


@dataclass(frozen=True, slots=True)
class Command:
    """A command to measure, and the exit statuses with which it has done its work."""

    args: Sequence[str | Path]
    statuses: frozenset[int] = frozenset({0})
    cwd: Path | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of a command took: seconds of wall time, and bytes of memory at its peak."""

    seconds: float
    memory: int


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times as long a command took as its peer, pair by pair; at most `limit`.

    With a limit of infinity it is only told.
    """

    title: str
    ratios: tuple[float, ...]
    limit: float

    @property
    def held(self) -> bool:
        """Whether the median is within the limit."""
        return median(self.ratios) <= self.limit

    def __str__(self) -> str:
        """One line: minimum, median, maximum, limit."""
        low, middle, high = min(self.ratios), median(self.ratios), max(self.ratios)
        verdict = f"at most {self.limit:g}: {'ok' if self.held else 'OVER'}"
        return (
            f"{self.title}: min {low:.2f}, median {middle:.2f}, max {high:.2f} "
            f"over {len(self.ratios)} pairs; {verdict if isfinite(self.limit) else 'no limit'}"
        )


def script(name: str) -> Path:
    """A console script of the environment that runs this benchmark."""
    return Path(sys.executable).parent / name


def compare(title: str, command: Command, peer: Command, *, limit: float, pairs: int) -> Ratio:
    """Run command and peer in turns, after one run of each that does not count."""
    cost(command)
    cost(peer)
    ratios = []
    for number in range(pairs):
        order = (command, peer) if number % 2 == 0 else (peer, command)
        seconds = {id(one): cost(one).seconds for one in order}
        ratios.append(seconds[id(command)] / seconds[id(peer)])
    return Ratio(title, tuple(ratios), limit)


def cost(command: Command) -> Cost:
    """Run a command once, its output thrown away."""
    start = time.perf_counter()
    with subprocess.Popen(
        list(map(str, command.args)),
        cwd=command.cwd,
        env=_environment(),
        stdout=subprocess.DEVNULL,
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in command.statuses:
        shown = " ".join(map(str, command.args))
        sys.exit(f"this ended with status {process.returncode}: {shown}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(seconds, usage.ru_maxrss * unit)


@cache
def _environment() -> dict[str, str]:
    """The environment for both sides: compiled modules are kept, as where a program is installed.

    Without that, each run would compile its modules anew, and that would be what is measured.
    """
    kept = tempfile.mkdtemp(prefix="headway-bench-")
    atexit.register(shutil.rmtree, kept, ignore_errors=True)
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": kept}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


def memory(title: str, command: Command) -> str:
    """One line with the most memory that a run of the command held at a time."""
    return f"{title}: {cost(command).memory / _MEBI:.0f} MiB at its peak"


def report(ratios: Iterable[Ratio]) -> bool:
    """Print each ratio as soon as it is measured; whether all are within their limits."""
    held = True
    for ratio in ratios:
        print(ratio, flush=True)
        held = held and ratio.held
    return held
