"""A registry as files: `index/…` for cargo, `crates/…` for archives, `rss/…` for what is new."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

from upstream.crates import index_path
from upstream.feeds import FEEDS
from upstream.site import File, kept
from upstream.world import BEGINNING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from upstream.crates import Crate
    from upstream.registry import Registry

CONFIG = "index/config.json"
_LONG = re.compile(r"crates/([\w-]+)/\1-([^/]+)\.crate")
_SHORT = re.compile(r"crates/([\w-]+)/([^/]+)/download")
_DENIED = b"<Error><Code>AccessDenied</Code></Error>"


class RegistrySite:
    """The files of a registry, as crates.io has them on two hosts."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self._by_index = {index_path(name): name for name in (*registry.names, *registry.gone)}
        self._touched = {change.name: change.at for change in registry.log}

    def get(self, path: str, address: str) -> File | None:
        if path == CONFIG:
            return kept(config(address), BEGINNING)
        if path.startswith("index/"):
            return self._index(path.removeprefix("index/"))
        if path in FEEDS:
            return kept(FEEDS[path](self.registry), self.registry.now)
        found = _LONG.fullmatch(path) or _SHORT.fullmatch(path)
        return self._archive(found[1], found[2]) if found else None

    def paths(self) -> Iterator[str]:
        yield from (CONFIG, *FEEDS)
        for name in self.registry.names:
            yield f"index/{index_path(name)}"
            for version in self.registry.crate(name).versions:
                yield archive_path(name, version.number)

    def _index(self, path: str) -> File | None:
        name = self._by_index.get(path)
        if name is None:
            return None
        if name in self.registry.gone:
            return kept(b"", self.registry.now, self.registry.gone[name])
        crate = self.registry.crate(name)
        published = max(version.published for version in crate.versions)
        modified = self._touched.get(name, published)
        return File(_tag(crate), modified, lambda: self.registry.index(name))

    def _archive(self, name: str, number: str) -> File | None:
        try:
            version = self.registry.version(name, number)
        except KeyError:
            return kept(_DENIED, BEGINNING, 403)  # as a bucket does that cannot be listed
        if version.status != 200:
            return kept(_DENIED, BEGINNING, version.status)
        etag = hashlib.md5(f"{name} {version}".encode(), usedforsecurity=False).hexdigest()
        return File(etag, version.published, lambda: self.registry.archive(name, number))


def archive_path(name: str, number: str) -> str:
    """Where the archive of a version is."""
    return f"crates/{name}/{name}-{number}.crate"


def config(address: str, template: str = "") -> bytes:
    """The config.json of an index at an address; crates.io's has no template for archives."""
    return json.dumps({"dl": f"{address}/crates{template}", "api": address}, indent=2).encode()


def _tag(crate: Crate) -> str:
    return hashlib.md5(repr(crate).encode(), usedforsecurity=False).hexdigest()
