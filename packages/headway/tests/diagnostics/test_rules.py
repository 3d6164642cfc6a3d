from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from headway.diagnostics import Finding, RuleBook, Severity
from headway.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator


def word(text: str) -> Iterator[Finding]:
    """A word is bad.

    It reads badly,
    even twice.

    Wrong:

        bad
          word

    Right:

        good
    """
    if "bad" in text:
        yield Finding(Span(0, 3), "this is bad")
        yield Finding(Span(0, 3), "elsewhere as well", file="other.md", help="say something else")


@pytest.fixture
def book() -> RuleBook[str]:
    book: RuleBook[str] = RuleBook("word")
    book.rule("WORD001", Severity.HINT, fixes=True)(word)
    return book


@pytest.mark.parametrize(
    "code", ["word001", "WORD1", "WORD0001", "WO001", "", "WORD", "WORDWORDS001", "WORD001"]
)
def test_a_code_that_is_none_or_taken_is_refused(book: RuleBook[str], code: str) -> None:
    with pytest.raises(ValueError, match="no code, or taken"):
        book.rule(code, Severity.ERROR)
    assert list(book.rules) == ["WORD001"]


def test_findings_become_diagnostics(book: RuleBook[str]) -> None:
    first, second = book.run("a.md", "a bad word")
    assert (first.code, first.severity, first.file, first.message) == (
        "WORD001",
        Severity.HINT,
        "a.md",
        "this is bad",
    )
    assert (second.file, second.help) == ("other.md", "say something else")
    assert list(book.run("a.md", "fine")) == []


def test_a_docstring_is_an_explanation(book: RuleBook[str]) -> None:
    rule = book.rules["WORD001"]
    assert rule.fixes
    assert rule.explanation.summary == "A word is bad."
    assert rule.explanation.why == "It reads badly,\neven twice."
    assert rule.explanation.wrong == "bad\n  word"
    assert rule.explanation.right == "good"


def test_a_docstring_that_explains_too_little_is_refused(book: RuleBook[str]) -> None:
    @book.rule("WORD002", Severity.ERROR)
    def silent(text: str) -> Iterator[Finding]:
        """Only a summary."""
        yield Finding(Span(0, 0), text)

    with pytest.raises(ValueError, match="WORD002"):
        _ = book.rules["WORD002"].explanation


def test_severities_are_ranked() -> None:
    assert sorted(Severity, key=lambda severity: severity.rank) == [
        Severity.ERROR,
        Severity.WARNING,
        Severity.HINT,
    ]
