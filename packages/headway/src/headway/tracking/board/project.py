"""A board as a project of GitHub's: what the project lacks of it, and what is only there.

The board is what counts. Items that are only in the project are told and left alone, and so are
fields and options that people made: GitHub can replace the options of a field only all at once, and
takes their values from every item when it does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.forge.plan import Following, Plan, Step
from headway.forge.project_actions import (
    AddDraft,
    AddIssue,
    ArchiveItem,
    Arrange,
    ChangeDraft,
    CreateField,
    SetValues,
    draft_text,
    key_of,
    moves,
)
from headway.forge.projects import FieldKind
from headway.forge.tracker_actions import marker
from headway.tracking.board.addressing import issue_in
from headway.tracking.board.live import name_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from headway.forge.model import Issue, IssueName
    from headway.forge.port import Forge
    from headway.forge.projects import Project, ProjectItem, ProjectName
    from headway.program.board.values import Board, Item
    from headway.program.model import Program

_OTHERS = {
    "Owner": FieldKind.TEXT,
    "Priority": FieldKind.TEXT,
    "Scheduled": FieldKind.DATE,
    "Deadline": FieldKind.DATE,
}
_NEW = "(new item)"


class ProjectState(NamedTuple):
    """What GitHub holds, read once: the project, and the issues of the board."""

    name: ProjectName
    project: Project
    issues: Mapping[IssueName, Issue]


class ProjectPlan(NamedTuple):
    """What is to be done, and what is left to people, in a line each."""

    plan: Plan
    notes: tuple[str, ...]


def read_state(name: ProjectName, program: Program, board: Board, forge: Forge) -> ProjectState:
    """Read a project, and the issues that are on the board.

    Raises:
        ForgeError: GitHub does not answer, or there is no such project.
    """
    names = {name_of(item.issue, program) for item in board.items if item.issue}
    return ProjectState(name, forge.project(name), forge.issues_named(names))


def plan_project(program: Program, board: Board, state: ProjectState) -> ProjectPlan:
    """The steps that bring a project up to a board; none where it is."""
    return _Mirror(program, board, state).plan()


class _Mirror:
    """One comparison of a board with a project."""

    def __init__(self, program: Program, board: Board, state: ProjectState) -> None:
        self._program, self._board = program, board
        self._name, self._project, self._issues = state
        self._column = program.config.board.field
        self._items = _by_key(state.project)
        self._used: set[str] = set()
        self._notes: list[str] = []
        self._steps: list[Step] = []

    def plan(self) -> ProjectPlan:
        usable = set(self._fields())
        options = self._missing_options()
        order: list[str] = []
        for item in self._board.ordered():
            key = self._key(item)
            there = self._items.get(key) if key else None
            if there is not None:
                self._used.add(there.id)
            if item.archived:
                self._archive(item, there)
            elif key is not None and key not in order:
                order.append(key)
                self._mirror(item, there, usable, options)
        self._arrange(order)
        self._strays()
        return ProjectPlan(Plan(f"Project {self._name}", tuple(self._steps)), tuple(self._notes))

    def _fields(self) -> Iterator[str]:
        """The fields that can be written, those among them that are still to be made."""
        columns = tuple(str(column.name) for column in self._board.columns)
        wanted = {self._column: (FieldKind.CHOICE, columns)}
        wanted |= {name: (kind, ()) for name, kind in _OTHERS.items()}
        for name, (kind, options) in wanted.items():
            field = self._project.field(name)
            if field is None:
                action = CreateField(self._name, name, kind, options)
                self._steps.append(Step(f"field {name}", action, "the project has none"))
            elif field.kind != kind.value:
                self._notes.append(
                    f"the project's field `{field.name}` is of another kind; it is left alone, and "
                    "what the board says of it is not shown there"
                )
                continue
            yield name

    def _missing_options(self) -> set[str]:
        """The columns for which the field has no option, which only people can add."""
        field = self._project.field(self._column)
        if field is None or field.kind != FieldKind.CHOICE.value:
            return set()
        missing = [c.name for c in self._board.columns if c.name not in field.options]
        for column in missing:
            self._notes.append(
                f"the field `{field.name}` has no option `{column}`: add it in the project's "
                "settings (GitHub would take the values from all items if Headway did)"
            )
        return {str(column) for column in missing}

    def _key(self, item: Item) -> str | None:
        """What the item is known by in the project; None, and told, where it cannot be there."""
        if item.issue is None:
            return f"board {item.id}"
        issue = self._issues.get(name_of(item.issue, self._program))
        if issue is None:
            self._notes.append(f"{item.issue} is not found on GitHub; `{item.id}` is left out")
            return None
        # By its address, since its repository may have another name by now.
        return (issue_in(issue.url) or str(item.issue)).casefold()

    def _archive(self, item: Item, there: ProjectItem | None) -> None:
        if there is not None and not there.archived:
            action = ArchiveItem(self._name, self._project.id, there.id, str(item.id))
            self._steps.append(Step(f"archive {item.id}", action, "the board has put it away"))

    def _mirror(
        self, item: Item, there: ProjectItem | None, usable: set[str], missing: set[str]
    ) -> None:
        values = {name: value for name, value in self._values(item).items() if name in usable}
        if item.column in missing:
            values.pop(self._column, None)
        if there is None:
            self._add(item, {name: value for name, value in values.items() if value is not None})
            return
        if there.archived:
            self._notes.append(f"`{item.id}` was put away in the project; it stays there")
            return
        if there.draft:
            self._redraft(item, there)
        changed = {n: value for n, value in values.items() if there.values.get(n) != value}
        if changed:
            seen = {name: there.values[name] for name in changed if name in there.values}
            action = SetValues(self._name, there.id, str(item.id), changed, seen)
            after = self._after_fields(changed)
            self._steps.append(Step(f"values {item.id}", action, "the board says so", after))

    def _add(self, item: Item, values: Mapping[str, str]) -> None:
        if item.issue is not None:
            name = name_of(item.issue, self._program)
            node = self._issues[name].node_id
            added: AddIssue | AddDraft = AddIssue(self._name, self._project.id, name, node)
        else:
            title, body = _draft(item)
            added = AddDraft(self._name, self._project.id, f"board {item.id}", title, body)
        step = f"item {item.id}"
        self._steps.append(Step(step, added, "it is on the board"))

        def make(made: str) -> SetValues:
            return SetValues(self._name, made, str(item.id), values)

        following = Following(make(_NEW), make)
        after = (step, *self._after_fields(values))
        self._steps.append(Step(f"values {item.id}", following, "the board says so", after))

    def _after_fields(self, values: Mapping[str, object]) -> tuple[str, ...]:
        made = {step.name for step in self._steps}
        return tuple(f"field {name}" for name in values if f"field {name}" in made)

    def _redraft(self, item: Item, there: ProjectItem) -> None:
        title, body = _draft(item)
        action = ChangeDraft(there, title, body)
        if draft_text(there.title, there.body) != draft_text(title, body):
            self._steps.append(Step(f"draft {item.id}", action, "the board says so"))

    def _values(self, item: Item) -> dict[str, str | None]:
        return {
            self._column: str(item.column) if self._board.column(item.column) else None,
            "Owner": str(item.owner) if item.owner else None,
            "Priority": item.priority or None,
            "Scheduled": str(item.scheduled.day) if item.scheduled else None,
            "Deadline": str(item.deadline.day) if item.deadline else None,
        }

    def _arrange(self, order: list[str]) -> None:
        """Bring the items into the order of the board, once those that are new are there."""
        new = tuple(step.name for step in self._steps if step.name.startswith("item "))
        if new or any(moves(self._project, order)):
            action = Arrange(self._name, tuple(order))
            self._steps.append(Step("order", action, "the board has this order", new))

    def _strays(self) -> None:
        for item in self._project.items:
            if item.id not in self._used and not item.archived:
                shown = item.issue or item.title or "an item that the token may not see"
                self._notes.append(f"only in the project: {shown}; it is left alone")


def _by_key(project: Project) -> dict[str, ProjectItem]:
    """The items of a project that can be known again; of two that are the same, the first."""
    found: dict[str, ProjectItem] = {}
    for item in project.items:
        key = key_of(item)
        if key is not None:
            found.setdefault(key, item)
    return found


def _draft(item: Item) -> tuple[str, str]:
    """The title and the body of an item's draft."""
    return item.shown, "\n\n".join(filter(None, (item.note, marker(f"board {item.id}"))))
