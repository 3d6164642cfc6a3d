"""How far an issue is by its own text: the boxes that are ticked, and the issues it points to.

The existing goals tool reads lines, and so counts boxes in code, in quotes and in the folds into
which the tasks of earlier periods move, but not `[X]` nor numbered lists (goals-tooling 4.10).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from headway.activity.records import Search
from headway.documents.values import Written, issue_urls_in, issues_in
from headway.errors import HeadwayError
from headway.forge.model import IssueName, Repository
from headway.pages.markdown import unlinked
from headway.text import Footnote, Item, List, Table, parse, within
from headway.text.prose import folds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from headway.text import Block

SEE_ALSO = "See also"
TRACKED = "Tracked issues"

_LINE_BOX = re.compile(r"[-*] \[[x ]\] ")
_SEARCH = re.compile(r"\s*([\w.-]+/[\w.-]+)\s+(\S.*?)\s*")
_OWN = (Item, List, Footnote)  # what is the text's own, unlike quotes


class Boxes(NamedTuple):
    """The boxes of a text; `elsewhere` are those that only the existing tool counts."""

    done: int
    total: int
    elsewhere: int


def count_boxes(body: str) -> Boxes:
    """Count the boxes of a text's own lists, folded-away parts left out."""
    tree = parse(body.encode())
    folded = [*folds(tree)]
    items = [one for one in _items(tree.blocks) if not within(one.span, folded)]
    boxes = [item.checked for item in items if item.checked is not None]
    seen_by_line = len(_LINE_BOX.findall(body))
    plain = sum(bool(_LINE_BOX.match(tree.slice(item.span))) for item in items)
    return Boxes(sum(boxes), len(boxes), seen_by_line - plain)


def see_also(body: str, present_name: Callable[[str], str]) -> list[IssueName]:
    """The issues that the row `See also` of a text's tables names, each once."""
    named: dict[IssueName, None] = {}
    for text in _row_values(body, SEE_ALSO):
        for reference in sorted([*issues_in(text), *issue_urls_in(text)], key=_place):
            try:
                repository = Repository.parse(present_name(reference.repository))
            except HeadwayError:
                continue
            named[IssueName(repository, reference.number)] = None
    return list(named)


def searches(body: str, present_name: Callable[[str], str]) -> list[Search]:
    """The searches that the row `Tracked issues` of a text's tables names, each once.

    A search is the repository's name and the words to search for, as the text of a link.
    """
    named: dict[Search, None] = {}
    for text in _row_values(body, TRACKED):
        match = _SEARCH.fullmatch(unlinked(text))
        if match:
            named[Search(present_name(match[1]), match[2])] = None
    return list(named)


def _row_values(body: str, label: str) -> Iterator[Written]:
    tree = parse(body.encode())
    for table in (block for block in tree.blocks if isinstance(block, Table)):
        for row in (table.head, *table.rows):
            if len(row.cells) > 1 and row.cells[0].text.casefold() == label.casefold():
                yield Written(row.cells[1].text, row.cells[1].span)


def _place(text: Written) -> int:
    return text.span.start


def _items(blocks: Iterable[Block]) -> Iterator[Item]:
    for block in blocks:
        if isinstance(block, Item):
            yield block
        if isinstance(block, _OWN):
            yield from _items(block.children)
