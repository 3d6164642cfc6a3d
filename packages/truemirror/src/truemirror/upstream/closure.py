"""All that projects need of a registry, for cargo to resolve them from that alone.

What is taken is decided by these rules alone:

1. Each requirement, from a project or a version taken, takes the newest versions that meet it and
   have the features it asks for: so many of each compatible line (`1.x`, `0.4.x`) that it allows.
   Cargo passes over a line where two crates would clash, as those that link the same library do.
   A version does not count that needs what upstream does not have, say as it was yanked.
2. Each requirement also holds for all versions taken that meet it, whoever they were taken for:
   cargo settles on one of a line that meets all requirements, with the features of all of them.
3. A project is asked for all its features and dependencies, as cargo does to write its Cargo.lock.
   A version is asked for the features that requirements ask it for, as cargo's resolver has them.
4. Yanked versions, and lines that cargo would not understand, are not taken.

So every requirement of what is taken that upstream can meet is met. Where requirements are ranges,
as nearly all are, the newest version of a line that meets several of them is the newest that meets
one of them; so cargo finds it here. What cannot be promised with few versions of each line is that
cargo finds a way out where newest versions contradict each other: it would try older ones. With all
(`newest` None), also those that lack a feature, each question that cargo asks in resolving has the
answer that it has upstream; so it finds exactly what it finds there.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from truemirror.upstream.dependencies import Dependency, Package, needed
from truemirror.upstream.names import is_name
from truemirror.upstream.platforms import may_be, read_platform

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from truemirror.upstream.index import Index, Line
    from truemirror.upstream.projects import Project
    from truemirror.upstream.versions import Requirement, Version


_DEFAULT = "default"
_ABSENT = "which upstream does not have"
_DEAD = "which needs what upstream does not have"
_ELSEWHERE = "which is in another registry"


class Rule(NamedTuple):
    """What is taken for projects.

    `newest` is how many versions of each compatible line a requirement takes, or None for all. With
    `targets`, archives of what is only for others are left out, as without `dev` and `build` those
    of what only such dependencies need; cargo resolves without them, and does not ask for them.
    """

    newest: int | None = 1
    targets: tuple[str, ...] = ()
    dev: bool = True
    build: bool = True

    def admits(self, dependency: Dependency) -> bool:
        """Whether a build may use what is needed."""
        kinds = {"dev": self.dev, "build": self.build}
        if not kinds.get(dependency.kind, True):
            return False
        if dependency.target is None or not self.targets:
            return True
        platform = read_platform(dependency.target)
        return any(may_be(platform, triple) for triple in self.targets)

    @property
    def is_partial(self) -> bool:
        """Whether it leaves out archives."""
        return bool(self.targets) or not (self.dev and self.build)


class Closure(NamedTuple):
    """What projects need, as far as the known index files tell.

    By the crate, in lower case: the versions that cargo has to see in the index (`listed`), and of
    them those that it may fetch (`fetched`). While there are crates in `unknown`, whose index files
    have to be read, it is not yet all. `unmet` tells what upstream cannot meet either.
    """

    listed: Mapping[str, frozenset[Version]]
    fetched: Mapping[str, frozenset[Version]]
    unknown: frozenset[str] = frozenset()
    unmet: tuple[str, ...] = ()


def closure(projects: Iterable[Project], known: Mapping[str, Index | None], rule: Rule) -> Closure:
    """What some projects need of a registry.

    `known` has index files by the crate in lower case, None for one that upstream does not have.
    Read those of `unknown`, and ask again with them too, until there are none.
    """
    projects = tuple(projects)
    everywhere = Rule(rule.newest)
    dead: set[_Version] = set()
    while True:
        listed = _Walk(known, everywhere, dead)
        listed.run(projects)
        if listed.unknown or listed.dead <= dead:
            break
        dead |= listed.dead
    versions = listed.versions()
    fetched = versions
    if rule.is_partial:
        # Cargo may settle on any version that it sees: each one that meets a requirement is taken.
        seen = {name: _only(known[name], versions[name]) for name in versions}
        walk = _Walk(seen, rule._replace(newest=None))
        walk.run(projects)
        fetched = walk.versions()
    return Closure(versions, fetched, frozenset(listed.unknown), tuple(dict.fromkeys(listed.unmet)))


class _Demand(NamedTuple):
    """What a requirement asks of a crate."""

    package: str
    requirement: Requirement
    features: frozenset[str]

    def __str__(self) -> str:
        """For people."""
        features = ", ".join(sorted(self.features - {_DEFAULT}))
        return f"{self.package} {self.requirement}" + (f" with {features}" if features else "")

    def allows(self, line: Line) -> bool:
        """Whether cargo looks at a version for this."""
        if line.name != self.package or not self.requirement.matches(line.version):
            return False
        return line.is_candidate

    def meets(self, line: Line) -> bool:
        """Whether a version will do."""
        if not self.allows(line) or line.package is None:
            return False
        return line.package.has(self.features - {_DEFAULT})


_Version = tuple[str, "Version"]


class _Walk:
    """One walk from projects to all that they need; each step may only add."""

    def __init__(
        self,
        known: Mapping[str, Index | None],
        rule: Rule,
        dead: AbstractSet[_Version] = frozenset(),
    ) -> None:
        """Take what was found to be `dead`: such versions as need what there is not."""
        self.unknown: set[str] = set()
        self.unmet: list[str] = []
        self.dead: set[_Version] = set()
        self._known = known
        self._rule = rule
        self._dead = dead
        self._demands: dict[str, dict[_Demand, str]] = {}  # and why nothing meets them
        self._taken: dict[str, dict[Version, set[str]]] = {}  # with the features it is asked for
        self._waiting: deque[tuple[str, Line]] = deque()

    def run(self, projects: Iterable[Project]) -> None:
        """Walk as far as the known index files go."""
        for project in projects:
            for unmet in self._ask(project.package, _everything(project.package), is_root=True):
                self.unmet.append(f"{project.path} needs {unmet}")
        while self._waiting:
            crate, line = self._waiting.popleft()
            if line.package is None:
                continue
            features = frozenset(self._taken[crate][line.version])
            for unmet in self._ask(line.package, features):
                self.unmet.append(f"{line.name} {line.version} needs {unmet}")
                self.dead.add((crate, line.version))

    def versions(self) -> dict[str, frozenset[Version]]:
        """The versions that were taken, by the crate in lower case."""
        return {crate: frozenset(versions) for crate, versions in self._taken.items() if versions}

    def _ask(
        self, package: Package, features: frozenset[str], *, is_root: bool = False
    ) -> Iterator[str]:
        """Ask for all that is needed with some features; tell what there is not."""
        for dependency, asked in needed(package, features):
            if (dependency.kind == "dev" and not is_root) or not self._rule.admits(dependency):
                continue
            demand = _Demand(dependency.package, dependency.requirement, asked)
            problem = self._met(demand) if dependency.registry is None else _ELSEWHERE
            if problem:
                yield f"{demand}, {problem}"

    def _met(self, demand: _Demand) -> str:
        """Take what a demand is for; why there is none, or nothing as far as is known."""
        crate = demand.package.lower()
        demands = self._demands.setdefault(crate, {})
        if demand not in demands:
            demands[demand] = ""
            demands[demand] = self._meet(crate, demand)
        return demands[demand]

    def _meet(self, crate: str, demand: _Demand) -> str:
        if crate not in self._known:
            if not is_name(crate):
                return _ABSENT
            self.unknown.add(crate)
            return ""
        index = self._known[crate]
        if index is None:
            return _ABSENT
        taken = self._taken.setdefault(crate, {})
        picked = [*self._picks(index, demand)]
        for line in picked:
            others = () if line.version in taken else self._demands[crate]
            self._hold(crate, line, (demand, *others))
        for line in index.lines:
            if line.version in taken and demand.meets(line):
                self._hold(crate, line, (demand,))
        met = [line.version for line in picked if demand.meets(line)]
        if all((crate, version) in self._dead for version in met):
            return _DEAD if met else _ABSENT
        return ""

    def _hold(self, crate: str, line: Line, demands: Iterable[_Demand]) -> None:
        """Take a version, with what is asked of it by those demands that it meets."""
        taken = self._taken[crate]
        is_new = line.version not in taken
        features = taken.setdefault(line.version, set())
        before = len(features)
        for demand in demands:
            if demand.meets(line):
                features |= demand.features
        if is_new or len(features) > before:
            self._waiting.append((crate, line))

    def _picks(self, index: Index, demand: _Demand) -> Iterator[Line]:
        """The newest versions of each line that meet a demand, and dead ones before them."""
        if self._rule.newest is None:
            yield from filter(demand.allows, index.lines)
            return
        counts: dict[tuple[int, ...], int] = {}
        for line in sorted(index.lines, key=lambda one: one.version, reverse=True):
            count = counts.get(line.version.line, 0)
            if count < self._rule.newest and demand.meets(line):
                is_alive = (index.crate, line.version) not in self._dead
                counts[line.version.line] = count + is_alive
                yield line


def _everything(package: Package) -> frozenset[str]:
    """All features and optional dependencies, with which cargo resolves a project itself."""
    return package.all_features | {one.name for one in package.dependencies if one.is_optional}


def _only(index: Index | None, versions: frozenset[Version]) -> Index | None:
    if index is None:
        return None
    return index._replace(lines=tuple(one for one in index.lines if one.version in versions))
