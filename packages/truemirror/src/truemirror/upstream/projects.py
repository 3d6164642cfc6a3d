"""What a project's Cargo.toml asks of a registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from truemirror.errors import TruemirrorError
from truemirror.upstream.dependencies import Dependency, Package
from truemirror.upstream.platforms import BadPlatformError, read_platform
from truemirror.upstream.toml import BadTomlError, read_toml
from truemirror.upstream.versions import BadVersionError, Requirement

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TABLES = ("package", "workspace", "project")  # the last is what the first was of old
_NONE = "is no Cargo.toml: it has neither `[package]` nor `[workspace]`"
_ELSEWHERE = {
    "git": "is in a git repository",
    "registry": "is in another registry",
    "registry_index": "is in another registry",
}


class BadProjectError(TruemirrorError):
    """A Cargo.toml cannot be read."""

    exit_code = 2

    def __init__(self, path: str, reason: str) -> None:
        """Tell which one, and what is wrong."""
        super().__init__(f"{path}: {reason}")


class Project(NamedTuple):
    """A Cargo.toml: its path, what it needs of the registry, and what it has from elsewhere.

    Cargo resolves it together with those in some `folders`, as seen from its own: dependencies and
    patches that are there, and members of a workspace, which may be given by patterns.
    """

    path: str
    package: Package
    passed_over: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()


class _Wish(msgspec.Struct, frozen=True, rename="kebab"):
    """A dependency as a table; keys in the spelling of old are read too."""

    version: str = "*"
    package: str | None = None
    features: list[str] = []
    default_features: bool = True
    optional: bool = False
    path: str | None = None
    git: str | None = None
    registry: str | None = None
    registry_index: str | None = None


class _Tables(msgspec.Struct, frozen=True, rename="kebab"):
    """The tables of dependencies, of a package or for a target."""

    dependencies: dict[str, Any] = {}
    dev_dependencies: dict[str, Any] = {}
    build_dependencies: dict[str, Any] = {}

    @property
    def kinds(self) -> tuple[tuple[str, dict[str, Any]], ...]:
        """The tables by the kinds of dependencies."""
        return (
            ("normal", self.dependencies),
            ("dev", self.dev_dependencies),
            ("build", self.build_dependencies),
        )


class _Workspace(msgspec.Struct, frozen=True):
    dependencies: dict[str, Any] = {}
    members: list[str] = []


class _Manifest(msgspec.Struct, frozen=True):
    features: dict[str, list[str]] = {}
    target: dict[str, dict[str, Any]] = {}
    workspace: _Workspace = _Workspace()
    patch: dict[str, dict[str, Any]] = {}
    replace: dict[str, Any] = {}

    @property
    def patches(self) -> tuple[tuple[str, Any], ...]:
        """What stands in for crates of registries, by name."""
        tables = (*self.patch.values(), self.replace)
        return tuple(one for table in tables for one in table.items())


class _Kind(NamedTuple):
    kind: str
    target: str | None


def read_project(path: str, data: bytes, workspace: bytes | None = None) -> Project:
    """Read a Cargo.toml; `workspace` is that of the workspace it is in, if it takes from there.

    Raises:
        BadProjectError: it cannot be read, or takes what the workspace does not have.
    """
    try:
        table = read_toml(data)
        if not any(isinstance(table.get(one), dict) for one in _TABLES):
            raise BadProjectError(path, _NONE)
        root = read_toml(workspace) if workspace else table
        manifest = msgspec.convert(table, _Manifest)
        shared = msgspec.convert(root, _Manifest).workspace.dependencies
        found = [*_dependencies(table, manifest, shared)]
        folders = tuple(dict.fromkeys(_folders(table, manifest)))
    except (BadTomlError, msgspec.ValidationError) as error:
        raise BadProjectError(path, str(error)) from error
    except (BadVersionError, BadPlatformError, KeyError) as error:
        reason = f"the workspace has no {error}" if isinstance(error, KeyError) else str(error)
        raise BadProjectError(path, reason) from error
    features = {name: tuple(values) for name, values in manifest.features.items()}
    needs = tuple(one for one in found if isinstance(one, Dependency))
    passed_over = tuple(f"{path}: {one}" for one in found if isinstance(one, str))
    return Project(path, Package(needs, features), passed_over, folders)


def _dependencies(
    table: Mapping[str, Any], manifest: _Manifest, shared: Mapping[str, Any]
) -> Iterator[Dependency | str]:
    """What is needed of the registry; a text where something is needed from elsewhere."""
    yield from _of(table, None, shared)
    for target, part in manifest.target.items():
        read_platform(target)
        yield from _of(part, target, shared)
    for name, wish in manifest.patches:
        if elsewhere := _elsewhere(_wish(wish)):
            yield f"{name}, as it is patched, {elsewhere}"


def _folders(table: Mapping[str, Any], manifest: _Manifest) -> Iterator[str]:
    """The folders of what cargo resolves together with a project."""
    yield from manifest.workspace.members
    wishes = [*manifest.workspace.dependencies.values(), *(one for _, one in manifest.patches)]
    for part in (table, *manifest.target.values()):
        kinds = msgspec.convert(_spelt(part), _Tables).kinds
        wishes += (wish for _, tables in kinds for wish in tables.values())
    for wish in wishes:
        if isinstance(wish, dict) and isinstance(wish.get("path"), str):
            yield wish["path"]


def _of(
    part: Mapping[str, Any], target: str | None, shared: Mapping[str, Any]
) -> Iterator[Dependency | str]:
    for kind, wishes in msgspec.convert(_spelt(part), _Tables).kinds:
        for name, entry in wishes.items():
            wish = _inherited(name, entry, shared)
            if wish.path is None:
                yield _dependency(name, wish, _Kind(kind, target))


def _elsewhere(wish: _Wish) -> str | None:
    return next((why for key, why in _ELSEWHERE.items() if getattr(wish, key)), None)


def _dependency(name: str, wish: _Wish, kind: _Kind) -> Dependency | str:
    if elsewhere := _elsewhere(wish):
        return f"{name} {elsewhere}"
    return Dependency(
        name,
        wish.package or name,
        Requirement.parse(wish.version),
        frozenset(wish.features),
        default_features=wish.default_features,
        is_optional=wish.optional,
        kind=kind.kind,
        target=kind.target,
    )


def _inherited(name: str, wish: Any, shared: Mapping[str, Any]) -> _Wish:
    """A dependency as it stands there, or as the workspace has it with what is added to that."""
    if not (isinstance(wish, dict) and wish.get("workspace")):
        return _wish(wish)
    own, whole = _wish(wish), _wish(shared[name])
    return msgspec.structs.replace(
        whole,
        features=[*whole.features, *own.features],
        optional=own.optional,
        default_features=whole.default_features or "default-features" in _spelt(wish),
    )


def _wish(wish: Any) -> _Wish:
    return msgspec.convert({"version": wish} if isinstance(wish, str) else _spelt(wish), _Wish)


def _spelt(table: Any) -> Any:
    """A table with its keys in the spelling of today, which wins where there are both."""
    if not isinstance(table, dict):
        return table
    return {key.replace("_", "-"): value for key, value in table.items()} | {
        key: value for key, value in table.items() if "-" in key
    }
