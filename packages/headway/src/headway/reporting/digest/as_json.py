"""Digests as JSON, version 1."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from headway.reporting.objects import quote

if TYPE_CHECKING:
    from headway.activity.moments import Span
    from headway.reporting.digest.model import Digest, Entry, Part, Quiet, Story
    from headway.reporting.update.model import Row
    from headway.tracking.attention import Item

VERSION = 1


def digest_object(report: Digest) -> dict[str, Any]:
    """What changed for an audience."""
    return {
        "version": VERSION,
        "for": {"kind": report.audience.kind, "name": report.audience.name},
        **_days(report.span),
        "documents_known": report.documents_known,
        "goals": [_entry(one) for one in report.entries],
        "quiet": [_quiet(one) for one in report.quiet],
        "waiting": [
            {"name": section.name, **_item(item)}
            for section in report.waiting
            for item in section.items
        ],
    }


def story_object(report: Story) -> dict[str, Any]:
    """The story of a goal."""
    return {
        "version": VERSION,
        "title": report.title,
        **_days(report.span),
        "documents_known": report.documents_known,
        "parts": [_part(one) for one in report.parts],
    }


def _days(span: Span) -> dict[str, str]:
    """The first day, and the day after the last one."""
    return {"from": str(span.first), "to": str(span.last + dt.timedelta(days=1))}


def _part(one: Part) -> dict[str, Any]:
    return {
        **_row(one.period, one.goal),
        "outcome": one.outcome,
        "why": one.why,
        "evidence": one.evidence,
        "documents": one.documents,
        "months": [
            {"month": f"{chapter.month:%Y-%m}", **_news(chapter.entry)} for chapter in one.chapters
        ],
    }


def _entry(one: Entry) -> dict[str, Any]:
    return {**_row(one.period, one.section.goal), "why": one.why, **_news(one)}


def _quiet(one: Quiet) -> dict[str, Any]:
    return {**_row(one.period, one.goal), "why": one.why}


def _row(period: str, row: Row) -> dict[str, Any]:
    return {
        "id": f"{period}/{row.id}",
        "title": row.title,
        "url": row.url,
        "issue": row.issue,
        "state": row.state._asdict(),
        "last_update": str(row.last_update) if row.last_update else None,
    }


def _news(one: Entry) -> dict[str, Any]:
    summary = one.section.summary
    return {
        "changes": one.section.changes,
        "named": [quote(said) for said in one.named],
        "summary": [quote(said) for said in summary.shown],
        "own_summary": summary.own,
        "decisions": [{**record._asdict(), "day": str(record.day)} for record in one.decisions],
        "documents": one.documents,
        "comments": [
            {
                "author": told.author.login if told.author else None,
                "day": str(told.day),
                "url": told.url,
            }
            for told in one.section.comments
        ],
    }


def _item(item: Item) -> dict[str, Any]:
    return {**item._asdict(), "day": str(item.day) if item.day else None}
