from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from truemirror.cli import main
from upstream import Dist, Server, faults

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


def run(*args: str) -> Result:
    return CliRunner().invoke(main, args, prog_name="truemirror", catch_exceptions=False)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TRUEMIRROR_CONFIG", raising=False)
    return tmp_path


def test_version_is_that_of_the_package() -> None:
    assert run("--version").output == f"truemirror {version('truemirror')}\n"


def test_help_needs_nothing_heavy() -> None:
    code = (
        "import sys; from truemirror.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: print(*{'pycurl', 'obstore', 'sqlite3', 'msgspec'} & {*sys.modules})"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "sync" in said.stdout
    assert said.stdout.endswith("\n\n")


def test_init_then_sync(folder: Path) -> None:
    assert run("init", "--contact", "mirror@example.com").exit_code == 0
    file = folder / "truemirror.toml"
    with Server(Dist()) as upstream:
        text = file.read_text()
        text = text.replace(
            '# server = "https://static.rust-lang.org"', f'server = "{upstream.address}"'
        )
        file.write_text(text)
        first = run("sync")
        assert first.output.startswith("published generation 1 (2 taken, 0 dropped; ")
        assert first.exit_code == 0
        assert all("mirror@example.com" in agent for agent in upstream.user_agents())
        assert run("sync").output.startswith("nothing new: generation 1 stays")
        upstream.site = Dist(rustup=["1.30.0"])
        upstream.fault("rustup/*/rustup-init", faults.status(500))
        file.write_text(text.replace("# tries = 5", "tries = 1"))
        delayed = run("sync", "--json")
    assert delayed.exit_code == 1
    said = json.loads(delayed.output)
    assert [one["bundle"] for one in said["delayed"]] == ["rustup stable"]
    assert "upstream answers 500" in said["delayed"][0]["reason"]


def test_init_leaves_what_is_there(folder: Path) -> None:
    (folder / "truemirror.toml").write_text("mine")
    result = run("init")
    assert result.exit_code == 2
    assert "was left as it is" in result.output
    assert (folder / "truemirror.toml").read_text() == "mine"


def test_a_public_server_needs_a_contact(folder: Path) -> None:
    run("init")
    result = run("sync")
    assert result.exit_code == 2
    assert "`upstream.contact` has to be" in result.output
    assert not (folder / "mirror/current.json").exists()
