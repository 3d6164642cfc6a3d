"""An upstream in a process of its own, so that it takes no time from the one that is measured."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_IMPORTABLE = Path(__file__).resolve().parents[1]


@contextmanager
def separate(*options: str) -> Iterator[str]:
    """Serve with options of `python -m upstream`; gives the address."""
    command = [sys.executable, "-m", "upstream", *options]
    env = {**os.environ, "PYTHONPATH": str(_IMPORTABLE)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=env, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin
        assert process.stdout
        yield process.stdout.readline().strip()
        process.stdin.close()
