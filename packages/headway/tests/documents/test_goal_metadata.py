from __future__ import annotations

from collections.abc import Callable

import pytest

from headway.documents.reading import Document
from headway.documents.values import Goal

ReadGoal = Callable[[str], Goal]
ReadDocument = Callable[..., Document]

FULL = """\
# A *long* title

| Metadata | |
| --- | --- |
| Point of contact | @ana-lind |
| Status | Accepted |
| Short title | Long |
| What and why | Because |
| Tracking issue | [lumen-lang/goals#12] |
| Other tracking issues | [lumen-lang/lumen#3], rust-lang/rust#4 |
| Zulip channel | [chat](https://chat.example) |
| Roadmap | Fast feedback |
| Roadmap | [Tiny devices](./roadmap-tiny.md) |
| Flagship | Old name |
| Highlight | Boards |
| Needs | Contributor |
| Timespan | 2026-2028 |
| Updates | every 2 weeks |
| Funding contact | @bo-okafor |
| See also | [Other](other.md) |
| [lang] champion | @nadia-elbaz |
| [compiler] champion | |
| Task owners | filled in |
| Colour | green |

## Summary

Two lines
of summary.

### Detail

Not of the summary.
"""


def test_every_row_is_read(goal: ReadGoal) -> None:
    value = goal(FULL)
    assert (value.id, value.file, value.period) == ("a-goal", "src/2026/a-goal.md", "2026")
    assert (value.title, value.short_title, value.name) == ("A *long* title", "Long", "Long")
    assert (value.status, value.point_of_contact) == ("Accepted", "@ana-lind")
    assert value.what_and_why == "Because"
    assert value.tracking_issue is not None
    assert value.tracking_issue == "lumen-lang/goals#12"
    assert (value.tracking_issue.repository, value.tracking_issue.number) == (
        "lumen-lang/goals",
        12,
    )
    assert value.other_tracking_issues == ("lumen-lang/lumen#3", "rust-lang/rust#4")
    assert value.zulip_channel == "[chat](https://chat.example)"
    assert value.roadmaps == ("Fast feedback", "Tiny devices", "Old name")
    assert (value.highlights, value.needs) == (("Boards",), ("Contributor",))
    assert (value.timespan, value.funding_contact) == ("2026-2028", "@bo-okafor")
    assert value.cadence == "every 2 weeks"
    assert value.see_also == "[Other](other.md)"
    assert value.champions == {"lang": "@nadia-elbaz", "compiler": None}
    assert value.summary == "Two lines\nof summary."


def test_values_remember_where_they_are_written(goal: ReadGoal) -> None:
    value = goal(FULL)
    source = FULL.encode()
    for text in (
        value.title,
        value.short_title,
        value.point_of_contact,
        value.tracking_issue,
        value.summary,
        *value.roadmaps,
        *value.other_tracking_issues,
        *value.champions,
        *(name for name in value.champions.values() if name),
    ):
        assert text is not None
        assert source[slice(*text.span)].decode() == text


def test_a_document_that_says_nothing_has_no_values(goal: ReadGoal) -> None:
    value = goal("# Only a title\n\n| Metadata | |\n|---|---|\n")
    assert value.title == value.name == "Only a title"
    assert (value.status, value.point_of_contact, value.tracking_issue) == (None, None, None)
    assert (value.size, value.summary) == (None, None)
    assert (value.other_tracking_issues, value.roadmaps) == ((), ())
    assert (value.asks, value.tasks, value.subgoals) == ((), (), ())
    assert value.champions == {}


def test_a_text_without_headings_has_no_title(goal: ReadGoal) -> None:
    value = goal("only words\n")
    assert (value.title, value.name) == (None, "a-goal")


@pytest.mark.parametrize(
    ("row", "field", "expected"),
    [
        ("| status | accepted |", "status", "Accepted"),
        ("| Status | NOT  accepted |", "status", "Not accepted"),
        ("| Status | Maybe |", "status", None),
        ("| Status | |", "status", None),
        ("| Point of contact | @a and @b |", "point_of_contact", None),
        ("| POINT OF CONTACT | @a_b-c |", "point_of_contact", "@a_b-c"),
        ("| Tracking issue | [o/r#1](https://x.example) |", "tracking_issue", "o/r#1"),
        ("| Tracking issue | o/r#1 |", "tracking_issue", None),
        ("| Roadmap | |", "roadmaps", ()),
        ("| Roadmap | [A][] and [B][] |", "roadmaps", ("[A][] and [B][]",)),
    ],
)
def test_how_a_value_is_read(goal: ReadGoal, row: str, field: str, expected: object) -> None:
    value = goal(f"# T\n\n| Metadata | |\n|---|---|\n{row}\n")
    assert getattr(value, field) == expected


@pytest.mark.parametrize(
    ("cell", "issues"),
    [
        ("[o/r#1], [o/r#2]", ("o/r#1", "o/r#2")),
        ("[o/r#1], [o/r#1]", ("o/r#1",)),
        ("o/r#1 and more", ("o/r#1",)),
        ("N/A, later [o/r#1]", ("o/r#1",)),
        ("[o/r#1](https://github.com/o/r/issues/1)", ("o/r#1",)),
        ("<https://github.com/o/r/issues/2#issuecomment-3>", ("o/r#2",)),
        ("[the plan](https://github.com/o/r/pull/3), [o/r#4]", ("o/r#3", "o/r#4")),
        ("[r#5]", ("r#5",)),
        ("see the list", ("see the list",)),
        ("N/A", ()),
        ("[n/a]", ()),
        ("None", ()),
        ("-", ()),
        ("", ()),
    ],
)
def test_other_tracking_issues(goal: ReadGoal, cell: str, issues: tuple[str, ...]) -> None:
    value = goal(f"# T\n\n| Metadata | |\n|---|---|\n| Other tracking issues | {cell} |\n")
    assert value.other_tracking_issues == issues


def test_of_a_repeated_single_row_the_first_counts(goal: ReadGoal) -> None:
    value = goal("# T\n\n| Metadata | |\n|---|---|\n| Status | Proposed |\n| Status | Accepted |\n")
    assert value.status == "Proposed"


def test_unknown_rows_are_kept(document: ReadDocument) -> None:
    rows = document(FULL).rows
    (unknown,) = [row for row in rows if row.row is None]
    assert (unknown.name, unknown.value) == ("Colour", "green")
    assert FULL.encode()[slice(*unknown.span)] == b"| Colour | green |"


@pytest.mark.parametrize("name", ["[T-lang] champion", "[lang] Champion", "[LANG] champion"])
def test_a_champion_in_other_spellings(goal: ReadGoal, name: str) -> None:
    value = goal(f"# T\n\n| Metadata | |\n|---|---|\n| {name} | @a |\n")
    ((team, champion),) = value.champions.items()
    assert (team.casefold(), champion) == ("lang", "@a")


def test_metadata_below_the_first_section_is_not_read(document: ReadDocument) -> None:
    found = document(
        "# T\n\ntext\n\n## Other\n\n| Metadata | |\n|---|---|\n| Status | Accepted |\n"
    )
    assert found.metadata is None
    assert found.rows == ()


def test_metadata_in_a_fence_is_not_read(document: ReadDocument) -> None:
    found = document("# T\n\n```\n| Metadata | |\n|---|---|\n| Status | Accepted |\n```\n")
    assert found.metadata is None
