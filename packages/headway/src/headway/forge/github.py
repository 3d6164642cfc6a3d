"""The production adapter: GitHub behind the port."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from headway.forge import decoding
from headway.forge.errors import IgnoredError, NotFoundError, RefusedError
from headway.forge.feeds import GitHubFeeds
from headway.forge.github_projects import GitHubProjects
from headway.forge.reader import address, issue_call, needed, understood
from headway.forge.session import Call

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from headway.forge.model import (
        Comment,
        Issue,
        IssueName,
        Label,
        Milestone,
        NewIssue,
        Repository,
    )

_WRITE = "Issues: write"


class GitHub(GitHubFeeds, GitHubProjects):
    """What `port.Forge` promises, over a session."""

    def create_label(self, repository: Repository, label: Label) -> None:
        """Make a label."""
        what = f"create the label `{label.name}` in {repository}"
        self._session.send(_create(repository, "labels", what, label._asdict()))

    def update_label(self, repository: Repository, name: str, label: Label) -> None:
        """Give the label of that name another name, colour or description."""
        body = {"color": label.color, "description": label.description}
        if label.name != name:
            body["new_name"] = label.name
        path = f"{address(repository)}/labels/{quote(name, safe='')}"
        what = f"change the label `{name}` of {repository}"
        # Under its new name the label is not found by its old one.
        again = label.name == name
        call = Call("PATCH", path, what, needed(_WRITE, repository), repeatable=again, body=body)
        self._session.send(call)

    def create_milestone(self, repository: Repository, title: str) -> Milestone:
        """Make a milestone."""
        what = f"create the milestone `{title}` in {repository}"
        call = _create(repository, "milestones", what, {"title": title})
        return understood(call, decoding.milestone, self._session.send(call))

    def create_issue(self, repository: Repository, new: NewIssue) -> Issue:
        """Make an issue; it may lack what GitHub leaves out without a word."""
        what = f"create the issue `{new.title}` in {repository}"
        asked: dict[str, object] = {"title": new.title, "body": new.body}
        if new.labels:
            asked["labels"] = list(new.labels)
        if new.assignees:
            asked["assignees"] = list(new.assignees)
        if new.milestone is not None:
            asked["milestone"] = self._milestone_number(repository, new.milestone, what)
        call = _create(repository, "issues", what, asked)
        return understood(call, decoding.issue, self._session.send(call))

    def update_issue(
        self,
        name: IssueName,
        *,
        title: str | None = None,
        body: str | None = None,
        state: str | None = None,
        milestone: str | None = None,
    ) -> Issue:
        """Change what is given, and nothing else."""
        given = {"title": title, "body": body, "state": state}
        asked: dict[str, object] = {key: text for key, text in given.items() if text is not None}
        what = f"change {name}"
        if milestone is not None:
            asked["milestone"] = self._milestone_number(name.repository, milestone, what)
        call = _change("PATCH", name, "", what, asked)
        changed = understood(call, decoding.issue, self._session.send(call))
        if milestone is not None and changed.milestone != milestone:
            raise IgnoredError(what, f"the milestone `{milestone}`", call.permission)
        return changed

    def add_labels(self, name: IssueName, labels: Sequence[str]) -> None:
        """Put labels on an issue."""
        what = f"put {_quoted(labels)} on {name}"
        body = {"labels": list(labels)}
        call = _change("POST", name, "/labels", what, body)
        answer = self._session.send(call)
        present = understood(call, lambda data: [one["name"] for one in data], answer)
        _complete(call, labels, present)

    def remove_label(self, name: IssueName, label: str) -> None:
        """Take a label off an issue; one that it does not have is no error."""
        what, below = f"take `{label}` off {name}", f"/labels/{quote(label, safe='')}"
        try:
            self._session.send(_change("DELETE", name, below, what))
        except NotFoundError:
            if label.casefold() in map(str.casefold, self.issue(name).labels):
                raise

    def add_assignees(self, name: IssueName, logins: Sequence[str]) -> None:
        """Assign people to an issue."""
        what = f"assign {_quoted(logins)} to {name}"
        body = {"assignees": list(logins)}
        call = _change("POST", name, "/assignees", what, body)
        changed = understood(call, decoding.issue, self._session.send(call))
        _complete(call, logins, changed.assignees)

    def remove_assignees(self, name: IssueName, logins: Sequence[str]) -> None:
        """Take people off an issue."""
        what = f"take {_quoted(logins)} off {name}"
        body = {"assignees": list(logins)}
        call = _change("DELETE", name, "/assignees", what, body)
        changed = understood(call, decoding.issue, self._session.send(call))
        left = {login.casefold() for login in changed.assignees}
        kept = [login for login in logins if login.casefold() in left]
        if kept:
            raise IgnoredError(what, _quoted(kept), call.permission)

    def add_comment(self, name: IssueName, body: str) -> Comment:
        """Comment on an issue."""
        what, data = f"comment on {name}", {"body": body}
        call = _change("POST", name, "/comments", what, data)
        once = call._replace(repeatable=False)
        return understood(once, decoding.comment, self._session.send(once))

    def lock_issue(self, name: IssueName) -> None:
        """Let only those with write access comment."""
        self._session.send(_change("PUT", name, "/lock", f"lock {name}"))

    def _milestone_number(self, repository: Repository, title: str, what: str) -> int:
        """The number of the milestone with a title."""
        for milestone in self.milestones(repository):
            if milestone.title == title:
                return milestone.number
        raise RefusedError(what, [f"{repository} has no milestone `{title}`"])


def _create(repository: Repository, kind: str, what: str, body: Any) -> Call:
    """A call that makes something new, and makes another when it is repeated."""
    path = f"{address(repository)}/{kind}"
    return Call("POST", path, what, needed(_WRITE, repository), repeatable=False, body=body)


def _change(method: str, name: IssueName, below: str, what: str, body: object = None) -> Call:
    """A call that changes one issue, and comes to the same when it is repeated."""
    permission = needed(_WRITE, name.repository)
    return issue_call(method, name, below, what)._replace(permission=permission, body=body)


def _complete(call: Call, wanted: Iterable[str], present: Iterable[str]) -> None:
    """Make sure that everything asked for is there, however it is spelled."""
    there = {one.casefold() for one in present}
    missing = [one for one in wanted if one.casefold() not in there]
    if missing:
        raise IgnoredError(call.what, _quoted(missing), call.permission)


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
