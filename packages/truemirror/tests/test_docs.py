"""What is said of Truemirror is so."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import click
import pytest

from truemirror.cli import main
from truemirror.config.read import read_config, settings
from truemirror.config.values import Config

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"
SOURCE = ROOT / "packages/truemirror/src/truemirror"
README = ROOT / "packages/truemirror/README.md"
MODULES = sorted(path for path in SOURCE.rglob("*.py") if not path.stem.startswith("__"))
COMMAND = re.compile(r"(?m)^(?:\$ )?truemirror (.+)$|`truemirror ([a-z][^`]*)`")


def blocks(file: Path, kind: str) -> list[str]:
    return re.findall(rf"(?ms)^```{kind}\n(.*?)^```$", file.read_text("utf-8"))


def test_the_two_commands_of_the_readme_work_on_their_own() -> None:
    (block,) = blocks(README, "sh")
    mirrors, proves = block.splitlines()
    assert mirrors == "./dev mirror"
    said = run(mirrors).stdout
    assert re.findall(r"(?m)^published generation \d+", said) == [
        "published generation 1",
        "published generation 2",
    ]
    assert " delayed" not in said
    assert run(proves).stdout == "every byte is there\n"
    blobs = sorted((ROOT / ".dev/mirror/mirror/blobs").rglob("*"))
    spoilt = next(path for path in blobs if path.is_file())
    data = spoilt.read_bytes()
    spoilt.write_bytes(data[:-1] + b"?")
    assert run(proves, status=1).stdout == f"./{spoilt.parent.name}/{spoilt.name}: FAILED\n"
    spoilt.write_bytes(data)


def run(line: str, status: int = 0) -> subprocess.CompletedProcess[str]:
    shell = ["sh", "-c", line]
    result = subprocess.run(shell, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == status, result.stderr
    return result


@pytest.mark.parametrize(
    "module", MODULES, ids=lambda module: module.relative_to(SOURCE).as_posix()
)
def test_architecture_names_every_module(module: Path) -> None:
    text = (DOCS / "architecture.md").read_text("utf-8").partition("\n## Truemirror\n")[2]
    room, _, rest = text.partition(f"\n### Truemirror: {module.parent.name}\n")
    text = rest.partition("\n### ")[0] if rest else room
    assert re.search(rf"`(?:[\w.]+\.)?{module.stem}`", text), "say what it is for"


@pytest.mark.parametrize("text", blocks(DOCS / "mirror.md", "toml"))
def test_examples_of_settings_are_read(text: str, tmp_path: Path) -> None:
    file = tmp_path / "truemirror.toml"
    file.write_text(text, "utf-8")
    read_config(file)


def test_every_table_of_settings_is_in_the_guide() -> None:
    text = (DOCS / "mirror.md").read_text("utf-8")
    assert re.findall(r"(?m)^<!-- settings of (\w+) -->$", text) == list(settings(Config))


@pytest.mark.parametrize("file", [README, DOCS / "mirror.md"], ids=lambda file: file.name)
def test_commands_in_prose_exist(file: Path) -> None:
    found = [one or other for one, other in COMMAND.findall(file.read_text("utf-8"))]
    assert found
    for name, *words in map(shlex.split, found):
        command = main.get_command(click.Context(main), name)
        assert command is not None, name
        known = {option for one in command.params for option in one.opts}
        assert {word for word in words if word.startswith("-")} <= known
