"""Changes of a project of GitHub's, each with its own test for "already so"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from headway.documents.edit import difference
from headway.forge.errors import NotFoundError
from headway.forge.plan import Action, Outcome, Refusal, forge_of
from headway.forge.tracker_actions import marker, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from headway.forge.model import IssueName
    from headway.forge.plan import World
    from headway.forge.projects import FieldKind, Project, ProjectItem, ProjectName

_MARKED = re.compile(rf"{marker(r'(board [a-z0-9-]+)')}")


@dataclass(frozen=True, slots=True)
class CreateField(Action):
    """A field of a name that no other has; a choice gets its options."""

    kind: ClassVar[str] = "create-project-field"
    project: ProjectName
    name: str
    type: FieldKind
    options: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What it does."""
        of = f" of {', '.join(f'`{option}`' for option in self.options)}" if self.options else ""
        return f"create the field `{self.name}`{of} in {self.project}"

    def look(self, world: World) -> Outcome | Refusal | None:
        """Whether there is one of that name."""
        field = forge_of(world).project(self.project, items=False).field(self.name)
        if field is None:
            return None
        if field.kind != self.type.value:
            return Refusal(f"there is a field `{field.name}` of another kind")
        return Outcome(field)

    def perform(self, world: World) -> Outcome:
        """Make it."""
        projects = forge_of(world)
        project = projects.project(self.project, items=False)
        projects.create_field(project.id, self.name, self.type, self.options)
        return Outcome()


@dataclass(frozen=True, slots=True)
class AddIssue(Action):
    """An issue or pull request that is to be in a project. The value is the item's id."""

    kind: ClassVar[str] = "add-to-project"
    project: ProjectName
    project_id: str
    issue: IssueName
    content: str

    @property
    def title(self) -> str:
        """What it does."""
        return f"put {self.issue} into {self.project}"

    def look(self, world: World) -> Outcome | Refusal | None:
        """Whether it is there."""
        item = forge_of(world).item_with(self.project_id, self.content)
        return Outcome(item) if item else None

    def perform(self, world: World) -> Outcome:
        """Put it there."""
        return Outcome(forge_of(world).add_content(self.project_id, self.content))


@dataclass(frozen=True, slots=True)
class AddDraft(Action):
    """A draft, known again by the marker in its body. The value is the item's id."""

    kind: ClassVar[str] = "add-draft"
    project: ProjectName
    project_id: str
    name: str
    draft_title: str
    body: str

    @property
    def title(self) -> str:
        """What it does."""
        return f"put the draft `{self.draft_title}` into {self.project}"

    def details(self) -> Iterable[str]:
        """What stands in it."""
        return self.body.splitlines()

    def look(self, world: World) -> Outcome | Refusal | None:
        """Whether there is one with its marker."""
        for item in forge_of(world).project(self.project).items:
            if item.draft and marker(self.name) in item.body:
                return Outcome(item.id)
        return None

    def perform(self, world: World) -> Outcome:
        """Make it."""
        made = forge_of(world).add_draft(self.project_id, self.draft_title, self.body)
        return Outcome(made)


@dataclass(frozen=True, slots=True)
class ChangeDraft(Action):
    """Another title or body for a draft that is still as it was seen."""

    kind: ClassVar[str] = "change-draft"
    seen: ProjectItem
    draft_title: str
    body: str

    @property
    def title(self) -> str:
        """What it does."""
        if self.seen.title != self.draft_title:
            return f"rename the draft `{self.seen.title}` to `{self.draft_title}`"
        return f"change the text of the draft `{self.draft_title}`"

    def details(self) -> Iterator[str]:
        """What becomes of its text."""
        texts = (self.seen.body.encode(), self.body.encode())
        return (line.rstrip("\n") for line in difference(self.draft_title, *texts))

    def look(self, world: World) -> Outcome | Refusal | None:
        """Whether it is as wanted, or as it was seen."""
        found = forge_of(world).project_item(self.seen.id)
        now = draft_text(found.title, found.body)
        if now == draft_text(self.draft_title, self.body):
            return Outcome(self.seen.id)
        if now != draft_text(self.seen.title, self.seen.body):
            return Refusal(f"the draft `{self.seen.title}` was changed since this was planned")
        return None

    def perform(self, world: World) -> Outcome:
        """Change it."""
        forge_of(world).change_draft(self.seen.draft or "", self.draft_title, self.body)
        return Outcome(self.seen.id)


@dataclass(frozen=True, slots=True)
class SetValues(Action):
    """Other values of fields for an item; None takes one away.

    `seen` are the values as they were; of an item that is new they do not matter.
    """

    kind: ClassVar[str] = "set-project-values"
    project: ProjectName
    item: str
    name: str
    values: Mapping[str, str | None]
    seen: Mapping[str, str] | None = None

    @property
    def title(self) -> str:
        """What it does."""
        return f"{self.name}: {', '.join(map(self._change, self.values))}"

    def _change(self, field: str) -> str:
        before, after = (self.seen or {}).get(field), self.values[field]
        if after is None:
            return f"take away {field} `{before}`"
        return f"set {field} to `{after}`" + (f", it was `{before}`" if before else "")

    def look(self, world: World) -> Outcome | Refusal | None:
        """Whether it has these values, or still those that were seen."""
        found = forge_of(world).project_item(self.item).values
        wrong = [name for name, value in self.values.items() if found.get(name) != value]
        if not wrong:
            return Outcome(self.item)
        for name in wrong if self.seen is not None else ():
            if found.get(name) != (self.seen or {}).get(name):
                return Refusal(f"{name} of {self.name} was changed since this was planned")
        return None

    def perform(self, world: World) -> Outcome:
        """Set what is not so yet."""
        projects = forge_of(world)
        project = projects.project(self.project, items=False)
        found = projects.project_item(self.item).values
        for name, value in self.values.items():
            field = project.field(name)
            if field is None:
                what = f"set `{name}` in {self.project}"
                raise NotFoundError(what, "`Projects: write`")
            if found.get(name) != value:
                projects.set_value(project.id, self.item, field, value)
        return Outcome(self.item)


@dataclass(frozen=True, slots=True)
class Arrange(Action):
    """The order of some items, among each other; others stay behind those they are behind now.

    Items are named by `key_of`, since those that are new have no id when this is planned.
    """

    kind: ClassVar[str] = "arrange-project"
    project: ProjectName
    order: tuple[str, ...]

    @property
    def title(self) -> str:
        """What it does."""
        return f"put {len(self.order)} items of {self.project} into the order of the board"

    def look(self, world: World) -> Outcome | Refusal | None:
        """Whether they are in that order."""
        project = forge_of(world).project(self.project)
        return None if any(moves(project, self.order)) else Outcome()

    def perform(self, world: World) -> Outcome:
        """Move as few as may be."""
        projects = forge_of(world)
        project = projects.project(self.project)
        for item, after in moves(project, self.order):
            projects.place(project.id, item, after)
        return Outcome()


@dataclass(frozen=True, slots=True)
class ArchiveItem(Action):
    """An item that is to be put away."""

    kind: ClassVar[str] = "archive-project-item"
    project: ProjectName
    project_id: str
    item: str
    name: str

    @property
    def title(self) -> str:
        """What it does."""
        return f"put away {self.name} in {self.project}"

    def look(self, world: World) -> Outcome | Refusal | None:
        """Whether it was put away."""
        found = forge_of(world).project_item(self.item)
        return Outcome(self.item) if found.archived else None

    def perform(self, world: World) -> Outcome:
        """Put it away."""
        forge_of(world).archive_item(self.project_id, self.item)
        return Outcome(self.item)


def key_of(item: ProjectItem) -> str | None:
    """What an item is known by: its issue, or the marker in its draft; None for any other draft."""
    if item.issue is not None:
        return str(item.issue).casefold()
    match = _MARKED.search(item.body) if item.draft else None
    return match[1] if match else None


def moves(project: Project, order: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    """Which items to move, each with the one to put it behind, to bring some into an order.

    The longest run that is in order already stays where it is.
    """
    places = {key_of(item): place for place, item in enumerate(project.items)}
    there = [key for key in order if key in places]
    kept = set(_longest_rise([places[key] for key in there]))
    before: str | None = None
    for key in there:
        item = project.items[places[key]].id
        if places[key] not in kept:
            yield item, before
        before = item


def _longest_rise(numbers: Sequence[int]) -> list[int]:
    """The longest part of some numbers that rises, in their order."""
    rises: list[list[int]] = []  # of each length, the one that ends lowest
    for number in numbers:
        length = sum(rise[-1] < number for rise in rises)
        rise = [*(rises[length - 1] if length else []), number]
        rises[length : length + 1] = [rise]
    return rises[-1] if rises else []


def draft_text(title: str, body: str) -> tuple[str, str]:
    """A draft as it is compared with another; space around its text makes no difference."""
    return title, plain(body).strip()
