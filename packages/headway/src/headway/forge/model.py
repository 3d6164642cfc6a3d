"""What a forge tells: repositories, issues, comments, labels, milestones, pull requests."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Self

from headway.forge.errors import BadRepositoryError

if TYPE_CHECKING:
    from datetime import datetime

_REPOSITORY = re.compile(r"([A-Za-z0-9][\w.-]*)/([\w.-]+)", re.ASCII)


class Repository(NamedTuple):
    """A repository, written `organisation/name`."""

    owner: str
    name: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `organisation/name`.

        Raises:
            BadRepositoryError: the text is not of that shape.
        """
        match = _REPOSITORY.fullmatch(text)
        if match is None or match[2] in {".", ".."}:
            raise BadRepositoryError(text)
        return cls(match[1], match[2])

    def __str__(self) -> str:
        """The repository as it is written."""
        return f"{self.owner}/{self.name}"


class IssueName(NamedTuple):
    """An issue or pull request by repository and number, written `organisation/name#number`."""

    repository: Repository
    number: int

    def __str__(self) -> str:
        """The issue as it is written."""
        return f"{self.repository}#{self.number}"


class Label(NamedTuple):
    """A label of a repository; its colour is six hexadecimal digits, in lower case."""

    name: str
    color: str
    description: str


class Milestone(NamedTuple):
    """A milestone of a repository; `state` is `open` or `closed`."""

    number: int
    title: str
    state: str


class Issue(NamedTuple):
    """An issue, or the issue side of a pull request. Logins are as the forge spells them.

    `state` is `open` or `closed`; `state_reason`, in lower case, says why, where that is known.
    """

    number: int
    node_id: str
    url: str
    title: str
    body: str
    author: str | None
    state: str
    state_reason: str | None
    labels: tuple[str, ...]
    assignees: tuple[str, ...]
    milestone: str | None
    created_at: datetime
    updated_at: datetime
    locked: bool
    is_pull_request: bool


class NewIssue(NamedTuple):
    """What a new issue is made of; labels and the milestone, named by title, exist already."""

    title: str
    body: str
    labels: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    milestone: str | None = None


class Comment(NamedTuple):
    """A comment on an issue or pull request; `author` is None where the account is gone.

    `minimized` says that it was hidden by hand, as spam, outdated or resolved.
    """

    node_id: str
    url: str
    body: str
    author: str | None
    created_at: datetime
    updated_at: datetime
    minimized: bool


class Change(StrEnum):
    """What a pull request does to a file."""

    ADDED = "added"
    CHANGED = "changed"  # its type, as from a file to a link
    COPIED = "copied"
    DELETED = "deleted"
    MODIFIED = "modified"
    RENAMED = "renamed"


class ChangedFile(NamedTuple):
    """A file that a pull request changes, by its path at the pull request's head."""

    path: str
    change: Change
    additions: int
    deletions: int


class PullRequest(NamedTuple):
    """An open pull request with its files.

    `head_repository` is None where the fork it came from is gone; `head` can be read from the
    repository it was opened on all the same.
    """

    number: int
    url: str
    title: str
    body: str
    author: str | None
    head: str
    head_branch: str
    head_repository: str | None
    created_at: datetime
    updated_at: datetime
    draft: bool
    labels: tuple[str, ...]
    files: tuple[ChangedFile, ...]


class FileName(NamedTuple):
    """A file of a repository at a commit, branch or tag."""

    ref: str
    path: str
