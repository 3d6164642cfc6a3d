"""Tables as CSV by RFC 4180: CR LF between records, quotes doubled."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.program.export.tables import Table
    from headway.program.model import Period


def render(table: Table, periods: Iterable[Period]) -> str:
    """A table with its header."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(table.header)
    for period in periods:
        writer.writerows(table.rows(period))
    return buffer.getvalue()
