"""Where the state of a tracking issue and the goal's own disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.diagnostics import Finding, Severity
from headway.tracking.boxes import count_boxes
from headway.tracking.rules.books import ACTIVITY_RULES, as_now, is_running, named, tracked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from headway.activity.records import Issue
    from headway.forge.model import IssueName
    from headway.tracking.rules.books import Happened

rule = ACTIVITY_RULES.rule


@rule("TRACK001", Severity.WARNING)
def closed_early(happened: Happened) -> Iterator[Finding]:
    """A tracking issue is closed with something left, and the goal is accepted and its period runs.

    Lists show the goal as one that will not be completed, and nobody is asked for updates any more.
    An issue that was closed as completed, with every box ticked, tells of a goal that is done and
    is none of these.

    Wrong:

        | Status         | Accepted            |
        | Tracking issue | [lumen-lang/goals#7] |   (closed as not planned)

    Right:

        | Status         | Accepted            |
        | Tracking issue | [lumen-lang/goals#7] |   (open)
    """
    for one in tracked(happened):
        left = _left(one.issue)
        if one.accepted and one.closed and left and is_running(one.period, happened.program):
            yield Finding(
                one.written.span,
                f"`{one.name}` is closed {left}, and {one.period.name} runs until {one.period.end}",
                one.goal.file,
                notes=as_now(one.issue, happened.program),
                help="open it again if the work goes on; else say in it how it ended, and tick or "
                "strike what is left",
            )


@rule("TRACK002", Severity.WARNING)
def open_without_goal(happened: Happened) -> Iterator[Finding]:
    """A goal is not accepted, and its tracking issue is open.

    Whoever looks at the issues sees a goal that the program does not have, and its owner is asked
    for updates. An issue that another goal is tracked by may stay open.

    Wrong:

        | Status         | Not accepted         |
        | Tracking issue | [lumen-lang/goals#7] |   (open)

    Right:

        | Status         | Not accepted         |
        | Tracking issue | [lumen-lang/goals#7] |   (closed as not planned)
    """
    listed = {name for _, goal, _, name in named(happened.program) if goal.listed}
    for one in tracked(happened):
        if not one.goal.listed and not one.closed and one.name not in listed:
            yield Finding(
                one.written.span,
                f"`{one.name}` is open, and the goal is not accepted",
                one.goal.file,
                help="close the issue as not planned; or, if the goal was accepted after all, say "
                "so in its status",
            )


@rule("TRACK003", Severity.HINT)
def left_open(happened: Happened) -> Iterator[Finding]:
    """A tracking issue is open, its goal's period is over, and no later goal goes on in it.

    How the goal came out is nowhere told, and it looks as if somebody still worked on it. It is
    told of once a later period has begun.

    Wrong:

        | Tracking issue | [lumen-lang/goals#7] |   (open, in a period that is over)

    Right:

        | Tracking issue | [lumen-lang/goals#7] |   (closed, with a last word)
    """
    program = happened.program
    last: dict[IssueName, date] = {}
    for period, _, _, name in named(program):
        last[name] = max(period.start, last.get(name, period.start))
    begun = max((p.start for p in program.periods if p.start <= program.today), default=None)
    for one in tracked(happened):
        over = begun is not None and one.period.end < program.today and one.period.start < begun
        if over and one.goal.listed and not one.closed and last[one.name] == one.period.start:
            yield Finding(
                one.written.span,
                f"`{one.name}` is open, {one.period.name} is over, and no later goal names it",
                one.goal.file,
                help="close it with how the goal came out, or name it in the goal that continues",
            )


@rule("TRACK004", Severity.HINT)
def unknown_issue(happened: Happened) -> Iterator[Finding]:
    """A tracking issue of the running period is not among what is stored of its repository.

    It does not exist, or the store is older than it. Without it there is no progress to show. It is
    told only where other tracking issues of the same repository are stored.

    Wrong:

        | Tracking issue | [lumen-lang/goals#7000] |

    Right:

        | Tracking issue | [lumen-lang/goals#7] |
    """
    issues = happened.activity.issues
    repositories = {name.repository for name in issues}
    for period, goal, written, name in named(happened.program):
        running = is_running(period, happened.program) and goal.listed
        if running and name not in issues and name.repository in repositories:
            yield Finding(
                written.span,
                f"`{name}` is not in the store",
                goal.file,
                help="check the number; if it is right, run `headway sync`",
            )


def _left(issue: Issue) -> str:
    """How an issue was closed without being completed; empty where it was completed."""
    if issue.state_reason not in {None, "completed"}:
        return f"as {issue.state_reason.replace('_', ' ')}"
    boxes = count_boxes(issue.body)
    left = boxes.total - boxes.done
    return f"with {left} of {boxes.total} boxes open" if left else ""
