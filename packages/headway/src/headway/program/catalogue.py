"""Every rule of every book, by code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.documents.rules import DOCUMENT_RULES, PAGE_RULES
from headway.program.rules import PROGRAM_RULES

if TYPE_CHECKING:
    from headway.diagnostics import Rule, RuleBook

_BOOKS: tuple[RuleBook[Any], ...] = (PAGE_RULES, DOCUMENT_RULES, PROGRAM_RULES)

RULES: dict[str, Rule[Any]] = dict(
    sorted((code, rule) for book in _BOOKS for code, rule in book.rules.items())
)
