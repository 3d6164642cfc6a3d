"""From byte offsets to the lines and columns that people and editors count in."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import NamedTuple

from headway.text.tree import Span

_LINE_END = re.compile(rb"\r\n|\n|\r")
_ENDS = (b"\n", b"\r")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Position(NamedTuple):
    """A place in a text: line and column, both from 1; a column is one Unicode code point."""

    line: int
    column: int


class Lines:
    """Where the lines of a file start.

    A line ends at LF, CR LF or a lone CR, as in CommonMark and the Language Server Protocol.
    """

    __slots__ = ("_data", "_starts")

    def __init__(self, data: bytes) -> None:
        """Index a file's bytes."""
        self._data = data
        self._starts = [0, *accumulate(map(len, data.splitlines(keepends=True)))]
        if len(self._starts) > 1 and not data.endswith(_ENDS):
            self._starts.pop()

    def __len__(self) -> int:
        """The number of lines; a final line end opens one more, empty line."""
        return len(self._starts)

    def position(self, offset: int) -> Position:
        """Line and column of a byte offset; one past the end belongs to the last line."""
        line, before = self._before(offset)
        return Position(line + 1, len(before) + 1)

    def utf16(self, offset: int) -> tuple[int, int]:
        """Line and column of a byte offset as editors count: from 0, in UTF-16 code units."""
        line, before = self._before(offset)
        return line, len(before.encode("utf-16-le")) // 2

    def span(self, line: int) -> Span:
        """The bytes of a line, numbered from 1, without its line end."""
        start = self._starts[line - 1]
        end = self._starts[line] if line < len(self._starts) else len(self._data)
        return Span(start, start + len(self._data[start:end].rstrip(b"\r\n")))

    def text(self, line: int) -> str:
        """The characters of a line, numbered from 1, without its line end."""
        start, end = self.span(line)
        return self._decode(start, end)

    def _before(self, offset: int) -> tuple[int, str]:
        offset = max(0, min(offset, len(self._data)))
        line = bisect_right(self._starts, offset) - 1
        return line, self._decode(self._starts[line], offset)

    def _decode(self, start: int, end: int) -> str:
        if start == 0 and self._data.startswith(_BYTE_ORDER_MARK):
            start = min(len(_BYTE_ORDER_MARK), end)
        return self._data[start:end].decode("utf-8", "replace")


def line_end(data: bytes) -> str:
    """The line end that a file uses first; LF for a file of one line."""
    match = _LINE_END.search(data)
    return match[0].decode("ascii") if match else "\n"
