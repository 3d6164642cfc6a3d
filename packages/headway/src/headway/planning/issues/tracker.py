"""What the tracker holds of a period, read once before anything is planned."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.documents.values import Status
from headway.forge.model import IssueName
from headway.planning.issues.wanted import TRACKING_LABEL, assignees

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from headway.documents.values import Goal
    from headway.forge.model import Comment, Issue, Label, Milestone, Repository
    from headway.forge.port import Reads
    from headway.program.model import Period, Program


class Tracker(NamedTuple):
    """The issues, labels and milestones of the goals repository, as they are now.

    `issues` holds the labelled tracking issues and those that goals name, by number; `comments`
    those of the issues that are not locked yet or stand in another milestone. `unassignable` are
    the logins, in lower case, that goals want assigned and GitHub does not let be.
    """

    repository: Repository
    labels: Mapping[str, Label]
    milestones: Mapping[str, Milestone]
    issues: Mapping[int, Issue]
    comments: Mapping[int, tuple[Comment, ...]]
    unassignable: frozenset[str] = frozenset()

    def milestone_of(self, period: str) -> str:
        """The title of a period's milestone: one that is there, else the one to make."""
        names = (f"{period}-goals", period)
        held = {title.casefold(): title for title in self.milestones}
        return next((held[name.casefold()] for name in names if name.casefold() in held), names[0])


def read_tracker(
    reads: Reads,
    repository: Repository,
    program: Program,
    period: Period,
    progress: Callable[[str], None],
) -> Tracker:
    """Read what the plan for a period's issues needs to know.

    Raises:
        ForgeError: the forge does not answer.
    """
    progress(f"reading labels and milestones of {repository}")
    labels = {label.name.casefold(): label for label in reads.labels(repository)}
    milestones = {found.title: found for found in reads.milestones(repository)}
    progress(f"reading the tracking issues of {repository}")
    listed = reads.issues(repository, labels=(TRACKING_LABEL,))
    issues = {issue.number: issue for issue in listed if not issue.is_pull_request}
    goals = [goal for goal in period.goals if goal.status == Status.ACCEPTED.value]
    declared = {number for goal in period.goals if (number := own_number(goal, program))}
    missing = [IssueName(repository, number) for number in sorted(declared - issues.keys())]
    issues |= {name.number: issue for name, issue in reads.issues_named(missing).items()}
    tracker = Tracker(repository, labels, milestones, issues, {})
    going = {number for goal in goals if (number := own_number(goal, program))}
    unsettled = sorted(going - handed_on(program, period) - set(_settled(tracker, period)))
    comments = {}
    for number in unsettled:
        if number in issues:
            progress(f"reading the comments of {repository}#{number}")
            comments[number] = tuple(reads.comments(IssueName(repository, number)))
    progress("asking who can be assigned")
    people = sorted({login for goal in goals for login in _unassigned(goal, program, tracker)})
    unable = {login for login in people if not reads.may_be_assigned(repository, login)}
    return tracker._replace(comments=comments, unassignable=frozenset(unable))


def own_number(goal: Goal, program: Program) -> int | None:
    """The number of the issue that a goal names, where it is one of the program's own."""
    issue = goal.tracking_issue
    own = issue is not None and program.config.same_repository(issue.repository)
    return issue.number if issue and own else None


def handed_on(program: Program, period: Period) -> frozenset[int]:
    """The numbers of the issues that accepted goals of later periods name: they are theirs."""
    later = program.periods[program.periods.index(period) + 1 :]
    goals = (goal for one in later for goal in one.goals if goal.status == Status.ACCEPTED.value)
    return frozenset(number for goal in goals if (number := own_number(goal, program)))


def _settled(tracker: Tracker, period: Period) -> Iterator[int]:
    """The issues whose comments tell nothing that has to be known."""
    wanted = tracker.milestone_of(period.name)
    for issue in tracker.issues.values():
        if issue.state == "closed" or (issue.locked and issue.milestone == wanted):
            yield issue.number


def _unassigned(goal: Goal, program: Program, tracker: Tracker) -> Iterator[str]:
    """The people whom a goal wants assigned and its issue does not have, in lower case."""
    issue = tracker.issues.get(own_number(goal, program) or 0)
    assigned = {login.casefold() for login in issue.assignees} if issue else set()
    wanted = assignees(goal, program) if issue is None or issue.state == "open" else ()
    return (login.casefold() for login in wanted if login.casefold() not in assigned)
