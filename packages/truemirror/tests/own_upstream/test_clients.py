"""Real clients accept our upstream: what they say of a mirror later is of the mirror."""

from __future__ import annotations

import tomllib
from hashlib import sha256
from typing import TYPE_CHECKING

from upstream import Dist, Registry, RegistrySite, Release, Server, Shape, faults, mutate
from upstream.clients import Cargo, Rustup, project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    MakeCargo = Callable[[str], Cargo]
    MakeRustup = Callable[[str], Rustup]

SMALL = Shape(size=1500, most=6)
INDEX = "registry+https://github.com/rust-lang/crates.io-index"


def test_cargo_resolves_fetches_and_builds(cargo: MakeCargo, tmp_path: Path) -> None:
    registry = Registry(16, shape=SMALL)
    wants = [f'{name} = "{registry.crate(name).versions[-1].number}"' for name in registry.names]
    uses = f'println!("{{}}", {registry.names[0]}::NAME)'
    folder = project(tmp_path / "program", wants[:1] + wants[10:], uses)
    with Server(RegistrySite(registry)) as server:
        client = cargo(f"{server.address}/index/")
        built = client.run(folder, "build")
        assert built.returncode == 0, built.stderr
        assert client.run(folder, "run", "--offline").stdout == f"{registry.names[0]}\n"
        archives = [path for path in server.counts() if path.endswith("/download")]
        assert len(archives) == built.stderr.count("Compiling") - 1
        assert all("cargo" in agent for agent in server.user_agents())
    locked = tomllib.loads((folder / "Cargo.lock").read_text())["package"]
    for one in locked:
        if one["name"] != "program":
            data = registry.archive(one["name"], one["version"])
            assert one["source"] == INDEX
            assert one["checksum"] == sha256(data).hexdigest()


def test_cargo_resolves_a_large_registry_and_each_state_after_it(
    cargo: MakeCargo, tmp_path: Path
) -> None:
    registry = Registry(400, shape=SMALL)
    folder = project(tmp_path / "program", [f'"{name}" = "*"' for name in registry.names[-40:]])
    with Server(RegistrySite(registry)) as server:
        client = cargo(f"{server.address}/index/")
        for step in range(3):
            server.site = RegistrySite(registry)
            server.forget()
            resolved = client.run(folder, "update")
            assert resolved.returncode == 0, resolved.stderr
            assert any("if-none-match" in one.headers for one in server.requests) == (step > 0)
            registry = mutate(registry, step)
            gone = set(registry.gone)
            names = [name for name in registry.names[-40:] if name not in gone]
            lines = "".join(f'"{name}" = "*"\n' for name in names)
            manifest = (folder / "Cargo.toml").read_text().partition("[dependencies]\n")
            (folder / "Cargo.toml").write_text("".join(manifest[:2]) + lines)


def test_cargo_refuses_wrong_bytes(cargo: MakeCargo, tmp_path: Path) -> None:
    registry = Registry(1, shape=SMALL)
    name = registry.names[0]
    folder = project(tmp_path / "program", [f'{name} = "*"'])
    with Server(RegistrySite(registry)) as server:
        server.fault("crates/*", faults.wrong())
        fetched = cargo(f"{server.address}/index/").run(folder, "fetch")
    assert fetched.returncode == 101
    assert "checksum" in fetched.stderr


def test_rustup_installs_and_updates_every_channel(rustup: MakeRustup) -> None:
    dist = Dist()
    with Server(dist) as server:
        client = rustup(server.address)
        for toolchain in ("stable", "beta", "nightly-2026-05-18", "1.94", "1.95.0"):
            installed = client.install(toolchain)
            assert installed.returncode == 0, installed.stderr
            assert "warn" not in installed.stderr
        assert "rustc 1.95.0 (" in client.run("run", "stable", "rustc").stdout
        server.site = dist.release(Release("stable", "1.96.0", "2026-05-28"))
        server.forget()
        updated = client.run("update", "stable", "--no-self-update")
        assert updated.returncode == 0, updated.stderr
        assert "rustc 1.96.0 (" in client.run("run", "stable", "rustc").stdout
        asked = [request.path for request in server.requests]
        assert asked[:2] == [f"dist/channel-rust-stable.toml{end}" for end in (".sha256", "")]


def test_rustup_installs_profiles_components_and_targets(rustup: MakeRustup) -> None:
    with Server(Dist()) as server:
        client = rustup(server.address)
        assert client.install("nightly", profile="complete").returncode == 0
        assert client.install("stable", profile="default").returncode == 0
        added = client.run("target", "add", "wasm32-unknown-unknown", "--toolchain", "stable")
        assert added.returncode == 0, added.stderr
        added = client.run("component", "add", "rust-src", "--toolchain", "stable")
        assert added.returncode == 0, added.stderr
        said = client.run("component", "list", "--installed", "--toolchain", "stable").stdout
        assert {"rust-src", "rust-std-wasm32-unknown-unknown"} < set(said.split())
        missing = client.run("component", "add", "miri", "--toolchain", "stable")
        assert "unavailable" in missing.stderr


def test_rustup_notices_a_torn_pair(rustup: MakeRustup) -> None:
    old = Dist()
    new = old.release(Release("stable", "1.96.0", "2026-05-28"))
    with Server(new) as server:
        server.fault("*.sha256", faults.stale(old))
        installed = rustup(server.address).install("stable")
        assert installed.returncode != 0
        assert "checksum" in installed.stderr


def test_rustup_refuses_a_wrong_archive(rustup: MakeRustup) -> None:
    with Server(Dist()) as server:
        server.fault("*.tar.xz", faults.wrong())
        installed = rustup(server.address).install("stable")
        assert installed.returncode != 0
        assert "checksum" in installed.stderr
