"""Work on upstream in steps: each asks for files, and goes on once all of them have ended.

Steps run side by side, as many as there is room for; what one leads to comes before what waits, and
is looked at only when its turn comes. So there may be any number of steps.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Protocol

from truemirror.sync.transfer import Failed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from truemirror.sync.counts import Counts
    from truemirror.sync.fetch import Fetcher
    from truemirror.sync.transfer import Outcome, Request


class Step(Protocol):
    """Something to do with files of upstream."""

    def requests(self) -> Sequence[Request]:
        """The files that it needs; none is as good as all of them there."""

    def go_on(self, outcomes: Sequence[Outcome]) -> Iterable[Step]:
        """Do what is to be done with the files, and tell what comes next.

        The outcomes are in the order of the requests.
        """


class _Running:
    """A step whose files are on their way."""

    def __init__(self, step: Step, number: int) -> None:
        self.step = step
        self.left = number
        self.outcomes: list[Outcome | None] = [None] * number

    def take(self, place: int, outcome: Outcome) -> None:
        self.outcomes[place] = outcome
        self.left -= 1

    def end(self) -> Iterable[Step]:
        return self.step.go_on([one for one in self.outcomes if one])


class Steps:
    """Carries out steps; what is asked for is handed out one by one, when there is room for it.

    A file that several steps ask for at once is fetched once.
    """

    def __init__(self, steps: Iterable[Step], counts: Counts) -> None:
        """Take what to begin with, which is looked at only as far as there is room."""
        self._later = iter(steps)
        self._counts = counts
        self._sooner: list[Iterator[Step]] = []
        self._asked: deque[tuple[Request, _Running, int]] = deque()
        self._under_way: dict[str, list[tuple[_Running, int]]] = {}

    def run(self, fetcher: Fetcher) -> None:
        """Carry out all steps, and those that they lead to."""
        for outcome in fetcher.run(self):
            self._counts.ended += 1
            self._counts.unanswered += isinstance(outcome, Failed) and outcome.status is None
            for running, place in self._under_way.pop(outcome.request.key):
                running.take(place, outcome)
                if not running.left:
                    self._sooner.append(iter(running.end()))

    def __iter__(self) -> Iterator[Request]:
        """What to fetch; it ends when there is nothing now, and may go on after that."""
        return self

    def __next__(self) -> Request:
        """The next file to fetch."""
        while True:
            while not self._asked:
                self._begin(self._next())
            request, running, place = self._asked.popleft()
            key = " ".join(map(str, (request.into or request.url, request.etag, request.modified)))
            waiting = self._under_way.setdefault(key, [])
            waiting.append((running, place))
            if len(waiting) == 1:
                self._counts.files += 1
                return request._replace(key=key)

    def _next(self) -> Step:
        """The next step: of what the one that ended last led to, if there is one."""
        while self._sooner:
            step = next(self._sooner[-1], None)
            if step is not None:
                return step
            self._sooner.pop()
        return next(self._later)

    def _begin(self, step: Step) -> None:
        requests = step.requests()
        running = _Running(step, len(requests))
        self._asked.extend((one, running, place) for place, one in enumerate(requests))
        if not requests:
            self._sooner.append(iter(step.go_on([])))
