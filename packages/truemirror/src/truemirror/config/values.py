"""The settings of a mirror, as `truemirror.toml` has them: a class for each table."""

from __future__ import annotations

from msgspec import Struct

from truemirror.upstream.manifests import PUBLIC, Selection


class Toolchains(Struct, frozen=True, forbid_unknown_fields=True):
    """`[toolchains]`: which channels of a dist server, and what of each."""

    channels: tuple[str, ...] = ("stable",)
    server: str = PUBLIC
    hosts: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    profile: str = "default"
    components: tuple[str, ...] = ()
    compressions: tuple[str, ...] = ("xz",)
    rustup: bool = True

    @property
    def selection(self) -> Selection:
        """What is wanted of each channel; the profile `all` is everything."""
        profile = None if self.profile == "all" else self.profile
        return Selection(self.hosts, self.targets, profile, self.components, self.compressions)


class Config(Struct, frozen=True, forbid_unknown_fields=True):
    """All settings."""

    toolchains: Toolchains | None = None
