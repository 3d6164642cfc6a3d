"""Every rule about documents, by code, and the codes of those that need to know what happened."""

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

# The rules themselves stand in a later room, `tracking`, whose catalogue has them all.
ACTIVITY_CODES = (
    *(f"BOARD{number:03}" for number in range(7, 11)),
    *(f"TRACK{number:03}" for number in range(1, 9)),
)
CODES = (*RULES, *ACTIVITY_CODES)
