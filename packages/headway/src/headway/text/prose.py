"""What a text's author says in it: its headings, its paragraphs and the own words of its items.

Quotes, code, tables and HTML are not among it, nor what is folded away.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from headway.text.tree import Heading, Item, List, Paragraph, Span, within

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headway.text.tree import Block, Tree

_MARKER = re.compile(r"\A\s*(?:[-*+]|\d+[.)])(?:\s+(?:\[[ xX]\]\s+)?|\Z)")
_FOLD = re.compile(r"<(/?)details\b", re.IGNORECASE)


class Prose(NamedTuple):
    """Words that stand together, and in how many lists.

    Of an item they are those without its marker and box, and without what stands below.
    """

    block: Heading | Paragraph | Item
    span: Span
    depth: int


def prose(tree: Tree) -> Iterator[Prose]:
    """All that a text's author says in it, in order."""
    return _prose(tree, tree.blocks, [*folds(tree)], 0)


def _prose(tree: Tree, blocks: Iterable[Block], folded: list[Span], depth: int) -> Iterator[Prose]:
    for block in blocks:
        if within(block.span, folded):
            continue
        if isinstance(block, (Heading, Paragraph)):
            yield Prose(block, block.span, depth)
        elif isinstance(block, List):
            yield from _prose(tree, block.children, folded, depth + 1)
        elif isinstance(block, Item):
            span = _own(tree, block)
            if tree.slice(span).strip():
                yield Prose(block, span, depth)
            yield from _prose(tree, block.children, folded, depth)


def _own(tree: Tree, item: Item) -> Span:
    end = item.children[0].span.start if item.children else item.span.end
    marker = _MARKER.match(tree.slice(Span(item.span.start, end)))
    return Span(item.span.start + (len(marker[0].encode()) if marker else 0), end)


def folds(tree: Tree) -> Iterator[Span]:
    """From each `<details>` to where it ends; one that never ends folds nothing away."""
    opened: list[int] = []
    for span in sorted(tree.html):
        for tag in _FOLD.finditer(tree.slice(span)):
            if not tag[1]:
                opened.append(span.start)
            elif opened:
                yield Span(opened.pop(), span.end)
