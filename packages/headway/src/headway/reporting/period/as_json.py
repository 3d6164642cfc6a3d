"""The report of a period as JSON, version 1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.reporting.objects import quote

if TYPE_CHECKING:
    from headway.reporting.period.ending import Ending
    from headway.reporting.period.figures import Figures
    from headway.reporting.period.report import PeriodReport

VERSION = 1


def as_object(report: PeriodReport) -> dict[str, Any]:
    """The report as lists, dictionaries and strings."""
    return {
        "version": VERSION,
        "today": str(report.today),
        "period": report.period,
        "first": str(report.first),
        "last": str(report.last),
        "over": report.over,
        "figures": [_figures(one) for one in report.figures],
        "goals": [_goal(one) for one in report.goals],
        "teams": [one._asdict() for one in report.asks],
    }


def _figures(one: Figures) -> dict[str, Any]:
    outcomes = {str(outcome or "open"): count for outcome, count in one.outcomes.items()}
    asks = {str(state): count for state, count in one.asks.items()}
    averages = {"per_goal_and_month": one.per_goal_and_month}
    return {**one._asdict(), "outcomes": outcomes, "asks": asks, **averages}


def _goal(one: Ending) -> dict[str, Any]:
    progress = one.progress
    return {
        "id": one.goal,
        "title": one.title,
        "page": one.page,
        "points_of_contact": [contact.login for contact in one.contacts],
        "issue": progress.issue,
        "outcome": one.outcome,
        "why": one.why,
        "evidence": one.evidence,
        "by": one.by.login if one.by else None,
        "stated_by_contact": one.stated,
        "likely": one.likely,
        "slipped": one.slipped,
        "periods": one.periods,
        "done": progress.done,
        "total": progress.total,
        "boxes_as_now": progress.boxes_as_now,
        "health": one.health,
        "updates": len(progress.updates),
        "last_update": str(one.last_update) if one.last_update else None,
        "continues": [other._asdict() for other in one.before],
        "continued_by": [other._asdict() for other in one.after],
        "asks": [
            {name: value for name, value in ask._asdict().items() if name != "goal"}
            for ask in one.asks
        ],
        "quotes": [quote(said) for said in one.quotes],
    }
