"""What a server says while it runs, so that neither a slow reader nor a flood of errors harms it.

Lines about requests go to standard output, all else to the other one.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import sys
import time
from collections import Counter
from threading import Thread
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable

_WAITING = 10_000  # lines
_EVERY = 60.0  # seconds
_SOON = 2.0  # seconds
log = logging.getLogger(__name__)


def set_up() -> None:
    """Have all that is logged go where it belongs."""
    others = logging.StreamHandler()
    others.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    others.addFilter(Sparingly())
    logging.basicConfig(level=logging.WARNING, handlers=[others])
    access = logging.getLogger("truemirror.access")
    access.setLevel(logging.INFO)
    access.propagate = False
    if sys.stdout:
        access.addHandler(Lines(sys.stdout))


class Sparingly(logging.Filter):
    """Lets a message pass once a minute, which then tells how often there was one like it.

    Those are alike that differ only in what is filled into them.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Take what tells the time, in seconds."""
        super().__init__()
        self._clock = clock
        self._told: dict[tuple[str, str], float] = {}
        self._held: Counter[tuple[str, str]] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a message is told now; a download that was ended with the server never is."""
        if record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError):
            return False
        like, now = (record.name, str(record.msg)), self._clock()
        if like in self._told and now - self._told[like] < _EVERY:
            self._held[like] += 1
            return False
        self._told[like] = now
        held = self._held.pop(like, 0)
        if held:
            record.msg = f"{record.msg} (and {held:,} like it before)"
        return True


class Lines(logging.Handler):
    """Writes lines in a thread of its own; what is too much, or cannot be written, is left out."""

    def __init__(self, stream: TextIO) -> None:
        """Take where to."""
        super().__init__()
        self._stream = stream
        self._waiting: queue.Queue[str] = queue.Queue(_WAITING)
        Thread(target=self._write, name="log of requests", daemon=True).start()

    def emit(self, record: logging.LogRecord) -> None:
        """Have a line written."""
        try:
            self._waiting.put_nowait(self.format(record))
        except queue.Full:
            log.warning("nobody takes the log of requests: lines are left out")

    def flush(self) -> None:
        """Wait until all is written, but not for long."""
        end = time.monotonic() + _SOON
        while self._waiting.unfinished_tasks and time.monotonic() < end:
            time.sleep(0.01)

    def _write(self) -> None:
        while True:
            line = self._waiting.get()
            try:
                self._stream.write(f"{line}\n")
                self._stream.flush()
            except (OSError, ValueError) as error:
                log.warning("cannot write the log of requests: %s; lines are left out", error)
            self._waiting.task_done()
