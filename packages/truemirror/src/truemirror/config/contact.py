"""Whom upstream's operators can reach, as the User-Agent tells them."""

from __future__ import annotations

NOBODY = "you@example.org"  # the contact that `init` writes where nobody is named


def is_contact(text: str | None) -> bool:
    """Whether a text leads to somebody: a mail address or a web page, in ASCII and of one line."""
    if text is None or text == NOBODY or not (text.isascii() and text.isprintable()):
        return False
    return "@" in text or "://" in text
