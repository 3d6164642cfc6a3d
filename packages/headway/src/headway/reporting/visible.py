"""What a reader sees of a report's Markdown before they unfold anything."""

from __future__ import annotations

import re

from headway.diagnostics import Edit, apply
from headway.reporting.sentences import count_words
from headway.text import parse
from headway.text.prose import folds

_FRONT = re.compile(r"\A(\+\+\+|---)\n.*?^\1\n", re.DOTALL | re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SUMMARY = re.compile(r"<summary>.*?</summary>", re.DOTALL)


def visible(report: str) -> str:
    """A report without front matter, comments of HTML, and what is collapsed.

    What is seen of a collapsed part stays: its summary.
    """
    whole = parse(_FRONT.sub("", report).encode())
    hidden = [Edit(span, _COMMENT.sub("", whole.slice(span))) for span in whole.html]
    tree = parse(apply(whole.source, hidden))
    kept, at = [], 0
    for fold in sorted(folds(tree)):
        if fold.start >= at:
            kept.append(tree.source[at : fold.start].decode())
            kept += _SUMMARY.findall(tree.slice(fold))[:1]
            at = fold.end
    return "".join([*kept, tree.source[at:].decode()])


def count_visible(report: str) -> int:
    """How many words a reader sees, without markup and addresses."""
    return count_words(visible(report))
