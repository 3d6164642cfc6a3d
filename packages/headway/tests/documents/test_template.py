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


def test_an_aligned_table() -> None:
    assert template.aligned(("A", "Bee"), [("long cell", ""), ("x", "y")]) == [
        "| A         | Bee |",
        "| --------- | --- |",
        "| long cell |     |",
        "| x         | y   |",
    ]
