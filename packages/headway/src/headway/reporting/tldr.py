"""The summary that the author of a comment gives of it.

These forms are known, in any letter case, with or without emphasis:

- `TL;DR:`, `TLDR:` or `Summary:` before text: the rest of that paragraph or item;
- the same on a line of its own: the paragraph or list below; where the comment begins with it,
  everything below, as the existing goals tool has it (goals-tooling 4.9);
- a heading that says so: its section;
- a paragraph that begins with `In summary` or `To sum up`, and stands under no heading or label.

Any other label or heading ends a summary.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headway.tracking.passages import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headway.reporting.sentences import Sentence
    from headway.text import Span, Tree

_NAME = re.compile(r"(?:tl;?dr|summary)\b", re.IGNORECASE)
_SUMS_UP = re.compile(r"(?:in summary|to sum(?:mari[sz]e| up))\b", re.IGNORECASE)


def own_summary(tree: Tree, found: Sequence[Sentence]) -> list[Sentence]:
    """Those of the sentences of a comment that its author wrote to sum it up, in order."""
    named = [one for one in found if _NAME.match(one.label)]
    if named and not _is_for_all_below(tree):
        return [one for one in named if one.span in _block(named[0].span, tree)]
    if named:
        return named
    closing = (one for one in found if not one.label and _SUMS_UP.match(plain(one.text)))
    first = next(closing, None)
    if first is None or _block(first.span, tree).start < first.span.start:
        return []
    return [one for one in found if one.span in _block(first.span, tree)]


def _is_for_all_below(tree: Tree) -> bool:
    """Whether the name of a summary stands above all of it, as a heading or the first words."""
    first = plain(tree.source.decode()).lstrip(" \t\r\n#-")
    return bool(_NAME.match(first)) or any(_NAME.match(one.plain) for one in tree.headings)


def _block(span: Span, tree: Tree) -> Span:
    """The outermost block that something stands in."""
    return next(block.span for block in tree.blocks if span in block.span)
