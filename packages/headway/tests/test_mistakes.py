"""Every code has a folder in examples/mistakes, and is found there at the right place.

With HEADWAY_UPDATE=1 the folders' expected.txt are written anew; read them before you commit.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from headway.activity.store import open_store
from headway.cli import main
from headway.program.load import Options, load
from headway.tracking.catalogue import RULES
from headway.tracking.reading import check_activity
from mistakes import activity_options

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

    from headway.diagnostics import Diagnostic

TODAY = "2026-06-01"
UPDATE = os.environ.get("HEADWAY_UPDATE", "") not in {"", "0"}
AS_ALONE = {"HEADWAY_TEAM_DATA": None, "HEADWAY_TODAY": None}

every_code = pytest.mark.parametrize("code", RULES)


@pytest.fixture
def mistakes(examples: Path) -> Path:
    return examples / "mistakes"


def test_every_folder_is_a_code(mistakes: Path) -> None:
    assert {path.name for path in mistakes.iterdir() if path.is_dir()} == set(RULES)


@every_code
def test_mistake_is_found_where_it_is(code: str, mistakes: Path) -> None:
    folder = mistakes / code
    printed = check(folder, "--format", "short").stdout
    expected = folder / "expected.txt"
    if UPDATE:
        expected.write_text(printed, "utf-8", newline="\n")
    assert printed == expected.read_text("utf-8")
    assert f"[{code}] " in printed


@every_code
def test_fix_mends_and_breaks_nothing(code: str, mistakes: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(mistakes / code, tmp_path / code, symlinks=True)
    untouched, before = contents(folder), diagnostics(folder)
    own = [diagnostic.fix for diagnostic in before if diagnostic.code == code and diagnostic.fix]
    fixing = ["--fix", *(["--unsafe"] if not all(fix.safe for fix in own) else [])]

    check(folder, *fixing)
    once, after = contents(folder), diagnostics(folder)
    check(folder, *fixing)

    assert contents(folder) == once
    assert codes(after) <= codes(before)
    assert (once != untouched and code not in codes(after)) if own else code in codes(after)


@every_code
def test_unoffered_fix_changes_nothing(code: str, mistakes: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(mistakes / code, tmp_path / code, symlinks=True)
    untouched, found = contents(folder), diagnostics(folder)
    check(folder, "--fix")
    safe = any(diagnostic.fix and diagnostic.fix.safe for diagnostic in found)
    assert (contents(folder) != untouched) == safe


@every_code
def test_explanation_has_all_parts(code: str) -> None:
    explanation = RULES[code].explanation
    assert explanation.summary.strip()
    assert explanation.why.strip()
    assert explanation.wrong.strip()
    assert explanation.right.strip()
    assert explanation.wrong != explanation.right


def check(folder: Path, *options: str) -> Result:
    """`headway check` as one types it, free of what the machine sets."""
    with activity_options(folder) as store:
        command = ["check", "--offline", "--today", TODAY, *store, *options, str(folder)]
        result = CliRunner().invoke(main, command, env=AS_ALONE, catch_exceptions=False)
    assert result.exit_code in {0, 1}, result.output
    return result


def diagnostics(folder: Path) -> tuple[Diagnostic, ...]:
    loaded = load(folder, Options(offline=True, today=date.fromisoformat(TODAY)))
    with activity_options(folder) as store:
        if store:
            with open_store(store[-1]) as opened:
                loaded = loaded.plus(check_activity(loaded.program, opened))
    return loaded.report.diagnostics


def codes(found: tuple[Diagnostic, ...]) -> Counter[str]:
    return Counter(diagnostic.code for diagnostic in found)


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
