"""What crates are called, and patterns for such names."""

from __future__ import annotations

import re

# What the book of cargo advises registries to allow, and crates.io does.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
_PATTERN = re.compile(r"[*?\[]")
_MATCHING = re.compile(r"(?:[*?A-Za-z0-9_-]|\[!?+\]?+[^\]]*\])+")  # what a name may match


def is_name(text: str) -> bool:
    """Whether a crate can be called so."""
    return _NAME.fullmatch(text) is not None


def is_pattern(text: str) -> bool:
    """Whether a text is meant for names of more than one crate, as a shell has patterns."""
    return _PATTERN.search(text) is not None


def may_name(text: str) -> bool:
    """Whether a text is a name of a crate, or a pattern for such names."""
    return _MATCHING.fullmatch(text) is not None if is_pattern(text) else is_name(text)
