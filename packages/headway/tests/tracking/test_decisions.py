from __future__ import annotations

import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

from headway.activity.minutes import read_folder, read_minutes
from headway.text import Source
from headway.tracking.decisions import Kind, Record, decisions


def labels(name: str) -> dict[str, dict[str, list[int]]]:
    return tomllib.loads((Path(__file__).parent / name).read_text("utf-8"))


FIRST, LATER = labels("labels.toml"), labels("labels_later.toml")


class Score(NamedTuple):
    right: int
    found: int
    labelled: int

    @property
    def precision(self) -> float:
        return self.right / self.found

    @property
    def recall(self) -> float:
        return self.right / self.labelled


def score(corpus: Path, kind: Kind, labelled_lines: dict[str, dict[str, list[int]]]) -> Score:
    right = found = labelled = 0
    for day, lines in labelled_lines.items():
        minutes = read_folder(corpus / f"minutes/leadership-council/{day}.md")
        told = {record.line for record in decisions(minutes) if record.kind is kind}
        wanted = set(lines[f"{kind}s"])
        right, found, labelled = (
            right + len(told & wanted),
            found + len(told),
            labelled + len(wanted),
        )
    return Score(right, found, labelled)


def records(text: str) -> list[Record]:
    minutes = read_minutes(Source("x.md", f"# Notes 2026-01-01\n\n{text}".encode()), "lang")
    return list(decisions([minutes]))


def test_decisions_of_ten_labelled_meetings(corpus: Path) -> None:
    found = score(corpus, Kind.DECISION, FIRST)
    assert found == Score(right=14, found=14, labelled=17)
    assert found.precision == 1
    assert round(found.recall, 2) == 0.82


def test_actions_of_ten_labelled_meetings(corpus: Path) -> None:
    found = score(corpus, Kind.ACTION, FIRST)
    assert found == Score(right=23, found=28, labelled=26)
    assert round(found.precision, 2) == 0.82
    assert round(found.recall, 2) == 0.88


def test_five_meetings_that_were_labelled_later(corpus: Path) -> None:
    assert score(corpus, Kind.DECISION, LATER) == Score(right=3, found=3, labelled=5)
    # When nobody had looked at them, this was 9, 9, 28.
    assert score(corpus, Kind.ACTION, LATER) == Score(right=16, found=17, labelled=28)


@pytest.mark.parametrize(
    ("text", "kind", "who", "said", "why"),
    [
        ("Decision: Ship it.", "decision", "", "Ship it.", "label"),
        ("**Resolved:** Ship it.", "decision", "", "Ship it.", "label"),
        ("- Action: Bo files it.", "action", "", "Bo files it.", "label"),
        ("- [ ] Bo: file it", "action", "Bo", "file it", "box"),
        ("## Action items\n\n- Bo: file it", "action", "Bo", "file it", "list"),
        (
            "Ana: Hearing support and no objections, we ship.",
            "decision",
            "Ana",
            "Hearing support and no objections, we ship.",
            "consensus called",
        ),
        (
            "Bo: Any objections?\n\nAna: Hearing none.",
            "decision",
            "Ana",
            "Hearing none.",
            "no objection",
        ),
        ("Ana: We\u2019ve adopted it.", "decision", "Ana", "We\u2019ve adopted it.", "adopted"),
        ("*Everyone approves.*", "decision", "", "*Everyone approves.*", "room agreed"),
        ("(Bo supports this.)", "decision", "", "(Bo supports this.)", "room agreed"),
        ("Ana, Bo, Kit: Yes.", "decision", "Ana, Bo, Kit", "Yes.", "room agreed"),
        (
            "Kit: Fine. I'll also file it.",
            "action",
            "Kit",
            "Fine. I'll also file it.",
            "commitment",
        ),
        (
            "Kit: I'm still planning to write.",
            "action",
            "Kit",
            "I'm still planning to write.",
            "commitment",
        ),
        ("Kit: I'll leave a note.", "action", "Kit", "I'll leave a note.", "commitment"),
    ],
)
def test_conventions(text: str, kind: str, who: str, said: str, why: str) -> None:
    (record,) = records(text)
    assert (record.kind, record.who, record.text, record.why) == (kind, who, said, why)


@pytest.mark.parametrize(
    "text",
    [
        "Bo: We don't have consensus.",
        "Bo: If we adopt it, we ship.",
        "Bo: After the RFC is accepted, we ship.",
        "Bo: What if we have adopted it?",
        "Bo: We agree with Kit.",
        "Ana: Hearing none.",
        "Ana: Any objections?\n\n## Next\n\nAna: Hearing none.",
        "Ana: Do we have support, or hear no objections?",
        "Ana: Hearing no objections, the agenda is approved.",
        "## Consent to agenda\n\nAna: Hearing no objections, that is it.",
        "> Decision: Ship it.",
        "Ana, Bo: Yes.",
        "Kit: Bo can file it.",
        "Kit: I'll be on holiday.",
        "Kit: I'll leave at noon.",
        "Kit: I was planning to write.",
        "Decision:",
    ],
)
def test_near_misses(text: str) -> None:
    assert records(text) == []


def test_a_ticked_box_is_done() -> None:
    assert [record.done for record in records("- [x] a\n- [ ] b\n- c\n")] == [True, False]
