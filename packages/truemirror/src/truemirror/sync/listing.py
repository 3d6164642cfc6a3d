"""The git index: which crates there are, and which have changed since the last sync."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truemirror.sync.registry import bundle_of
from truemirror.upstream.git_index import GitIndex
from truemirror.upstream.model import CRATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from truemirror.sync.intake import Intake
    from truemirror.upstream.selection import Chooser

_FACT = "git index"


class Listing:
    """Tells which crates to look at.

    Where the last sync looked at all that had changed until then, those are what has changed since,
    what it could not have, and what is wanted otherwise than it was.
    """

    def __init__(self, address: str, intake: Intake) -> None:
        """Take where the repository is."""
        self._git = GitIndex(intake.partial.parent / "index.git", address)
        self._intake = intake
        self._wish = ""
        self._state = ""

    def fetch(self, wish: str) -> None:
        """Learn the newest state, and what is wanted by names.

        Raises:
            GitError: it cannot be had.
        """
        self._wish = wish
        self._state = self._git.fetch()

    def names(self, chooser: Chooser, named: Sequence[str]) -> Iterator[tuple[str, str]]:
        """The crates to look at, with what git calls their files; nothing where it has none.

        Raises:
            GitError: there is no such state.
        """
        counts = self._intake.counts
        before, _, wish = (self._intake.journal.fact(_FACT) or "").partition(" ")
        changes = self._git.changes(before, self._state) if wish == self._wish else None
        if changes is None:
            counts.bundles += sum(
                chooser.wants(crate) for crate, _ in self._git.crates(self._state)
            )
            yield from self._all(chooser, named)
            return
        looked = {crate: file or "" for crate, file in changes.items() if chooser.wants(crate)}
        others = [*self._open(), *(one for one in named if self._is_other(chooser, one))]
        others = [one for one in others if chooser.wants(one) and one not in looked]
        known = self._git.files(self._state, others)
        looked.update((one, known.get(one, "")) for one in others)
        counts.bundles += len(looked)
        yield from looked.items()

    def _all(self, chooser: Chooser, named: Sequence[str]) -> Iterator[tuple[str, str]]:
        """All that are wanted, and those that we have though there are none of the name."""
        left = {*named}
        ours = [one.removeprefix(CRATE) for one in self._intake.journal.names(CRATE)]
        left.update(filter(chooser.wants, ours))
        for crate, file in self._git.crates(self._state):
            if chooser.wants(crate):
                left.discard(crate)
                yield crate, file
        yield from ((crate, "") for crate in sorted(left))

    def _open(self) -> Iterable[str]:
        """Those that were not as upstream had them, or may not have been."""
        return (one.removeprefix(CRATE) for one in self._intake.journal.unsettled(CRATE))

    def _is_other(self, chooser: Chooser, crate: str) -> bool:
        """Whether a crate is wanted otherwise than it was."""
        taken = self._intake.journal.taken(bundle_of(crate))
        return taken is None or taken.wish != chooser.wish(crate)

    def finish(self) -> None:
        """Record that all up to this state was looked at."""
        if self._state:
            with self._intake.journal.step():
                self._intake.journal.know(_FACT, f"{self._state} {self._wish}")
