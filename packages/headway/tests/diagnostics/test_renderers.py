"""The renderings for programs; the terminal's has a file of its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema

from headway.diagnostics import Report
from headway.diagnostics.renderers import github, sarif, short
from headway.diagnostics.renderers import json as json_renderer

if TYPE_CHECKING:
    from pathlib import Path

SUMMARIES = {"META001": "One.", "META002": "Two.", "FILE001": "Three."}


def as_sarif(report: Report, base: str = "") -> Any:
    return json.loads("".join(sarif.render(report, base, summaries=SUMMARIES, version="1.2.3")))


def test_short_takes_a_line_each(report: Report) -> None:
    assert "".join(short.render(report)).splitlines() == [
        "src/2026/g.md:3:3: error[META001] unknown row `Statsu`",
        "src/2026/g.md:3:1: warning[META002] two rows say the same: 100%, or nearly",
        "src/2026/h, i.md:1:1: hint[FILE001] not in the book",
    ]


def test_github_escapes_what_would_end_a_command(report: Report) -> None:
    assert list(github.render(report)) == [
        (
            "::error file=src/2026/g.md,line=3,col=3,endColumn=9,endLine=3,title=META001"
            "::unknown row `Statsu`%0Anothing reads it%0Ahelp: did you mean `Status`?\n"
        ),
        (
            "::warning file=src/2026/g.md,line=3,endLine=4,title=META002"
            "::two rows say the same: 100%25,%0Aor nearly%0Ain this goal: src/2026/g.md:1:3"
            "%0Aand in this: src/2026/h, i.md:1:3\n"
        ),
        (
            "::notice file=src/2026/h%2C i.md,line=1,col=1,endColumn=1,endLine=1,title=FILE001"
            "::not in the book\n"
        ),
    ]


def test_github_names_files_from_where_the_workflow_runs(report: Report) -> None:
    assert next(github.render(report, "goals/")).startswith("::error file=goals/src/2026/g.md,")


def test_json(report: Report) -> None:
    found = json.loads("".join(json_renderer.render(report)))
    assert found["version"] == 1
    assert found["summary"] == {
        "files": 2,
        "errors": 1,
        "warnings": 1,
        "hints": 1,
        "skipped": ["checks of teams"],
    }
    assert found["diagnostics"][0] == {
        "code": "META001",
        "severity": "error",
        "message": "unknown row `Statsu`",
        "file": "src/2026/g.md",
        "start": {"line": 3, "column": 3},
        "end": {"line": 3, "column": 9},
        "notes": ["nothing reads it", "help: did you mean `Status`?"],
        "fix": {
            "message": "write `Status`",
            "safe": True,
            "edits": [
                {
                    "start": {"line": 3, "column": 3},
                    "end": {"line": 3, "column": 9},
                    "replacement": "Status",
                }
            ],
        },
    }
    assert found["diagnostics"][1]["end"] == {"line": 4, "column": 9}
    assert found["diagnostics"][2]["fix"] is None


def test_sarif_is_valid(report: Report, corpus: Path) -> None:
    (schema,) = (corpus / "schemas").rglob("*sarif*.json")
    jsonschema.validate(as_sarif(report), json.loads(schema.read_text()))


def test_sarif(report: Report) -> None:
    (run,) = as_sarif(report, "my goals/")["runs"]
    assert run["tool"]["driver"]["semanticVersion"] == "1.2.3"
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == ["FILE001", "META001", "META002"]
    first, second, third = run["results"]
    assert [r["level"] for r in run["results"]] == ["error", "warning", "note"]
    assert [rules[r["ruleIndex"]] for r in run["results"]] == ["META001", "META002", "FILE001"]
    (location,) = first["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "my%20goals/src/2026/g.md", "uriBaseId": "ROOT"},
        "region": {"startLine": 3, "startColumn": 3, "endLine": 3, "endColumn": 9},
    }
    (change,) = first["fixes"][0]["artifactChanges"]
    assert change["replacements"][0]["insertedContent"] == {"text": "Status"}
    assert [r["message"]["text"] for r in second["relatedLocations"]] == [
        "in this goal",
        "and in this",
    ]
    assert "fixes" not in third


def test_sarif_of_nothing_wrong_is_valid(corpus: Path) -> None:
    (schema,) = (corpus / "schemas").rglob("*sarif*.json")
    found = as_sarif(Report((), {}))
    jsonschema.validate(found, json.loads(schema.read_text()))
    assert found["runs"][0]["results"] == []
