"""What a package needs of others, and what of that its features ask for, as cargo resolves it.

The rules are those of cargo's resolver (`core/resolver/dep_cache.rs`), which writes Cargo.lock. It
looks at dependencies for all targets, and takes `name?/feature` to ask for the dependency too: what
a build then uses can only be less.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from truemirror.upstream.versions import Requirement

_DEFAULT = "default"


class Dependency(NamedTuple):
    """What a package needs of another, which it may call by a name of its own.

    `kind` is `normal`, `dev` or `build`; `target` a triple or `cfg(…)`, or None for all; `registry`
    the address of the index that the other is in, or None for the same one.
    """

    name: str
    package: str
    requirement: Requirement
    features: frozenset[str] = frozenset()
    default_features: bool = True
    is_optional: bool = False
    kind: str = "normal"
    target: str | None = None
    registry: str | None = None


@dataclass(frozen=True)
class Package:
    """What decides on the dependencies of a version, or of a project."""

    dependencies: tuple[Dependency, ...]
    features: Mapping[str, tuple[str, ...]]

    def has(self, features: AbstractSet[str]) -> bool:
        """Whether it has all of some features; cargo takes no version that lacks one."""
        return features <= self.all_features

    @property
    def is_sound(self) -> bool:
        """Whether features and dependencies fit together, as cargo demands of a version.

        See `build_feature_map` in cargo's `core/summary.rs`.
        """
        if any(one.is_optional and one.kind == "dev" for one in self.dependencies):
            return False
        names, optional, known = self._names(), self._names(optional=True), self.all_features
        used = {*known}
        for value in self._values():
            if value.kind is _Kind.FEATURE:
                fits = value.name in known
            elif value.kind is _Kind.OF_NEEDED:
                fits = value.name in names and "/" not in value.feature
            else:
                fits = value.name in optional
            if not fits:
                return False
            used.add(value.name)
        return optional <= used

    def _names(self, *, optional: bool = False) -> set[str]:
        return {one.name for one in self.dependencies if one.is_optional or not optional}

    def _values(self) -> Iterator[_Value]:
        return (_value(text) for texts in self.features.values() for text in texts)

    @cached_property
    def all_features(self) -> frozenset[str]:
        """All features; an optional dependency is one unless something names it by `dep:`."""
        named = {value.name for value in self._values() if value.kind is _Kind.NEEDED}
        return frozenset((*self.features, *(self._names(optional=True) - named)))


class _Kind(Enum):
    """What a value of a feature is."""

    FEATURE = "another feature"
    NEEDED = "dep:name"
    OF_NEEDED = "name/feature"
    OF_NEEDED_IF_USED = "name?/feature"


class _Value(NamedTuple):
    """A value of a feature: what it asks for."""

    kind: _Kind
    name: str
    feature: str = ""


def _value(text: str) -> _Value:
    name, slash, feature = text.partition("/")
    if slash:
        weak = name.endswith("?")
        kind = _Kind.OF_NEEDED_IF_USED if weak else _Kind.OF_NEEDED
        return _Value(kind, name.removesuffix("?"), feature)
    if name.startswith("dep:"):
        return _Value(_Kind.NEEDED, name.removeprefix("dep:"))
    return _Value(_Kind.FEATURE, name)


def needed(
    package: Package, features: AbstractSet[str]
) -> Iterator[tuple[Dependency, frozenset[str]]]:
    """The dependencies that a package has with some features, and the features it asks them for.

    Those that are not optional are always among them. A feature that there is not asks for nothing.
    """
    asked = _asked(package, features)
    for one in package.dependencies:
        if one.is_optional and one.name not in asked:
            continue
        default = {_DEFAULT} if one.default_features else frozenset()
        yield one, one.features | asked.get(one.name, frozenset()) | default


def _asked(package: Package, features: AbstractSet[str]) -> dict[str, set[str]]:
    """By the name of a dependency, what features ask it for; optional ones are asked by that."""
    optional = {one.name for one in package.dependencies if one.is_optional}
    asked: dict[str, set[str]] = {}
    seen: set[str] = set()
    waiting = [*features]
    while waiting:
        text = waiting.pop()
        if text in seen:
            continue
        seen.add(text)
        kind, name, feature = _value(text)
        if kind is _Kind.FEATURE and name in package.features:
            waiting.extend(package.features[name])
        elif kind is _Kind.FEATURE and name not in optional:
            continue
        else:
            asked.setdefault(name, set()).update(filter(None, [feature]))
        if kind is _Kind.OF_NEEDED and name in optional:
            waiting.append(name)
    return asked
