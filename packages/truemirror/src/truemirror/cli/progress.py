"""How far a sync is, on a line that changes, where somebody looks at it."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from shutil import get_terminal_size
from threading import Event, Thread
from typing import TYPE_CHECKING

from truemirror.config.sizes import Size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from truemirror.sync.counts import Counts

_PAUSE = 0.2  # seconds between two looks
_SOON = 2.0  # seconds until a guess means something
_MANY = 16  # bundles
_CLEAR = "\r\x1b[K"


def shown(counts: Counts, *, wanted: bool) -> AbstractContextManager[None]:
    """Show how far a sync is until the block ends, if that is wanted and there is a terminal."""
    return changing(lambda elapsed: line(counts, elapsed), wanted=wanted)


@contextmanager
def changing(text: Callable[[float], str], *, wanted: bool) -> Iterator[None]:
    """Show a text, made anew of the seconds that have passed, until the block ends."""
    if not (wanted and sys.stderr.isatty()):
        yield
        return
    over = Event()
    thread = Thread(target=_show, args=(text, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _show(text: Callable[[float], str], over: Event) -> None:
    begun = time.monotonic()
    while not over.wait(_PAUSE):
        room = get_terminal_size().columns - 1  # a line that is broken cannot be cleared
        sys.stderr.write(_CLEAR + text(time.monotonic() - begun)[:room])
        sys.stderr.flush()
    sys.stderr.write(_CLEAR)
    sys.stderr.flush()


def line(counts: Counts, elapsed: float) -> str:
    """How far it is after so many seconds."""
    rate = Size(counts.size / elapsed) if elapsed else Size(0)
    parts = [
        f"{counts.ended:,} of {counts.files:,} files",
        f"{counts.settled:,} of {counts.bundles:,} whole",
        f"{Size(counts.size)} at {rate}/s",
    ]
    left = _left(counts, elapsed)
    if left is not None:
        parts.append(f"about {left} left")
    return " · ".join(parts)


def _left(counts: Counts, elapsed: float) -> str | None:
    """The time that it may still take: by bundles where there are many, else by files."""
    done, known = counts.ended, counts.files
    if counts.settled > _MANY:
        done, known = counts.settled, counts.bundles
    if elapsed < _SOON or not done or done >= known:
        return None
    seconds = round(elapsed * (known - done) / done)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes}:{seconds:02} min" if minutes else f"{seconds} s"
