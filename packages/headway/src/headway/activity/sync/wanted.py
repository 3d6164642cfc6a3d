"""What is read of GitHub into a store."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from headway.activity.records import Issue
    from headway.forge.model import IssueName, Repository


class Labelled(NamedTuple):
    """What carries all of some labels in a repository."""

    repository: Repository
    labels: tuple[str, ...]


class Wanted(NamedTuple):
    """Whole repositories, what carries labels, what searches find, and single items by name.

    `mentions` tells which others an item names; it is asked of the `roots`, and of what they lead
    to.
    """

    repositories: tuple[Repository, ...] = ()
    labelled: tuple[Labelled, ...] = ()
    queries: tuple[str, ...] = ()
    names: frozenset[IssueName] = frozenset()
    roots: frozenset[IssueName] = frozenset()
    mentions: Callable[[Issue], Iterable[IssueName]] = lambda _: ()

    def elsewhere(self, names: Iterable[IssueName]) -> set[IssueName]:
        """The names that are in none of the repositories that are read whole."""
        whole = {str(one).casefold() for one in self.repositories}
        return {name for name in names if str(name.repository).casefold() not in whole}
