"""What a Cargo.lock has of crates.io: exact versions, with the sha256 of their archives.

All formats that cargo ever wrote are read: up to the first, in which hashes stand apart, and to the
fourth, which writes sources from git in another way.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from truemirror.errors import TruemirrorError
from truemirror.upstream.index import BadNameError, index_path
from truemirror.upstream.toml import BadTomlError, read_toml
from truemirror.upstream.versions import BadVersionError, Version

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

CRATES_IO = (
    "registry+https://github.com/rust-lang/crates.io-index",
    "sparse+https://index.crates.io/",
)
_NEWEST = 4
_KEYS = frozenset({"package", "root", "version"})  # one of which each has; `root` is of old
_CHECKSUM = re.compile(r"checksum (\S+) (\S+) \((.+)\)")


class BadLockError(TruemirrorError):
    """A Cargo.lock cannot be read."""

    exit_code = 2

    def __init__(self, path: str, reason: str) -> None:
        """Tell which one, and what is wrong."""
        super().__init__(f"{path}: {reason}")


class Locked(NamedTuple):
    """A version of a crate, and the sha256 of its archive where the file has it."""

    name: str
    version: Version
    sha256: str | None


class Lock(NamedTuple):
    """A Cargo.lock: its path, what it has of the registry, and what it has from elsewhere."""

    path: str
    packages: tuple[Locked, ...]
    passed_over: tuple[str, ...]


class _Package(msgspec.Struct, frozen=True):
    name: str
    version: str
    source: str | None = None
    checksum: str | None = None


class _File(msgspec.Struct, frozen=True):
    version: int = 1
    package: list[_Package] = []
    metadata: dict[str, str] = {}


def read_lock(path: str, data: bytes, sources: Collection[str] = CRATES_IO) -> Lock:
    """Read a Cargo.lock; `sources` are what it calls the registry that is mirrored.

    Raises:
        BadLockError: it is none, is of a format of the future, or has what no registry has.
    """
    try:
        table = read_toml(data)
        if not _is_lock(table):
            raise BadLockError(path, "is no Cargo.lock: it has no `[[package]]`")
        file = msgspec.convert(table, _File)
    except (BadTomlError, msgspec.ValidationError) as error:
        raise BadLockError(path, str(error)) from error
    if file.version > _NEWEST:
        raise BadLockError(path, f"has format {file.version}; {_NEWEST} is the newest understood")
    apart = dict(_apart(file))
    packages: list[Locked] = []
    passed_over: list[str] = []
    for one in file.package:
        if one.source in sources:
            packages.append(_locked(path, one, apart))
        else:
            passed_over.append(f"{path}: {one.name} {one.version} is from {_where(one.source)}")
    return Lock(path, tuple(packages), tuple(passed_over))


def _is_lock(table: Mapping[str, Any]) -> bool:
    """Whether a table is that of a Cargo.lock; one that locks nothing has no packages."""
    return isinstance(table.get("package", []), list) and not _KEYS.isdisjoint(table)


def _apart(file: _File) -> Iterator[tuple[tuple[str, ...], str]]:
    """The hashes of the first format, by name, version and source."""
    for key, value in file.metadata.items():
        found = _CHECKSUM.fullmatch(key)
        if found and value != "<none>":
            yield found.groups(), value


def _locked(path: str, one: _Package, apart: dict[tuple[str, ...], str]) -> Locked:
    try:
        index_path(one.name)
        version = Version.parse(one.version)
    except (BadNameError, BadVersionError) as error:
        raise BadLockError(path, str(error)) from error
    sha256 = one.checksum or apart.get((one.name, one.version, one.source or ""))
    return Locked(one.name, version, sha256)


def _where(source: str | None) -> str:
    return source or "the project itself"
