"""Which crates are wanted, which versions of them, and what is published of a crate then.

A filter by crate leaves index files as upstream serves them, byte for byte. A filter by version
leaves whole lines out of them: a `Choice` says which it is.
"""

from __future__ import annotations

import hashlib
import re
from fnmatch import translate
from typing import TYPE_CHECKING, NamedTuple

from truemirror.upstream.closure import Closure, Rule
from truemirror.upstream.index import archive_path, index_path, unfetched_path
from truemirror.upstream.model import CRATE, Bundle, Document, Entry
from truemirror.upstream.names import is_pattern

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Mapping

    from truemirror.upstream.index import Config, Index, Line
    from truemirror.upstream.lockfile import Lock, Locked
    from truemirror.upstream.projects import Project
    from truemirror.upstream.versions import Version

_NOTHING = Closure({}, {})


class Names:
    """Crates by their names, or by patterns of them as a shell has them, in either case.

    A crate is wanted that one of `include` matches and none of `exclude`.
    """

    def __init__(self, include: Iterable[str] = ("*",), exclude: Iterable[str] = ()) -> None:
        """Take names and patterns."""
        self._include = _Patterns(include)
        self._exclude = _Patterns(exclude)

    def has(self, crate: str) -> bool:
        """Whether a crate is wanted."""
        crate = crate.lower()
        return self._include.match(crate) and not self._exclude.match(crate)


class _Patterns:
    """Patterns in small letters; those that are names are only looked up, as there may be many."""

    def __init__(self, patterns: Iterable[str]) -> None:
        all_of_them = {one.lower() for one in patterns}
        self._names = {one for one in all_of_them if not is_pattern(one)}
        rest = "|".join(map(translate, sorted(all_of_them - self._names)))
        self._rest = re.compile(rest) if rest else None

    def match(self, crate: str) -> bool:
        if crate in self._names:
            return True
        return self._rest is not None and self._rest.fullmatch(crate) is not None


class Versions(NamedTuple):
    """Which versions are wanted of a crate that is wanted by name.

    Of the versions published `since` a time, the `newest` so many of each compatible line (`1.x`,
    `0.4.x`); there, prereleases come after releases, and yanked versions after all others. A
    version counts as published since then where the registry does not tell.
    """

    newest: int | None = None
    since: dt.datetime | None = None
    yanked: bool = True

    def of(self, lines: Iterable[Line]) -> set[Version]:
        """Those that are wanted."""
        wanted = [line for line in lines if self._has(line)]
        if self.newest is None:
            return {line.version for line in wanted}
        counts: dict[tuple[int, ...], int] = {}
        found = set()
        for line in sorted(wanted, key=_worth, reverse=True):
            counts[line.version.line] = counts.get(line.version.line, 0) + 1
            if counts[line.version.line] <= self.newest:
                found.add(line.version)
        return found

    def _has(self, line: Line) -> bool:
        if line.is_yanked and not self.yanked:
            return False
        return self.since is None or line.published is None or line.published >= self.since


class Selection(NamedTuple):
    """What is wanted of a registry: crates by name, what lock files have, what projects need.

    No `names` are none; `Names()` are all.
    """

    names: Names | None = None
    versions: Versions = Versions()
    locks: tuple[Lock, ...] = ()
    projects: tuple[Project, ...] = ()
    rule: Rule = Rule()


class Choice(NamedTuple):
    """What is wanted of one crate.

    `listed` are the lines of its index file that are published, `fetched` those whose archives are;
    fewer than those only under a rule that leaves some out. `remarks` are for people.
    """

    file: Index
    listed: tuple[Line, ...]
    fetched: tuple[Line, ...]
    remarks: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether the index file is published as upstream serves it, byte for byte."""
        return len(self.listed) == len(self.file.lines)

    def without(self, versions: Collection[Version]) -> Choice:
        """The same without versions that upstream lists but does not have."""
        return self._replace(
            listed=tuple(one for one in self.listed if one.version not in versions),
            fetched=tuple(one for one in self.fetched if one.version not in versions),
        )

    def bundle(self, config: Config) -> Bundle:
        """What is published of the crate, with its archives from where upstream has them.

        Each line whose archive is left out by a rule has a mark, which is an empty file.
        """
        crate = self.file.crate
        data = self.file.only({line.version for line in self.listed})
        received = None if self.is_whole else len(self.file.data)
        index = [Document(f"index/{index_path(crate)}", data, received)] if self.listed else []
        fetched = {line.version for line in self.fetched}
        marks = (
            Document(unfetched_path(line.name, line.version), b"")
            for line in self.listed
            if line.version not in fetched
        )
        entries = (
            Entry(archive_path(line.name, line.version), line.sha256, config.archive(line))
            for line in self.fetched
        )
        return Bundle(
            f"{CRATE}{crate}",
            (*index, *marks),
            tuple(entries),
        )


class Chooser:
    """Chooses, crate by crate, what a selection wants; nothing is held of a crate in between."""

    def __init__(self, selection: Selection, closure: Closure = _NOTHING) -> None:
        """Take what is wanted, and what its projects need."""
        self._names = selection.names
        self._versions = selection.versions
        self._closure = closure
        self._locked: dict[str, list[tuple[str, Locked]]] = {}
        for lock in selection.locks:
            for one in lock.packages:
                self._locked.setdefault(one.name.lower(), []).append((lock.path, one))

    def wants(self, crate: str) -> bool:
        """Whether anything is wanted of a crate, so that its index file has to be read."""
        return (
            (self._names is not None and self._names.has(crate))
            or crate.lower() in self._locked
            or crate.lower() in self._closure.listed
        )

    @property
    def named(self) -> frozenset[str]:
        """The crates, in lower case, that are wanted whatever else upstream may list."""
        return frozenset((*self._locked, *self._closure.listed))

    def wish(self, crate: str) -> str:
        """What tells whether the same is wanted of a crate as at another time."""
        crate = crate.lower()
        by_name = self._versions if self._names is not None and self._names.has(crate) else None
        closure = (self._closure.listed.get(crate), self._closure.fetched.get(crate))
        needed = [one and sorted(map(str, one)) for one in closure]
        locked = sorted(str(one.version) for _, one in self._locked.get(crate, ()))
        return hashlib.sha256(repr((by_name, locked, needed)).encode()).hexdigest()[:16]

    def choose(self, index: Index) -> Choice:
        """What is wanted of a crate."""
        remarks = [one.told for one in index.remarks]
        wanted: set[Version] = set()
        if self._names is not None and self._names.has(index.crate):
            wanted = self._versions.of(index.lines)
        for path, locked in self._locked.get(index.crate, ()):
            problem = _problem(index, path, locked)
            if problem:
                remarks.append(problem)
            wanted.add(locked.version)
        fetched = wanted | _of(self._closure.fetched, index)
        listed = fetched | _of(self._closure.listed, index)
        return Choice(
            index,
            tuple(line for line in index.lines if line.version in listed),
            tuple(line for line in index.lines if line.version in fetched),
            tuple(remarks),
        )


def _of(versions: Mapping[str, frozenset[Version]], index: Index) -> frozenset[Version]:
    return versions.get(index.crate, frozenset())


def _problem(index: Index, path: str, locked: Locked) -> str | None:
    """Why a version that is locked cannot be had as it was."""
    line = next((one for one in index.lines if one.version == locked.version), None)
    what = f"{locked.name} {locked.version}, which {path} has locked,"
    if line is None:
        return f"{what} is not in the index (any more)"
    if locked.sha256 not in {None, line.sha256}:
        return f"{what} has other bytes now; it may have been deleted and published again"
    return None


def _worth(line: Line) -> tuple[bool, bool, Version]:
    return not line.is_yanked, line.version.pre.is_none, line.version
