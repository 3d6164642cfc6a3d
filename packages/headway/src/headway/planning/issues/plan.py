"""The plan that brings the tracker to what a period's documents want."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
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
from headway.planning.issues.body import document_sign, new_body
from headway.planning.issues.merging import current, merged
from headway.planning.issues.tracker import handed_on, own_number
from headway.planning.issues.wanted import (
    continuing_comment,
    goal_marker,
    is_continued,
    is_locked_by_words,
    lock_comment,
    wanted,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from headway.documents.values import Goal
    from headway.forge.model import Issue, Label
    from headway.forge.plan import Action
    from headway.planning.issues.tracker import Tracker
    from headway.planning.issues.wanted import Wanted
    from headway.program.model import Period, Program

_MILESTONE = "milestone"
_TEAM_LABEL = "t-"


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
        Drift(
            goal.file,
            str(goal.tracking_issue),
            f"{' and '.join(files)} name the same issue, and each goal needs its own",
        )
        for goal in period.goals
        if (files := shared.get(own_number(goal, program) or 0)) and goal.file in files
    ]
    left_out = {one.goal for one in refused}
    for goal in period.goals:
        if goal.file not in left_out:
            planner.goal(goal)
    steps = (*planner.ground.values(), *planner.steps)
    title = f"tracking issues of {period.name} in {tracker.repository}"
    return IssuesPlan(Plan(title, steps), tuple(planner.drift), (*refused, *planner.refused))


def _shared_issues(period: Period, program: Program) -> dict[int, list[str]]:
    """The files of the goals that name one issue, for each that more than one names."""
    named: defaultdict[int, list[str]] = defaultdict(list)
    for goal in period.goals:
        number = own_number(goal, program)
        if number and goal.listed:
            named[number].append(goal.file)
    return {number: files for number, files in named.items() if len(files) > 1}


class _Planner:
    """A plan as it grows: what all goals stand on first, then the steps of each goal."""

    def __init__(self, program: Program, period: Period, tracker: Tracker) -> None:
        self.program = program
        self.period = period
        self.tracker = tracker
        self.place = Abroad(Shelf(program), period)
        self.milestone = tracker.milestone_of(period.name)
        self.handed_on = handed_on(program, period)
        self.taken = {number for goal in period.goals if (number := own_number(goal, program))}
        self.ground: dict[str, Step] = {}
        self.steps: list[Step] = []
        self.drift: list[Drift] = []
        self.refused: list[Drift] = []

    def goal(self, goal: Goal) -> None:
        """Plan one goal: only an accepted one has an issue made or changed.

        What a goal of a later period has taken over is left to that period's plan.
        """
        number = own_number(goal, self.program)
        issue = self.tracker.issues.get(number) if number else None
        if number in self.handed_on:
            return
        if goal.status != Status.ACCEPTED.value:
            if issue and issue.state == "open" and not goal.listed:
                self._tell(goal, issue, "the goal is not accepted, and its issue is open: close it")
        elif trouble := self._trouble(goal, number, issue):
            self.refused.append(Drift(goal.file, goal.tracking_issue, trouble))
        elif issue:
            self._existing(goal, issue)
        elif found := self._found(goal):
            self.taken.add(found.number)
            reason = f"{self._name(found)} is the goal's issue, and the document does not say so"
            self._step(goal, "write-back", self._row(goal, str(found.number)), reason)
            self._existing(goal, found)
        else:
            self._new(goal)

    def _trouble(self, goal: Goal, number: int | None, issue: Issue | None) -> str | None:
        """Why the issue that a goal names cannot be its tracking issue."""
        repository = self.tracker.repository
        if goal.tracking_issue and number is None:
            return f"Headway keeps issues of {repository} alone; name one of those, or none"
        if number and issue is None:
            return (
                f"{repository} has no such issue: it was moved elsewhere or deleted, or the number "
                "is wrong; correct the row `Tracking issue`, or empty it to have an issue made"
            )
        if issue and issue.is_pull_request:
            return "it is a pull request; correct the row `Tracking issue`"
        return None

    def _found(self, goal: Goal) -> Issue | None:
        """The issue of a goal whose document names none: by its mark, its link, or its title."""
        free = [i for i in self.tracker.issues.values() if i.number not in self.taken]
        signs = (goal_marker(goal), document_sign(goal))
        marked = (issue for issue in free if any(sign in current(issue.body) for sign in signs))
        title = wanted(goal, self.program).title
        titled = (i for i in free if i.title == title and i.milestone == self.milestone)
        return next(marked, None) or next(titled, None)

    def _new(self, goal: Goal) -> None:
        want, mark = wanted(goal, self.program), goal_marker(goal)
        text = f"{new_body(goal, self.place)}\n{mark}\n"
        names = tuple(label.name for label in want.labels)
        new = NewIssue(want.title, text, names, self._assignable(want), self.milestone)
        newest = max(self.tracker.issues, default=0)
        made = self._step(
            goal,
            "create",
            CreateIssue(self.tracker.repository, new, mark, newest),
            "the goal is accepted, and its document names no tracking issue",
            (*self._labels(want.labels), *self._milestone()),
        )
        self._step(
            goal,
            "write-back",
            Following(self._row(goal, "…"), lambda name: self._row(goal, str(name.number))),
            "the document names its issue",
            (made,),
        )
        self._lock(goal, IssueName(self.tracker.repository, 0), made)
        self._unassignable(goal, None, want)

    def _existing(self, goal: Goal, issue: Issue) -> None:
        name = self._name(issue)
        moves = issue.milestone != self.milestone
        if issue.state == "closed":
            if moves:
                self._tell(goal, issue, "the goal goes on, and its issue is closed: reopen it")
            return
        comments = self.tracker.comments.get(issue.number, ())
        after: tuple[str, ...] = ()
        if moves and issue.milestone and not is_continued(comments, goal, self.program):
            text, mark = continuing_comment(goal)
            reason = f"the goal goes on from {issue.milestone}"
            after = (self._step(goal, "continue", AddComment(name, text, mark), reason),)
        if moves:
            action = ChangeIssue(name, "milestone", issue.milestone, self.milestone)
            reason = f"the goal is one of {goal.period}"
            self._step(goal, _MILESTONE, action, reason, (*self._milestone(), *after))
        self._content(goal, issue, name)
        if not issue.locked:
            self._lock(goal, name, said=is_locked_by_words(comments, self.program))

    def _content(self, goal: Goal, issue: Issue, name: IssueName) -> None:
        """Title, text, labels and people of an issue that is there."""
        want = wanted(goal, self.program)
        if issue.title != want.title:
            action = ChangeIssue(name, "title", issue.title, want.title)
            self._step(goal, "title", action, "the document has this title")
        text = merged(issue.body, goal, self.place)
        if text.added:
            change = ChangeIssue(name, "body", issue.body, text.text)
            self._step(goal, "body", change, f"the issue lacks {', '.join(text.added)}")
        for what in text.drift:
            self._tell(goal, issue, what)
        held = {label.casefold() for label in issue.labels}
        missing = [label for label in want.labels if label.name.casefold() not in held]
        if missing:
            names = tuple(label.name for label in missing)
            reason = "they say what the goal is and whom it asks"
            self._step(goal, "labels", AddLabels(name, names), reason, self._labels(missing))
        self._surplus(goal, issue, {label.name.casefold() for label in want.labels})
        self._people(goal, issue, want)

    def _people(self, goal: Goal, issue: Issue, want: Wanted) -> None:
        """Who is assigned, and who should be."""
        wanted_people = {login.casefold() for login in want.assignees}
        assigned = {login.casefold() for login in issue.assignees}
        new = tuple(i for i in self._assignable(want) if i.casefold() not in assigned)
        if new:
            reason = "the document names them as point of contact"
            self._step(goal, "assignees", AddAssignees(self._name(issue), new), reason)
        self._unassignable(goal, issue, want, assigned)
        for login in issue.assignees:
            if wanted_people and login.casefold() not in wanted_people:
                self._tell(goal, issue, f"@{login} is assigned, and no point of contact")

    def _unassignable(
        self,
        goal: Goal,
        issue: Issue | None,
        want: Wanted,
        assigned: AbstractSet[str] = frozenset(),
    ) -> None:
        if not want.assignees:
            what = "nobody is to be assigned: no point of contact is named, or none that is known"
            self._tell(goal, issue, f"{what}; `headway check` tells more")
        for login in want.assignees:
            if login.casefold() in self.tracker.unassignable - assigned:
                self._tell(
                    goal,
                    issue,
                    f"@{login} is point of contact and cannot be assigned: GitHub allows it for "
                    f"people with access to {self.tracker.repository} alone",
                )

    def _assignable(self, want: Wanted) -> tuple[str, ...]:
        unable = self.tracker.unassignable
        return tuple(login for login in want.assignees if login.casefold() not in unable)

    def _surplus(self, goal: Goal, issue: Issue, wanted_names: set[str]) -> None:
        for label in issue.labels:
            if label.casefold().startswith(_TEAM_LABEL) and label.casefold() not in wanted_names:
                self._tell(goal, issue, f"it has the label {label}, and the goal asks no such team")

    def _lock(
        self, goal: Goal, name: IssueName, made: str | None = None, *, said: bool = False
    ) -> None:
        """Say that an issue is for updates alone, and lock it, after the step that makes it."""
        text, mark = lock_comment(self.program)
        reason = "the issue is for updates alone"
        after = (made,) if made else ()
        if not said:
            comment = partial(AddComment, body=text, marker=mark)
            say = Following(comment(name), comment) if made else comment(name)
            after = (*after, self._step(goal, "say", say, reason, after))
        lock = Following(LockIssue(name), LockIssue) if made else LockIssue(name)
        self._step(goal, "lock", lock, reason, after)

    def _row(self, goal: Goal, number: str) -> EditFile:
        source = self.program.sources[goal.file]
        issue = f"[{self.tracker.repository}#{number}]"
        return EditFile(source, (set_row(source, GOAL, "tracking_issue", issue),))

    def _labels(self, labels: Iterable[Label]) -> tuple[str, ...]:
        """The steps that make labels which the repository lacks."""
        made = []
        for label in labels:
            if label.name.casefold() not in self.tracker.labels:
                step = f"label {label.name}"
                action = CreateLabel(self.tracker.repository, label)
                self.ground.setdefault(step, Step(step, action, "issues are to have it"))
                made.append(step)
        return tuple(made)

    def _milestone(self) -> tuple[str, ...]:
        """The step that makes the period's milestone, where the repository has none."""
        if self.milestone in self.tracker.milestones:
            return ()
        action = CreateMilestone(self.tracker.repository, self.milestone)
        reason = f"it gathers the goals of {self.period.name}"
        self.ground.setdefault(_MILESTONE, Step(_MILESTONE, action, reason))
        return (_MILESTONE,)

    def _step(
        self,
        goal: Goal,
        what: str,
        action: Action | Following,
        reason: str,
        after: tuple[str, ...] = (),
    ) -> str:
        name = f"{goal.id}: {what}"
        self.steps.append(Step(name, action, reason, after))
        return name

    def _name(self, issue: Issue) -> IssueName:
        return IssueName(self.tracker.repository, issue.number)

    def _tell(self, goal: Goal, issue: Issue | None, what: str) -> None:
        name = str(self._name(issue)) if issue else None
        self.drift.append(Drift(goal.file, name, what))
