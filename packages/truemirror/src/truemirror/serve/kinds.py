"""What a path is for, and so how it is called, and for how long it may be kept."""

from __future__ import annotations

import re
from enum import StrEnum

_YEAR = 365 * 24 * 3600
_BRIEFLY = "public, max-age=600"
_FOR_EVER = f"public, max-age={_YEAR}, immutable"
_TEXT = "text/plain; charset=utf-8"
_TYPES = {
    "json": "application/json",
    "toml": _TEXT,
    "txt": _TEXT,
    "sha256": _TEXT,
    "asc": _TEXT,
    "xz": "application/x-xz",
    "gz": "application/gzip",
    "zst": "application/zstd",
    "crate": "application/gzip",
}
# Archives of a release, and a rustup of some version, are never changed.
_DATED = re.compile(r"dist/\d{4}-\d\d-\d\d/.*\.(?:tar\.\w+|msi|pkg)(?:\.sha256|\.asc)?")
_OLD_RUSTUP = re.compile(r"rustup/archive/.*")
_SLASHES = re.compile("/{2,}")


class Kind(StrEnum):
    """A class of paths that are asked for in the same way."""

    INDEX = "index"
    CRATE = "crate"
    MANIFEST = "manifest"
    ARCHIVE = "archive"
    RUSTUP = "rustup"
    OTHER = "other"


def local(path: str) -> str:
    """A path as it was asked for, from the mirror's root.

    Who was told a server's address with a slash at its end asks with two of them.
    """
    return _SLASHES.sub("/", path).removeprefix("/")


def kind_of(path: str) -> Kind:
    """The class of a path."""
    top = path.partition("/")[0]
    if top == "dist":
        return Kind.ARCHIVE if _DATED.fullmatch(path) else Kind.MANIFEST
    known = {"index": Kind.INDEX, "crates": Kind.CRATE, "rustup": Kind.RUSTUP}
    return Kind.MANIFEST if path == "manifests.txt" else known.get(top, Kind.OTHER)


def media_type(path: str) -> str:
    """What the bytes at a path are."""
    if kind_of(path) is Kind.INDEX and not path.endswith(".json"):
        return _TEXT
    return _TYPES.get(path.rpartition(".")[2], "application/octet-stream")


def cache_control(path: str) -> str:
    """For how long whoever has a file may take it to be the same."""
    lasting = kind_of(path) in {Kind.CRATE, Kind.ARCHIVE} or _OLD_RUSTUP.fullmatch(path)
    return _FOR_EVER if lasting else _BRIEFLY
