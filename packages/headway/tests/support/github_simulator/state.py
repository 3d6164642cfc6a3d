"""What the simulated GitHub holds: plain values that a test sets up and looks at."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

START = datetime(2026, 1, 1, tzinfo=UTC)


class Access(Enum):
    """What an account may do in a repository."""

    NONE = auto()
    READ = auto()  # may open issues and comment, as anyone
    WRITE = auto()


@dataclass
class Account:
    """Someone with a token; `fine_grained` tokens lack what is not in `allowed`."""

    login: str
    access: dict[str, Access] = field(default_factory=dict)
    may_write_issues: bool = True
    may_write_projects: bool = True


@dataclass
class Label:
    name: str
    color: str = "ededed"
    description: str | None = None
    id: int = 0


@dataclass
class Milestone:
    number: int
    title: str
    state: str = "open"


@dataclass
class Comment:
    id: int
    author: str | None
    body: str
    created_at: datetime
    minimized: bool = False
    edited_at: datetime | None = None

    @property
    def updated_at(self) -> datetime:
        return self.edited_at or self.created_at


@dataclass
class Review:
    """A review of a pull request, with its comments on lines; `state` as GraphQL spells it."""

    id: int
    author: str | None
    state: str
    body: str
    submitted_at: datetime
    comments: list[Comment] = field(default_factory=list)


@dataclass
class Event:
    """Something done to an issue; `more` is what REST adds for its kind."""

    id: int
    kind: str
    actor: str | None
    created_at: datetime
    more: dict[str, Any] = field(default_factory=dict)


@dataclass
class File:
    path: str
    change: str = "MODIFIED"
    additions: int = 1
    deletions: int = 0


@dataclass
class Pull:
    """What a pull request has beyond its issue."""

    head: str
    branch: str = "patch"
    head_repository: str | None = "someone/fork"
    draft: bool = False
    files: list[File] = field(default_factory=list)
    merged_at: datetime | None = None
    reviews: list[Review] = field(default_factory=list)


@dataclass
class Issue:
    number: int
    title: str
    body: str | None = ""
    author: str | None = "someone"
    state: str = "open"
    state_reason: str | None = None
    labels: list[str] = field(default_factory=list)
    assignees: list[str] = field(default_factory=list)
    milestone: int | None = None
    created_at: datetime = START
    updated_at: datetime = START
    locked: bool = False
    comments: list[Comment] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    pull: Pull | None = None


@dataclass
class Repository:
    """A repository; `people` are those who can be assigned.

    Ids of what is made in it begin after `offset`. What happens in it later than its issues were
    made takes a second each.
    """

    name: str
    offset: int = 0
    private: bool = False
    labels: dict[str, Label] = field(default_factory=dict)
    milestones: list[Milestone] = field(default_factory=list)
    issues: dict[int, Issue] = field(default_factory=dict)
    files: dict[tuple[str, str], bytes] = field(default_factory=dict)
    people: list[str] = field(default_factory=list)
    made: int = 0
    time: datetime = START + timedelta(days=30)

    def label(self, name: str) -> Label | None:
        """The label of a name, in whatever case."""
        return self.labels.get(name.casefold())

    def add_label(self, name: str, color: str = "ededed", description: str | None = None) -> Label:
        label = Label(name, color, description, id=1000 + len(self.labels))
        self.labels[name.casefold()] = label
        return label

    def add_milestone(self, title: str, state: str = "open") -> Milestone:
        milestone = Milestone(len(self.milestones) + 1, title, state)
        self.milestones.append(milestone)
        return milestone

    def add_issue(self, title: str, *, pull: Pull | None = None, **more: object) -> Issue:
        """A new issue, a minute younger than the one before it; `more` sets its other fields."""
        number = max(self.issues, default=0) + 1
        at = START + timedelta(minutes=number)
        issue = Issue(number, title, created_at=at, updated_at=at, pull=pull)
        for name, value in more.items():
            assert hasattr(issue, name)
            setattr(issue, name, value)
        self.issues[number] = issue
        for name in issue.labels:
            if self.label(name) is None:
                self.add_label(name)
        return issue

    def add_comment(
        self, issue: Issue, author: str | None, body: str, *, minimized: bool = False
    ) -> Comment:
        comment = Comment(self._id(), author, body, self._touch(issue), minimized)
        issue.comments.append(comment)
        return comment

    def edit_comment(self, issue: Issue, comment: Comment, body: str) -> None:
        """An edit, which does not count as a change of the issue."""
        before = issue.updated_at
        comment.body, comment.edited_at = body, self._touch(issue)
        issue.updated_at = before

    def add_review(
        self, issue: Issue, author: str | None, state: str, body: str = "", *lines: str
    ) -> Review:
        """A review, with a comment on a line for each of `lines`."""
        assert issue.pull is not None
        at = self._touch(issue)
        comments = [Comment(self._id(), author, line, at) for line in lines]
        review = Review(self._id(), author, state, body, at, comments)
        issue.pull.reviews.append(review)
        return review

    def add_event(self, issue: Issue, kind: str, actor: str | None = "ana", **more: Any) -> Event:
        event = Event(self._id(), kind, actor, self._touch(issue), more)
        issue.events.append(event)
        return event

    def touch(self, issue: Issue, **more: object) -> None:
        """Change an issue; `more` sets its fields."""
        for name, value in more.items():
            assert hasattr(issue, name)
            setattr(issue, name, value)
        self._touch(issue)

    def _id(self) -> int:
        self.made += 1
        return self.offset + self.made

    def _touch(self, issue: Issue) -> datetime:
        self.time += timedelta(seconds=1)
        issue.updated_at = self.time
        return self.time


@dataclass
class ProjectField:
    """A field of a project; `options` of a choice by name, with their ids."""

    id: str
    name: str
    kind: str
    options: dict[str, str] = field(default_factory=dict)


@dataclass
class ProjectItem:
    """An item: an issue of a repository, or a draft; values by the ids of fields."""

    id: str
    content: tuple[Repository, Issue] | None = None
    title: str = ""
    body: str = ""
    values: dict[str, str] = field(default_factory=dict)
    archived: bool = False


@dataclass
class Project:
    """A project of an organisation, or of a person."""

    owner: str
    number: int
    of_person: bool = False
    title: str = "Board"
    fields: list[ProjectField] = field(default_factory=list)
    items: list[ProjectItem] = field(default_factory=list)
    made: int = 0

    def add_field(self, name: str, kind: str, options: Iterable[str] = ()) -> ProjectField:
        ids = {option: self._id(f"option {option}") for option in options}
        self.fields.append(ProjectField(self._id("field"), name, kind, ids))
        return self.fields[-1]

    def add_item(
        self, content: tuple[Repository, Issue] | None = None, title: str = "", body: str = ""
    ) -> ProjectItem:
        self.items.append(ProjectItem(self._id("item"), content, title, body))
        return self.items[-1]

    def _id(self, what: str) -> str:
        self.made += 1
        return f"{what} {self.made} of {self.owner}/{self.number}"


@dataclass
class State:
    """Everything there is, with repositories by `organisation/name` in lower case.

    `renamed` leads from such a name to the one that the repository has now; `transferred` from an
    issue to where it is. What organisations in `guarded` have takes more than a token. A search
    gives `most_found` at most.
    """

    repositories: dict[str, Repository] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    transferred: dict[tuple[str, int], tuple[str, int]] = field(default_factory=dict)
    guarded: set[str] = field(default_factory=set)
    most_found: int = 1000
    accounts: dict[str, Account] = field(default_factory=dict)  # by token
    projects: list[Project] = field(default_factory=list)

    def add_repository(self, name: str, *, private: bool = False) -> Repository:
        repository = Repository(name, 100_000 * len(self.repositories), private)
        self.repositories[name.casefold()] = repository
        return repository

    def add_account(self, token: str, login: str, **access: Access) -> Account:
        account = Account(login, dict(access))
        self.accounts[token] = account
        return account

    def add_project(self, owner: str, number: int, *, of_person: bool = False) -> Project:
        project = Project(owner, number, of_person)
        self.projects.append(project)
        return project

    def access(self, account: Account | None, repository: Repository) -> Access:
        default = Access.NONE if repository.private else Access.READ
        return default if account is None else account.access.get(repository.name, default)

    def visible(self, account: Account | None, owner: str, name: str) -> Repository | None:
        """A repository that exists and that the account may see."""
        found = self.repositories.get(f"{owner}/{name}".casefold())
        if found is None or self.access(account, found) is Access.NONE:
            return None
        return found
