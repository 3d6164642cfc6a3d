from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headway.documents import template
from headway.documents.goal import GOAL
from headway.documents.roadmap import ROADMAP
from headway.documents.signoff import SIGNOFF
from headway.program.load import load
from headway.text import parse

if TYPE_CHECKING:
    from pathlib import Path

    from headway.documents.kinds import Kind


@pytest.mark.parametrize(
    ("kind", "file", "codes"),
    [
        # Who answers for it, what is asked of whom, who does the work; the words themselves.
        (GOAL, "new-goal.md", {"META004", "ASK007", "ASK008", "SECT004", "TASK001"}),
        # No goal names it yet, and it is not written either.
        (ROADMAP, "roadmap-new.md", {"SECT004", "ROAD004"}),
    ],
    ids=["goal", "roadmap"],
)
def test_a_new_document_lacks_only_what_its_author_must_say(
    kind: Kind, file: str, codes: set[str], tmp_path: Path
) -> None:
    folder = tmp_path / "src/2026"
    folder.mkdir(parents=True)
    (folder / file).write_text(template.render(kind, "A new one"))
    loaded = load(tmp_path)
    found = {diagnostic.code for diagnostic in loaded.report.diagnostics}
    assert found <= codes
    assert "SECT004" in found


def test_a_new_goal_has_every_section_and_row_that_a_goal_needs() -> None:
    tree = parse(template.render(GOAL, "A *new* one").encode())
    assert tree.headings[0].text == "A *new* one"
    titles = [heading.text for heading in tree.headings]
    assert {section.title for section in GOAL.sections if section.required} <= set(titles)
    rows = [row.cells[0].text for row in tree.tables[0].rows]
    assert {row.name for row in GOAL.rows if row.required} <= set(rows)


@pytest.mark.parametrize("kind", [GOAL, ROADMAP, SIGNOFF], ids=["goal", "roadmap", "signoff"])
def test_the_columns_of_a_new_document_line_up(kind: Kind) -> None:
    tree = parse(template.render(kind, "T").encode())
    assert tree.tables
    for table in tree.tables:
        lines = tree.slice(table.span).splitlines()
        assert len({len(line) for line in lines}) == 1


def test_a_new_signoff_is_valid_and_says_nothing_yet() -> None:
    assert template.render(SIGNOFF, "Glow") == (
        "# Glow\n\n## Sign-off\n\n"
        "| Date | Team | By  | Verdict | Note |\n| ---- | ---- | --- | ------- | ---- |\n"
    )


def test_the_words_of_a_template_are_known_again() -> None:
    words = template.words(GOAL)
    tree = parse(template.render(GOAL, "T").encode())
    assert words <= template.words_of(tree)
    assert template.normalised("> *Why is\n> this  worth* it?") == "why is this worth it?"


def test_short_words_are_no_sign_of_a_template() -> None:
    assert template.words_of(parse(b"# T\n\nTBD\n\n*None yet.*\n")) == frozenset()


@pytest.mark.parametrize(
    ("cell", "telling"),
    [
        ("*owner*", True),
        ("_owner_", True),
        ("owner", False),
        ("Do the work", False),
        ("x" * 30, True),
    ],
)
def test_which_cells_tell_a_template(cell: str, *, telling: bool) -> None:
    assert template.is_telling(cell) is telling


OWN = """\
# TEMPLATE (put the name of your goal here)

| Metadata | |
|---|---|
| Point of contact | *who will it be, say @ghost* |
| Status | Proposed |
| Tracking issue | *blank at first* |
| Zulip channel | none yet, but one may be asked for |

## Summary

*What will be done in the year to come.*

### Work items over the next year

| Task | Owner(s) | Notes |
|---|---|---|
| *A part of it* | *you* | *or not* |
| Talk about it | @ana | |

## Team asks

| Team | Support level | Notes |
|---|---|---|
| [lang] | Small | *why* |
"""


def test_the_words_of_a_programs_own_template_are_told(tmp_path: Path) -> None:
    folder = tmp_path / "src/2026"
    folder.mkdir(parents=True)
    (tmp_path / "src/TEMPLATE.md").write_text(OWN)
    (folder / "a-goal.md").write_text(OWN)
    report = load(tmp_path).report
    told = [
        (report.source(one.file).lines.position(one.span.start).line, one.code)
        for one in report.diagnostics
        if one.file == "src/2026/a-goal.md" and one.code != "FILE001"
    ]
    assert told == [
        (1, "SECT004"),
        (5, "META004"),
        (7, "META007"),
        (8, "SECT004"),
        (12, "SECT004"),
        (18, "SECT004"),
        (18, "TASK001"),
        (18, "SECT004"),
        (25, "SECT004"),
    ]
    assert {one.code for one in report.diagnostics if one.fix} == {"META007"}
    assert all(
        "placeholder" in one.message or "the template's words" in one.message
        for one in report.diagnostics
        if one.file == "src/2026/a-goal.md" and one.code != "FILE001"
    )


def test_cells_that_a_template_only_happens_to_have_are_not_told(tmp_path: Path) -> None:
    folder = tmp_path / "src/2026"
    folder.mkdir(parents=True)
    (tmp_path / "src/TEMPLATE.md").write_text(OWN)
    goal = OWN.replace("*", "").replace("TEMPLATE (put the name of your goal here)", "Mine")
    goal = goal.replace("none yet, but one may be asked for", "none").replace("What", "All that")
    (folder / "a-goal.md").write_text(goal)
    assert not [one for one in load(tmp_path).report.diagnostics if one.code == "SECT004"]


def test_an_aligned_table() -> None:
    assert template.aligned(("A", "Bee"), [("long cell", ""), ("x", "y")]) == [
        "| A         | Bee |",
        "| --------- | --- |",
        "| long cell |     |",
        "| x         | y   |",
    ]
