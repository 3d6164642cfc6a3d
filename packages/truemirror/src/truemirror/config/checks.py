"""What is wrong with settings that are of the right type."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from truemirror.config.addresses import has_server, is_repository
from truemirror.upstream.channels import BadChannelError, check
from truemirror.upstream.names import may_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from truemirror.config.values import Config, CratesTable, MirrorTable, ToolchainsTable

_BUCKET = re.compile(r"(?:s3|gs|az)://[A-Za-z0-9][A-Za-z0-9._-]*(?:/.*)?")
_ADDRESSES = ("endpoint", "endpoint_url", "proxy_url")  # how options end that are addresses
_PLACE = "a folder, or a bucket as s3://BUCKET/PREFIX, gs://BUCKET/PREFIX or az://BUCKET/PREFIX"
_ADDRESS = (
    "an address that begins with https:// or http:// and has a host and, if any, a port up to 65535"
)
_PATH = "a path without NUL; where it begins with ~, of a home that there is"
_REPOSITORY = (
    "a folder, HOST:PATH, or an address that begins with https://, http://, ssh://, git:// or "
    "file:/// and has a host that there can be"
)
_NAME = (
    "a name of a crate (a letter, then letters, digits, - and _, in ASCII and up to 64), or a "
    "pattern for such names with *, ? and […]"
)


def wrong(config: Config) -> Iterator[str]:
    """What is wrong, each with its key and what is allowed."""
    for key, path in _paths(config):
        if not _is_path(path):
            yield _told(key, path, _PATH)
    yield from _mirror(config.mirror)
    if config.toolchains:
        yield from _toolchains(config.toolchains)
    if config.crates:
        yield from _crates(config.crates)
    yield from _address("serve.public", config.serve.public)


def _paths(config: Config) -> Iterator[tuple[str, str]]:
    """The paths of this machine, with their keys."""
    yield "mirror.place", config.mirror.place
    yield "mirror.work", config.mirror.work or ""
    yield "upstream.certificates", config.upstream.certificates or ""
    yield "toolchains.key", (config.toolchains and config.toolchains.key) or ""
    if config.crates:
        yield from (("crates.locks", path) for path in config.crates.locks)
        yield from (("crates.projects", path) for path in config.crates.projects)


def _is_path(text: str) -> bool:
    try:
        Path(text).expanduser()
    except RuntimeError:  # nobody knows whose home it begins with
        return False
    return "\0" not in text


def _mirror(table: MirrorTable) -> Iterator[str]:
    if "://" in table.place and not _BUCKET.fullmatch(table.place):
        yield _told("mirror.place", table.place, _PLACE)
    for key, value in table.options.items():
        if key.lower().endswith(_ADDRESSES):
            yield from _address(f"mirror.options.{key}", value)


def _toolchains(table: ToolchainsTable) -> Iterator[str]:
    yield from _address("toolchains.server", table.server)
    for wish in table.channels:
        try:
            check(wish)
        except BadChannelError as error:
            yield f"`toolchains.channels`: {error}"


def _crates(table: CratesTable) -> Iterator[str]:
    yield from _address("crates.index", table.index)
    if table.git and not is_repository(table.git):
        yield _told("crates.git", table.git, _REPOSITORY)
    for key, names in (("names", table.names), ("exclude", table.exclude)):
        for name in names:
            if not may_name(name):
                yield f"`crates.{key}` has {_shown(name)}, but each has to be {_NAME}"


def _address(key: str, address: str | None) -> Iterator[str]:
    if address is not None and not has_server(address):
        yield _told(key, address, _ADDRESS)


def _told(key: str, value: str, allowed: str) -> str:
    return f"`{key}` is {_shown(value)}, but has to be {allowed}"


def _shown(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
