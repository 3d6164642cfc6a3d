"""What a mirror is to hold, as values."""

from __future__ import annotations

from typing import NamedTuple

CRATE = "crate "  # what names of bundles of crates begin with


class Entry(NamedTuple):
    """A file that upstream has and whose content is known before it is fetched.

    `path` is where it stands in the published tree, `sha256` that of its bytes in 64 hex digits,
    and `size` how many those are, where upstream tells. Archives of toolchains have a `target`.
    """

    path: str
    sha256: str
    url: str
    size: int | None = None
    target: str = ""


class Document(NamedTuple):
    """A file that tells of others, such as a channel manifest, as the bytes upstream served.

    Where lines are left out of it, `received` is how many bytes upstream served. One without bytes
    is a mark: it tells by its path alone, and upstream has none.
    """

    path: str
    data: bytes
    received: int | None = None


class Bundle(NamedTuple):
    """What is published together or not at all: documents, and all that they promise.

    A bundle that cannot be had whole stays as it was in the last generation, and holds up no other.
    Names are `channel stable`, `channel nightly-2026-05-20`, `rustup stable` or `crate serde`.
    """

    name: str
    documents: tuple[Document, ...]
    entries: tuple[Entry, ...]
