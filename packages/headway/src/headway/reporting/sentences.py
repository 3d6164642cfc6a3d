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
from headway.text import Heading, Span, parse
from headway.text.prose import prose
from headway.text.splitting import blot, part, split
from headway.tracking.passages import plain

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

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


class Sentence(NamedTuple):
    """A sentence of a comment: `text` is what stands at its `span` of the comment's bytes.

    `number` counts from 1. `label` is the nearest label or heading above it, in small letters.
    `alone` says whether it makes sense to somebody who reads nothing else of the comment. `rank` is
    how much a reader would have it rather than another: the higher, the rather.
    """

    span: Span
    text: str
    number: int
    label: str
    news: News
    alone: bool
    rank: float


class _Run(NamedTuple):
    """Text without blocks in it; `listed` when it stands in a list's item."""

    span: Span
    label: str
    listed: bool


def sentences(body: str) -> list[Sentence]:
    """The sentences of a comment, in order."""
    return sentences_in(parse(body.encode()))


def sentences_in(tree: Tree) -> list[Sentence]:
    """The sentences of a comment that was read, in order."""
    found: list[Sentence] = []
    telling = 0
    for run in _runs(tree):
        for span in _spans(tree, run.span):
            text = tree.slice(span)
            words = " ".join(plain(text).split())
            shown = " ".join(plain(_SHOWN.sub("the", text)).split())
            alone = stands_alone(shown, listed=run.listed)
            hint = bool(run.label and _HINT.fullmatch(text))  # a template's question, left in
            news = News.PROCESS if hint else news_of(words, run.label)
            worth = rank(news, text, words, telling, alone=alone)
            found.append(Sentence(span, text, len(found) + 1, run.label, news, alone, worth))
            telling += news not in TELLS_LITTLE
    return found


def count_words(text: str) -> int:
    """The words of Markdown that a reader sees, without addresses."""
    words = _ADDRESS.sub("", plain(text)).split()
    return sum(any(map(str.isalnum, word)) for word in words)


def _runs(tree: Tree) -> Iterator[_Run]:
    """What a comment says, by the labels that it stands under."""
    label = ""
    for one in prose(tree):
        if isinstance(one.block, Heading):
            label = plain(one.block.text).strip(" :.").casefold()
        else:
            label = yield from _labelled(tree, one, label)


def _labelled(tree: Tree, one: Prose, above: str) -> Generator[_Run, None, str]:
    """The runs of a block, and the label for what is below: one with nothing behind it."""
    text = tree.slice(one.span)
    start, label, listed = 0, above, one.depth > 0
    for found in _LABEL.finditer(blot(tree, one.span)):
        yield _Run(part(one.span, text, start, found.start()), label, listed)
        label = (found["marked"] or found["bare"] or found["lone"]).casefold()
        start = found.end()
    if not text[start:].strip():
        return label
    yield _Run(part(one.span, text, start, len(text)), label, listed)
    return above


def _spans(tree: Tree, span: Span) -> Iterator[Span]:
    text = tree.slice(span)
    for start, end in split(text, blotted=blot(tree, span), lines=True):
        piece = text[start:end]
        bare = _COMMENT.sub("", piece)
        if any(map(str.isalpha, _ADDRESS.sub("", plain(bare)))):
            first = start + piece.index(bare)
            yield part(span, text, first, first + len(bare))
