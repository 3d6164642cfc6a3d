"""Tables in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.diagnostics import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_GAP = "  "
_NARROWEST = 12


def aligned(header: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """The lines of a table; cells of the widest columns are cut so that lines fit a width."""
    rows = [[printable(cell) for cell in row] for row in rows]
    columns = list(zip(header, *rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    room = width - len(_GAP) * (len(widths) - 1)
    while sum(widths) > room and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    for row in (header, ["-" * size for size in widths], *rows):
        cells = (_cut(cell, size).ljust(size) for cell, size in zip(row, widths, strict=True))
        yield _GAP.join(cells).rstrip()


def _cut(cell: str, width: int) -> str:
    return cell if len(cell) <= width else f"{cell[: width - 1]}…"
