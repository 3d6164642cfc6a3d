"""Cargo resolves and builds from what the closure of a project selects, as it does upstream."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import pytest

from selected import Selected, select
from truemirror.upstream.projects import read_project
from truemirror.upstream.selection import Selection
from upstream import Registry, RegistrySite, Server, Shape, mutate
from upstream.clients import Cargo, project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    MakeCargo = Callable[[str], Cargo]

SMALL = Shape(size=1500, most=12)


def lock_of(folder: Path) -> set[tuple[str, str, str]]:
    packages = tomllib.loads((folder / "Cargo.lock").read_text())["package"]
    return {(one["name"], one["version"], one["checksum"]) for one in packages if "source" in one}


def reader(registry: Registry) -> Callable[[str], bytes | None]:
    names = {name.lower(): name for name in registry.names}
    return lambda crate: registry.index(names[crate]) if crate in names else None


def archives(registry: Registry) -> Callable[[str], bytes]:
    def read(url: str) -> bytes:
        found = re.fullmatch(r".*/([^/]+)/([^/]+)/download", url)
        assert found
        return registry.archive(found[1], found[2])

    return read


@pytest.mark.parametrize("seed", range(4))
def test_cargo_resolves_from_a_selection_just_as_it_does_upstream(
    seed: int, cargo: MakeCargo, tmp_path: Path
) -> None:
    registry = mutate(Registry(300, seed=seed, shape=SMALL), seed)
    wishes = [f'"{name}" = "*"' for name in registry.names[-50:] if not registry.is_needed(name)]
    folder = project(tmp_path / "program", wishes)
    manifest = read_project("Cargo.toml", (folder / "Cargo.toml").read_bytes())
    with Server(RegistrySite(registry)) as server:
        client = cargo(f"{server.address}/index/")
        resolved = client.run(folder, "generate-lockfile")
        assert resolved.returncode == 0, resolved.stderr
        upstream = lock_of(folder)
        (folder / "Cargo.lock").unlink()
        selection = Selection(projects=(manifest,))
        server.site = Selected(select(selection, reader(registry)), archives(registry))
        resolved = client.run(folder, "generate-lockfile")
        assert resolved.returncode == 0, resolved.stderr
    assert lock_of(folder) == upstream
