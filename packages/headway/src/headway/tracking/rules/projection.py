"""Where a tracking issue shows another goal than the document, or none that can be followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.diagnostics import Finding, Severity
from headway.planning.issues.wanted import assignees, wanted
from headway.tracking.boxes import see_also
from headway.tracking.cadence import DOCUMENT, cadence
from headway.tracking.rules.books import ACTIVITY_RULES, as_now, is_running, tracked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headway.forge.model import IssueName
    from headway.tracking.rules.books import Happened, Tracked

rule = ACTIVITY_RULES.rule

_MEND = "`headway issues` shows what brings the issue up to date, and `--apply` does it"


@rule("TRACK005", Severity.WARNING)
def two_cadences(happened: Happened) -> Iterator[Finding]:
    """A tracking issue has a label of another cadence than its document or another label says.

    The document counts, else the shortest label. So the owner is asked at other times than a label
    says.

    Wrong:

        C-tracking-issue, R-every-week, R-every-4-weeks

    Right:

        C-tracking-issue, R-every-4-weeks
    """
    program, activity = happened.program, happened.activity
    for one in _running(happened):
        events = activity.events.get(one.name, ())
        how = cadence(one.goal, one.issue, events, program.config.cadence, program.today)
        if how.conflict:
            labels = _several(f"`{label}`" for label in how.conflict if label != DOCUMENT)
            said = one.goal.cadence if DOCUMENT in how.conflict else None
            counts = f"the document says `{said}`" if said else "the shortest counts"
            yield Finding(
                one.written.span,
                f"`{one.name}` has {labels}, and {counts}",
                one.goal.file,
                notes=("the labels are known only as they are now",) if how.as_now else (),
                help="take away those that do not hold",
            )


@rule("TRACK006", Severity.HINT)
def other_title(happened: Happened) -> Iterator[Finding]:
    """A tracking issue has another title than its goal.

    The document says what the goal is called; the issue only shows it, and has fallen behind. Those
    who search for the one do not find the other.

    Wrong:

        # Streams in the standard library   (the issue: "Streams for std")

    Right:

        # Streams in the standard library   (the issue: "Streams in the standard library")
    """
    for one in _running(happened):
        title = wanted(one.goal, happened.program).title
        if one.issue.title != title:
            yield Finding(
                one.written.span,
                f"`{one.name}` is called `{one.issue.title}`, and the goal `{title}`",
                one.goal.file,
                notes=as_now(one.issue, happened.program),
                help=_MEND,
            )


@rule("TRACK007", Severity.HINT)
def other_assignee(happened: Happened) -> Iterator[Finding]:
    """A tracking issue is not assigned to the goal's point of contact.

    Reminders go to who is assigned, by the existing tool as well. Others may be assigned beside the
    point of contact.

    Wrong:

        | Point of contact | @maren-dahl |   (the issue is assigned to @bo-okafor)

    Right:

        | Point of contact | @maren-dahl |   (the issue is assigned to @maren-dahl)
    """
    for one in _running(happened):
        assigned = {login.casefold() for login in one.issue.assignees}
        owners = assignees(one.goal, happened.program)
        missing = [login for login in owners if login.casefold() not in assigned]
        if missing:
            yield Finding(
                one.written.span,
                f"`{one.name}` is assigned to {_people(one.issue.assignees)}, and the point of "
                f"contact is {_people(missing)}",
                one.goal.file,
                notes=as_now(one.issue, happened.program),
                help=_MEND,
            )


@rule("TRACK008", Severity.WARNING)
def circle(happened: Happened) -> Iterator[Finding]:
    """The row `See also` of a tracking issue leads back to it.

    Progress counts each issue once and goes on; the existing tool follows the circle without end.

    Wrong:

        | See also | lumen-lang/glow#104 |   (whose own row names this issue)

    Right:

        | See also | lumen-lang/glow#104 |
    """
    for one in tracked(happened):
        way = _way_back(one.name, happened) if is_running(one.period, happened.program) else []
        if way:
            yield Finding(
                one.written.span,
                f"`See also` leads in a circle: {' → '.join(map(str, way))}",
                one.goal.file,
                notes=as_now(one.issue, happened.program),
                help="take the row out of the issue that should not point back",
            )


def _running(happened: Happened) -> Iterator[Tracked]:
    """The goals of a running period that are listed, with issues that are open."""
    for one in tracked(happened):
        if one.goal.listed and not one.closed and is_running(one.period, happened.program):
            yield one


def _way_back(start: IssueName, happened: Happened) -> list[IssueName]:
    """The shortest way from an issue back to itself by `See also`; empty where there is none."""
    program, activity = happened.program, happened.activity
    ways, seen = [[start]], {start}
    for way in ways:
        issue = activity.issues.get(way[-1])
        for name in see_also(issue.body, program.config.present_name) if issue else ():
            if name == start:
                return [*way, start]
            if name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []


def _people(logins: Iterable[str]) -> str:
    return _several(f"@{login}" for login in logins) or "nobody"


def _several(names: Iterable[str]) -> str:
    *first, last = [*names] or [""]
    return f"{', '.join(first)} and {last}" if first else last
