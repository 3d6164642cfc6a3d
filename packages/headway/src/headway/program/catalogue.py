"""Every rule of every book, by code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.documents.rules import DOCUMENT_RULES, PAGE_RULES
from headway.program.rules import PROGRAM_RULES

if TYPE_CHECKING:
    from headway.diagnostics import Rule

RULES: dict[str, Rule[Any]] = dict(
    sorted({**PAGE_RULES.rules, **DOCUMENT_RULES.rules, **PROGRAM_RULES.rules}.items())
)
