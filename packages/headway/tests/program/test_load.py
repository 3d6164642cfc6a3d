from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.program.load import Options, load

Make = Callable[[Mapping[str, str | bytes]], Path]

TODAY = date(2026, 3, 1)
METADATA = "\n| Metadata | |\n|---|---|\n| Status | Proposed |\n"


def test_the_example_program_is_read_and_has_no_mistake(examples: Path) -> None:
    loaded = load(examples / "lumen/src/2026", Options(today=TODAY))
    assert loaded.report.diagnostics == ()
    program = loaded.program
    assert program.root == (examples / "lumen").resolve()
    assert [(p.name, len(p.goals), len(p.roadmaps)) for p in program.periods] == [
        ("2025h2", 7, 0),
        ("2026", 12, 3),
    ]
    assert program.skipped == ()
    assert program.areas == ("Embedded sensing", "Data pipelines")


def test_what_counts_as_what(make: Make) -> None:
    root = make(
        {
            "src/SUMMARY.md": "# Summary\n",
            "src/TEMPLATE.md": f"# T{METADATA}",
            "src/outside.md": f"# Outside{METADATA}",
            "src/2026/TEMPLATE.md": f"# T{METADATA}",
            "src/2026/goal.md": f"# Goal{METADATA}",
            "src/2026/deep/er/other.md": f"# Deep{METADATA}",
            "src/2026/roadmap-x.md": f"# Road{METADATA}",
            "src/2026/roadmaps.md": "# All roadmaps\n",
            "src/2026/README.md": "# About\n",
            "src/2026/empty.md": "",
            "src/2026/.hidden.md": f"# Hidden{METADATA}",
            "src/2026/.git/x.md": f"# Hidden{METADATA}",
            "src/2026/notes.txt": f"# Text{METADATA}",
            "src/2025H2/goal.md": f"# Goal{METADATA}",
        }
    )
    program = load(root).program
    assert {period.name: [goal.id for goal in period.goals] for period in program.periods} == {
        "2025H2": ["goal"],
        "2026": ["deep/er/other", "goal"],
    }
    assert [roadmap.id for roadmap in program.periods[1].roadmaps] == ["roadmap-x"]
    kinds = {page.file.removeprefix("src/"): page.kind for page in program.pages}
    assert kinds == {
        "SUMMARY.md": "summary",
        "TEMPLATE.md": "template",
        "outside.md": "page",
        "2025H2/goal.md": "goal",
        "2026/README.md": "page",
        "2026/TEMPLATE.md": "template",
        "2026/deep/er/other.md": "goal",
        "2026/empty.md": "page",
        "2026/goal.md": "goal",
        "2026/roadmap-x.md": "roadmap",
        "2026/roadmaps.md": "page",
    }


def test_diagnostics_are_sorted_and_every_file_is_a_source(make: Make) -> None:
    root = make({f"src/2026/{name}.md": f"# {name}{METADATA}" for name in "cab"})
    report = load(root).report
    assert list(report.diagnostics) == sorted(report.diagnostics, key=lambda d: d.order)
    assert {d.file for d in report.diagnostics} <= set(report.sources)
    assert report.summary.files == 3


def test_a_file_that_cannot_be_read_is_told(make: Make) -> None:
    root = make({"src/2026/a.md": "# A\n"})
    (root / "src/2026/gone.md").symlink_to(root / "nowhere.md")
    loaded = load(root)
    found = [d for d in loaded.report.diagnostics if d.code == "FILE005"]
    assert [d.file for d in found] == ["src/2026/gone.md"]
    assert "gone.md" in next(iter(loaded.program.unreadable))


def test_a_link_out_of_the_program_is_told_and_not_followed(make: Make) -> None:
    root = make(
        {"ours/src/2026/a.md": "# A\n", "ours/beside/b.md": "# B\n", "theirs/c.md": "# C\n"}
    )
    pages = root / "ours/src/2026"
    (pages / "in.md").symlink_to("../../beside/b.md")
    (pages / "out.md").symlink_to(root / "theirs/c.md")
    (pages / "folder").symlink_to("../../../theirs")
    loaded = load(root / "ours")
    told = {d.file: d.message for d in loaded.report.diagnostics if d.code == "FILE005"}
    assert set(told) == {"src/2026/out.md", "src/2026/folder/"}
    assert all("outside the program" in message for message in told.values())
    assert {page.file for page in loaded.program.pages} == {"src/2026/a.md", "src/2026/in.md"}


def test_sources_may_be_a_link_themselves(make: Make) -> None:
    root = make({"ours/headway.toml": "", "theirs/2026/a.md": "# A\n"})
    (root / "ours/src").symlink_to("../theirs")
    (root / "theirs/2026/b.md").symlink_to("a.md")
    loaded = load(root / "ours")
    assert loaded.program.unreadable == {}
    assert len(loaded.program.pages) == 2


def test_an_overlay_counts_in_place_of_a_file(make: Make) -> None:
    root = make({"src/2026/a.md": f"# Old{METADATA}"})
    overlay = {"src/2026/a.md": f"# New{METADATA}".encode()}
    (goal,) = load(root, Options(overlay=overlay)).program.goals()
    assert goal.title == "New"


def test_a_program_without_documents(make: Make) -> None:
    loaded = load(make({"headway.toml": "", "src/.keep": ""}))
    assert loaded.program.periods == ()
    assert loaded.report.diagnostics == ()


HEADINGS = ["# T\n", "## Summary\n", "## Team asks\n", "## Ownership and team asks\n"]
HEADINGS += ["## Funding\n", "## Help wanted\n", "### Work items over the next year\n", "#### S\n"]
WORDS = [
    "\n",
    "text\n",
    "(((GOALS)))\n",
    "[x]: y\n",
    "[x][]",
    "[y](z.md#q)",
    "@a,@b",
    "#12 ",
    "\0é",
]
TABLES = [
    "| Metadata | |\n|---|---|\n",
    "| Status | Accepted |\n",
    "| Tracking issue | [a/b#1] |\n",
    "| [lang] champion | @x |\n",
    "| [T-] champion | |\n",
    "| Roadmap | [a][] |\n",
    "| Team | Support level | Notes |\n|---|---|---|\n",
    "| [lang] | Medium | |\n",
    "| Task | Owner(s) | Notes |\n|---|---|---|\n",
    "| Do | ![Team][] [x] | |\n",
    "| Purpose | Cost | Funded | Sponsor(s) |\n|-|-|-|-|\n",
    "| a | $1 |\n",
    "||\n",
]
SCRAPS = [*HEADINGS, *WORDS, *TABLES]
DOCUMENTS = (
    st.lists(st.sampled_from(SCRAPS), max_size=25).map(lambda p: "".join(p).encode())
    | st.lists(st.sampled_from(SCRAPS).map(str.encode) | st.binary(max_size=4), max_size=25).map(
        b"".join
    )
    | st.binary(max_size=100)
)
FILES = [
    "src/2026/board-packs.md",
    "src/2025h2/units-of-measure.md",
    "src/2026/roadmap-tiny-devices.md",
]


@given(DOCUMENTS, st.sampled_from([*FILES, "src/SUMMARY.md", "src/TEMPLATE.md"]))
@settings(max_examples=150)
def test_no_document_crashes_a_check(lumen: Path, data: bytes, file: str) -> None:
    loaded = load(lumen, Options(today=TODAY, overlay={file: data}))
    for found in loaded.report.diagnostics:
        size = len(loaded.report.source(found.file).data)
        assert 0 <= found.span.start <= found.span.end <= size
        for label in found.labels:
            assert label.span.end <= len(loaded.report.source(label.file).data)
        for edit in found.fix.edits if found.fix else ():
            assert 0 <= edit.span.start <= edit.span.end <= size


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends_change_nothing(lumen: Path, newline: str) -> None:
    pages = {
        path.relative_to(lumen).as_posix(): newline.join(path.read_text().split("\n")).encode()
        for path in lumen.rglob("*.md")
    }
    assert load(lumen, Options(today=TODAY, overlay=pages)).report.diagnostics == ()
