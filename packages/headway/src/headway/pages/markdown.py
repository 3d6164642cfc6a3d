"""Small pieces of Markdown, written so that they read as meant wherever they are put."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LINK = re.compile(r"!?\[((?:[^\[\]]|\[[^\[\]]*\])*)\](?:\([^()\s]*\)|\[[^\[\]]*\])")
_PIPE = re.compile(r"(?<!\\)\|")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|])")


def table(
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    left: bool = True,
    padded: bool = True,
) -> str:
    """A table; its columns are padded to the same number of characters, pipes in cells escaped.

    Without `left` its columns are aligned as the book's style has them.
    """
    cells = [[cell(text) for text in row] for row in (header, *rows)]
    widths = [max(2, *map(len, column)) if padded else 2 for column in zip(*cells, strict=True)]
    lines = [
        "| " + " | ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) + " |"
        for row in cells
    ]
    rule = "| " + " | ".join((":" if left else "-").ljust(width, "-") for width in widths) + " |"
    return "\n".join([lines[0], rule, *lines[1:]])


def cell(text: str) -> str:
    """A text as the cell of a table holds it: on one line, no bare pipe."""
    return _PIPE.sub(r"\\|", " ".join(text.split()))


def link(text: str, destination: str) -> str:
    """A link; links within its text become plain, since Markdown cannot nest them."""
    return f"[{unlinked(text)}]({target(destination)})"


def target(destination: str) -> str:
    """A link's destination as it is written between parentheses."""
    return f"<{destination}>" if re.search(r"[\s()]", destination) else destination


def unlinked(text: str) -> str:
    """A text whose links are replaced by their words."""
    return _LINK.sub(r"\1", text)


def literal(text: str) -> str:
    """A text in which nothing is markup."""
    return _SPECIAL.sub(r"\\\1", text)


def quoted(text: str) -> str:
    """A text as a block quote."""
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())
