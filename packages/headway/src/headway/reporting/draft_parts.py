"""A draft as what can be proved of it: comments that are quoted in full, and lines."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from headway.reporting.marks import Block, lines_of
from headway.reporting.sources import head

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from headway.reporting.marks import Draft
    from headway.reporting.sources import Citation, Source

_STARTS_ANEW = re.compile(r"\s*(?:[-*+#>|<`~=_]|\d+[.)]\s|\[[^\]]+\]:)")
_STANDS_ALONE = re.compile(r"\s*[#|<`~]")


class Line(NamedTuple):
    """A line of a draft, or several that are one in its Markdown; `block` is None outside of all.

    `number` is that of the first one, from 1.
    """

    number: int
    text: str
    block: str | None


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
    """Take a draft apart; `sources` are the comments it cites, by their addresses.

    Whole comments stand only where text is folded away, by `<details>`.
    """
    wholes: list[Whole] = []
    lines: list[Line] = []
    for region in _regions(draft):
        rest: list[Line] = []
        at, folded = 0, False
        while at < len(region):
            line = region[at]
            rest.append(line)
            at += 1
            folded = _is_folded(line.text, after=folded)
            cited = head(line.text) if folded else None
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
    return [Line(number, line.rstrip(), block) for number, line in enumerate(lines_of(text), first)]


def _is_folded(line: str, *, after: bool) -> bool:
    if line.lstrip().startswith("<details"):
        return True
    return after and not line.lstrip().startswith("</details")


def _end(lines: Sequence[Line], at: int, source: Source | None) -> int:
    """Where a comment ends that begins in some line.

    That is before the next one, or where the folded text ends. What looks like either in the
    comment itself, as code may, does not count.
    """
    within = sum(map(_ends, source.lines())) if source else 0
    ends = (end for end in range(at, len(lines)) if _ends(lines[end].text))
    return next(islice(ends, within, None), len(lines))


def _ends(line: str) -> bool:
    return bool(head(line)) or not _is_folded(line, after=True)


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
