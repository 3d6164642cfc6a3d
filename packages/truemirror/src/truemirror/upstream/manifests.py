"""Channel manifests of rustup, and what of one is wanted.

The format is version 2, as rustup reads it (`src/dist/manifest.rs`). What is not named here is left
alone: a manifest is published as the bytes that upstream served.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from truemirror.errors import TruemirrorError, printable
from truemirror.upstream.model import Entry
from truemirror.upstream.toml import BadTomlError, read_toml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PUBLIC = "https://static.rust-lang.org"
_SHA256 = re.compile(r"[0-9a-f]{64}")
# As archives are called; others might lead elsewhere, or be none to a web server or a disk.
_PATH = re.compile(r"dist(?:/(?!\.{1,2}(?:/|$))[\w.+~*-]{1,255})+", re.ASCII)
_ANY = "*"


class BadManifestError(TruemirrorError):
    """A channel manifest cannot be read, or says what cannot be."""

    def __init__(self, path: str, reason: str) -> None:
        """Tell which manifest, and what is wrong."""
        super().__init__(f"{path}: {printable(reason)}")


class Selection(NamedTuple):
    """What is wanted of each toolchain.

    `hosts` are triples to run it on, all of them where there are none; `targets` further ones to
    build for. `profile` is one of the manifest's, or None for all packages, and `components` come
    on top, by their present or former names. A manifest from before there were profiles has one
    in effect, as rustup takes it: what belongs to the toolchain itself. `compressions` are in the
    order of preference: of each archive there is the first of them that upstream has. All packages
    for all hosts are all that the manifest has, installers too.
    """

    hosts: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    profile: str | None = "default"
    components: tuple[str, ...] = ()
    compressions: tuple[str, ...] = ("zst", "xz", "gz")


class Component(msgspec.Struct, frozen=True):
    """A part of a toolchain: a package, for a target or, by `*`, for any."""

    pkg: str
    target: str | None = None


class Archive(msgspec.Struct, frozen=True):
    """Where a package for one target is, by each compression, and what belongs to it."""

    available: bool = False
    url: str | None = None
    hash: str | None = None
    xz_url: str | None = None
    xz_hash: str | None = None
    zst_url: str | None = None
    zst_hash: str | None = None
    components: list[Component] = []
    extensions: list[Component] = []

    def by(self, compression: str) -> tuple[str, str] | None:
        """Its address and sha256 in a compression: `gz`, `xz` or `zst`."""
        url, sha256 = {
            "gz": (self.url, self.hash),
            "xz": (self.xz_url, self.xz_hash),
            "zst": (self.zst_url, self.zst_hash),
        }[compression]
        return (url, sha256) if url and sha256 else None


class Package(msgspec.Struct, frozen=True):
    """A package of a toolchain, by target."""

    target: dict[str, Archive]
    version: str = ""


class Rename(msgspec.Struct, frozen=True):
    """What a component is called now."""

    to: str


class Manifest(msgspec.Struct, frozen=True, rename={"version": "manifest-version"}):
    """A channel's toolchain on a day."""

    version: str
    date: str
    pkg: dict[str, Package]
    renames: dict[str, Rename] = {}
    profiles: dict[str, list[str]] = {}


def read_manifest(path: str, data: bytes) -> Manifest:
    """Read a channel manifest; `path` is for messages.

    Raises:
        BadManifestError: it is no TOML, of another version, or has not what rustup needs.
    """
    try:
        manifest = msgspec.convert(read_toml(data), Manifest)
    except (BadTomlError, msgspec.ValidationError) as error:
        raise BadManifestError(path, str(error)) from error
    if manifest.version != "2":
        raise BadManifestError(path, f"has the format {manifest.version}; only 2 is understood")
    return manifest


def wanted(path: str, manifest: Manifest, selection: Selection, server: str) -> Iterator[Entry]:
    """The archives that are wanted of a manifest, each once, from a server such as `PUBLIC`.

    A host that a manifest does not have is passed over: older ones have fewer.

    Raises:
        BadManifestError: there is no such profile or component, or an archive has no place on the
            server or no sha256.
    """
    seen: set[str] = set()
    for name, target in _parts(path, manifest, selection):
        archive = manifest.pkg[name].target.get(target)
        if archive is None or not archive.available:
            continue
        for compression in selection.compressions:
            found = archive.by(compression)
            if found and found[0] not in seen:
                seen.add(found[0])
                yield _entry(path, *found, server)._replace(target=target)
            if found:
                break


def absent(manifest: Manifest, selection: Selection) -> Iterator[str]:
    """The hosts and further targets that are wanted, and for which a manifest has nothing."""
    for triples, name in ((selection.hosts, "rust"), (selection.targets, "rust-std")):
        there = manifest.pkg[name].target if name in manifest.pkg else {}
        yield from (one for one in triples if one not in there or not there[one].available)


def _parts(path: str, manifest: Manifest, selection: Selection) -> Iterator[tuple[str, str]]:
    """The packages that are wanted, each for a target."""
    toolchains = manifest.pkg["rust"].target if "rust" in manifest.pkg else {}
    names = _names(path, manifest, selection)
    if names is None and not selection.hosts:
        yield from ((name, target) for name, one in manifest.pkg.items() for target in one.target)
        return
    for host in selection.hosts or tuple(toolchains):
        toolchain = toolchains.get(host)
        if toolchain is None or not toolchain.available:
            continue
        for one in (*toolchain.components, *toolchain.extensions):
            target = one.target or _ANY
            for_host = target in {host, _ANY} and (names is None or one.pkg in names)
            if (for_host or _is_for(one.pkg, target, selection)) and one.pkg in manifest.pkg:
                yield one.pkg, target


def _is_for(name: str, target: str, selection: Selection) -> bool:
    """Whether it is the standard library of a further target."""
    return name == "rust-std" and target in selection.targets


def _names(path: str, manifest: Manifest, selection: Selection) -> set[str] | None:
    """The packages that profile and components name; None for all."""
    if selection.profile is None:
        return None
    profiles = manifest.profiles or {selection.profile: [*_together(manifest)]}
    if selection.profile not in profiles:
        known = ", ".join(profiles)
        raise BadManifestError(path, f"has no profile {selection.profile}; it has {known}")
    return {*profiles[selection.profile], *_known(path, manifest, selection.components)}


def _together(manifest: Manifest) -> Iterator[str]:
    """The packages that belong to the toolchain itself."""
    for toolchain in manifest.pkg["rust"].target.values() if "rust" in manifest.pkg else ():
        yield from (one.pkg for one in toolchain.components)


def _known(path: str, manifest: Manifest, components: Iterable[str]) -> Iterator[str]:
    for name in components:
        package = manifest.renames[name].to if name in manifest.renames else name
        if package not in manifest.pkg:
            raise BadManifestError(path, f"has no component {name}")
        yield package


def _entry(path: str, url: str, sha256: str, server: str) -> Entry:
    """An archive at the path of its address, as rustup asks a mirror for it."""
    for own in (PUBLIC, server):
        place = url.removeprefix(own.rstrip("/") + "/")
        if place != url and _PATH.fullmatch(place):
            break
    else:
        raise BadManifestError(path, f"has an archive that is not in dist/ of {server}: {url}")
    if not _SHA256.fullmatch(sha256):
        raise BadManifestError(path, f"`{sha256}` is no sha256")
    return Entry(place, sha256, f"{server.rstrip('/')}/{place}")
