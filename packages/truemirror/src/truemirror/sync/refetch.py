"""Fetching published files again, where what there is of them is damaged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truemirror.sync.transfer import Failed, Request
from truemirror.upstream.index import BadConfigError, Line, read_config
from truemirror.upstream.versions import BadVersionError, Version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from truemirror.config.values import Config, CratesTable
    from truemirror.store.defects import Defect
    from truemirror.store.tree import Content
    from truemirror.sync.fetch import Fetcher
    from truemirror.upstream.index import Config as Registry

_INDEX = "index/"
_CRATES = "crates/"
_DIST = ("dist/", "rustup/", "manifests.txt")


def refetch(
    config: Config, fetcher: Fetcher, partial: Path, defects: Iterable[Defect]
) -> Iterator[Path]:
    """Fetch what is damaged from where it once came; gives what came, on the disk.

    What upstream has with other bytes by now does not come: the next sync sees to that.
    """
    paths = {one.content: one.path for one in defects if one.content}
    registry = None
    if config.crates and any(path.startswith(_CRATES) for path in paths.values()):
        registry = _registry(config.crates, fetcher)
    requests = []
    for content, path in paths.items():
        into = partial / content.sha256
        url = _url(config, registry, path, content)
        if not content.size:  # as what marks a file that is gone
            into.write_bytes(b"")
            yield into
        elif url:
            requests.append(Request(url, into, content.sha256))
    for outcome in fetcher.run(requests):
        if outcome.request.into and not isinstance(outcome, Failed):
            yield outcome.request.into


def _registry(table: CratesTable, fetcher: Fetcher) -> Registry | None:
    """What the index says of where archives are, if it can be read."""
    url = f"{table.index.rstrip('/')}/config.json"
    for outcome in fetcher.run([Request(url)]):
        if not isinstance(outcome, Failed):
            try:
                return read_config(url, outcome.data)
            except BadConfigError:
                return None
    return None


def _url(config: Config, registry: Registry | None, path: str, content: Content) -> str | None:
    """Where upstream has a file that is published under a path, as far as that can be told."""
    if config.toolchains and path.startswith(_DIST):
        return f"{config.toolchains.server.rstrip('/')}/{path}"
    if config.crates and path.startswith(_INDEX):
        return f"{config.crates.index.rstrip('/')}/{path.removeprefix(_INDEX)}"
    if registry and path.startswith(_CRATES):
        *_, name, file = path.split("/")
        try:
            version = Version.parse(file.removeprefix(f"{name}-").removesuffix(".crate"))
        except BadVersionError:
            return None
        return registry.archive(
            Line(
                name=name,
                version=version,
                sha256=content.sha256,
                is_yanked=False,
                from_the_future=False,
                published=None,
                data=b"",
            )
        )
    return None
