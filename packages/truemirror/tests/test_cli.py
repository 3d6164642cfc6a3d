from __future__ import annotations

from importlib.metadata import version

from click.testing import CliRunner

from truemirror.cli import main


def test_version_is_that_of_the_package() -> None:
    result = CliRunner().invoke(main, ["--version"], prog_name="truemirror")
    assert result.output == f"truemirror {version('truemirror')}\n"


def test_help_says_that_nothing_is_there_yet() -> None:
    result = CliRunner().invoke(main, ["--help"])
    assert result.exit_code == 0
    assert "there are no commands" in result.output
