"""What is told of a goal's tracking issue."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest

from headway.documents.reading import Document
from headway.documents.rules import DOCUMENT_RULES

ReadDocument = Callable[[str], Document]

ADDRESS = "https://github.com/o/goals/issues"


class Told(NamedTuple):
    code: str
    message: str
    fix: str | None
    safe: bool


def of(document: ReadDocument, value: str) -> list[Told]:
    text = f"# T\n\n| Metadata | |\n|---|---|\n| Tracking issue | {value} |\n"
    found = [
        one for one in DOCUMENT_RULES.run("", document(text)) if one.code in {"META007", "META016"}
    ]
    return [
        Told(
            one.code,
            one.message,
            one.fix.edits[0].replacement if one.fix else None,
            bool(one.fix and one.fix.safe),
        )
        for one in found
    ]


@pytest.mark.parametrize(
    "value",
    [
        "[o/goals#1]",
        "[o/goals#1][]",
        f"[o/goals#1]({ADDRESS}/1)",
        f"[o/goals#1]({ADDRESS}/1#issuecomment-2)",
        # A repository that was renamed.
        "[o/goals#1](https://github.com/o/project-goals/issues/1)",
        "[o/goals#1](https://elsewhere.example)",
        "",
    ],
)
def test_well_written(document: ReadDocument, value: str) -> None:
    assert of(document, value) == []


@pytest.mark.parametrize(
    ("value", "fix", "safe"),
    [
        ("o/goals#1", "[o/goals#1]", True),
        (f"{ADDRESS}/1", "[o/goals#1]", True),
        (f"<{ADDRESS}/1>", "[o/goals#1]", True),
        (f"[here]({ADDRESS}/1)", "[o/goals#1]", False),
        (f"[#1]({ADDRESS}/1#issuecomment-7)", "[o/goals#1]", False),
        (f"o/goals#1, {ADDRESS}/1", "[o/goals#1]", False),
        (f"{ADDRESS}/1 and {ADDRESS}/2", None, False),
        ("o/goals#0", None, False),
        ("#1", None, False),
        ("TBD", None, False),
    ],
)
def test_not_in_brackets(
    document: ReadDocument, value: str, fix: str | None, *, safe: bool
) -> None:
    assert of(document, value) == [Told("META007", f"`{value}` is no tracking issue", fix, safe)]


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        (f"{ADDRESS}/2", "o/goals#2"),
        ("https://github.com/p/goals/issues/1", "p/goals#1"),
    ],
)
def test_a_link_that_leads_elsewhere(document: ReadDocument, address: str, leads: str) -> None:
    (told,) = of(document, f"[o/goals#1]({address})")
    assert told == Told(
        "META007",
        f"the text of this link is `o/goals#1`, and it leads to `{leads}`",
        "[o/goals#1]",
        safe=False,
    )


def test_there_is_no_issue_zero(document: ReadDocument) -> None:
    (told,) = of(document, "[o/goals#0]")
    assert (told.code, told.fix) == ("META007", None)


def test_two_issues(document: ReadDocument) -> None:
    (told,) = of(document, "[o/goals#1] [o/goals#2]")
    assert told.message == "the tracking issue is 2 issues, and must be one"


@pytest.mark.parametrize("value", ["[o/goals#1] (old)", "see [o/goals#1]", "[o/goals#1],"])
def test_words_beside_it(document: ReadDocument, value: str) -> None:
    assert of(document, value) == [
        Told("META016", "words beside the tracking issue `o/goals#1`", "[o/goals#1]", safe=False)
    ]
