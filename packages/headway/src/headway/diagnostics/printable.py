"""Text that a terminal can be shown, whatever a document or a file name holds."""

from __future__ import annotations

import unicodedata

_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


def printable(text: str, instead: str = "\ufffd") -> str:
    """Text without characters that would move the cursor, end the line or hide other text."""
    if text.isprintable():
        return text
    return "".join(instead if unicodedata.category(c) in _HIDDEN else c for c in text)
