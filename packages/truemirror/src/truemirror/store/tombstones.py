"""What is left of files that upstream took away: the status it answers, beside the tree's files.

`gone/410/index/se/rd/serde` is an empty file: the place that it marks, and how, are its path. So it
is published with all else, and a web server can look for it.
"""

from __future__ import annotations

from http import HTTPStatus

FOLDER = "gone"
STATUSES = (HTTPStatus.GONE, HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS)
"""What upstream may answer, beside 404, which needs no mark."""


def tombstone(status: int, path: str) -> str:
    """Where a file is marked as gone."""
    return f"{FOLDER}/{status}/{path}"
