"""A registry of crates in one state, from which the next ones follow."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, NamedTuple

from upstream import odd
from upstream.archives import archive
from upstream.crates import Crate, Facts, Version, index_line
from upstream.names import seeded
from upstream.world import BEGINNING, Shape, World, bumped

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Change(NamedTuple):
    """Something that happened to a crate, or to one version of it.

    The kinds: `new`, `version`, `yank`, `unyank`, `republish`, `delete-version`, `delete`.
    """

    at: dt.datetime
    kind: str
    name: str
    number: str = ""


class _State(NamedTuple):
    """What distinguishes a state from the beginning."""

    changed: Mapping[str, Crate]
    gone: Mapping[str, int]
    log: tuple[Change, ...] = ()
    now: dt.datetime = BEGINNING


class Registry:
    """A registry, made by a seed. It never changes: each change gives the registry after it.

    Nothing is kept of crates as they were in the beginning, so there may be very many of them.
    """

    def __init__(
        self, crates: int = 50, *, seed: int = 1, shape: Shape | None = None, odd_ones: bool = False
    ) -> None:
        """Have a number of crates, and perhaps those of `odd` beside them."""
        self._world = World(seed, shape or Shape())
        some, gone = (odd.CRATES, odd.GONE) if odd_ones else ({}, {})
        self._names = dict.fromkeys(self._world.names(crates))
        self._state = _State(some, gone)

    # --- what there is ----------------------------------------------------------------------------

    @property
    def names(self) -> list[str]:
        """The names of all crates."""
        state = self._state
        usual = [name for name in self._names if name not in state.gone]
        return usual + [name for name in state.changed if name not in self._names]

    @property
    def gone(self) -> Mapping[str, int]:
        """The crates that were deleted, and the status that the index has for them."""
        return self._state.gone

    @property
    def log(self) -> tuple[Change, ...]:
        """What happened since the beginning, oldest first."""
        return self._state.log

    @property
    def now(self) -> dt.datetime:
        """The time of this state."""
        return self._state.now

    def __contains__(self, name: str) -> bool:
        known = name in self._names or name in self._state.changed
        return known and name not in self._state.gone

    def crate(self, name: str) -> Crate:
        """A crate. Raises KeyError where there is none."""
        if name not in self:
            raise KeyError(name)
        return self._state.changed.get(name) or self._world.crate(name)

    def version(self, name: str, number: str) -> Version:
        """A version of a crate. Raises KeyError where there is none."""
        for version in self.crate(name).versions:
            if version.number == number:
                return version
        raise KeyError(number)

    def index(self, name: str) -> bytes:
        """The index file of a crate."""
        facts = self._facts(name)
        lines = []
        for version in self.crate(name).versions:
            cksum = hashlib.sha256(self._archive(name, version, facts)).hexdigest()
            lines.append(index_line(name, version, facts, cksum) + "\n")
        return "".join(lines).encode()

    def archive(self, name: str, number: str) -> bytes:
        """The `.crate` file of a version."""
        return self._archive(name, self.version(name, number), self._facts(name))

    def is_needed(self, name: str) -> bool:
        """Whether the dependencies of other crates may name this one."""
        return name in self._world and self._world.is_needed(name)

    def anchor(self, name: str) -> str:
        """The version that must stay, so that those dependencies can be met; empty for none."""
        return self._world.anchor(name) if self.is_needed(name) else ""

    def new_names(self, count: int) -> list[str]:
        """Names that were never published."""
        names = self._world.names(len(self._names) + len(self._state.log) + count)
        never = [name for name in names if name not in self and name not in self._state.gone]
        return never[:count]

    def _archive(self, name: str, version: Version, facts: Facts) -> bytes:
        return archive(name, version, facts, self._world.filling(name, version))

    def _facts(self, name: str) -> Facts:
        return self._world.facts(name) if name in self._world else Facts()

    # --- what may happen --------------------------------------------------------------------------

    def publish(self, name: str, number: str = "") -> Registry:
        """Publish a version of a crate, new or not: the one that is named, or the next one."""
        needed = len(self._facts(name).dependencies)
        if name not in self:
            number = number or self.anchor(name) or "0.1.0"
            first = Version(number, self.now, self._world.shape.size, needed)
            return self._with(Crate(name, (first,)), "new", number)
        versions = self.crate(name).versions
        last = versions[-1]
        number = number or bumped(last.number, seeded(name, last.number))
        following = Version(number, self.now, last.size, needed)
        return self._with(Crate(name, (*versions, following)), "version", number)

    def yank(self, name: str, number: str, *, yanked: bool = True) -> Registry:
        """Yank a version, or undo that."""
        kind = "yank" if yanked else "unyank"
        return self._replace(kind, name, number, lambda one: one._replace(yanked=yanked))

    def republish(self, name: str, number: str) -> Registry:
        """Delete a version and publish it again, with other bytes."""

        def again(version: Version) -> Version:
            return version._replace(issue=version.issue + 1, published=self.now)

        return self._replace("republish", name, number, again)

    def delete_version(self, name: str, number: str) -> Registry:
        """Delete a version of a crate that has others."""
        self.version(name, number)
        left = tuple(one for one in self.crate(name).versions if one.number != number)
        return self._with(Crate(name, left), "delete-version", number)

    def delete(self, name: str, status: int = 404) -> Registry:
        """Delete a crate with all its versions; the index answers a status for it."""
        self.crate(name)
        state = self._state
        changed = {key: one for key, one in state.changed.items() if key != name}
        log = (*state.log, Change(state.now, "delete", name))
        gone = {**state.gone, name: status}
        return self._after(state._replace(changed=changed, gone=gone, log=log))

    def later(self, **time: float) -> Registry:
        """The same after some time, in words of `timedelta`."""
        return self._after(self._state._replace(now=self.now + dt.timedelta(**time)))

    def _replace(
        self, kind: str, name: str, number: str, change: Callable[[Version], Version]
    ) -> Registry:
        self.version(name, number)
        versions = self.crate(name).versions
        versions = tuple(change(one) if one.number == number else one for one in versions)
        return self._with(Crate(name, versions), kind, number)

    def _with(self, crate: Crate, kind: str, number: str) -> Registry:
        state = self._state
        gone = {name: status for name, status in state.gone.items() if name != crate.name}
        changed = {**state.changed, crate.name: crate}
        log = (*state.log, Change(state.now, kind, crate.name, number))
        return self._after(state._replace(changed=changed, gone=gone, log=log))

    def _after(self, state: _State) -> Registry:
        other = object.__new__(Registry)
        other._world, other._names = self._world, self._names
        other._state = state
        return other
