"""Every rule of every book, those that need to know what happened among them, by code."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.program import catalogue
from headway.tracking.rules import ACTIVITY_RULES

if TYPE_CHECKING:
    from headway.diagnostics import Rule

RULES: dict[str, Rule[Any]] = dict(sorted((catalogue.RULES | ACTIVITY_RULES.rules).items()))
