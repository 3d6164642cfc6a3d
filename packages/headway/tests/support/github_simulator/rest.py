"""The REST operations, each under the template of its path in GitHub's description."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from github_simulator import bodies
from github_simulator.state import (
    Access,
    Account,
    Comment,
    Issue,
    Label,
    Milestone,
    Repository,
    State,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

_ISSUES = "/repos/{owner}/{repo}/issues"
_ISSUE = f"{_ISSUES}/{{issue_number}}"


@dataclass
class Asked:
    """A request, taken apart."""

    state: State
    account: Account | None
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Any = None
    writes: bool = False

    @property
    def repository(self) -> Repository:
        """The repository that the path names.

        Raises:
            NoError: there is none, or the account may not see it.
        """
        if self.path["owner"] in self.state.guarded:
            raise NoError(403, "Resource protected by organization SAML enforcement.")
        found = self.state.visible(self.account, self.path["owner"], self.path["repo"])
        if found is None:
            raise NoError(404, "Not Found")
        return found

    @property
    def issue(self) -> Issue:
        """The issue that the path names."""
        found = self.repository.issues.get(int(self.path["issue_number"]))
        if found is None:
            raise NoError(404, "Not Found")
        return found

    @property
    def pushes(self) -> bool:
        """Whether the account may write to the repository."""
        return self.state.access(self.account, self.repository) is Access.WRITE

    def only_for_writers(self) -> None:
        if not self.pushes:
            raise NoError(403, "Must have push access to repository")


@dataclass
class Answer:
    """A status and a body; a list is cut into pages on its way out."""

    data: Any = None
    status: int = 200


@dataclass
class NoError(Exception):
    """An answer that says no."""

    status: int
    message: str
    errors: list[dict[str, str]] = field(default_factory=list)

    def body(self) -> dict[str, Any]:
        answer: dict[str, Any] = {
            "message": self.message,
            "documentation_url": "https://docs.github.com/rest",
            "status": str(self.status),
        }
        return {**answer, "errors": self.errors} if self.errors else answer


Handler = Callable[[Asked], Answer]
OPERATIONS: dict[tuple[str, str], Handler] = {}


def operation(method: str, template: str) -> Callable[[Handler], Handler]:
    def enter(handler: Handler) -> Handler:
        OPERATIONS[method, template] = handler
        return handler

    return enter


# --- reads ----------------------------------------------------------------------------------------


@operation("GET", _ISSUES)
def list_issues(asked: Asked) -> Answer:
    found = list(asked.repository.issues.values())
    wanted = asked.query.get("state", "open")
    if wanted != "all":
        found = [issue for issue in found if issue.state == wanted]
    if "milestone" in asked.query:
        found = [issue for issue in found if str(issue.milestone) == asked.query["milestone"]]
    labels = {name.casefold() for name in asked.query.get("labels", "").split(",") if name}
    found = [issue for issue in found if labels <= set(map(str.casefold, issue.labels))]
    by = asked.query.get("sort", "created")
    found.sort(
        key=lambda issue: (getattr(issue, f"{by}_at"), issue.number),
        reverse=asked.query.get("direction") != "asc",
    )
    return Answer([bodies.issue(asked.repository, issue) for issue in found])


@operation("GET", _ISSUE)
def get_issue(asked: Asked) -> Answer:
    return Answer(bodies.issue(asked.repository, asked.issue))


@operation("GET", f"{_ISSUE}/comments")
def list_comments(asked: Asked) -> Answer:
    return Answer(
        [bodies.comment(asked.repository, asked.issue, one) for one in asked.issue.comments]
    )


@operation("GET", f"{_ISSUES}/comments")
def list_all_comments(asked: Asked) -> Answer:
    issues = asked.repository.issues.values()
    pairs = [(issue, one) for issue in issues for one in issue.comments]
    _newest_first(asked, pairs)
    return Answer([bodies.comment(asked.repository, issue, one) for issue, one in pairs])


@operation("GET", "/repos/{owner}/{repo}/pulls/comments")
def list_review_comments(asked: Asked) -> Answer:
    issues = asked.repository.issues.values()
    pulls = [(issue, issue.pull) for issue in issues if issue.pull]
    reviews = [(issue, review) for issue, pull in pulls for review in pull.reviews]
    ids = {id(one): review.id for _, review in reviews for one in review.comments}
    pairs = [(issue, one) for issue, review in reviews for one in review.comments]
    _newest_first(asked, pairs)
    return Answer(
        [bodies.review_comment(asked.repository, issue, ids[id(one)], one) for issue, one in pairs]
    )


@operation("GET", f"{_ISSUES}/events")
def list_events(asked: Asked) -> Answer:
    issues = asked.repository.issues.values()
    pairs = [(issue, one) for issue in issues for one in issue.events]
    pairs.sort(key=lambda pair: pair[1].id, reverse=True)
    return Answer([bodies.event(asked.repository, *pair) for pair in pairs])


def _newest_first(asked: Asked, pairs: list[tuple[Issue, Comment]]) -> None:
    assert (asked.query["sort"], asked.query["direction"]) == ("updated", "desc")
    pairs.sort(key=lambda pair: (pair[1].updated_at, pair[1].id), reverse=True)


@operation("GET", "/repos/{owner}/{repo}/labels")
def list_labels(asked: Asked) -> Answer:
    return Answer([bodies.label(asked.repository, one) for one in asked.repository.labels.values()])


@operation("GET", "/repos/{owner}/{repo}/milestones")
def list_milestones(asked: Asked) -> Answer:
    wanted = asked.query.get("state", "open")
    found = [one for one in asked.repository.milestones if wanted in {"all", one.state}]
    return Answer([bodies.milestone(asked.repository, one) for one in found])


@operation("GET", "/repos/{owner}/{repo}/assignees/{assignee}")
def can_be_assigned(asked: Asked) -> Answer:
    if asked.path["assignee"].casefold() not in map(str.casefold, asked.repository.people):
        raise NoError(404, "Not Found")
    return Answer(status=204)


@operation("GET", "/repos/{owner}/{repo}/contents/{path}")
def get_content(asked: Asked) -> Answer:
    path = asked.path["path"]
    data = asked.repository.files.get((asked.query.get("ref", "main"), path))
    if data is None:
        raise NoError(404, "Not Found")
    home = f"https://api.github.com/repos/{asked.repository.name}/contents/{path}"
    return Answer(
        {
            "type": "file",
            "encoding": "base64",
            "size": len(data),
            "name": path.rpartition("/")[2],
            "path": path,
            "content": b64encode(data).decode(),
            "sha": "0" * 40,
            "url": home,
            "git_url": home,
            "html_url": home,
            "download_url": home,
            "_links": {"git": home, "html": home, "self": home},
        }
    )


# --- writes ---------------------------------------------------------------------------------------


@operation("POST", "/repos/{owner}/{repo}/labels")
def create_label(asked: Asked) -> Answer:
    asked.only_for_writers()
    if asked.repository.label(asked.body["name"]):
        raise _invalid("Label", "name", "already_exists")
    color, description = asked.body.get("color", "ededed"), asked.body.get("description")
    made = asked.repository.add_label(asked.body["name"], color, description)
    return Answer(bodies.label(asked.repository, made), 201)


@operation("PATCH", "/repos/{owner}/{repo}/labels/{name}")
def update_label(asked: Asked) -> Answer:
    asked.only_for_writers()
    label = _label(asked, asked.path["name"])
    old, new = label.name, asked.body.get("new_name", label.name)
    label.name = new
    label.color = asked.body.get("color", label.color)
    label.description = asked.body.get("description", label.description)
    repository = asked.repository
    del repository.labels[old.casefold()]
    repository.labels[new.casefold()] = label
    for issue in repository.issues.values():
        issue.labels = [new if name.casefold() == old.casefold() else name for name in issue.labels]
    return Answer(bodies.label(repository, label))


@operation("POST", "/repos/{owner}/{repo}/milestones")
def create_milestone(asked: Asked) -> Answer:
    asked.only_for_writers()
    if any(one.title == asked.body["title"] for one in asked.repository.milestones):
        raise _invalid("Milestone", "title", "already_exists")
    made = asked.repository.add_milestone(asked.body["title"])
    return Answer(bodies.milestone(asked.repository, made), 201)


@operation("POST", _ISSUES)
def create_issue(asked: Asked) -> Answer:
    """Whoever may not push can open an issue; the rest of what they ask is left out silently."""
    assert asked.account is not None
    more: dict[str, Any] = {"body": asked.body.get("body"), "author": asked.account.login}
    if asked.pushes:
        more["labels"] = list(asked.body.get("labels", ()))
        more["assignees"] = _assignable(asked, asked.body.get("assignees", ()))
        more["milestone"] = _milestone(asked, asked.body.get("milestone"))
    made = asked.repository.add_issue(asked.body["title"], **more)
    return Answer(bodies.issue(asked.repository, made), 201)


@operation("PATCH", _ISSUE)
def update_issue(asked: Asked) -> Answer:
    issue = asked.issue
    if not asked.pushes and (asked.account is None or asked.account.login != issue.author):
        raise NoError(403, "Must have admin rights to Repository.")
    issue.title = asked.body.get("title", issue.title)
    issue.body = asked.body.get("body", issue.body)
    issue.state = asked.body.get("state", issue.state)
    if asked.pushes and "milestone" in asked.body:
        issue.milestone = _milestone(asked, asked.body["milestone"])
    return _touched(asked, issue)


@operation("POST", f"{_ISSUE}/labels")
def add_labels(asked: Asked) -> Answer:
    asked.only_for_writers()
    for name in asked.body["labels"]:
        label = asked.repository.label(name) or asked.repository.add_label(name)
        if label.name not in asked.issue.labels:
            asked.issue.labels.append(label.name)
    return _labels(asked, asked.issue.labels)


@operation("DELETE", f"{_ISSUE}/labels/{{name}}")
def remove_label(asked: Asked) -> Answer:
    asked.only_for_writers()
    wanted = asked.path["name"].casefold()
    left = [name for name in asked.issue.labels if name.casefold() != wanted]
    if left == asked.issue.labels:
        raise NoError(404, "Label does not exist")
    asked.issue.labels = left
    return _labels(asked, left)


@operation("POST", f"{_ISSUE}/assignees")
def add_assignees(asked: Asked) -> Answer:
    if asked.pushes:
        new = _assignable(asked, asked.body["assignees"])
        asked.issue.assignees = list(dict.fromkeys([*asked.issue.assignees, *new]))
    return _touched(asked, asked.issue, 201)


@operation("DELETE", f"{_ISSUE}/assignees")
def remove_assignees(asked: Asked) -> Answer:
    if asked.pushes:
        gone = {login.casefold() for login in asked.body["assignees"]}
        left = [login for login in asked.issue.assignees if login.casefold() not in gone]
        asked.issue.assignees = left
    return _touched(asked, asked.issue)


@operation("POST", f"{_ISSUE}/comments")
def create_comment(asked: Asked) -> Answer:
    assert asked.account is not None
    if asked.issue.locked and not asked.pushes:
        raise NoError(403, "Unable to create comment because issue is locked.")
    made = asked.repository.add_comment(asked.issue, asked.account.login, asked.body["body"])
    return Answer(bodies.comment(asked.repository, asked.issue, made), 201)


@operation("PUT", f"{_ISSUE}/lock")
def lock_issue(asked: Asked) -> Answer:
    asked.only_for_writers()
    asked.issue.locked = True
    return Answer(status=204)


def _touched(asked: Asked, issue: Issue, status: int = 200) -> Answer:
    issue.updated_at += timedelta(seconds=1)
    return Answer(bodies.issue(asked.repository, issue), status)


def _labels(asked: Asked, names: Iterable[str]) -> Answer:
    return Answer([bodies.label(asked.repository, _label(asked, name)) for name in names])


def _label(asked: Asked, name: str) -> Label:
    found = asked.repository.label(name)
    if found is None:
        raise NoError(404, "Not Found")
    return found


def _milestone(asked: Asked, number: int | None) -> int | None:
    stones: list[Milestone] = asked.repository.milestones
    if number is not None and number not in {one.number for one in stones}:
        raise _invalid("Issue", "milestone", "invalid")
    return number


def _assignable(asked: Asked, logins: Iterable[str]) -> list[str]:
    """Those who can be assigned, as they spell themselves; the others are left out silently."""
    people = {login.casefold(): login for login in asked.repository.people}
    return [people[login.casefold()] for login in logins if login.casefold() in people]


def _invalid(resource: str, name: str, code: str) -> NoError:
    return NoError(422, "Validation Failed", [{"resource": resource, "field": name, "code": code}])
