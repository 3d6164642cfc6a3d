"""The words of an update, without markup: its paragraphs, headings and items.

Code, quotes, tables and what is folded away are not what its author says of the goal.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from headway.pages.markdown import unlinked
from headway.text import Heading, parse
from headway.text.prose import prose
from headway.text.splitting import split

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.text import Tree

_STRUCK = re.compile(r"~~.*?~~", re.DOTALL)
_MARKUP = re.compile(r"<!--.*?-->|</?\w[^>]*>|\*+|`+|(?<!\w)_+|_+(?!\w)", re.DOTALL)
_FIELD = re.compile(r"([A-Za-z][A-Za-z;/ -]*?)\s*:(?!//)\s*(.*)")


class Passage(NamedTuple):
    """Lines of plain words that stand together.

    `depth` counts the lists around them; `heading` is the nearest one above, empty without one.
    """

    lines: tuple[str, ...]
    depth: int
    heading: str
    is_heading: bool = False

    @property
    def text(self) -> str:
        """The words on one line."""
        return " ".join(self.lines)

    @property
    def sentences(self) -> list[str]:
        """The sentences; a dot within a name or a number ends none."""
        text = self.text
        return [text[start:end] for start, end in split(text)]


class Field(NamedTuple):
    """A line that says what it tells: `Status: on track`."""

    label: str
    value: str


def passages(body: str) -> list[Passage]:
    """The passages of a comment, in order."""
    return [*_passages(parse(body.encode()))]


def _passages(tree: Tree) -> Iterator[Passage]:
    heading = ""
    for one in prose(tree):
        if isinstance(one.block, Heading):
            above, heading = heading, plain(one.block.text)
            yield Passage((heading,), one.depth, above, is_heading=True)
        else:
            words = plain(tree.slice(one.span)).splitlines()
            lines = tuple(filter(None, map(str.strip, words)))
            if lines:
                yield Passage(lines, one.depth, heading)


def field(line: str) -> Field | None:
    """What a line tells under a label, in small letters; None for one without."""
    match = _FIELD.fullmatch(line)
    return Field(match[1].casefold(), match[2]) if match else None


def plain(text: str) -> str:
    """The words of a text, without markup, links' destinations and what is struck out."""
    return _MARKUP.sub("", _STRUCK.sub("", unlinked(text)))
