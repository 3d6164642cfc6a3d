"""The text of a tracking issue: made from a goal, and kept in step with it.

People tick boxes and write beside them. So an existing text only ever gains: a box for a task that
it lacks, a table for a new period. What it says otherwise than the document is told as drift.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from headway.diagnostics import Edit, apply, fold
from headway.documents.owners import HELP_WANTED
from headway.documents.values import Form, is_done
from headway.pages import facts
from headway.text import Item, Span, parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from headway.documents.values import Ask, Goal, Task, Written
    from headway.pages.shelf import Abroad
    from headway.text import Section, Tree

TASKS = "Tasks and status"
GOAL_DOCUMENT = "Goal document"

_OWNERS = re.compile(r"\s*\((?:[^()]|\([^()]*\))*\)\s*\Z")
_BOX = re.compile(r"\[[ xX]\]\s+")


class Box(NamedTuple):
    """A task of a goal as its issue lists it: a box, what to do, and who does it."""

    text: str
    owners: str
    done: bool
    heading: str | None

    def __str__(self) -> str:
        """The line of the issue's list."""
        owners = f" ({self.owners})" if self.owners else ""
        return f"* [{'x' if self.done else ' '}] {self.text}{owners}"


class Merged(NamedTuple):
    """A text that was brought up to a goal: what it is now, what was added, what differs."""

    text: str
    added: tuple[str, ...]
    drift: tuple[str, ...]


def new_body(goal: Goal, place: Abroad) -> str:
    """The text of a new tracking issue."""
    summary = place.quote(goal.summary, goal.file) if goal.summary else goal.title or goal.id
    lines = [_metadata(goal, place), "", "## Summary", "", summary, "", f"## {TASKS}", ""]
    heading = None
    for box in boxes(goal, place):
        if box.heading != heading:
            heading = box.heading
            lines += ["", f"### {heading}", ""]
        lines.append(str(box))
    return "\n".join(lines).rstrip() + "\n"


def merged(body: str, goal: Goal, place: Abroad) -> Merged:
    """Bring an issue's text up to its goal; nothing that stands in it goes.

    A text that does not link to the goal's document is that of an earlier period, or written by
    hand: it moves into a fold below the new one, ticks and all.
    """
    if not _tells_of(body, goal):
        return _above(body, goal, place)
    tree = parse(body.encode())
    wanted = list(boxes(goal, place))
    said = {line: _meant(line, wanted) for line in _lines(tree)}
    missing = [box for box in wanted if box not in said.values()]
    drift = [
        f"it lists `{line}`, which is no task of the document"
        for line, box in said.items()
        if box is None
    ]
    drift += _table_drift(tree, goal)
    text = apply(tree.source, _insertions(tree, missing)).decode()
    return Merged(text, tuple(f"the task `{box.text}`" for box in missing), tuple(drift))


def _meant(line: str, wanted: Sequence[Box]) -> Box | None:
    """The task that a line of an issue tells of, whatever people wrote behind it."""
    said = fold(line)
    found = [box for box in wanted if re.match(rf"{re.escape(fold(box.text))}(?!\w)", said)]
    return max(found, key=lambda box: len(box.text), default=None)


def _tells_of(body: str, goal: Goal) -> bool:
    """Whether a text links to a goal's document, by whatever address the book has or had."""
    return f"/{goal.period}/{goal.id}.html" in body or f"/{goal.file}" in body


def _above(body: str, goal: Goal, place: Abroad) -> Merged:
    """The text of a goal, with what an issue said before in a fold below it."""
    text = new_body(goal, place)
    if not body.strip():
        return Merged(text, ("all text",), ())
    summary = f"<summary>Before {goal.period}</summary>"
    folded = f"<details>\n{summary}\n\n{body.strip()}\n\n</details>"
    return Merged(f"{text}\n---\n\n{folded}\n", (f"the text for {goal.period}",), ())


def boxes(goal: Goal, place: Abroad) -> Iterator[Box]:
    """The tasks of a goal of either form, in the order of the document."""
    found: list[tuple[Span, Box]] = [
        (task.span, _task(goal, task, heading, place)) for heading, task in _tasks(goal)
    ]
    if goal.form is Form.OLDER:
        found += _asks(goal, place)
    return (box for _, box in sorted(found, key=lambda entry: entry[0]))


def _tasks(goal: Goal) -> Iterator[tuple[Written | None, Task]]:
    yield from ((None, task) for task in goal.tasks)
    yield from ((sub.title, task) for sub in goal.subgoals for task in sub.tasks)


def _task(goal: Goal, task: Task, heading: Written | None, place: Abroad) -> Box:
    owners = ", ".join(
        place.badge(HELP_WANTED) if owner == HELP_WANTED else place.quote(owner, goal.file)
        for owner in task.owners
    )
    text = place.quote(task.task, goal.file)
    return Box(text, owners, task.done, _heading(goal, heading, place))


def _asks(goal: Goal, place: Abroad) -> Iterator[tuple[Span, Box]]:
    """A box for each row of the older form that asks teams."""
    rows: dict[Span, list[Ask]] = {}
    for ask in goal.asks:
        rows.setdefault(ask.span, []).append(ask)
    for span, asks in rows.items():
        first = asks[0]
        teams = ", ".join(place.team(ask.team) for ask in asks)
        text = place.quote(first.kind, goal.file) if first.kind else "Ask"
        owners = f"{teams} {place.badge('Team')}"
        yield span, Box(text, owners, is_done(text, first.notes), _heading(goal, first.task, place))


def _heading(goal: Goal, heading: Written | None, place: Abroad) -> str | None:
    return place.quote(heading, goal.file) if heading else None


def _rows(goal: Goal, place: Abroad) -> list[tuple[str, str]]:
    teams = ", ".join(map(place.team, facts.teams(goal)))
    name = f"{goal.period}/{goal.id}"
    return [
        ("Point of contact", goal.point_of_contact or ""),
        ("Team(s)", teams),
        (GOAL_DOCUMENT, f"[{name}]({place.to(goal.file)})"),
    ]


def _metadata(goal: Goal, place: Abroad) -> str:
    rows = _rows(goal, place)
    width = max(len(name) for name, _ in rows)
    lines = [f"| {'Metadata'.ljust(width)} | |", f"| {'-' * width} | --- |"]
    lines += [f"| {name.ljust(width)} | {value} |" for name, value in rows]
    return "\n".join(lines)


def _table_drift(tree: Tree, goal: Goal) -> Iterator[str]:
    """What the table of an issue says otherwise than the document."""
    held = {
        fold(row.cells[0].text): row.cells[1].text
        for table in tree.tables[:1]
        for row in table.entries()
        if len(row.cells) > 1
    }
    contact = held.get("point of contact")
    if contact is not None and goal.point_of_contact and goal.point_of_contact not in contact:
        yield f"its point of contact is `{contact}`, the document's {goal.point_of_contact}"
    teams = held.get("team(s)")
    for team in facts.teams(goal) if teams is not None else ():
        if not re.search(rf"(?<![\w-]){re.escape(team)}(?![\w-])", teams or "", re.IGNORECASE):
            yield f"it does not name the team {team}, which the document asks"


def _lines(tree: Tree) -> Iterator[str]:
    """What the boxes under the heading of tasks say, without owners."""
    for section in _task_sections(tree):
        for item in _items(section):
            line = tree.slice(item.span).partition("\n")[0].strip()
            text = _BOX.sub("", line.lstrip("*-+ "), count=1)
            yield _OWNERS.sub("", text) or text


def _items(section: Section) -> Iterator[Item]:
    stack = list(section.blocks)
    while stack:
        block = stack.pop(0)
        if isinstance(block, Item) and block.checked is not None:
            yield block
        stack[:0] = getattr(block, "children", ())


def _task_sections(tree: Tree) -> Iterator[Section]:
    """The section of tasks, and those below it."""
    inside: list[int] = []
    for section in tree.sections:
        above = id(section.parent) in inside if section.parent else False
        if above or fold(section.title) == fold(TASKS):
            inside.append(id(section))
            yield section


def _insertions(tree: Tree, missing: Sequence[Box]) -> list[Edit]:
    """The edits that put boxes behind the last one of their heading, or under a new one."""
    sections = {fold(section.title): section for section in _task_sections(tree)}
    texts: dict[int, str] = {}
    for heading in dict.fromkeys(box.heading for box in missing):
        lines = "\n".join(str(box) for box in missing if box.heading == heading)
        offset, lead = _place(tree, sections, heading)
        texts[offset] = texts.get(offset, "") + lead + lines
    return [Edit(Span(offset, offset), text) for offset, text in texts.items()]


def _place(tree: Tree, sections: Mapping[str, Section], heading: str | None) -> tuple[int, str]:
    """Where boxes of a heading go, and what stands between the text there and them."""
    section = sections.get(fold(heading or TASKS))
    if section is not None:
        last = [item.span.end for item in _items(section)]
        if last:
            return _trimmed(tree, last[-1]), "\n"
        return _trimmed(tree, section.heading.span.end), "\n\n"
    end = max((found.body.end for found in sections.values()), default=len(tree.source))
    title = f"### {heading}" if heading else f"## {TASKS}"
    above = "" if sections or not heading else f"\n\n## {TASKS}"
    return _trimmed(tree, end), f"{above}\n\n{title}\n\n"


def _trimmed(tree: Tree, end: int) -> int:
    return len(tree.source[:end].rstrip())
