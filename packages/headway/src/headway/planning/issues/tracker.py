"""What the tracker holds of a period, read once before anything is planned."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.forge.model import IssueName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from headway.documents.values import Goal
    from headway.forge.model import Comment, Issue, Label, Milestone, Repository
    from headway.forge.port import Reads
    from headway.program.config import Config
    from headway.program.model import Period

TRACKING_LABEL = "C-tracking-issue"


class Tracker(NamedTuple):
    """The issues, labels and milestones of the goals repository, as they are now.

    `issues` holds the labelled tracking issues and those that goals name, by number; `comments`
    those of the issues that are not locked yet or stand in another milestone.
    """

    repository: Repository
    labels: Mapping[str, Label]
    milestones: Mapping[str, Milestone]
    issues: Mapping[int, Issue]
    comments: Mapping[int, tuple[Comment, ...]]

    def milestone_of(self, period: str) -> str:
        """The title of a period's milestone: one that is there, else the one to make."""
        candidates = (f"{period}-goals", period)
        return next((title for title in candidates if title in self.milestones), candidates[0])


def read_tracker(
    reads: Reads,
    repository: Repository,
    period: Period,
    config: Config,
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
    declared = declared_numbers(period.goals, config)
    missing = [IssueName(repository, number) for number in declared if number not in issues]
    issues |= {name.number: issue for name, issue in reads.issues_named(missing).items()}
    tracker = Tracker(repository, labels, milestones, issues, {})
    wanted = tracker.milestone_of(period.name)
    unsettled = [
        number
        for number in declared
        if (issue := issues.get(number)) and not (issue.locked and issue.milestone == wanted)
    ]
    comments = {}
    for number in unsettled:
        progress(f"reading the comments of {repository}#{number}")
        comments[number] = tuple(reads.comments(IssueName(repository, number)))
    return tracker._replace(comments=comments)


def declared_numbers(goals: Iterable[Goal], config: Config) -> list[int]:
    """The numbers of the tracking issues that goals name in the program's own repository."""
    named = (goal.tracking_issue for goal in goals)
    return sorted(
        {issue.number for issue in named if issue and config.same_repository(issue.repository)}
    )
