"""The generation that requests are answered from: found cheaply, and kept to the end of each."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from truemirror.errors import TruemirrorError

if TYPE_CHECKING:
    from collections.abc import Callable

    from truemirror.store.mirror import Generation, Mirror

log = logging.getLogger(__name__)


class Latest:
    """The generation that is published now, looked at once in some seconds."""

    def __init__(
        self, mirror: Mirror, every: float = 1.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Take where it is, and after how many seconds to look again."""
        self._mirror = mirror
        self._every = every
        self._clock = clock
        self._looking = threading.Lock()
        self._known: Generation | None = None
        self._looked_at: float | None = None

    def generation(self) -> Generation | None:
        """The generation; None before the first.

        One thread looks, the others go on with what is known. That stays where the mirror does not
        answer.

        Raises:
            TruemirrorError: it does not answer, or is damaged, and nothing was ever known.
        """
        if self._looked_at is None:
            with self._looking:
                self._look()
        elif self._clock() - self._looked_at >= self._every and self._looking.acquire(
            blocking=False
        ):
            try:
                self._look()
            except TruemirrorError as error:
                log.warning("%s; readers go on seeing what they saw", error)
            finally:
                self._looking.release()
        return self._known

    def _look(self) -> None:
        now = self._clock()
        if self._known:  # a mirror that does not answer is not asked again at once
            self._looked_at = now
        self._known = self._mirror.current()
        self._looked_at = now
