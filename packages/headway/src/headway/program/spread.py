"""Work on a list done by several processes at once."""

from __future__ import annotations

import os
import pickle
import threading
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")
R = TypeVar("R")

_LEAST = 32


def spread(work: Callable[[Sequence[T]], R], items: Sequence[T], processes: int) -> list[R]:
    """Give each of some processes a share of the items; the results, in no order of the items.

    `work` must not depend on which items come together. A short list, a system without `fork`,
    and a process that has threads, for which forking is not safe, are served by one call. What a
    child could not do is done over here.
    """
    shares = min(processes, len(items) // _LEAST) if hasattr(os, "fork") else 1
    if shares < 2 or threading.active_count() > 1:  # noqa: PLR2004  # one process is this one
        return [work(items)]
    parts = [items[number::shares] for number in range(shares)]
    children = [_start(work, part) for part in parts[1:]]
    results = [work(parts[0])]
    for (child, pipe), part in zip(children, parts[1:], strict=True):
        with os.fdopen(pipe, "rb") as stream:
            data = stream.read()
        _, status = os.waitpid(child, 0)
        results.append(pickle.loads(data) if status == 0 else work(part))  # noqa: S301  # our own
    return results


def _start(work: Callable[[Sequence[T]], R], part: Sequence[T]) -> tuple[int, int]:
    """Fork a child that writes its pickled result to a pipe; its process id and the pipe."""
    reader, writer = os.pipe()
    child = os.fork()
    if child:
        os.close(writer)
        return child, reader
    status = 1
    try:
        os.close(reader)
        with os.fdopen(writer, "wb") as stream:
            pickle.dump(work(part), stream, pickle.HIGHEST_PROTOCOL)
        status = 0
    finally:
        # Without the parent's exit handlers, and without flushing its buffers a second time.
        os._exit(status)
