"""A post as text, by its template."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headway.reporting.templates import Templates
    from headway.reporting.update.model import UpdateReport


def to_markdown(report: UpdateReport, templates: Templates) -> str:
    """The post as Markdown."""
    return templates.render("update.md", report=report)
