"""What a crate is to a registry, and its files: the archive of a version, the index file."""

from __future__ import annotations

import json
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping


class Trick(Enum):
    """What an archive may hold that none should."""

    NONE = "nothing"
    SYMLINK = "a symbolic link out of the crate"
    HARD_LINK = "a hard link out of the crate"
    CLIMB = "a path with `..`"
    ABSOLUTE = "an absolute path"
    STRANGER = "a file beside the crate's own folder"
    BOMB = "zeros, a thousand times the size of the archive"


class Version(NamedTuple):
    """A published version, without what follows from the name of its crate.

    It has the first `dependencies` of its crate's. `issue` counts how often the number was
    published, each time with other bytes; `status` is what a server answers for its archive.
    """

    number: str
    published: dt.datetime
    size: int = 1000
    dependencies: int = 0
    yanked: bool = False
    issue: int = 1
    trick: Trick = Trick.NONE
    status: int = 200


class Crate(NamedTuple):
    """A crate with its versions, oldest first."""

    name: str
    versions: tuple[Version, ...]


class Dependency(NamedTuple):
    """What one crate needs of another; `rename` is what it calls that."""

    package: str
    req: str
    kind: str = "normal"
    features: tuple[str, ...] = ()
    optional: bool = False
    default_features: bool = True
    target: str | None = None
    rename: str | None = None

    @property
    def name(self) -> str:
        """What the manifest calls it."""
        return self.rename or self.package


class Facts(NamedTuple):
    """What follows from a crate's name for all its versions."""

    dependencies: tuple[Dependency, ...] = ()
    links: str | None = None
    namespaced: bool = False  # features name optional dependencies by `dep:`
    rust_version: str | None = None


# --- the index ------------------------------------------------------------------------------------


def index_path(name: str) -> str:
    """Where the index file of a crate is.

    As "Index files" in cargo's book has it: https://doc.rust-lang.org/cargo/reference/registry-index.html
    """
    lower = name.lower()
    if len(lower) > 3:
        return f"{lower[:2]}/{lower[2:4]}/{lower}"
    return f"3/{lower[0]}/{lower}" if len(lower) == 3 else f"{len(lower)}/{lower}"


def index_line(name: str, version: Version, facts: Facts, cksum: str) -> str:
    """The line of a version, its fields in the order of crates.io."""
    dependencies = facts.dependencies[: version.dependencies]
    plain, namespaced = features(dependencies, namespaced=facts.namespaced)
    line: dict[str, Any] = {
        "name": name,
        "vers": version.number,
        "deps": [_index_dependency(one) for one in dependencies],
        "cksum": cksum,
        "features": plain,
        **({"features2": namespaced} if namespaced else {}),
        "yanked": version.yanked,
        **({"links": facts.links} if facts.links else {}),
        **({"v": 2} if namespaced else {}),
        **({"rust_version": facts.rust_version} if facts.rust_version else {}),
        "pubtime": f"{version.published:%Y-%m-%dT%H:%M:%SZ}",
    }
    return json.dumps(line, separators=(",", ":"))


def _index_dependency(one: Dependency) -> dict[str, Any]:
    return {
        "name": one.name,
        "req": one.req,
        "features": one.features,
        "optional": one.optional,
        "default_features": one.default_features,
        "target": one.target,
        "kind": one.kind,
        **({"package": one.package} if one.rename else {}),
    }


def features(
    dependencies: Iterable[Dependency], *, namespaced: bool
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The features of a version: those of old, and those that need version 2 of the index."""
    plain: dict[str, list[str]] = {"default": ["std"], "std": []}
    optional = [one.name for one in dependencies if one.optional]
    if not optional:
        return plain, {}
    if not namespaced:
        return plain | {"extra": optional}, {}
    weak = [f"{name}?/std" for name in optional]
    return plain, {"extra": [f"dep:{name}" for name in optional], "extra-std": ["std", *weak]}


# --- the manifest ---------------------------------------------------------------------------------


def manifest(name: str, version: Version, facts: Facts) -> str:
    """The Cargo.toml that agrees with the line of the index."""
    dependencies = facts.dependencies[: version.dependencies]
    plain, namespaced = features(dependencies, namespaced=facts.namespaced)
    package: dict[str, Any] = {
        "name": name,
        "version": version.number,
        "edition": "2021",
        "description": f"The crate {name}, made for tests",
        "license": "MIT",
        "links": facts.links,
        "rust-version": facts.rust_version,
    }
    tables = [_table("package", package), _table("features", plain | namespaced)]
    tables += [_dependency_table(one) for one in dependencies]
    return "\n".join(tables)


def _dependency_table(one: Dependency) -> str:
    kind = "dependencies" if one.kind == "normal" else f"{one.kind}-dependencies"
    section = f"target.'{one.target}'.{kind}" if one.target else kind
    values: dict[str, Any] = {
        "version": one.req,
        "package": one.package if one.rename else None,
        "features": list(one.features) or None,
        "optional": one.optional or None,
        "default-features": None if one.default_features else False,
    }
    return _table(f"{section}.{one.name}", values)


def _table(name: str, values: Mapping[str, Any]) -> str:
    # JSON of strings, lists of them and booleans is TOML too.
    said = (f"{key} = {json.dumps(value)}\n" for key, value in values.items() if value is not None)
    return f"[{name}]\n{''.join(said)}"
