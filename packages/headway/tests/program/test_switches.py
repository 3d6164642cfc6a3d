"""Rules that are switched, for a program or for a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from headway.diagnostics import Severity
from headway.program.load import load

Make = Callable[[Mapping[str, str]], Path]

GOAL = "# A\n\n| Metadata | |\n|---|---|\n| Statsu | Accepted |\n| Status | Mabye |\n"


def severities(root: Path) -> dict[tuple[str, str], Severity]:
    return {(d.file, d.code): d.severity for d in load(root).report.diagnostics}


def test_as_they_are(make: Make) -> None:
    found = severities(make({"src/2026/a.md": GOAL}))
    assert found["src/2026/a.md", "META001"] is Severity.WARNING
    assert found["src/2026/a.md", "META005"] is Severity.ERROR


@pytest.mark.parametrize("level", ["error", "warning", "hint"])
def test_a_severity_for_the_whole_program(make: Make, level: str) -> None:
    toml = f'[rules]\nMETA001 = "{level}"\nMETA005 = "off"\n'
    found = severities(make({"headway.toml": toml, "src/2026/a.md": GOAL}))
    assert found["src/2026/a.md", "META001"] is Severity(level)
    assert ("src/2026/a.md", "META005") not in found


@pytest.mark.parametrize(
    "comment",
    [
        "<!-- headway: allow META001 META005 -->",
        "<!-- headway: allow META001, META005 -->",
        "<!--headway:allow meta001,META005-->",
        "Text <!-- headway: allow META005\nMETA001 --> text",
    ],
)
def test_a_comment_switches_rules_for_its_file(make: Make, comment: str) -> None:
    root = make({"src/2026/a.md": f"{GOAL}\n{comment}\n", "src/2026/b.md": GOAL})
    found = severities(root)
    codes = {"META001", "META005"}
    assert {code for file, code in found if file.endswith("a.md")} & codes == set()
    assert {code for file, code in found if file.endswith("b.md")} & codes == codes


@pytest.mark.parametrize(
    "text", ["`<!-- headway: allow META001 -->`", "```\n<!-- headway: allow META001 -->\n```"]
)
def test_a_comment_that_is_only_shown_switches_nothing(make: Make, text: str) -> None:
    found = severities(make({"src/2026/a.md": f"{GOAL}\n{text}\n"}))
    assert ("src/2026/a.md", "META001") in found


def test_a_code_that_is_none_is_told(make: Make) -> None:
    root = make(
        {
            "headway.toml": '[rules]\nMETA0O1 = "off"\n',
            "src/2026/a.md": f"{GOAL}\n<!-- headway: allow MTEA001 -->\n",
        }
    )
    found = [d for d in load(root).report.diagnostics if d.code == "CONF002"]
    assert [d.file for d in found] == ["headway.toml", "src/2026/a.md"]
    assert all("META001" in f"{d.message} {d.help} {d.notes}" for d in found)
