"""A comment as sentences, each verbatim and in its place, with what it is worth to a reader.

Headings, quotes, code blocks, tables, comments of HTML and what is folded away are no sentences.
Nor are the labels of a template, as `Key developments:`; a sentence tells which one it is under.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from headway.reporting.alone import stands_alone
from headway.reporting.news import TELLS_LITTLE, News, news_of
from headway.reporting.ranking import rank
from headway.reporting.together import Piece, refers, together
from headway.text import Heading, Span, parse
from headway.text.prose import prose
from headway.text.splitting import blot, part, split
from headway.tracking.passages import plain

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from headway.text import Tree
    from headway.text.prose import Prose

_NAME = (
    r"(?:key developments?|developments|blockers?|help wanted|updates?|next (?:steps?|up)|status"
    r"|health|tl;?dr|summary|what happened so far|notes|plans?)"
)
_NAMES = rf"(?:[\w'/-]+ ){{0,4}}{_NAME}(?: from this month)?(?: \([^()\n]*\))?"
_LABEL = re.compile(
    rf"^[ \t]*(?:(?P<mark>\*\*|__|\*|_)(?P<marked>{_NAMES})"
    r"(?:[.:][ \t]?(?P=mark):?|(?P=mark)[ \t]*:)"
    rf"|(?P<bare>{_NAMES})[ \t]*:|[*_]*(?P<lone>{_NAME})[*_]*(?=[ \t]*$))(?=\s|\Z)",
    re.IGNORECASE | re.MULTILINE,
)
_COMMENT = re.compile(r"\A(?:<!--.*?-->\s*)+|(?:\s*<!--(?:(?!-->).)*-->)+\Z", re.DOTALL)
_HINT = re.compile(r"([*_])(?!\1)\S.*\1", re.DOTALL)
_LINKED = (
    r"(?:branch|comment|crate|dashboard|doc|document|draft|issue|link|list|MCP|PR|page|post|project"
    r"|proposal|pull request|repo|repository|RFC|survey|thread)s?"
)
# What a link shows, by its text or right behind it.
_SHOWN = re.compile(
    r"\b(?:this|that|these|those|here)\b(?=[^\[\]]*\][(\[]"
    rf"|\s\[?(?:[\w-]+\s)?{_LINKED}\b:?\s?(?:\]|\[|\(?(?:https?://|[\w./-]*#\d)))",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://\S+")
_DONE = "development"  # in a label
_NAMED_FIRST = re.compile(r"\[?`|\[[^\[\]]+\]\(")  # an item begins with what it is about


class Sentence(NamedTuple):
    """A sentence of a comment: `text` is what stands at its `span` of the comment's bytes.

    `number` counts from 1. `label` is the nearest label or heading above it, in small letters.
    `alone` says whether it makes sense to somebody who reads nothing else of the comment. `rank` is
    how much a reader would have it rather than another: the higher, the rather. `parts` are what is
    quoted: the sentence, and what it says nothing without.
    """

    span: Span
    text: str
    number: int
    label: str
    news: News
    alone: bool
    rank: float
    parts: tuple[Span, ...]


class _Label(NamedTuple):
    """A label or heading, in small letters, and where it stands; there may be none."""

    name: str = ""
    span: Span | None = None
    is_heading: bool = False


def sentences(body: str) -> list[Sentence]:
    """The sentences of a comment, in order."""
    return sentences_in(parse(body.encode()))


def sentences_in(tree: Tree) -> list[Sentence]:
    """The sentences of a comment that was read, in order."""
    found: list[Sentence] = []
    telling = 0
    pieces = [*_pieces(tree)]
    for place, piece in enumerate(pieces):
        if not any(map(str.isalpha, _ADDRESS.sub("", plain(piece.text)))):
            continue
        parts, says = together(tree, pieces, place)
        own = _joined(tree, (part for part in parts if part >= piece.span))
        words = _words(own)
        shown = _words(_SHOWN.sub("the", _joined(tree, parts)))
        listed = piece.depth > 0 and not _NAMED_FIRST.match(piece.text)
        named = piece.depth > 0 and "`" in piece.text and _DONE in piece.label
        alone = says and stands_alone(shown, listed=listed, named=named)
        hint = bool(piece.label and _HINT.fullmatch(piece.text))  # a template's question, left in
        news = News.PROCESS if hint else news_of(words, piece.label)
        worth = rank(news, own, words, telling, lacks=(not alone) + (not says))
        number = len(found) + 1
        found.append(
            Sentence(piece.span, piece.text, number, piece.label, news, alone, worth, parts)
        )
        telling += news not in TELLS_LITTLE
    return found


def _joined(tree: Tree, parts: Iterable[Span]) -> str:
    return " ".join(map(tree.slice, parts))


def _words(text: str) -> str:
    """What a reader sees of Markdown, on one line."""
    return " ".join(plain(text).split())


def count_words(text: str) -> int:
    """The words of Markdown that a reader sees, without addresses."""
    words = _ADDRESS.sub("", plain(text)).split()
    return sum(any(map(str.isalnum, word)) for word in words)


def _pieces(tree: Tree) -> Iterator[Piece]:
    """The words of a comment that may be sentences, in order, addresses among them."""
    label = _Label()
    for one in prose(tree):
        if isinstance(one.block, Heading):
            name = plain(one.block.text).strip(" :.").casefold()
            label = _Label(name, one.block.content, is_heading=True)
        else:
            label = yield from _labelled(tree, one, label)


def _labelled(tree: Tree, one: Prose, above: _Label) -> Generator[Piece, None, _Label]:
    """The pieces of a block, and the label for what is below: one with nothing behind it."""
    text = tree.slice(one.span)
    start, label = 0, above
    for found in _LABEL.finditer(blot(tree, one.span)):
        yield from _split(tree, part(one.span, text, start, found.start()), label, one.depth)
        name = (found["marked"] or found["bare"] or found["lone"]).casefold()
        label = _Label(name, part(one.span, text, *found.span()))
        start = found.end()
    if not text[start:].strip():
        return label
    yield from _split(tree, part(one.span, text, start, len(text)), label, one.depth)
    return above


def _split(tree: Tree, span: Span, label: _Label, depth: int) -> Iterator[Piece]:
    text = tree.slice(span)
    for start, end in split(text, blotted=blot(tree, span), lines=True):
        piece = text[start:end]
        bare = _COMMENT.sub("", piece)
        if any(map(str.isalnum, plain(bare))):
            first = start + piece.index(bare)
            place = part(span, text, first, first + len(bare))
            only = refers(tree, place)
            yield Piece(place, bare, depth, label.name, label.span, label.is_heading, only)
