"""What a release consists of: its packages, and the archives that rustup installs them from."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from upstream.installer import Component, gz, installer, xz

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from upstream.release import Layout, Release

ANY = "*"  # the target of what is the same for all
# What a manifest puts before `url` and `hash`, the end of the name, and how it is made.
COMPRESSIONS: tuple[tuple[str, str, Callable[[bytes], bytes]], ...] = (
    ("", "tar.gz", gz),
    ("xz_", "tar.xz", xz),
)


class Package(NamedTuple):
    """A package: what it is made for (`host`, `windows`, `target`, `any`), and its one file."""

    name: str
    made_for: str
    file: str
    channels: tuple[str, ...] = ("stable", "beta", "nightly")

    @property
    def stem(self) -> str:
        """What the names of its archives begin with, and what users may call it."""
        return self.name.removesuffix("-preview")

    def targets(self, layout: Layout) -> tuple[str, ...]:
        """The targets that there is one of."""
        if self.made_for == "any":
            return (ANY,)
        if self.made_for == "windows":
            return tuple(host for host in layout.hosts if "windows" in host)
        return layout.targets if self.made_for == "target" else layout.hosts

    def component(self, target: str, release: Release, layout: Layout) -> Component:
        """What it installs: its file, and bytes that nothing can compress."""
        path = self.file.format(target)
        name = self.name if self.made_for in {"any", "host"} else f"{self.name}-{target}"
        said = f"{path.rpartition('/')[2]} {release.full_version}"
        text = f"#!/bin/sh\necho '{said}'\n" if path.startswith("bin/") else f"{said}\n"
        padding = hashlib.shake_256(f"{name} {target} {release}".encode()).digest(layout.size)
        return Component(name, {path: text.encode(), f"share/{name}/padding": padding})


PACKAGES = (
    Package("cargo", "host", "bin/cargo"),
    Package("clippy-preview", "host", "bin/cargo-clippy"),
    Package("miri-preview", "host", "bin/miri", channels=("nightly",)),
    Package("rust-docs", "host", "share/doc/rust/html/index.html"),
    Package("rust-mingw", "windows", "lib/rustlib/{}/lib/self-contained/libm.a"),
    Package("rust-src", "any", "lib/rustlib/src/rust/library/std/src/lib.rs"),
    Package("rust-std", "target", "lib/rustlib/{}/lib/libstd.rlib"),
    Package("rustc", "host", "bin/rustc"),
    Package("rustfmt-preview", "host", "bin/rustfmt"),
)
# What the package `rust`, the whole toolchain, consists of.
TOGETHER = ("cargo", "rust-docs", "rust-mingw", "rust-std", "rustc")


def archive_path(release: Release, stem: str, target: str, suffix: str) -> str:
    """Where an archive is, without the server's address."""
    name = "-".join((stem, release.label, *([] if target == ANY else [target])))
    return f"dist/{release.date}/{name}.{suffix}"


@lru_cache(maxsize=64)
def archive_paths(release: Release, layout: Layout) -> tuple[str, ...]:
    """The paths of all archives of a release."""
    return tuple(
        archive_path(release, stem, target, suffix)
        for stem, target in _contents(release, layout._replace(size=0))
        for _, suffix, _ in COMPRESSIONS
    )


@lru_cache(maxsize=64)
def archives(release: Release, layout: Layout) -> Mapping[str, bytes]:
    """All archives of a release, by their path."""
    made = {}
    for (stem, target), components in _contents(release, layout).items():
        folder = archive_path(release, stem, target, "").rpartition("/")[2].rstrip(".")
        tar = installer(folder, components, release.full_version)
        for _, suffix, compress in COMPRESSIONS:
            made[archive_path(release, stem, target, suffix)] = compress(tar)
    return made


def sha256(path: str, release: Release, layout: Layout) -> str:
    """What the manifest says of an archive."""
    return hashlib.sha256(archives(release, layout)[path]).hexdigest()


def _contents(release: Release, layout: Layout) -> Mapping[tuple[str, str], list[Component]]:
    """What is in each archive, by what its name begins with and its target."""
    contents = {
        (package.stem, target): [package.component(target, release, layout)]
        for package in PACKAGES
        if release.channel in package.channels
        for target in package.targets(layout)
    }
    for host in layout.hosts:
        contents["rust", host] = [
            package.component(host, release, layout)
            for package in PACKAGES
            if package.name in TOGETHER and host in package.targets(layout)
        ]
    contents["rustc", "src"] = [Component("rustc-src", {"src/lib.rs": b"//! All of it.\n"})]
    return contents
