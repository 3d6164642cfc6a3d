"""What waits: its kind, whose turn it is, since when, and what shows it."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Self

from headway.activity.snapshot import Activity

if TYPE_CHECKING:
    from headway.forge.model import IssueName
    from headway.program.config_stalls import StallSettings
    from headway.program.model import Program
    from headway.tracking.meetings import Meeting


class Kind(StrEnum):
    """What can wait, under the name that settings have for it."""

    UPDATE = "update"
    PULL_REQUEST = "pull-request"
    REVIEW = "review"
    NOMINATION = "nomination"
    DECISION = "decision"
    CONCERN = "concern"
    FINAL_COMMENT = "final-comment"
    CHAMPION = "champion"
    HELP_WANTED = "help-wanted"
    TRACKING_ISSUE = "tracking-issue"


class ActorKind(StrEnum):
    """What can act."""

    PERSON = "person"
    TEAM = "team"
    ROLE = "role"


class Actor(NamedTuple):
    """Who acts next: a person by login, a team by key, or else a role in words."""

    kind: ActorKind
    name: str

    @classmethod
    def person(cls, login: str) -> Self:
        """A person, with or without `@`."""
        return cls(ActorKind.PERSON, login.removeprefix("@"))

    @classmethod
    def team(cls, key: str) -> Self:
        """A team."""
        return cls(ActorKind.TEAM, key)

    @classmethod
    def maintainers(cls, repository: str) -> Self:
        """Whoever looks after a repository, where nobody is named."""
        return cls(ActorKind.ROLE, f"maintainers of {repository}")

    @classmethod
    def managers(cls) -> Self:
        """Whoever manages the program, where a goal names nobody."""
        return cls(ActorKind.ROLE, "program managers")

    def __str__(self) -> str:
        """The actor as people read it."""
        if self.kind is ActorKind.PERSON:
            return f"@{self.name}"
        return f"{self.name} team" if self.kind is ActorKind.TEAM else self.name


class Stall(NamedTuple):
    """Something that waits.

    `subject` is an issue, or a goal as `period/id`. Any of `next` can act. `waited` counts what the
    kind's limit counts: days, meetings, missed updates. `evidence` is the address of what shows it,
    or a file of the program; `teams` are those whom it concerns, by key; `notes` tell what is known
    only in part. `what` tells apart what waits of one kind on one subject: a reviewer, a concern, a
    label, a team.
    """

    kind: Kind
    subject: str
    title: str
    next: tuple[Actor, ...]
    since: dt.date
    days: int
    waited: int
    reason: str
    evidence: str
    teams: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    what: str = ""


class Followed(NamedTuple):
    """What is looked at: what happened on open issues and pull requests, and on goals' issues.

    `open` are those that may be waiting by themselves; `meetings` are those of a year back and some
    weeks ahead, by time.
    """

    activity: Activity = Activity()
    open: tuple[IssueName, ...] = ()
    meetings: tuple[Meeting, ...] = ()


class Scene(NamedTuple):
    """What the rules look at: a program, what happened, and the day whose end is the present."""

    program: Program
    followed: Followed
    today: dt.date

    @property
    def end(self) -> dt.datetime:
        """The first instant that has not happened yet."""
        return end_of(self.today)

    @property
    def settings(self) -> StallSettings:
        """What counts as stalled."""
        return self.program.config.stalls


def end_of(day: dt.date) -> dt.datetime:
    """The first instant after a day, in UTC."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), dt.UTC)
