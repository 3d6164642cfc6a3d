"""What is told of metadata."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from headway.documents.reading import Document
from headway.documents.rules import DOCUMENT_RULES

ReadDocument = Callable[[str], Document]
Tell = Callable[..., list[str]]

METADATA = "# T\n\n| Metadata | |\n|---|---|\n"


def about(told: list[str], code: str) -> list[str]:
    return [line.partition(": ")[2] for line in told if f" {code}: " in line]


@pytest.mark.parametrize("need", ["Contributor", "Funding", "Patience", "A second reader", ""])
def test_needs_that_are_as_they_should_be(told: Tell, need: str) -> None:
    assert about(told(f"{METADATA}| Needs | {need} |\n"), "META015") == []


@pytest.mark.parametrize(
    ("need", "meant", "safe"),
    [
        ("Contributer", "Contributor", False),
        ("Contributors", "Contributor", False),
        ("contributor", "Contributor", True),
        ("FUNDING", "Funding", True),
        ("Fundings", "Funding", False),
    ],
)
def test_needs_that_are_nearly_known(
    document: ReadDocument, need: str, meant: str, *, safe: bool
) -> None:
    found = document(f"{METADATA}| Needs | {need} |\n")
    (told,) = [one for one in DOCUMENT_RULES.run("", found) if one.code == "META015"]
    assert told.message == f"the need `{need}` is not `{meant}`, so no list shows it"
    assert told.fix is not None
    assert (told.fix.edits[0].replacement, told.fix.safe) == (meant, safe)


@pytest.mark.parametrize(
    "value",
    [
        "*your GitHub user name, like @ghost*",
        "*must be one user such as @ghost*",
        "_one login, e.g. @ghost_",
    ],
)
def test_no_login_is_taken_out_of_a_placeholder(document: ReadDocument, value: str) -> None:
    found = document(f"{METADATA}| Point of contact | {value} |\n")
    (told,) = [one for one in DOCUMENT_RULES.run("", found) if one.code == "META004"]
    assert told.message == f"the point of contact is still a placeholder: `{value}`"
    assert told.fix is None


@pytest.mark.parametrize(
    ("value", "kept"), [("*@ana*", "@ana"), ("@ana (later @bo)", "@ana"), ("ana", "@ana")]
)
def test_a_login_among_words_is_kept(document: ReadDocument, value: str, kept: str) -> None:
    found = document(f"{METADATA}| Point of contact | {value} |\n")
    (told,) = [one for one in DOCUMENT_RULES.run("", found) if one.code == "META004"]
    assert told.fix is not None
    assert told.fix.edits[0].replacement == kept


def test_a_table_before_the_metadata(told: Tell) -> None:
    other = "| Version | Day |\n|---|---|\n| 1 | today |\n\n"
    text = METADATA.replace("| Metadata", f"{other}| Metadata") + "| Status | Proposed |\n"
    assert about(told(text), "OLD005") == [
        "the existing tool takes this table for the metadata, and refuses the file"
    ]
    behind = f"{METADATA}| Status | Proposed |\n\n{other}"
    assert about(told(behind), "OLD005") == []
