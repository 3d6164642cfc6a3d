"""The goals and the issue that tests of a post are about, in March."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from headway.activity.moments import Span
from tracked import at, issue

if TYPE_CHECKING:
    from headway.activity.records import Record

MARCH = Span(dt.date(2026, 3, 1), dt.date(2026, 3, 31))
GOAL = """# {title}

| Metadata | |
| --- | --- |
| Point of contact | @ana |
| Status | {status} |
| Tracking issue | [org/plan#{number}] |
{rows}

## Summary

Faster.
"""


def goal(number: int = 1, title: str = "Bees", status: str = "Accepted", rows: str = "") -> str:
    return GOAL.format(number=number, title=title, status=status, rows=rows)


def opened(day: str = "2026-01-05", body: str = "- [ ] one\n- [ ] two", **fields: Any) -> Record:
    return issue(1, body, created_at=at(day), updated_at=at(day), **fields)
