"""Finding the item, column or person that words mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.diagnostics import fold, likely
from headway.documents.values import Written, issue_urls_in
from headway.errors import UnknownNameError
from headway.program.board.fields import ISSUE
from headway.text import Span
from headway.tracking.board.errors import AmbiguousItemError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from headway.program.board.values import Board, Column, Item


def find_item(board: Board, words: str) -> Item:
    """The item that is meant: by id, issue, start of an id, or a part of a title.

    The first of these ways that finds any item counts. Items that were put away are found only
    where no other is.

    Raises:
        AmbiguousItemError: there are several.
        UnknownNameError: there is none.
    """
    for found in _ways(board, words):
        for several in ([item for item in found if not item.archived], found):
            if len(several) == 1:
                return several[0]
            if several:
                raise AmbiguousItemError(words, several)
    known = [str(item.id) for item in board.items]
    raise UnknownNameError("item", words, likely(words, known), known)


def _ways(board: Board, words: str) -> Iterator[list[Item]]:
    issue, wanted = issue_in(words), fold(words)
    yield [item for item in board.items if item.id == words]
    if issue is not None:
        named = issue.casefold()
        yield [i for i in board.items if i.issue is not None and i.issue.casefold() == named]
    if wanted:
        yield [item for item in board.items if item.id.startswith(wanted)]
        yield [item for item in board.items if wanted in fold(item.title)]


def shortest_names(board: Board) -> dict[str, str]:
    """By the id of each item, as many of its first words as the id of no other begins with."""
    ids = sorted({str(item.id) for item in board.items})
    around = zip(ids, ["", *ids], [*ids[1:], ""], strict=False)
    return {one: _shortest(one, neighbours) for one, *neighbours in around}


def _shortest(name: str, others: Sequence[str]) -> str:
    words = name.split("-")
    starts = ("-".join(words[:count]) for count in range(1, len(words)))
    own = (start for start in starts if not any(other.startswith(start) for other in others))
    return next(own, name)


def find_column(board: Board, name: str) -> Column:
    """A column by its name, in any letter case.

    Raises:
        UnknownNameError: there is none.
    """
    column = board.column(name)
    if column is None:
        names = [str(column.name) for column in board.columns]
        raise UnknownNameError("column", name, likely(name, names), names)
    return column


def issue_in(words: str) -> str | None:
    """The issue that words are as a whole: `organisation/repository#number`, or its address."""
    text = words.strip()
    written = Written(text, Span(0, 0))
    urls = issue_urls_in(written)
    if len(urls) == 1 and not any(letter.isspace() for letter in text):
        return str(urls[0]) if text.startswith("http") else None
    return text if ISSUE.read(text, written.span) else None
