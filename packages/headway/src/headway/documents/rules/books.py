"""The books that rules about pages and documents are entered into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.diagnostics import RuleBook

if TYPE_CHECKING:
    from headway.documents.reading import Document, Page

PAGE_RULES: RuleBook[Page] = RuleBook("page")
DOCUMENT_RULES: RuleBook[Document] = RuleBook("document")
