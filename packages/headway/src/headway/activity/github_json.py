"""What GitHub's REST API tells, as records: issues, comments, reviews, events.

A field that is absent counts as empty where GitHub may leave it empty. One that this program adds
to the shape is read where it is there: `progress` of an issue, a list of `[day, done, total]`.

Every function raises BadInputError, with the place, for what is not as it must be.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headway.activity.records import Comment, CommentKind, Count, Event, Issue, Review
from headway.forge.feed import EVENTS
from headway.forge.model import IssueName, Repository

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.activity.json_values import Value

    # The name of a repository that records are kept under, by the one that GitHub gives.
    NameOf = Callable[[str], str]

_REPOSITORY_URL = re.compile(r"https?://[^/]+/(?:repos/)?([\w.-]+/[\w.-]+)", re.ASCII)
_ISSUE_URL = re.compile(rf"{_REPOSITORY_URL.pattern}/(?:issues|pulls?)/(\d+)", re.ASCII)
_STATES = ("open", "closed")
_PENDING = "pending"


class Reader:
    """Makes records of what GitHub tells; `only` is the one repository that it can be about.

    That makes up for what says the number of an issue and no repository.
    """

    def __init__(self, name_of: NameOf, only: str | None = None) -> None:
        """Keep records under the names of repositories that `name_of` gives."""
        self._name_of = name_of
        self._only = only

    def issue(self, value: Value) -> Issue:
        """An issue or pull request."""
        state = value.field("state")
        if state.data not in _STATES:
            raise state.bad("`open` or `closed`")
        pull_request = value.field("pull_request")
        return Issue(
            repository=self._repository(value),
            number=value.field("number").number(),
            url=value.field("html_url").text(),
            title=value.field("title").text(),
            body=value.field("body").optional_text() or "",
            author=_login(value.field("user")),
            state=state.text(),
            state_reason=value.field("state_reason").optional_text(),
            labels=tuple(sorted(_label(one) for one in value.field("labels").entries())),
            assignees=tuple(
                sorted(one.field("login").text() for one in value.field("assignees").entries())
            ),
            milestone=value.field("milestone").field("title").optional_text(),
            created_at=value.field("created_at").moment(),
            updated_at=value.field("updated_at").optional_moment(),
            closed_at=value.field("closed_at").optional_moment(),
            merged_at=pull_request.field("merged_at").optional_moment(),
            is_pull_request=pull_request.data is not None,
            draft=value.field("draft").flag(),
            locked=value.field("locked").flag(),
        )

    def counts(self, value: Value, issue: Issue) -> list[Count]:
        """The ticked boxes of an issue on past days."""
        return [_count(entry, issue) for entry in value.field("progress").entries()]

    def comment(self, value: Value) -> Comment:
        """A comment on an issue or pull request."""
        return self._comment(value, CommentKind.ISSUE, "issue_url")

    def review_comment(self, value: Value) -> Comment:
        """A comment on a line of a pull request's changes."""
        return self._comment(value, CommentKind.REVIEW, "pull_request_url")

    def _comment(self, value: Value, kind: CommentKind, url: str) -> Comment:
        on = self._on(value, value.field(url), value.field("html_url"))
        user = value.field("user")
        author = _login(user)
        return Comment(
            kind=kind,
            id=value.field("id").number(),
            repository=str(on.repository),
            number=on.number,
            url=value.field("html_url").text(),
            author=author,
            bot=user.field("type").data == "Bot" or (author or "").endswith("[bot]"),
            body=value.field("body").optional_text() or "",
            created_at=value.field("created_at").moment(),
            updated_at=value.field("updated_at").optional_moment(),
            # GitHub tells the reason, or null.
            minimized=value.field("minimized").data not in (None, False),
        )

    def review(self, value: Value) -> Review | None:
        """A review of a pull request; None for one that is not given yet."""
        state = value.field("state").text().lower()
        if state == _PENDING:
            return None
        on = self._on(value, value.field("pull_request_url"), value.field("html_url"))
        return Review(
            id=value.field("id").number(),
            repository=str(on.repository),
            number=on.number,
            url=value.field("html_url").text(),
            author=_login(value.field("user")),
            state=state,
            body=value.field("body").optional_text() or "",
            submitted_at=value.field("submitted_at").moment(),
        )

    def event(self, value: Value, on: IssueName | None = None) -> Event | None:
        """Something done to an issue; None for a kind that is not kept, or where that is gone.

        `on` is that issue, where it is known without being told.
        """
        kind = value.field("event").text()
        issue = value.field("issue")
        if kind not in EVENTS or (issue.data is None and "issue" in value.data):
            return None
        on = on or self._on(value, issue.field("html_url"), value.field("issue_url"))
        return Event(
            id=value.field("node_id").optional_text() or str(value.field("id").number()),
            repository=str(on.repository),
            number=on.number,
            kind=kind,
            actor=_login(value.field("actor")),
            subject=_subject(value, on),
            created_at=value.field("created_at").moment(),
        )

    def _repository(self, value: Value) -> str:
        given = value.field("repository_url")
        if given.data is None:
            given = value.field("html_url")
        match = _REPOSITORY_URL.match(given.text())
        if match is None:
            raise given.bad("the address of something in a repository")
        return self._name_of(match[1])

    def _on(self, value: Value, *addresses: Value) -> IssueName:
        """The issue that something belongs to: by an address, else by its number alone."""
        for address in addresses:
            match = _ISSUE_URL.match(address.optional_text() or "")
            if match:
                return IssueName(Repository(*self._name_of(match[1]).split("/")), int(match[2]))
        number = value.field("issue_number").number()
        if self._only is None:
            raise addresses[0].bad("the address of an issue, where no other field tells it")
        return IssueName(Repository(*self._only.split("/")), number)


def _login(user: Value) -> str | None:
    return user.field("login").optional_text()


def _label(value: Value) -> str:
    return value.text() if isinstance(value.data, str) else value.field("name").text()


def _subject(value: Value, on: IssueName) -> str | None:
    """What an event was done with; a team is written as when it is mentioned, `org/team`."""
    for name, key in (
        ("label", "name"),
        ("milestone", "title"),
        ("assignee", "login"),
        ("requested_reviewer", "login"),
        ("rename", "from"),
    ):
        said = value.field(name).field(key).optional_text()
        if said is not None:
            return said
    team = value.field("requested_team").field("slug").optional_text()
    return f"{on.repository.owner}/{team}" if team else None


def _count(entry: Value, issue: Issue) -> Count:
    parts = [*entry.entries()]
    try:
        day, done, total = parts
    except ValueError as error:
        raise entry.bad("[day, done, total]") from error
    return Count(issue.repository, issue.number, day.day(), done.number(), total.number())
