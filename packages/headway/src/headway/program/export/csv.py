"""Tables as CSV by RFC 4180: CR LF between records, quotes doubled."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from headway.program.export.tables import Entry, Table
    from headway.program.model import Period


def render(table: Table, periods: Iterable[Period]) -> str:
    """A table with its header."""
    return records([table.header, *(row for period in periods for row in table.rows(period))])


def records(rows: Iterable[Sequence[Entry]]) -> str:
    """Rows as they are given."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue()
