"""The rules that need nothing but one page, by what they are about."""

from headway.documents.rules import (
    asks,
    champions,
    existing,
    funding,
    metadata,
    page,
    references,
    sections,
    signoffs,
    tables,
    tasks,
    tracking_issue,
)
from headway.documents.rules.books import DOCUMENT_RULES, PAGE_RULES

__all__ = [
    "DOCUMENT_RULES",
    "PAGE_RULES",
    "asks",
    "champions",
    "existing",
    "funding",
    "metadata",
    "page",
    "references",
    "sections",
    "signoffs",
    "tables",
    "tasks",
    "tracking_issue",
]
