"""Which lines of a report are collapsed."""

from __future__ import annotations

from headway.text import parse
from headway.text.lines import Lines
from headway.text.prose import folds


def folded(text: str) -> frozenset[int]:
    """The lines from each `<details>` up to the end of it, which is none of them, counted from 1.

    HTML in code is none.
    """
    if "<details" not in text:
        return frozenset()
    tree = parse(text.encode())
    lines = Lines(tree.source)
    closing = {span.end: span.start for span in tree.html}
    return frozenset(
        number
        for fold in folds(tree)
        for number in range(lines.position(fold.start).line, lines.position(closing[fold.end]).line)
    )
