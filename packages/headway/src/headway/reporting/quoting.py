"""The sentences of a comment as they are quoted elsewhere, and finding them again."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from headway.reporting.bodies import fit_parts
from headway.reporting.sentences import sentences_in
from headway.text import parse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from headway.reporting.sentences import Sentence
    from headway.text import Span, Tree


def quotable(tree: Tree, found: Sequence[Sentence], url: str, repository: str) -> list[str]:
    """Each sentence of a comment as it can be quoted: on one line, its links with whole addresses.

    The words are the author's, those among them that the sentence says nothing without. `url` is
    the address of the comment, and `repository` what a bare `#12` belongs to; empty where nobody
    knows.
    """
    texts = _texts(tree, found, url, repository)
    return [" ".join(texts[span] for span in one.parts) for one in found]


def is_quoted(markdown: str, body: str, url: str, repository: str) -> bool:
    """Whether Markdown is a sentence of a comment, or several that follow each other there.

    They must be whole, and as `quotable` has them.
    """
    tree = parse(body.encode())
    texts = [*_texts(tree, sentences_in(tree), url, repository).values()]
    wanted = " ".join(markdown.split())
    return any(wanted in accumulate(texts[first:], "{} {}".format) for first in range(len(texts)))


def _texts(tree: Tree, found: Sequence[Sentence], url: str, repository: str) -> dict[Span, str]:
    """Each part of some sentences as it can be quoted, in order."""
    spans = sorted({span for one in found for span in one.parts})
    return dict(zip(spans, fit_parts(tree, spans, url, repository), strict=True))
