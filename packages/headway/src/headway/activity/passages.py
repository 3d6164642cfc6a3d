"""The passages of a text: its paragraphs, items and quotes, each with its line and section."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from headway.text import CodeBlock, Item, Paragraph, Quote, Span, Table
from headway.text.tree import CONTAINERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.text import Block, Source, Tree

# A line that opens with a name or label and a colon begins a passage of its own.
_SAID = re.compile(r"\n(?=[ \t]*[*_]*@?\w[\w .,'&-]{0,40}:[*_]* )")
_MARKER = re.compile(r"\A[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_QUOTED = re.compile(r"\n[ \t]*(?:>[ \t]?)+")
_SPEAKER = re.compile(r"[*_]*(@?\w[\w .,'&-]{0,60}):[*_]*(?=\s)\s*")


class Passage(NamedTuple):
    """Words that stand together; `line` is where they start.

    `checked` is the state of a task box, None without one; `quoted` is true inside of a quote.
    """

    line: int
    text: str
    section: str
    checked: bool | None = None
    quoted: bool = False

    @property
    def speaker(self) -> str:
        """Who says it, or the label that it stands behind, as written before the first colon."""
        match = _SPEAKER.match(self.text)
        return match[1].strip() if match else ""

    @property
    def said(self) -> str:
        """The words without the speaker."""
        return _SPEAKER.sub("", self.text, count=1)


def passages(tree: Tree, source: Source) -> Iterator[Passage]:
    """The passages of a text, in its order; HTML and definitions of links are none."""
    for section, blocks in _sections(tree):
        for block, span, quoted in _leaves(blocks, quoted=False):
            checked = block.checked if isinstance(block, Item) else None
            raw = tree.slice(span)
            line = source.lines.position(span.start).line
            for part in _SAID.split(raw):
                if text := _clean(part, quoted=quoted):
                    yield Passage(line, text, section, checked, quoted)
                line += part.count("\n") + 1


def _sections(tree: Tree) -> Iterator[tuple[str, tuple[Block, ...]]]:
    first = tree.sections[0].heading.span.start if tree.sections else len(tree.source)
    yield "", tuple(block for block in tree.blocks if block.span.start < first)
    for section in tree.sections:
        yield section.heading.plain.strip(), section.blocks


def _leaves(blocks: tuple[Block, ...], *, quoted: bool) -> Iterator[tuple[Block, Span, bool]]:
    """The blocks that hold words themselves, each with the span of its own words."""
    for block in blocks:
        if isinstance(block, Item):
            end = block.children[0].span.start if block.children else block.span.end
            yield block, Span(block.span.start, end), quoted
        elif isinstance(block, (Paragraph, CodeBlock, Table)):
            yield block, block.span, quoted
        if isinstance(block, CONTAINERS):
            inside = quoted or isinstance(block, Quote)
            yield from _leaves(block.children, quoted=inside)


def _clean(raw: str, *, quoted: bool) -> str:
    text = _QUOTED.sub("\n", raw) if quoted else raw
    return _MARKER.sub("", text, count=1).strip()
