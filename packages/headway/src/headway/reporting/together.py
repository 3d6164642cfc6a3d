"""What a sentence is quoted with, since it says nothing without: its author's words beside it.

Only what follows on each other in a comment is quoted as one, with nothing but white space and the
markers of lists between:

- words that end in a colon, with the addresses or the one item that they lead to;
- what only refers to something, as `org/repo#12`, with the label or heading right above it;
- a sentence that lacks its subject, as `Merged!`, with the heading right above that names it.

Anything else that ends in a colon, or is a mere link, says nothing that could be quoted.
"""

from __future__ import annotations

import re
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, NamedTuple

from headway.reporting.alone import lacks_subject
from headway.text import Link, Span
from headway.text.splitting import blot
from headway.tracking.passages import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headway.text import Tree

_MOST_ADDRESSES, _MOST_WORDS = 3, 25  # of what a colon leads to
_BETWEEN = re.compile(r"[\s#]*(?:(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?)*")
_REFERENCE = re.compile(r"https?://\S+|[\w./-]*#\d+|\([^()]*\)|<|>")
_STOPS = re.compile(r"[.!](?:\]\([^()]*\))?[*_\s]*\Z")
_NAMES = re.compile(r"[`#]|\]\(")
# Not the colon behind the name of an emoji.
_COLON = re.compile(r"\A(?!.*:[\w\\+-]+:\Z).*:[*_]*\Z", re.DOTALL)
# What another part could close: a bracket or a code span that is none.
_UNCLOSED = re.compile(r"[\[\]<>`\\]")


class Piece(NamedTuple):
    """Some words of a comment that may be a sentence, in so many lists.

    `label` is the nearest label or heading above, in small letters, `lead` where it stands, and
    `is_heading` which of both it is. `refers` tells that the words are nothing but links, addresses
    and references.
    """

    span: Span
    text: str
    depth: int
    label: str
    lead: Span | None
    is_heading: bool
    refers: bool


class Together(NamedTuple):
    """The `parts` of a comment that are quoted as one, in order; `says`: they tell something."""

    parts: tuple[Span, ...]
    says: bool


def refers(tree: Tree, span: Span) -> bool:
    """Whether words are nothing but links, addresses, references and what stands in parentheses.

    A link that ends like a sentence is one.
    """
    text = tree.slice(span)
    if _STOPS.search(text) and any(map(str.isspace, text)):
        return False
    for mark in reversed(tree.marks_in(span)):
        if isinstance(mark, Link) and mark.span in span:
            first, last = (len(tree.slice(Span(span.start, end))) for end in mark.span)
            text = text[:first] + text[last:]
    return not any(map(str.isalnum, plain(_REFERENCE.sub("", text))))


def together(tree: Tree, pieces: Sequence[Piece], place: int) -> Together:
    """What one of some pieces is quoted with."""
    piece = pieces[place]
    if _COLON.search(piece.text):
        below = _below(tree, pieces, place)
        return Together((piece.span, *below), says=bool(below))
    if piece.lead and _joins(tree, piece.lead, piece.span) and _needs(tree, piece):
        return Together((piece.lead, piece.span), says=True)
    return Together((piece.span,), says=not piece.refers)


def _below(tree: Tree, pieces: Sequence[Piece], place: int) -> list[Span]:
    """The addresses, or the one item, that a colon leads to; nothing where there is more."""
    colon = pieces[place]
    rest = pieces[place + 1 : place + _MOST_ADDRESSES + 2]
    found = [*takewhile(lambda one: one.refers and one.lead == colon.lead, rest)] or [
        one for one in rest[:1] if one.depth > colon.depth and _is_short(one)
    ]
    after = rest[len(found) : len(found) + 1]
    if len(found) > _MOST_ADDRESSES or any(_is_of(one, found, colon) for one in after):
        return []
    parts = [colon.span, *(one.span for one in found)]
    follow = all(_joins(tree, one, other) for one, other in pairwise(parts))
    return parts[1:] if follow else []


def _is_short(piece: Piece) -> bool:
    return len(plain(piece.text).split()) <= _MOST_WORDS and not _COLON.search(piece.text)


def _is_of(one: Piece, found: Sequence[Piece], colon: Piece) -> bool:
    """Whether a piece belongs to the same list as others that a colon leads to."""
    return bool(found) and one.depth >= found[-1].depth > colon.depth


def _needs(tree: Tree, piece: Piece) -> bool:
    """Whether a piece tells nothing without what stands above it, and that names something."""
    if piece.refers:
        return True
    above = tree.slice(piece.lead) if piece.lead and piece.is_heading else ""
    return bool(_NAMES.search(above)) and lacks_subject(" ".join(plain(piece.text).split()))


def _joins(tree: Tree, one: Span, other: Span) -> bool:
    """Whether two parts follow on each other, and each is whole."""
    return bool(_BETWEEN.fullmatch(tree.slice(Span(one.end, other.start)))) and not any(
        _UNCLOSED.search(blot(tree, span)) for span in (one, other)
    )
