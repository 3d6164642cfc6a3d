"""A registry of real crates: those that Debian ships the sources of, packed again."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
import tomllib
from typing import TYPE_CHECKING, Any

from upstream.crates import index_path
from upstream.registry_site import CONFIG, archive_path, config
from upstream.site import File, Files, kept
from upstream.world import BEGINNING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_TEMPLATE = "/{crate}/{crate}-{version}.crate"
_KINDS = {"": "normal", "dev-": "dev", "build-": "build"}


class DebianCrates(Files):
    """All crates in a folder such as `/usr/share/cargo/registry`, one version of each."""

    def __init__(self, sources: Path) -> None:
        super().__init__(_packed(sources), BEGINNING)

    def get(self, path: str, address: str) -> File | None:
        if path == CONFIG:
            return kept(config(address, _TEMPLATE), self.modified)
        return super().get(path, address)

    def paths(self) -> Iterator[str]:
        yield from (CONFIG, *super().paths())


def _packed(sources: Path) -> Mapping[str, bytes]:
    """The files of the index, and the archives."""
    files: dict[str, bytes] = {}
    for folder in sorted(path.parent for path in sources.glob("*/Cargo.toml")):
        manifest = tomllib.loads((folder / "Cargo.toml").read_text())
        name, version = manifest["package"]["name"], manifest["package"]["version"]
        data = _archive(folder, f"{name}-{version}")
        line = _line(manifest, hashlib.sha256(data).hexdigest())
        path = f"index/{index_path(name)}"
        files[path] = files.get(path, b"") + json.dumps(line).encode() + b"\n"
        files[archive_path(name, version)] = data
    return files


def _archive(folder: Path, inside: str) -> bytes:
    """The `.crate` file, without what cargo and Debian added to its files."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    added = {".cargo-checksum.json", ".cargo-ok"}
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.GNU_FORMAT, dereference=True) as tar:
        for path in paths:
            if path.name not in added:
                tar.add(path, f"{inside}/{path.relative_to(folder).as_posix()}")
    return gzip.compress(file.getvalue(), compresslevel=1, mtime=0)


def _line(manifest: Mapping[str, Any], cksum: str) -> dict[str, Any]:
    package = manifest["package"]
    features = manifest.get("features", {})
    modern = any(":" in one or "?" in one for needs in features.values() for one in needs)
    return {
        "name": package["name"],
        "vers": package["version"],
        "deps": list(_dependencies(manifest)),
        "cksum": cksum,
        "features": {} if modern else features,
        "yanked": False,
        "links": package.get("links"),
        **({"features2": features, "v": 2} if modern else {}),
    }


def _dependencies(manifest: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    sections = [(None, manifest), *manifest.get("target", {}).items()]
    for target, section in sections:
        for prefix, kind in _KINDS.items():
            for name, said in section.get(f"{prefix}dependencies", {}).items():
                yield _dependency(name, {"version": said} if isinstance(said, str) else said) | {
                    "target": target,
                    "kind": kind,
                }


def _dependency(name: str, said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "req": said.get("version", "*"),
        "features": said.get("features", []),
        "optional": said.get("optional", False),
        "default_features": said.get("default-features", True),
        **({"package": said["package"]} if "package" in said else {}),
    }
