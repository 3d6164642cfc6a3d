"""Channel manifests in the form of upstream's, with fields that nobody knows yet."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from upstream.packages import ANY, COMPRESSIONS, PACKAGES, TOGETHER, archive_path, sha256

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from upstream.release import Layout, Release

PUBLIC = "https://static.rust-lang.org"  # manifests name it, whoever serves them
_MINIMAL = ("rustc", "cargo", "rust-std", "rust-mingw")
_DEFAULT = (*_MINIMAL, "rust-docs", "rustfmt-preview", "clippy-preview")
_PROFILES = {
    "minimal": _MINIMAL,
    "default": _DEFAULT,
    "complete": (*_DEFAULT, "rust-src", "miri-preview"),
}


@lru_cache(maxsize=64)
def manifest(release: Release, layout: Layout) -> bytes:
    """The manifest of a release. A package that it does not have is there, and unavailable."""
    first = {"manifest-version": "2", "date": release.date, "future-field": ["to be kept"]}
    renamed = [package for package in PACKAGES if package.stem != package.name]
    tables = (
        _values(first),
        *_packages(release, layout),
        *_rust(release, layout),
        *(_table(f"[renames.{one.stem}]", {"to": one.name}) for one in renamed),
        _table("[profiles]", _PROFILES),
        *_source(release, layout),
    )
    return "\n".join(tables).encode()


def _packages(release: Release, layout: Layout) -> Iterator[str]:
    for package in PACKAGES:
        available = release.channel in package.channels
        known = {"version": release.full_version, "git_commit_hash": release.commit}
        yield _table(f"[pkg.{package.name}]", known if available else {"version": ""})
        for target in package.targets(layout):
            where = _where(release, layout, package.stem, target) if available else {}
            heading = (
                f"[pkg.{package.name}.target.{json.dumps(target) if target == ANY else target}]"
            )
            yield _table(heading, {"available": available, **where})


def _rust(release: Release, layout: Layout) -> Iterator[str]:
    """The package that stands for the whole toolchain, with what can be added to it."""
    known = {"version": release.full_version, "git_commit_hash": release.commit}
    yield _table("[pkg.rust]", known)
    for host in layout.hosts:
        table = f"pkg.rust.target.{host}"
        where = _where(release, layout, "rust", host)
        yield _table(f"[{table}]", {"available": True, **where})
        for package in PACKAGES:
            for target in package.targets(layout):
                together = package.name in TOGETHER and target == host
                if together or target in {host, ANY} or package.made_for == "target":
                    kind = "components" if together else "extensions"
                    yield _table(f"[[{table}.{kind}]]", {"pkg": package.name, "target": target})


def _source(release: Release, layout: Layout) -> Iterator[str]:
    """What rustup does not install, and drops from the manifest that it keeps."""
    for _, suffix, _ in COMPRESSIONS:
        path = archive_path(release, "rustc", "src", suffix)
        values = {"url": f"{PUBLIC}/{path}", "hash-sha256": sha256(path, release, layout)}
        yield _table('[[artifacts.source-code.target."*"]]', values)


def _where(release: Release, layout: Layout, stem: str, target: str) -> dict[str, str]:
    values = {}
    for prefix, suffix, _ in COMPRESSIONS:
        path = archive_path(release, stem, target, suffix)
        values[f"{prefix}url"] = f"{PUBLIC}/{path}"
        values[f"{prefix}hash"] = sha256(path, release, layout)
    return values


def _table(heading: str, values: Mapping[str, Any]) -> str:
    return f"{heading}\n{_values(values)}"


def _values(values: Mapping[str, Any]) -> str:
    # JSON of strings, lists of them and booleans is TOML too.
    return "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items())
