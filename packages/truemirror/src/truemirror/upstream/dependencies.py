"""What a package needs of others, and what of that its features ask for, as cargo resolves it.

The rules are those of cargo's resolver (`core/resolver/dep_cache.rs`), which writes Cargo.lock. It
looks at dependencies for all targets, and takes `name?/feature` to ask for the dependency too: what
a build then uses can only be less.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
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


class Package(NamedTuple):
    """What decides on the dependencies of a version, or of a project."""

    dependencies: tuple[Dependency, ...]
    features: Mapping[str, tuple[str, ...]]

    def has(self, features: Iterable[str]) -> bool:
        """Whether it has all of some features; cargo takes no version that lacks one."""
        return all(one in self.features or one in self._implicit() for one in features)

    def _implicit(self) -> set[str]:
        """Optional dependencies that are features, as none names them by `dep:`."""
        named = {value for values in self.features.values() for value in values}
        optional = {one.name for one in self.dependencies if one.is_optional}
        return {name for name in optional if f"dep:{name}" not in named}


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


def everything(package: Package) -> frozenset[str]:
    """All features, with which cargo resolves the packages of a project itself."""
    optional = (one.name for one in package.dependencies if one.is_optional)
    return frozenset((*package.features, *optional))


def _asked(package: Package, features: AbstractSet[str]) -> dict[str, set[str]]:
    """By the name of a dependency, what features ask it for; optional ones are asked by that."""
    optional = {one.name for one in package.dependencies if one.is_optional}
    asked: dict[str, set[str]] = {}
    seen: set[str] = set()
    waiting = [*features]
    while waiting:
        value = waiting.pop()
        if value in seen:
            continue
        seen.add(value)
        name, slash, feature = value.removeprefix("dep:").partition("/")
        name = name.removesuffix("?") if slash else name
        if slash:
            asked.setdefault(name, set()).add(feature)
            if name in optional and not value.partition("/")[0].endswith("?"):
                waiting.append(name)
        elif value in package.features:
            waiting.extend(package.features[value])
        elif name in optional:
            asked.setdefault(name, set())
    return asked
