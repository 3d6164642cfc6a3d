"""The text of a tracking issue as it is made from a goal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.documents.owners import HELP_WANTED
from headway.documents.values import Form, is_done
from headway.pages import facts, markdown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headway.documents.values import Ask, Goal, Task, Written
    from headway.pages.shelf import Abroad
    from headway.text import Span

TASKS = "Tasks and status"


class Box(NamedTuple):
    """A task of a goal as its issue lists it: a box, what to do, and who does it."""

    text: str
    owners: str
    done: bool
    heading: str | None

    @property
    def line(self) -> str:
        """What stands behind the box."""
        return f"{self.text} ({self.owners})" if self.owners else self.text

    def __str__(self) -> str:
        """The line of the issue's list."""
        return f"* [{'x' if self.done else ' '}] {self.line}"


def new_body(goal: Goal, place: Abroad) -> str:
    """The text of a new tracking issue."""
    summary = place.quote(goal.summary, goal.file) if goal.summary else goal.title or goal.id
    tasks = task_list(boxes(goal, place))
    lines = [_metadata(goal, place), "", "## Summary", "", summary, "", *tasks]
    return "\n".join(lines).rstrip() + "\n"


def task_list(listed: Iterable[Box]) -> Iterator[str]:
    """The lines of the section of tasks."""
    yield f"## {TASKS}"
    heading: str | None = ""
    for box in listed:
        if box.heading != heading:
            heading = box.heading
            yield from ("", f"### {heading}", "") if heading else ("",)
        yield str(box)


def boxes(goal: Goal, place: Abroad) -> Iterator[Box]:
    """The tasks of a goal of either form: those of no subgoal, then each subgoal's."""
    found: list[tuple[Span, Box]] = [
        (task.span, _task(goal, task, heading, place)) for heading, task in _tasks(goal)
    ]
    if goal.form is Form.OLDER:
        found += _asks(goal, place)
    found.sort(key=lambda entry: (entry[1].heading is not None, entry[0]))
    return (box for _, box in found)


def _tasks(goal: Goal) -> Iterator[tuple[Written | None, Task]]:
    yield from ((None, task) for task in goal.tasks)
    yield from ((sub.title, task) for sub in goal.subgoals for task in sub.tasks)


def _task(goal: Goal, task: Task, heading: Written | None, place: Abroad) -> Box:
    owners = ", ".join(
        place.badge(HELP_WANTED) if owner == HELP_WANTED else place.quote(owner, goal.file)
        for owner in task.owners
    )
    return Box(_line(goal, task.task, place), owners, task.done, _heading(goal, heading, place))


def _asks(goal: Goal, place: Abroad) -> Iterator[tuple[Span, Box]]:
    """A box for each row of the older form that asks teams."""
    rows: dict[Span, list[Ask]] = {}
    for ask in goal.asks:
        rows.setdefault(ask.span, []).append(ask)
    for span, asks in rows.items():
        first = asks[0]
        teams = ", ".join(place.team(ask.team) for ask in asks)
        text = _line(goal, first.kind, place) if first.kind else "Ask"
        owners = f"{teams} {place.badge('Team')}"
        yield span, Box(text, owners, is_done(text, first.notes), _heading(goal, first.task, place))


def _heading(goal: Goal, heading: Written | None, place: Abroad) -> str | None:
    return _line(goal, heading, place) or None if heading else None


def _line(goal: Goal, text: Written, place: Abroad) -> str:
    """A text of a goal's document on one line."""
    return " ".join(place.quote(text, goal.file).split())


def document_sign(goal: Goal) -> str:
    """How a text links to a goal's document, as far as the address of the book."""
    return f"[{goal.period}/{goal.id}]("


def _metadata(goal: Goal, place: Abroad) -> str:
    contact = _line(goal, goal.point_of_contact, place) if goal.point_of_contact else ""
    rows = [
        ("Point of contact", markdown.cell(contact)),
        ("Team(s)", ", ".join(map(place.team, facts.teams(goal)))),
        ("Goal document", f"{document_sign(goal)}{markdown.target(place.to(goal.file))})"),
    ]
    width = max(len(name) for name, _ in rows)
    lines = [f"| {'Metadata'.ljust(width)} | |", f"| {'-' * width} | --- |"]
    return "\n".join([*lines, *(f"| {name.ljust(width)} | {value} |" for name, value in rows)])
