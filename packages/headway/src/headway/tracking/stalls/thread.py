"""An issue or pull request as it stood at the end of a day, and what people had done on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.tracking.history import is_closed, labels_on
from headway.tracking.stalls.labels import matching
from headway.tracking.stalls.model import Actor, Kind, Scene, Stall

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from headway.activity.records import Comment, Event, Issue, Review
    from headway.forge.model import IssueName

_DRAFT = {"converted_to_draft": True, "convert_to_draft": True, "ready_for_review": False}
_ASSIGNED = {"assigned": True, "unassigned": False}


class Held(NamedTuple):
    """Since when a label is there, and which team it names; unless `exact`, perhaps for longer."""

    label: str
    team: str | None
    since: dt.datetime
    exact: bool


class Thread(NamedTuple):
    """An open issue or pull request: what people wrote and did on it up to the end of a day.

    `told` is what bots wrote that keep polls; what other bots wrote, and what was hidden, is left
    out. `labels` are those of that day, and `assignees` those of them who are people.
    """

    name: IssueName
    issue: Issue
    said: tuple[Comment, ...]
    told: tuple[Comment, ...]
    reviews: tuple[Review, ...]
    events: tuple[Event, ...]
    labels: frozenset[str]
    assignees: tuple[str, ...]
    draft: bool
    scene: Scene

    @property
    def comments(self) -> tuple[Comment, ...]:
        """All comments that are known, by bots and of later days too."""
        return self.scene.followed.activity.comments.get(self.name, ())

    def held(self, meaning: str) -> Held | None:
        """The label that says something and is there for the longest, as far as is known."""
        return min(self.every_held(meaning), key=lambda one: one.since, default=None)

    def every_held(self, meaning: str) -> list[Held]:
        """The labels that say something, where it is known since when."""
        found = matching(sorted(self.labels), self.scene.settings.forms(meaning))
        held = (self._held(label, team) for label, team in found.items())
        return [one for one in held if one]

    @property
    def teams(self) -> tuple[str, ...]:
        """The teams that labels name, by key."""
        found = matching(sorted(self.labels), self.scene.settings.forms("team"))
        return tuple(team for team in found.values() if team)

    @property
    def keepers(self) -> list[Actor]:
        """Who looks after this where nobody is asked: assignees, teams by label, maintainers."""
        assigned = [Actor.person(login) for login in self.assignees]
        teams = [Actor.team(team) for team in self.teams]
        return assigned or teams or [Actor.maintainers(self.issue.repository)]

    def is_person(self, login: str | None) -> bool:
        """Whether somebody is no bot."""
        return is_person(login, self.scene)

    def waits(
        self,
        kind: Kind,
        actors: Iterable[Actor],
        since: dt.datetime,
        reason: str,
        evidence: str | None = None,
    ) -> Stall:
        """What waits here, since a moment; `evidence` leads to the part that shows it."""
        days = (self.scene.today - since.date()).days
        return Stall(
            kind=kind,
            subject=str(self.name),
            title=self.issue.title,
            next=tuple(dict.fromkeys(actors)),
            since=since.date(),
            days=days,
            waited=days,
            reason=reason,
            evidence=evidence or self.issue.url,
            teams=self.teams,
        )

    def _held(self, label: str, team: str | None) -> Held | None:
        """When a label was put on last; else the time by which it must have been there."""
        since = None
        for event in self.events:
            if event.subject == label and event.kind in {"labeled", "unlabeled"}:
                since = (since or event.created_at) if event.kind == "labeled" else None
        if since:
            return Held(label, team, since, exact=True)
        changed = self.issue.updated_at  # putting it on was a change
        if changed is None or changed >= self.scene.end:
            return None
        return Held(label, team, changed, exact=False)


def open_thread(name: IssueName, scene: Scene) -> Thread | None:
    """An issue as it stood at the end of a day; None where it was not open then, or is unknown."""
    activity = scene.followed.activity
    issue = activity.issues.get(name)
    every = activity.events.get(name, ())
    if issue is None or issue.created_at >= scene.end or is_closed(issue, every, scene.today):
        return None
    comments = [one for one in activity.comments.get(name, ()) if one.created_at < scene.end]
    reviews = [one for one in activity.reviews.get(name, ()) if one.submitted_at < scene.end]
    return Thread(
        name,
        issue,
        tuple(one for one in comments if not one.minimized and by_person(one, scene)),
        tuple(one for one in comments if one.author and keeps_polls(one.author, scene)),
        tuple(one for one in reviews if is_person(one.author, scene)),
        tuple(one for one in every if one.created_at < scene.end),
        labels_on(issue, every, scene.today).names,
        tuple(one for one in _assignees(issue, every, scene.end) if is_person(one, scene)),
        _last(every, _DRAFT, scene.end, now=issue.draft),
        scene,
    )


def is_person(login: str | None, scene: Scene) -> bool:
    """Whether somebody is no bot, as far as the name tells; an account that is gone was one."""
    return login is None or not scene.program.config.is_bot(login)


def by_person(comment: Comment, scene: Scene) -> bool:
    """Whether a comment was written by no bot."""
    return not comment.bot and is_person(comment.author, scene)


def keeps_polls(login: str, scene: Scene) -> bool:
    """Whether somebody is a bot that keeps polls."""
    return login.casefold() in map(str.casefold, scene.settings.decision_bots)


def _last(
    events: Iterable[Event], kinds: Mapping[str, bool], end: dt.datetime, *, now: bool
) -> bool:
    """What the last change before a moment made of something; else what the next one changed."""
    changes = [event for event in events if event.kind in kinds]
    before = [event for event in changes if event.created_at < end]
    if before:
        return kinds[before[-1].kind]
    return not kinds[changes[0].kind] if changes else now


def _assignees(issue: Issue, events: Iterable[Event], end: dt.datetime) -> tuple[str, ...]:
    """Who was assigned: by the events of each, or else as it is now."""
    by_login: dict[str, list[Event]] = {}
    for event in events:
        if event.kind in _ASSIGNED and event.subject:
            by_login.setdefault(event.subject, []).append(event)
    return tuple(
        login
        for login in dict.fromkeys((*by_login, *issue.assignees))
        if _last(by_login.get(login, ()), _ASSIGNED, end, now=login in issue.assignees)
    )
