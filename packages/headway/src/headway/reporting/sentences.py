"""A comment as sentences, each verbatim and in its place, with what it is worth to a reader.

Headings, quotes, code blocks, tables, comments of HTML and what is folded away are no sentences.
Nor are the labels of a template, as `Key developments:`; a sentence tells which one it is under.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from headway.reporting.alone import stands_alone
from headway.reporting.news import News, news_of, rank
from headway.reporting.splitting import HIDDEN, split
from headway.text import Code, Heading, InlineHtml, Item, Link, List, Paragraph, Span, parse
from headway.tracking.boxes import folds, within
from headway.tracking.passages import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headway.text import Block, Tree

_NAMES = (
    r"(?:[\w'/-]+ ){0,4}(?:key developments?|developments|blockers?|help wanted|updates?"
    r"|next (?:steps?|up)|status|health|tl;?dr|summary|what happened so far|notes|plans?)"
    r"(?: from this month)?(?: \([^()\n]*\))?"
)
_LABEL = re.compile(
    rf"^[ \t]*(?:(?P<mark>\*\*|__|\*|_)(?P<marked>{_NAMES})"
    r"(?:[.:][ \t]?(?P=mark):?|(?P=mark)[ \t]*:)"
    rf"|(?P<bare>{_NAMES})[ \t]*:)(?=\s|\Z)",
    re.IGNORECASE | re.MULTILINE,
)
_MARKER = re.compile(r"\A\s*(?:[-*+]|\d+[.)])(?:\s+(?:\[[ xX]\]\s+)?|\Z)")
_COMMENT = re.compile(r"\A(?:<!--.*?-->\s*)+|(?:\s*<!--(?:(?!-->).)*-->)+\Z", re.DOTALL)
_HINT = re.compile(r"([*_])(?!\1)\S.*\1", re.DOTALL)
_ADDRESS = re.compile(r"https?://\S+")


class Sentence(NamedTuple):
    """A sentence of a comment: `text` is what stands at its `span` of the comment's bytes.

    `number` counts from 1. `label` is the nearest label or heading above it, in small letters.
    `alone` says whether it makes sense to somebody who reads nothing else of the comment.
    """

    span: Span
    text: str
    number: int
    label: str
    news: News
    alone: bool

    @property
    def words(self) -> int:
        """How many words a reader sees, without markup and addresses."""
        return count_words(self.text)

    @property
    def rank(self) -> int:
        """How much a reader would have it rather than others: the higher, the rather."""
        return rank(self.news, self.words, self.number, label=self.label, alone=self.alone)


class _Run(NamedTuple):
    """Text without blocks in it; `listed` when it stands in a list's item."""

    span: Span
    label: str
    listed: bool


def sentences(body: str) -> list[Sentence]:
    """The sentences of a comment, in order."""
    tree = parse(body.encode())
    found: list[Sentence] = []
    for run in _Reader(tree).read(tree.blocks, listed=False):
        for span in _spans(tree, run.span):
            text = tree.slice(span)
            words = " ".join(plain(text).split())
            alone = stands_alone(words, listed=run.listed)
            hint = bool(run.label and _HINT.fullmatch(text))  # a template's question, left in
            news = News.PROCESS if hint else news_of(words, run.label)
            found.append(Sentence(span, text, len(found) + 1, run.label, news, alone))
    return found


def count_words(text: str) -> int:
    """The words of Markdown that a reader sees, without addresses."""
    words = _ADDRESS.sub("", plain(text)).split()
    return sum(any(map(str.isalnum, word)) for word in words)


class _Reader:
    """Goes through blocks with the label that they stand under."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._folded = [*folds(tree)]
        self._label = ""

    def read(self, blocks: Iterable[Block], *, listed: bool) -> Iterator[_Run]:
        for block in blocks:
            if within(block.span, self._folded):
                continue
            if isinstance(block, Heading):
                self._label = plain(block.text).strip(" :.").casefold()
            elif isinstance(block, Paragraph):
                yield from self._runs(block.span, listed=listed)
            elif isinstance(block, List):
                yield from self.read(block.children, listed=True)
            elif isinstance(block, Item):
                yield from self._runs(self._own(block), listed=True)
                yield from self.read(block.children, listed=True)

    def _own(self, item: Item) -> Span:
        """The text of an item, without its marker and what stands below."""
        end = item.children[0].span.start if item.children else item.span.end
        marker = _MARKER.match(self._tree.slice(Span(item.span.start, end)))
        return Span(item.span.start + (len(marker[0].encode()) if marker else 0), end)

    def _runs(self, span: Span, *, listed: bool) -> Iterator[_Run]:
        """The text of a block by its labels; one with nothing behind it is for what is below."""
        text = self._tree.slice(span)
        start, label = 0, self._label
        for found in _LABEL.finditer(_hidden(self._tree, span)):
            yield _Run(_part(span, text, start, found.start()), label, listed)
            label = (found["marked"] or found["bare"]).casefold()
            start = found.end()
        if text[start:].strip():
            yield _Run(_part(span, text, start, len(text)), label, listed)
        else:
            self._label = label


def _spans(tree: Tree, span: Span) -> Iterator[Span]:
    text = tree.slice(span)
    for start, end in split(text, _hidden(tree, span)):
        piece = text[start:end]
        bare = _COMMENT.sub("", piece)
        if any(map(str.isalpha, _ADDRESS.sub("", plain(bare)))):
            first = start + piece.index(bare)
            yield _part(span, text, first, first + len(bare))


def _part(span: Span, text: str, start: int, end: int) -> Span:
    """The span of a part of a text that stands at a span."""
    first = span.start + len(text[:start].encode())
    return Span(first, first + len(text[start:end].encode()))


def _hidden(tree: Tree, span: Span) -> str:
    """The text of a span with code, links and HTML blotted out, as long as before."""
    parts, at = [], span.start
    for mark in tree.marks_in(span):
        if isinstance(mark, (Code, Link, InlineHtml)) and at <= mark.span.start:
            end = min(mark.span.end, span.end)
            parts.append(tree.slice(Span(at, mark.span.start)))
            parts.append(HIDDEN * len(tree.slice(Span(mark.span.start, end))))
            at = end
    return "".join([*parts, tree.slice(Span(at, span.end))])
