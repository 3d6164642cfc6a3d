"""Releases of the toolchain, and what each is made for."""

from __future__ import annotations

import hashlib
from typing import NamedTuple


class Layout(NamedTuple):
    """What each release is made for, and how many bytes pad each archive."""

    hosts: tuple[str, ...] = (
        "x86_64-unknown-linux-gnu",
        "aarch64-unknown-linux-gnu",
        "x86_64-pc-windows-gnu",
    )
    others: tuple[str, ...] = ("wasm32-unknown-unknown",)
    size: int = 5000

    @property
    def targets(self) -> tuple[str, ...]:
        """All that the standard library is made for."""
        return (*self.hosts, *self.others)


class Release(NamedTuple):
    """A release of a channel: `stable`, `beta` or `nightly`."""

    channel: str
    version: str  # 1.95.0, 1.96.0-beta.3, 1.97.0-nightly
    date: str  # 2026-04-16

    @property
    def label(self) -> str:
        """How the names of its archives call it."""
        return self.version if self.channel == "stable" else self.channel

    @property
    def names(self) -> tuple[str, ...]:
        """The channels that its manifest stands for: `stable`, `1.95.0` and `1.95`."""
        if self.channel == "nightly":
            return ("nightly",)
        return self.channel, self.version, self.version.rpartition(".")[0]

    @property
    def commit(self) -> str:
        """The commit that it was made from."""
        return hashlib.sha1(repr(self).encode(), usedforsecurity=False).hexdigest()

    @property
    def full_version(self) -> str:
        """As its programs tell it."""
        return f"{self.version} ({self.commit[:9]} {self.date})"
