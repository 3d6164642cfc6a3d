"""A draft as what can be proved of it: comments that are quoted in full, and lines."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from headway.reporting.folded import folded
from headway.reporting.marks import Block, lines_of
from headway.reporting.sources import head

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from headway.reporting.marks import Draft
    from headway.reporting.sources import Citation, Source

_STARTS_ANEW = re.compile(r"\s*(?:[-*+#>|<`~=_]|\d+[.)]\s|\[[^\]]+\]:)")
_STANDS_ALONE = re.compile(r"\s*[#|<`~]")


class Line(NamedTuple):
    """A line of a draft, or several that are one in its Markdown.

    `number` is that of the first one, from 1; `block` is None outside of all blocks. `folded` tells
    whether a reader has to unfold it.
    """

    number: int
    text: str
    block: str | None
    folded: bool


class Whole(NamedTuple):
    """A comment in full: the line that cites it, and the lines below up to whatever comes next."""

    above: Line
    cited: Citation
    lines: Sequence[Line]


class Parts(NamedTuple):
    """All that a draft says. The lines above whole comments are among `lines`."""

    wholes: Sequence[Whole]
    lines: Sequence[Line]


def parts(draft: Draft, sources: Mapping[str, Source]) -> Parts:
    """Take a draft apart; `sources` are the comments it cites, by their addresses."""
    wholes: list[Whole] = []
    lines: list[Line] = []
    for region in _regions(draft):
        rest: list[Line] = []
        at = 0
        while at < len(region):
            line = region[at]
            rest.append(line)
            at += 1
            cited = _cited(line)
            if cited:
                end = _end(region, at, sources.get(cited.url))
                wholes.append(Whole(line, cited, region[at:end]))
                rest.append(line._replace(text=""))
                at = end
        lines += _joined(rest)
    return Parts(wholes, lines)


def _regions(draft: Draft) -> Iterator[list[Line]]:
    """The lines of each part: what stands before the header, each block, each text between."""
    yield _numbered(draft.before, 1, None)
    at = 2 + sum(1 for _ in lines_of(draft.before))
    for piece in draft.pieces:
        if isinstance(piece, Block):
            yield _numbered(piece.text, piece.line + 1, piece.name)
            at = piece.line + 2 + sum(1 for _ in lines_of(piece.text))
        else:
            yield _numbered(piece, at, None)


def _numbered(text: str, first: int, block: str | None) -> list[Line]:
    hidden = folded(text)
    return [
        Line(first + at, line.rstrip(), block, at + 1 in hidden)
        for at, line in enumerate(lines_of(text))
    ]


def _cited(line: Line) -> Citation | None:
    """The comment that begins below a line.

    An editor may introduce a list of their own in the same way, outside of blocks and in the open.
    """
    return head(line.text) if line.folded or line.block is not None else None


def _end(lines: Sequence[Line], at: int, source: Source | None) -> int:
    """Where a comment ends that begins in some line.

    That is before the next one, or where the folded text ends. What looks like another one in the
    comment itself, as code may, does not count.
    """
    within = sum(bool(head(line)) for line in source.lines()) if source else 0
    rest = range(at, len(lines))
    fold = next((end for end in rest if lines[end].folded < lines[at].folded), len(lines))
    heads = (end for end in range(at, fold) if _cited(lines[end]))
    return next(islice(heads, within, None), fold)


def _joined(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines that say something; one that only goes on is joined to the one before."""
    whole: Line | None = None
    for line in lines:
        if whole and line.text.strip() and not _STARTS_ANEW.match(line.text):
            whole = whole._replace(text=f"{whole.text} {line.text.strip()}")
            continue
        if whole:
            yield whole
        whole = line if any(map(str.isalnum, line.text)) else None
        if whole and _STANDS_ALONE.match(whole.text):
            yield whole
            whole = None
    if whole:
        yield whole
