from __future__ import annotations

from collections.abc import Callable

import pytest

from headway.diagnostics import Diagnostic, apply
from headway.documents.reading import Document
from headway.documents.rules import DOCUMENT_RULES

ReadDocument = Callable[[str], Document]

SECTIONS = {
    "FUND004": ("Funding", ("Purpose", "Cost", "Funded", "Sponsor(s)")),
    "HELP001": ("Help wanted", ("Task", "Experience level", "Time investment")),
    "ASK011": ("Team asks", ("Team", "Support level", "Notes")),
    "TASK005": ("Work items over the next year", ("Task", "Owner(s)", "Notes")),
}


def text(title: str, columns: tuple[str, ...]) -> str:
    rows = (columns, ["---"] * len(columns), [""] * len(columns))
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"# Goal\n\n| Metadata | |\n|---|---|\n| Status | Proposed |\n\n## {title}\n\n{table}\n"


def told(document: ReadDocument, page: str) -> list[Diagnostic]:
    found = DOCUMENT_RULES.run("", document(page))
    return [diagnostic for diagnostic in found if diagnostic.code in SECTIONS]


@pytest.mark.parametrize("code", SECTIONS)
def test_the_columns_as_they_must_be(document: ReadDocument, code: str) -> None:
    assert told(document, text(*SECTIONS[code])) == []


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ("Purpose Cost Funded Sponsors", "the column `Sponsors` must be called `Sponsor(s)`"),
        ("Purpose Cost Funded Sponsor", "the column `Sponsor` must be called `Sponsor(s)`"),
        ("purpose Cost Funded Sponsor(s)", "the column `purpose` must be called `Purpose`"),
        ("Purpose Cost State Sponsor(s)", "unknown column `State`"),
        ("Purpose Cost Funded Sponsor(s) Notes", "unknown column `Notes`"),
        ("Purpose Cost Funded", "the table has no column `Sponsor(s)`"),
        ("Purpose Cost Cost Funded Sponsor(s)", "a second column `Cost`"),
        ("Cost Purpose Funded Sponsor(s)", "the columns are in another order than they must be"),
    ],
)
def test_columns_of_funding(document: ReadDocument, columns: str, message: str) -> None:
    (found,) = told(document, text("Funding", tuple(columns.split())))
    assert (found.code, found.message) == ("FUND004", message)


@pytest.mark.parametrize("code", SECTIONS)
def test_letter_case_counts_and_is_mended(document: ReadDocument, code: str) -> None:
    title, columns = SECTIONS[code]
    # Nothing looks at the head of the second column of tasks.
    wrong = tuple(column if column == "Owner(s)" else column.upper() for column in columns)
    page = text(title, wrong)
    found = told(document, page)
    assert [diagnostic.code for diagnostic in found] == [code] * len(set(wrong) - set(columns))
    fixes = [diagnostic.fix for diagnostic in found if diagnostic.fix]
    assert all(fix.safe for fix in fixes)
    mended = apply(page.encode(), (edit for fix in fixes for edit in fix.edits))
    assert mended.decode() == text(title, columns)


@pytest.mark.parametrize("head", ["Owner", "Owners", "Owner(s) or team(s)", "owner(s)"])
def test_any_head_of_owners_will_do(document: ReadDocument, head: str) -> None:
    page = text("Work items over the next year", ("Task", head, "Notes"))
    assert told(document, page) == []
    assert [records.table.field for records in document(page).records] == ["tasks"]
