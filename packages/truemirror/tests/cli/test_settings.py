"""Settings that cannot be: a mistake of who wrote them, told before upstream is asked anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from truemirror.cli import main
from upstream import Dist, Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.testing import Result


def run(folder: Path, command: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(folder), command], catch_exceptions=False)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TRUEMIRROR_CONFIG", raising=False)
    return tmp_path


@pytest.fixture
def upstream() -> Iterator[Server]:
    with Server(Dist()) as server:
        yield server


@pytest.mark.parametrize("command", ["plan", "sync"])
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("toolchains.channels", '["stable", "last six stable"]'),
        ("crates.git", '"http://[::1"'),
        ("crates.names", '["a b"]'),
        ("crates.locks", '["none/Cargo.lock"]'),
        ("crates.projects", '["none/Cargo.toml"]'),
        ("mirror.place", '"ftp://e.org/mirror"'),
    ],
)
def test_nothing_is_asked_of_upstream(
    folder: Path, upstream: Server, command: str, key: str, value: str
) -> None:
    lines = (
        f'toolchains.server = "{upstream.address}"',
        f'crates.index = "{upstream.address}/index/"',
        f"{key} = {value}",
    )
    (folder / "truemirror.toml").write_text("\n".join(lines))
    result = run(folder, command)
    assert result.exit_code == 2
    assert f"`{key}`" in result.output
    assert not upstream.requests


def test_files_that_are_gone_keep_nobody_from_reading(folder: Path) -> None:
    (folder / "truemirror.toml").write_text('crates.locks = ["none/Cargo.lock"]')
    for command in ("status", "verify", "prune", "traffic"):
        assert run(folder, command).exit_code == (command == "verify")  # as nothing is published
