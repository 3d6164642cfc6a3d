from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from headway.documents.reading import Page, read
from headway.documents.rules import DOCUMENT_RULES, PAGE_RULES
from headway.documents.signoff import SIGNOFF
from headway.documents.values import Signoff
from headway.text import Source, parse

if TYPE_CHECKING:
    from headway.documents.reading import Document

HEAD = "# Glow\n\n## Sign-off\n\n| Date | Team | By | Verdict | Note |\n|-|-|-|-|-|\n"


def document(text: str) -> Document:
    source = Source("signoff/2026/glow.md", text.encode())
    return read(SIGNOFF, Page(source, parse(source.data), "2026"))


def signoff(text: str) -> Signoff:
    value = document(text).value
    assert isinstance(value, Signoff)
    return value


def test_a_row_is_a_statement() -> None:
    read = signoff(f"{HEAD}| 2026-01-14 | [lang] | @ana | Concern | a \\| b |\n")
    (said,) = read.statements
    assert (read.id, read.period, read.title) == ("glow", "2026", "Glow")
    assert (said.date, said.team, said.by) == ("2026-01-14", "lang", "@ana")
    assert (said.verdict, said.note) == ("concern", "a | b")
    assert said.day == date(2026, 1, 14)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("| 2026-02-30 | [lang] | @ana | yes | |", "SIGN002"),
        ("| 20260101 | [lang] | @ana | yes | |", "SIGN002"),
        ("| 2026-W01-1 | [lang] | @ana | yes | |", "SIGN002"),
        ("| 2026-01-01 | [lang] | @ana | maybe | |", "SIGN003"),
        ("| 2026-01-01 | [lang] | @ana, @bo | yes | |", "SIGN004"),
        ("| 2026-01-01 | [lang] | Ana | yes | |", "SIGN004"),
        ("| 2026-01-01 | [lang], [docs] | @ana | yes | |", "SIGN005"),
        ("| 2026-01-01 | | @ana | yes | |", "SIGN005"),
    ],
)
def test_what_cannot_be_read_is_told(row: str, code: str) -> None:
    found = document(f"{HEAD}{row}\n")
    told = [d.code for d in DOCUMENT_RULES.run(found.page.file, found)]
    assert told == [code]


def test_a_table_of_other_columns_is_told() -> None:
    found = document("# Glow\n\n## Sign-off\n\n| A | B |\n|-|-|\n| x | y |\n")
    assert [d.code for d in DOCUMENT_RULES.run("", found)] == ["SIGN001"]
    assert found.value.statements == ()


def test_the_existing_tool_does_not_matter_here() -> None:
    """It reads no file beside the sources, so what it would make of one is nobody's concern."""
    found = document(f"{HEAD}| 2026-01-01 | [lang] | @ana | yes | `a \\| b`\n\n#942\n")
    assert [d.code for d in DOCUMENT_RULES.run("", found)] == []
    assert [d.code for d in PAGE_RULES.run("", found.page)] == []
