"""The plan that brings the tracker to what a period's documents want."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from headway.documents.edit import set_row
from headway.documents.goal import GOAL
from headway.documents.values import Status
from headway.forge.file_actions import EditFile
from headway.forge.model import IssueName, NewIssue
from headway.forge.plan import Following, Plan, Step
from headway.forge.tracker_actions import (
    AddAssignees,
    AddComment,
    AddLabels,
    ChangeIssue,
    CreateIssue,
    CreateLabel,
    CreateMilestone,
    LockIssue,
)
from headway.pages.shelf import Abroad, Shelf
from headway.planning.issues import body
from headway.planning.issues.wanted import (
    continuing_comment,
    goal_marker,
    is_continued,
    is_locked_by_words,
    lock_comment,
    wanted,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.documents.values import Goal
    from headway.forge.model import Issue, Label
    from headway.forge.plan import Action
    from headway.planning.issues.tracker import Tracker
    from headway.program.model import Period, Program

_MILESTONE = "milestone"


class Drift(NamedTuple):
    """Where an issue and its document disagree, and Headway leaves both as they are."""

    goal: str
    issue: str | None
    what: str


class IssuesPlan(NamedTuple):
    """What would be done, what only people can settle, and which goals were left out of it."""

    plan: Plan
    drift: tuple[Drift, ...]
    refused: tuple[Drift, ...]


def plan_issues(program: Program, period: Period, tracker: Tracker) -> IssuesPlan:
    """Plan what the tracker lacks of the accepted goals of a period. Nothing happens yet."""
    planner = _Planner(program, period, tracker)
    shared = _shared_issues(period, program)
    refused = [
        Drift(goal.file, str(goal.tracking_issue), f"{', '.join(files)} name the same issue")
        for goal in period.goals
        if goal.tracking_issue and (files := shared.get(goal.tracking_issue.number))
    ]
    left_out = {one.goal for one in refused}
    for goal in period.goals:
        if goal.file not in left_out:
            planner.goal(goal)
    steps = (*planner.ground, *planner.steps)
    title = f"tracking issues of {period.name} in {tracker.repository}"
    return IssuesPlan(Plan(title, steps), tuple(planner.drift), (*refused, *planner.refused))


def _shared_issues(period: Period, program: Program) -> dict[int, list[str]]:
    """The files of the goals that name one issue, for each that more than one names."""
    named: defaultdict[int, list[str]] = defaultdict(list)
    for goal in period.goals:
        issue = goal.tracking_issue
        if issue and program.config.same_repository(issue.repository):
            named[issue.number].append(goal.file)
    return {number: files for number, files in named.items() if len(files) > 1}


class _Planner:
    """A plan as it grows: what all goals stand on first, then the steps of each goal."""

    def __init__(self, program: Program, period: Period, tracker: Tracker) -> None:
        self.program = program
        self.period = period
        self.tracker = tracker
        self.place = Abroad(Shelf(program), period)
        self.milestone = tracker.milestone_of(period.name)
        self.newest = max(tracker.issues, default=0)
        self.ground: list[Step] = []
        self.steps: list[Step] = []
        self.drift: list[Drift] = []
        self.refused: list[Drift] = []

    def goal(self, goal: Goal) -> None:
        """Plan one goal: only accepted ones have an issue made or changed."""
        number = self._number(goal)
        issue = self.tracker.issues.get(number) if number else None
        if goal.status != Status.ACCEPTED.value:
            if issue and issue.state == "open" and not goal.listed:
                self._tell(goal, issue, "the goal is not accepted, and its issue is open")
        elif goal.tracking_issue and number is None:
            repository = goal.tracking_issue.repository
            self._refuse(goal, f"its issue is in {repository}, not in {self.tracker.repository}")
        elif number and issue is None:
            self._refuse(goal, f"there is no issue #{number} in {self.tracker.repository}")
        elif issue:
            self._existing(goal, issue)
        else:
            found = self._found(goal)
            if found:
                self._existing(goal, found)
                self._write_back(goal, found.number)
            else:
                self._new(goal)

    def _number(self, goal: Goal) -> int | None:
        issue = goal.tracking_issue
        if issue is None or not self.program.config.same_repository(issue.repository):
            return None
        return issue.number

    def _found(self, goal: Goal) -> Issue | None:
        """The issue of a goal whose document names none: by its mark, its link, or its title."""
        signs = (goal_marker(goal), self.place.to(goal.file))
        title = wanted(goal, self.program).title
        taken = {self._number(other) for other in self.period.goals}
        free = [i for i in self.tracker.issues.values() if i.number not in taken]
        marked = [issue for issue in free if any(sign in issue.body for sign in signs)]
        titled = [i for i in free if i.title == title and i.milestone == self.milestone]
        return next(iter([*marked, *titled]), None)

    def _new(self, goal: Goal) -> None:
        want = wanted(goal, self.program)
        mark = goal_marker(goal)
        new = NewIssue(
            want.title,
            f"{body.new_body(goal, self.place)}\n{mark}\n",
            tuple(label.name for label in want.labels),
            want.assignees,
            self.milestone,
        )
        action = CreateIssue(self.tracker.repository, new, mark, self.newest)
        after = (*self._labels(want.labels), *self._milestone())
        reason = f"{goal.file} is accepted and names no tracking issue"
        created = self._step(goal, "create", action, reason, after)
        self._step(
            goal,
            "write-back",
            Following(self._row(goal, 0), lambda name: self._row(goal, name.number)),
            "the document names its issue",
            (created,),
        )
        self._lock(
            goal, lambda make: Following(make(IssueName(self.tracker.repository, 0)), make), (created,)
        )
