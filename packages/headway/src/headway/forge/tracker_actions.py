"""Changes of labels, milestones, issues and comments, each with its own test for "already so"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from headway.documents.edit import difference
from headway.forge.model import Issue, IssueName, Label, NewIssue, Repository
from headway.forge.plan import Action, Outcome, Refusal, forge_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from headway.forge.plan import World


_MARKER = "<!-- headway: "


def marker(name: str) -> str:
    """A comment that a reader of an issue does not see, by which Headway knows it again."""
    return f"{_MARKER}{name} -->"


def is_marked(text: str) -> bool:
    """Whether Headway wrote a text of a tracker, by the marker in it."""
    return _MARKER in text


@dataclass(frozen=True, slots=True)
class CreateLabel(Action):
    """A label that does not exist; one of the same name with other looks is left alone."""

    kind: ClassVar[str] = "create-label"
    repository: Repository
    label: Label

    @property
    def title(self) -> str:
        """What it does."""
        return f"create the label `{self.label.name}` (#{self.label.color}) in {self.repository}"

    def look(self, world: World) -> Outcome | Refusal | None:
        """Whether there is one of that name, in whatever case."""
        found = _label(world, self.repository, self.label.name)
        if found is None:
            return None
        if found.color != self.label.color:
            return Refusal(f"there is a label `{found.name}` with the colour #{found.color}")
        return Outcome(found)

    def perform(self, world: World) -> Outcome:
        """Make it."""
        forge_of(world).create_label(self.repository, self.label)
        return Outcome(self.label)


@dataclass(frozen=True, slots=True)
class ChangeLabel(Action):
    """Another name, colour or description for a label that looks as it was seen."""

    kind: ClassVar[str] = "change-label"
    repository: Repository
    seen: Label
    wanted: Label

    @property
    def title(self) -> str:
        """What it does."""
        return (
            f"change the label `{self.seen.name}` (#{self.seen.color}) of {self.repository} "
            f"to `{self.wanted.name}` (#{self.wanted.color})"
        )

    def look(self, world: World) -> Outcome | Refusal | None:
        """Whether it looks as it was seen, or as it should."""
        if _label(world, self.repository, self.wanted.name) == self.wanted:
            return Outcome(self.wanted)
        if _label(world, self.repository, self.seen.name) != self.seen:
            return Refusal(f"the label `{self.seen.name}` is not as it was when this was planned")
        return None

    def perform(self, world: World) -> Outcome:
        """Change it."""
        forge_of(world).update_label(self.repository, self.seen.name, self.wanted)
        return Outcome(self.wanted)


@dataclass(frozen=True, slots=True)
class CreateMilestone(Action):
    """A milestone of a title that no other has."""

    kind: ClassVar[str] = "create-milestone"
    repository: Repository
    milestone: str

    @property
    def title(self) -> str:
        """What it does."""
        return f"create the milestone `{self.milestone}` in {self.repository}"

    def look(self, world: World) -> Outcome | Refusal | None:
        """Whether there is one of that title."""
        for found in forge_of(world).milestones(self.repository):
            if found.title == self.milestone:
                return Outcome(found)
        return None

    def perform(self, world: World) -> Outcome:
        """Make it."""
        return Outcome(forge_of(world).create_milestone(self.repository, self.milestone))


@dataclass(frozen=True, slots=True)
class CreateIssue(Action):
    """A new issue; its body holds the marker by which it is known again.

    `newest` is the highest number of the repository when this was planned: an issue that a lost
    answer hides has a higher one, so no more is looked through. The value is the issue's name.
    """

    kind: ClassVar[str] = "create-issue"
    repository: Repository
    new: NewIssue
    marker: str
    newest: int = 0

    @property
    def title(self) -> str:
        """What it does."""
        return f"create the issue `{self.new.title}` in {self.repository}"

    def details(self) -> Iterator[str]:
        """Everything that the issue is made of."""
        yield from _listed("labels", self.new.labels)
        yield from _listed("assignees", self.new.assignees)
        yield from _listed("milestone", [self.new.milestone] if self.new.milestone else [])
        yield from self.new.body.splitlines()

    def look(self, world: World) -> Outcome | Refusal | None:
        """Whether one has come since the plan: with the marker, or without any but this title."""
        for found in forge_of(world).issues(self.repository):
            if found.number <= self.newest:
                break
            if not found.is_pull_request and self._is(found):
                return Outcome(IssueName(self.repository, found.number))
        return _unknown(world, self.repository, self.new.labels)

    def _is(self, found: Issue) -> bool:
        if is_marked(found.body):
            return self.marker in found.body
        return found.title == self.new.title

    def perform(self, world: World) -> Outcome:
        """Make it, and tell what GitHub left out of it."""
        made = forge_of(world).create_issue(self.repository, self.new)
        missing = [
            *_missing(self.new.labels, made.labels),
            *_missing(self.new.assignees, made.assignees),
            *_missing([self.new.milestone or ""], [made.milestone or ""]),
        ]
        return Outcome(IssueName(self.repository, made.number), ", ".join(missing))


@dataclass(frozen=True, slots=True)
class ChangeIssue(Action):
    """Another title, body, state or milestone for an issue that still has the one seen."""

    kind: ClassVar[str] = "change-issue"
    issue: IssueName
    field: Literal["title", "body", "state", "milestone"]
    seen: str | None
    wanted: str

    @property
    def title(self) -> str:
        """What it does."""
        if self.field == "body":
            return f"change the text of {self.issue}"
        before = f" from `{self.seen}`" if self.seen else ""
        return f"change the {self.field} of {self.issue}{before} to `{self.wanted}`"

    def details(self) -> Iterable[str]:
        """What becomes of the text."""
        if self.field != "body":
            return ()
        before, after = ((text or "").encode() for text in (self.seen, self.wanted))
        return (line.rstrip("\n") for line in difference(str(self.issue), before, after))

    def look(self, world: World) -> Outcome | Refusal | None:
        """Whether it has what is wanted, or still what was seen."""
        found = plain(getattr(_issue(world, self.issue), self.field))
        if found == plain(self.wanted):
            return Outcome(self.issue)
        if found != plain(self.seen):
            return Refusal(f"the {self.field} of {self.issue} was changed since this was planned")
        return None

    def perform(self, world: World) -> Outcome:
        """Change it."""
        forge_of(world).update_issue(self.issue, **{self.field: self.wanted})
        return Outcome(self.issue)


@dataclass(frozen=True, slots=True)
class AddLabels(Action):
    """Labels that an issue does not have yet; it keeps those that it has."""

    kind: ClassVar[str] = "add-labels"
    issue: IssueName
    labels: tuple[str, ...]

    @property
    def title(self) -> str:
        """What it does."""
        return f"put {_quoted(self.labels)} on {self.issue}"

    def look(self, world: World) -> Outcome | Refusal | None:
        """Whether it has them all."""
        missing = _missing(self.labels, _issue(world, self.issue).labels)
        if not missing:
            return Outcome(self.issue)
        return _unknown(world, self.issue.repository, missing)

    def perform(self, world: World) -> Outcome:
        """Put them on."""
        forge_of(world).add_labels(self.issue, self.labels)
        return Outcome(self.issue)


@dataclass(frozen=True, slots=True)
class RemoveLabel(Action):
    """A label that an issue should not have."""

    kind: ClassVar[str] = "remove-label"
    issue: IssueName
    label: str

    @property
    def title(self) -> str:
        """What it does."""
        return f"take `{self.label}` off {self.issue}"

    def look(self, world: World) -> Outcome | Refusal | None:
        """Whether it has none such."""
        missing = _missing([self.label], _issue(world, self.issue).labels)
        return Outcome(self.issue) if missing else None

    def perform(self, world: World) -> Outcome:
        """Take it off."""
        forge_of(world).remove_label(self.issue, self.label)
        return Outcome(self.issue)


@dataclass(frozen=True, slots=True)
class AddAssignees(Action):
    """People to assign to an issue, beside those who are."""

    kind: ClassVar[str] = "add-assignees"
    issue: IssueName
    logins: tuple[str, ...]

    @property
    def title(self) -> str:
        """What it does."""
        return f"assign {_quoted(self.logins)} to {self.issue}"

    def look(self, world: World) -> Outcome | Refusal | None:
        """Whether they all are."""
        missing = _missing(self.logins, _issue(world, self.issue).assignees)
        return None if missing else Outcome(self.issue)

    def perform(self, world: World) -> Outcome:
        """Assign them."""
        forge_of(world).add_assignees(self.issue, self.logins)
        return Outcome(self.issue)


@dataclass(frozen=True, slots=True)
class RemoveAssignees(Action):
    """People who should not be assigned to an issue."""

    kind: ClassVar[str] = "remove-assignees"
    issue: IssueName
    logins: tuple[str, ...]

    @property
    def title(self) -> str:
        """What it does."""
        return f"take {_quoted(self.logins)} off the assignees of {self.issue}"

    def look(self, world: World) -> Outcome | Refusal | None:
        """Whether none of them is."""
        missing = _missing(self.logins, _issue(world, self.issue).assignees)
        return Outcome(self.issue) if len(missing) == len(self.logins) else None

    def perform(self, world: World) -> Outcome:
        """Take them off."""
        forge_of(world).remove_assignees(self.issue, self.logins)
        return Outcome(self.issue)


@dataclass(frozen=True, slots=True)
class AddComment(Action):
    """A comment that an issue does not have yet.

    It is known again by a part of its text: its marker, or all of it where there is none.
    """

    kind: ClassVar[str] = "add-comment"
    issue: IssueName
    body: str
    marker: str = ""

    @property
    def title(self) -> str:
        """What it does."""
        return f"comment on {self.issue}"

    def details(self) -> Iterable[str]:
        """The comment."""
        return self.body.splitlines()

    def look(self, world: World) -> Outcome | Refusal | None:
        """Whether there is one such."""
        known = plain(self.marker or self.body).strip()
        for comment in forge_of(world).comments(self.issue):
            if known in plain(comment.body):
                return Outcome(comment.url)
        return None

    def perform(self, world: World) -> Outcome:
        """Comment."""
        return Outcome(forge_of(world).add_comment(self.issue, self.body).url)


@dataclass(frozen=True, slots=True)
class LockIssue(Action):
    """An issue on which only those with write access should comment."""

    kind: ClassVar[str] = "lock-issue"
    issue: IssueName

    @property
    def title(self) -> str:
        """What it does."""
        return f"lock {self.issue}"

    def look(self, world: World) -> Outcome | Refusal | None:
        """Whether it is locked."""
        return Outcome(self.issue) if _issue(world, self.issue).locked else None

    def perform(self, world: World) -> Outcome:
        """Lock it."""
        forge_of(world).lock_issue(self.issue)
        return Outcome(self.issue)


def _issue(world: World, name: IssueName) -> Issue:
    return forge_of(world).issue(name)


def _label(world: World, repository: Repository, name: str) -> Label | None:
    """The label of a name, in whatever case, as GitHub compares them."""
    for label in forge_of(world).labels(repository):
        if label.name.casefold() == name.casefold():
            return label
    return None


def _unknown(world: World, repository: Repository, labels: Sequence[str]) -> Refusal | None:
    """Refuse labels that do not exist: GitHub would make them, in a colour of its own."""
    known = [label.name for label in forge_of(world).labels(repository)] if labels else []
    missing = _missing(labels, known)
    return Refusal(f"{repository} has no label {_quoted(missing)}") if missing else None


def _missing(wanted: Iterable[str], present: Iterable[str]) -> list[str]:
    """What is wanted and not present, in whatever case."""
    there = {one.casefold() for one in present}
    return [one for one in wanted if one.casefold() not in there]


def plain(text: str | None) -> str:
    """A text whose line ends are as Headway writes them; GitHub's editor writes others."""
    return (text or "").replace("\r\n", "\n")


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _listed(what: str, names: Iterable[str]) -> Iterator[str]:
    shown = _quoted(names)
    if shown:
        yield f"{what}: {shown}"
