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
    from headway.text import Tree


def quotable(tree: Tree, found: Sequence[Sentence], url: str, repository: str) -> list[str]:
    """Each sentence of a comment as it can be quoted: on one line, its links with whole addresses.

    The words are the author's. `url` is the address of the comment, and `repository` what a bare
    `#12` belongs to; empty where nobody knows.
    """
    return [*fit_parts(tree, (one.span for one in found), url, repository)]


def is_quoted(markdown: str, body: str, url: str, repository: str) -> bool:
    """Whether Markdown is a sentence of a comment, or several that follow each other there.

    They must be whole, and as `quotable` has them.
    """
    tree = parse(body.encode())
    texts = quotable(tree, sentences_in(tree), url, repository)
    wanted = " ".join(markdown.split())
    return any(wanted in accumulate(texts[first:], "{} {}".format) for first in range(len(texts)))
