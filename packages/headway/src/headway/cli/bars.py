"""Progress on standard error, for whoever looks at that."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import Any

import click

from headway.closing import Closing


class Bars(Closing):
    """One bar after the other: called with what goes on, how much is done, and of how much."""

    def __init__(self) -> None:
        """Show nothing yet."""
        self._label = ""
        self._bar: Any = None
        self._open = ExitStack()

    def close(self) -> None:
        """End the last bar."""
        self._open.close()

    def __call__(self, label: str, done: int, total: int | None) -> None:
        """Show how far something is; nothing where it is not known of how much."""
        if total is None or not sys.stderr.isatty():
            return
        if label != self._label:
            self._open.close()
            self._label = label
            bar = click.progressbar(length=total, label=label, file=sys.stderr)
            self._bar = self._open.enter_context(bar)
        self._bar.update(min(done, total) - self._bar.pos)
