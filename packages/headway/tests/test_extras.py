"""Without an extra: what still works, and what is said where it does not."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from importlib.metadata import metadata, requires
from types import ModuleType

import click
import pytest
from click.testing import CliRunner

from headway.cli import app, main
from headway.cli.extras import extra_with


@pytest.fixture
def needy(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A command `needy`, whose module imports what the test puts under `wanted`."""
    module = ModuleType("headway.cli.needy")

    @click.command
    def needy() -> None:
        import_module(module.wanted)

    module.needy = needy  # type: ignore[attr-defined]  # a module has what is put there
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setitem(app._COMMANDS, "needy", ("needy", ""))  # noqa: SLF001  # no other way in
    return module


def test_a_missing_extra_is_named(needy: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    needy.wanted = "headway.forge.opening"  # type: ignore[attr-defined]  # as above
    for name in [name for name in sys.modules if name.startswith("headway.forge")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "httpx2", None)  # as if it were not installed
    result = CliRunner().invoke(main, ["needy"])
    assert result.exit_code == 2
    assert result.stderr == (
        "headway: this needs `httpx2`, which is not installed: install headway[github], as in "
        "`pip install 'headway[github]'`\n"
    )


def brought() -> list[str]:
    """The modules of all libraries that Headway names."""
    return [one.split(">")[0].split("[")[0].replace("-", "_") for one in requires("headway") or ()]


@pytest.mark.parametrize("command", app._COMMANDS)  # noqa: SLF001  # no other list of them
def test_help_needs_no_extra(command: str) -> None:
    """As where none of the libraries that extras bring is installed."""
    modules = [
        one.split(">")[0].split("[")[0].replace("-", "_") for one in requires("headway") or ()
    ]
    absent = [name for name in modules if extra_with(f"{name}.part")]
    code = f"""
import sys
sys.modules.update(dict.fromkeys({absent!r}))
from headway.cli import main
main([{command!r}, "--help"])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: ")


def test_a_module_of_no_extra_is_a_mistake_of_ours(needy: ModuleType) -> None:
    needy.wanted = "headway.nothing"  # type: ignore[attr-defined]  # as above
    result = CliRunner().invoke(main, ["needy"])
    assert isinstance(result.exception, ModuleNotFoundError)


def test_every_extra_is_known_by_what_it_brings() -> None:
    extras = set(metadata("headway").get_all("Provides-Extra") or ())
    named = [one for one in requires("headway") or () if "extra ==" in one]
    modules = [one.split(">")[0].split("[")[0].replace("-", "_") for one in named]
    assert modules
    assert {extra_with(f"{module}.part") for module in modules} == extras
    assert extra_with("click") is None
