"""GitHub's projects (its boards): what one holds, and what may be asked of them.

Of several names for the same thing in GitHub's interface, these are the ones of its second
generation of projects (`ProjectV2`).
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from headway.forge.model import IssueName

_ADDRESS = re.compile(
    r"(?:https?://github\.com/)?(orgs|users)/([A-Za-z0-9][\w-]*)/projects/(\d+)(?:/.*)?", re.ASCII
)


class ProjectName(NamedTuple):
    """A project of an organisation or a person, by its number there."""

    owner: str
    number: int
    of_person: bool = False

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read a project's address; None for what is none."""
        match = _ADDRESS.fullmatch(text)
        return cls(match[2], int(match[3]), match[1] == "users") if match else None

    def __str__(self) -> str:
        """The project as its address has it."""
        return f"{'users' if self.of_person else 'orgs'}/{self.owner}/projects/{self.number}"


class FieldKind(StrEnum):
    """The kinds of field that Headway writes, by GitHub's names."""

    TEXT = "TEXT"
    DATE = "DATE"
    CHOICE = "SINGLE_SELECT"


class ProjectField(NamedTuple):
    """A field of a project; `kind` is GitHub's name, `options` has the ids of a choice by name."""

    id: str
    name: str
    kind: str
    options: Mapping[str, str]


class ProjectItem(NamedTuple):
    """An item of a project, with its values of texts, days and choices by the names of fields.

    It is an issue or pull request, or a draft with a title and a body of its own; of what the token
    may not see it is neither.
    """

    id: str
    values: Mapping[str, str]
    issue: IssueName | None = None
    draft: str | None = None
    title: str = ""
    body: str = ""
    archived: bool = False


class Project(NamedTuple):
    """A project with its fields, and its items in their order."""

    id: str
    title: str
    url: str
    fields: tuple[ProjectField, ...]
    items: tuple[ProjectItem, ...]

    def field(self, name: str) -> ProjectField | None:
        """A field by name, in any letter case."""
        wanted = name.casefold()
        return next((one for one in self.fields if one.name.casefold() == wanted), None)


class Projects(Protocol):
    """Reading and writing projects.

    What is not there, or may not be seen, is a NotFoundError; an UnknownOutcomeError says that a
    write may have happened. Writes that name what should be come to the same when repeated, but for
    those that make a field or a draft.
    """

    def project(self, name: ProjectName, *, items: bool = True) -> Project:
        """A project with all that it holds; without its items where those are not needed."""

    def project_item(self, item: str) -> ProjectItem:
        """One item as it is now."""

    def item_with(self, project: str, content: str) -> str | None:
        """The item of a project that is an issue or pull request, by the latter's node id."""

    def create_field(
        self, project: str, name: str, kind: FieldKind, options: Sequence[str] = ()
    ) -> None:
        """Make a field; a choice has options."""

    def add_content(self, project: str, content: str) -> str:
        """Put an issue or pull request into a project; gives the item."""

    def add_draft(self, project: str, title: str, body: str) -> str:
        """Make a draft in a project; gives the item."""

    def change_draft(self, draft: str, title: str, body: str) -> None:
        """Give a draft another title and body."""

    def set_value(self, project: str, item: str, field: ProjectField, value: str | None) -> None:
        """Give an item a value of a field, or none; of a choice, the name of an option."""

    def place(self, project: str, item: str, after: str | None) -> None:
        """Move an item behind another, or to the top."""

    def archive_item(self, project: str, item: str) -> None:
        """Put an item away."""
