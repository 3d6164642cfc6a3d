"""What Headway asks of a forge: reads and writes, apart, so that a reader cannot write."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from headway.forge.projects import Projects

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from headway.forge.errors import ForgeError
    from headway.forge.feed import Feed, FeedPage, Found, Items, Marks
    from headway.forge.model import (
        Comment,
        FileName,
        Issue,
        IssueName,
        Label,
        Milestone,
        NewIssue,
        PullRequest,
        Repository,
    )


class Reads(Protocol):
    """Reading. Every answer is what the forge holds now, however often it is asked.

    A repository, issue or file that is not there, or that the token may not see, is a
    NotFoundError where it was asked for alone, and is left out where many were asked for. Whatever
    else keeps an answer away is another ForgeError.
    """

    def issues(
        self,
        repository: Repository,
        *,
        milestone: int | None = None,
        labels: Sequence[str] = (),
    ) -> Iterator[Issue]:
        """Issues and pull requests, open and closed, newest first; read as they are taken.

        Only those of the milestone with that number, and with all of the labels.
        """

    def issue(self, name: IssueName) -> Issue:
        """One issue or pull request."""

    def issues_named(self, names: Iterable[IssueName]) -> Mapping[IssueName, Issue]:
        """Many issues by their names, of any repositories, in few requests."""

    def comments(self, name: IssueName) -> Iterator[Comment]:
        """The comments of an issue, oldest first."""

    def labels(self, repository: Repository) -> Iterator[Label]:
        """The labels of a repository."""

    def milestones(self, repository: Repository) -> Iterator[Milestone]:
        """The milestones of a repository, open and closed."""

    def may_be_assigned(self, repository: Repository, login: str) -> bool:
        """Whether somebody can be assigned to any issue of a repository."""

    def open_pull_requests(self, repository: Repository) -> Iterator[PullRequest]:
        """The open pull requests with their files, newest first."""

    def file(self, repository: Repository, name: FileName) -> bytes:
        """The bytes of one file."""

    def texts(
        self, repository: Repository, names: Iterable[FileName]
    ) -> Mapping[FileName, str | None]:
        """Many files in few requests; None for one that is no text, or too long to be sent."""


class Feeds(Protocol):
    """Reading what is kept: all of a repository, or items by name, and only what is new of it.

    What one request asks for and does not get because it is not there, or may not be seen, is an
    error among the answers; what keeps all of an answer away is raised. Either is a ForgeError.
    """

    def page(self, feed: Feed, at: str | None = None, tag: str = "") -> FeedPage | None:
        """A page of a list: the first, or one that another led to.

        None where the list still is as it was when its first page had that tag.
        """

    def found(self, query: str, at: str | None = None) -> Found:
        """What a search in the forge's own words finds, page by page."""

    def marks(self, names: Sequence[IssueName]) -> Marks:
        """When some items changed last; BATCH of them at most."""

    def items(self, wanted: Mapping[IssueName, str | None]) -> Items:
        """Some items, BATCH at most, with what belongs to them.

        Of comments and events only what changed since a moment, where one is given, and possibly
        more.
        """

    def missing(self, name: IssueName) -> ForgeError:
        """Why an item that was asked for is not there."""


class Writes(Protocol):
    """Writing. What a write did not do, though the forge answered, is a ForgeError.

    An UnknownOutcomeError says that a write may have happened: look before it is tried again.
    """

    def create_label(self, repository: Repository, label: Label) -> None:
        """Make a label."""

    def update_label(self, repository: Repository, name: str, label: Label) -> None:
        """Give the label of that name another name, colour or description."""

    def create_milestone(self, repository: Repository, title: str) -> Milestone:
        """Make a milestone."""

    def create_issue(self, repository: Repository, new: NewIssue) -> Issue:
        """Make an issue; compare what it is with what it should be, it may lack a part."""

    def update_issue(
        self,
        name: IssueName,
        *,
        title: str | None = None,
        body: str | None = None,
        state: str | None = None,
        milestone: str | None = None,
    ) -> Issue:
        """Change what is given, and nothing else; the milestone by its title."""

    def add_labels(self, name: IssueName, labels: Sequence[str]) -> None:
        """Put labels on an issue."""

    def remove_label(self, name: IssueName, label: str) -> None:
        """Take a label off an issue; one that it does not have is no error."""

    def add_assignees(self, name: IssueName, logins: Sequence[str]) -> None:
        """Assign people to an issue."""

    def remove_assignees(self, name: IssueName, logins: Sequence[str]) -> None:
        """Take people off an issue."""

    def add_comment(self, name: IssueName, body: str) -> Comment:
        """Comment on an issue."""

    def lock_issue(self, name: IssueName) -> None:
        """Let only those with write access comment."""


class Forge(Reads, Feeds, Writes, Projects, Protocol):
    """Reading and writing."""
