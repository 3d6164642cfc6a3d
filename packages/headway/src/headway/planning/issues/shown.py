"""What a plan for tracking issues tells besides its steps: for people, and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.documents.kinds import list_of, object_of
from headway.forge import render

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from headway.documents.kinds import Schema
    from headway.planning.issues.plan import Drift, IssuesPlan


def lines(planned: IssuesPlan) -> Iterator[str]:
    """The goals that were left out, and the drift, each with its reason."""
    yield from _listed("Left out until the documents are corrected", planned.refused)
    yield from _listed("Drift, which is left to people", planned.drift)


def facts(period: str, planned: IssuesPlan) -> dict[str, Any]:
    """The same for the plan's JSON."""
    return {
        "period": period,
        "refused": [one._asdict() for one in planned.refused],
        "drift": [one._asdict() for one in planned.drift],
    }


def schema() -> Schema:
    """The JSON schema of what `headway issues --json` prints."""
    text: Schema = {"type": "string"}
    drift = object_of({"goal": text, "issue": {"type": ["string", "null"]}, "what": text})
    beside = {"period": text, "refused": list_of(drift), "drift": list_of(drift)}
    return render.schema("headway issues", beside)


def _listed(title: str, found: Sequence[Drift]) -> Iterator[str]:
    if found:
        yield f"{title}:"
        for one in found:
            yield f"  {one.goal}{f' ({one.issue})' if one.issue else ''}: {one.what}"
        yield ""
