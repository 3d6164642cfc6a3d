"""The real clients, each in a home of its own that knows one server only."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    Result = subprocess.CompletedProcess[str]

_PATIENCE = 300  # seconds


class Cargo:
    """The machine's cargo, for which a mirror's index stands in for that of crates.io."""

    def __init__(self, program: Path, home: Path, index: str) -> None:
        """Have an index at an address such as `http://127.0.0.1:8000/index/`."""
        self.program = program
        self._env = _clean("CARGO_") | {"CARGO_HOME": str(home)}
        home.mkdir(parents=True)
        (home / "config.toml").write_text(
            '[source.crates-io]\nreplace-with = "mirror"\n'
            f'[source.mirror]\nregistry = "sparse+{index}"\n'
        )

    def run(self, project: Path, *args: str) -> Result:
        """Run cargo in a project; it may fail."""
        return _run([str(self.program), *args], self._env, project)


class Rustup:
    """The real rustup, with no toolchain in the beginning, that installs from one dist server."""

    def __init__(self, program: Path, home: Path, server: str) -> None:
        self.program = program
        self.toolchains = home / "rustup/toolchains"
        self._home = home
        self._env = _clean("RUSTUP_", "CARGO_") | {
            "HOME": str(home),
            "CARGO_HOME": str(home / "cargo"),
            "RUSTUP_HOME": str(home / "rustup"),
            "RUSTUP_DIST_SERVER": server,
            "RUSTUP_UPDATE_ROOT": f"{server}/rustup",
        }
        home.mkdir(parents=True)

    def run(self, *args: str) -> Result:
        """Run rustup; it may fail."""
        return _run([str(self.program), *args], self._env, self._home)

    def install(self, toolchain: str, *, profile: str = "minimal") -> Result:
        """Install a toolchain; it may fail."""
        install = ("toolchain", "install", toolchain, "--no-self-update")
        return self.run(*install, "--profile", profile)


def project(folder: Path, dependencies: Iterable[str], source: str = "") -> Path:
    """A program that depends on crates (`serde = "1"`), and uses them as its source says."""
    (folder / "src").mkdir(parents=True)
    package = '[package]\nname = "program"\nversion = "0.1.0"\nedition = "2021"\n'
    needs = "".join(f"{one}\n" for one in dependencies)
    (folder / "Cargo.toml").write_text(f"{package}\n[dependencies]\n{needs}")
    (folder / "src/main.rs").write_text(f"fn main() {{\n    {source}\n}}\n")
    return folder


def _clean(*prefixes: str) -> dict[str, str]:
    """The environment without what would tell a client of other servers and homes."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(prefixes)}
    return kept | {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}


def _run(command: list[str], env: dict[str, str], folder: Path) -> Result:
    return subprocess.run(
        command, env=env, cwd=folder, capture_output=True, text=True, check=False, timeout=_PATIENCE
    )
