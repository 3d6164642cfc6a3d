from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

# Each of these takes longer to import than a small program takes to check.
HEAVY = {
    "asyncio",
    "headway.forge",
    "hishel",
    "httpx2",
    "jinja2",
    "numpy",
    "rich",
    "sqlalchemy",
}
PROBE = """
import json, sys
from headway.cli import main
status = 0
try:
    main(sys.argv[1:])
except SystemExit as exit:
    status = exit.code
print(json.dumps([status, sorted(sys.modules)]))
"""


@pytest.mark.parametrize("command", ["--help", "check {examples}/lumen"])
def test_everyday_commands_import_nothing_heavy(command: str, examples: Path) -> None:
    args = command.format(examples=examples).split()
    result = subprocess.run(
        [sys.executable, "-c", PROBE, *args], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    status, modules = json.loads(result.stdout.splitlines()[-1])
    assert not status
    assert "headway.cli" in modules
    assert HEAVY.isdisjoint(modules)
