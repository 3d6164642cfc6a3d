"""The words of an update, without markup: its paragraphs, headings and items.

Code, quotes, tables and what is folded away are not what its author says of the goal.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from headway.pages.markdown import unlinked
from headway.text import Heading, Item, List, Paragraph, Span, parse
from headway.tracking.boxes import folds, within

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headway.text import Block, Tree

_MARKER = re.compile(r"\A\s*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?")
_STRUCK = re.compile(r"~~.*?~~", re.DOTALL)
_MARKUP = re.compile(r"<!--.*?-->|</?\w[^>]*>|\*+|`+|(?<!\w)_+|_+(?!\w)", re.DOTALL)
_FIELD = re.compile(r"([A-Za-z][A-Za-z;/ -]*?)\s*:(?!//)\s*(.*)")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


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
        return _SENTENCE_END.split(self.text)


class Field(NamedTuple):
    """A line that says what it tells: `Status: on track`."""

    label: str
    value: str


def passages(body: str) -> list[Passage]:
    """The passages of a comment, in order."""
    tree = parse(body.encode())
    return [*_Reader(tree, [*folds(tree)]).read(tree.blocks, 0)]


def field(line: str) -> Field | None:
    """What a line tells under a label, in small letters; None for one without."""
    match = _FIELD.fullmatch(line)
    return Field(match[1].casefold(), match[2]) if match else None


class _Reader:
    def __init__(self, tree: Tree, folded: list[Span]) -> None:
        self._tree = tree
        self._folded = folded
        self._heading = ""

    def read(self, blocks: Iterable[Block], depth: int) -> Iterator[Passage]:
        for block in blocks:
            if within(block.span, self._folded):
                continue
            if isinstance(block, Heading):
                above, self._heading = self._heading, plain(block.text)
                yield Passage((self._heading,), depth, above, is_heading=True)
            elif isinstance(block, Paragraph):
                yield from self._passage(block.span, depth)
            elif isinstance(block, List):
                yield from self.read(block.children, depth + 1)
            elif isinstance(block, Item):
                first = block.children[0].span.start if block.children else block.span.end
                yield from self._passage(Span(block.span.start, first), depth)
                yield from self.read(block.children, depth)

    def _passage(self, span: Span, depth: int) -> Iterator[Passage]:
        text = _MARKER.sub("", self._tree.slice(span), count=1)
        lines = tuple(filter(None, map(str.strip, plain(text).splitlines())))
        if lines:
            yield Passage(lines, depth, self._heading)


def plain(text: str) -> str:
    """The words of a text, without markup, links' destinations and what is struck out."""
    return _MARKUP.sub("", _STRUCK.sub("", unlinked(text)))
