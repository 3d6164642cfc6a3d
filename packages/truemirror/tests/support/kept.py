"""A small mirror with plain folders, kept by the real command."""

from __future__ import annotations

import json

from upstream import Dist, Layout, Registry, RegistrySite, Release, Shape, Together

REGISTRY = Registry(6, shape=Shape(size=1500, most=3))
_DIST = Dist(layout=Layout(size=20_000))
BEFORE = Together(_DIST, RegistrySite(REGISTRY))
AFTER = Together(
    _DIST.release(Release("stable", "1.96.0", "2026-05-28")),
    RegistrySite(REGISTRY.publish(REGISTRY.names[0]).delete(REGISTRY.names[1], 410)),
)
COUNTS = "journal.db _record"  # where bundles are recorded that were taken in


def settings(address: str) -> str:
    """A truemirror.toml for all of that."""
    return f"""
[mirror]
plain = true

[upstream]
tries = 2

[toolchains]
server = "{address}"
hosts = ["x86_64-unknown-linux-gnu"]
profile = "minimal"
rustup = false

[crates]
index = "{address}/index/"
names = {json.dumps(REGISTRY.names)}
"""
