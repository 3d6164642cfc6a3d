"""Work on very many small things at once: in processes where those can be forked, else in threads.

Such work is mostly Python's own, of which a process does one piece at a time however many threads
it has. What a fork of this process works with it must have before, and may not be what others go
on using in threads of their own, as clients of object stores do.
"""

from __future__ import annotations

import gc
import signal
import sys
import warnings
from abc import abstractmethod
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import wait
from multiprocessing.util import Finalize
from typing import TYPE_CHECKING, Generic, TypeVar

from truemirror.closing import Closing
from truemirror.errors import TruemirrorError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

T = TypeVar("T")
R = TypeVar("R")

_ENDING = (signal.SIGINT, signal.SIGTERM)
_AHEAD = 2  # things that a process is given before it has answered: it need not wait for the next


class LostWorkerError(TruemirrorError):
    """A process that did a part of the work ended before it was done."""

    def __init__(self) -> None:
        """Tell what may be the reason."""
        super().__init__(
            "a process that did a part of the work was ended, perhaps for want of memory: run this "
            "again with fewer --jobs"
        )


class Workers(Closing, Generic[T, R]):
    """Some that do the same work at once, each on one thing after another."""

    @abstractmethod
    def each(self, things: Iterable[T]) -> Iterator[R]:
        """What comes of the work on each thing, in any order.

        Raises:
            LostWorkerError: one is no more.
            TruemirrorError: what the work raised.
        """


def workers(work: Callable[[T], R], number: int, *, by_forks: bool) -> Workers[T, R]:
    """Begin a number of workers; forks are there, and know what there is, when this returns."""
    return _Forks(work, number) if by_forks and sys.platform == "linux" else _Threads(work, number)


class _Threads(Workers[T, R]):
    def __init__(self, work: Callable[[T], R], number: int) -> None:
        self._work = work
        self._pool = ThreadPoolExecutor(number, "worker")

    def each(self, things: Iterable[T]) -> Iterator[R]:
        return self._pool.map(self._work, things)

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)


class _Forks(Workers[T, R]):
    def __init__(self, work: Callable[[T], R], number: int) -> None:
        context = get_context("fork")
        gc.freeze()  # what nobody collects is not copied, as Python's documentation advises
        self._processes: dict[Connection, BaseProcess] = {}
        # Python would ask them to end, and wait for that, where nobody closes this.
        self._finalize = Finalize(self, _kill, (self._processes,), exitpriority=0)
        with _unheard() as before:
            for _ in range(number):
                ours, theirs = context.Pipe()
                args = (work, theirs, [*self._processes, ours], before)
                process = context.Process(target=_serve, args=args, daemon=True)
                with warnings.catch_warnings():
                    # Newer Pythons warn where there are threads; the work leaves theirs alone.
                    warnings.simplefilter("ignore", DeprecationWarning)
                    process.start()
                self._processes[ours] = process
                theirs.close()

    def each(self, things: Iterable[T]) -> Iterator[R]:
        left = iter(things)
        try:
            owed = sum(self._give(end, left, _AHEAD) for end in self._processes)
            while owed:
                ready = wait(self._processes)
                for end in filter(ready.__contains__, self._processes):
                    answer = end.recv()
                    owed += self._give(end, left, 1) - 1
                    if isinstance(answer, TruemirrorError):
                        raise answer
                    yield answer
        except (EOFError, ConnectionError):
            raise LostWorkerError from None

    def _give(self, end: Connection, left: Iterator[T], most: int) -> int:
        """Give the next things to a process, and tell how many there were."""
        given = 0
        for thing in islice(left, most):
            end.send(thing)
            given += 1
        return given

    def close(self) -> None:
        self._finalize()


def _kill(processes: Mapping[Connection, BaseProcess]) -> None:
    for end, process in processes.items():
        end.close()
        process.kill()
    for process in processes.values():
        process.join()


@contextmanager
def _unheard() -> Iterator[set[int]]:
    """Have signals that end a command wait meanwhile; which ones waited before is told."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield before
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(
    work: Callable[[T], R], end: Connection, inherited: list[Connection], unheard: set[int]
) -> None:
    """Work on what comes until nothing does, as when the one who gives it is no more.

    A signal to all of them is for that one to heed, who then ends them.
    """
    for number in _ENDING:
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_SETMASK, unheard)
    for one in inherited:
        one.close()
    with suppress(EOFError, ConnectionError):
        while True:
            thing = end.recv()
            try:
                answer: R | TruemirrorError = work(thing)
            except TruemirrorError as error:
                answer = error
            end.send(answer)
