"""The GraphQL interface: GitHub's own schema, with resolvers over what the simulator holds."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from graphql import GraphQLError, default_field_resolver, execute_sync, parse, validate

from github_simulator import bodies, graph_work
from github_simulator.graph_parts import DeniedError, MissingError, paged
from github_simulator.graph_projects import ProjectsRoot
from github_simulator.state import Access

if TYPE_CHECKING:
    from graphql import DocumentNode, GraphQLResolveInfo, GraphQLSchema

    from github_simulator.state import Account, Issue, Pull, Repository, Review, State


class GuardedError(GraphQLError):
    """Something that takes more than a token."""


# What errors are called, by what they stand for.
_KINDS = {
    DeniedError: "INSUFFICIENT_SCOPES",
    GuardedError: "FORBIDDEN",
    MissingError: "NOT_FOUND",
}


def answer(
    schema: GraphQLSchema,
    state: State,
    account: Account | None,
    body: dict[str, Any],
    most_named: int | None = None,
) -> tuple[dict[str, Any], list[str]]:
    """The answer to a query, and what is wrong with the query by the schema or for its size."""
    document, wrong = _checked(schema, body["query"])
    complaints = list(wrong)
    if not complaints and graph_work.nodes(document) > graph_work.MOST:
        complaints = [f"the query may have {graph_work.nodes(document)} nodes"]
    if not complaints and most_named is not None and graph_work.named(document) > most_named:
        message = "Resource limits for this query exceeded."
        return {"errors": [{"type": "RESOURCE_LIMITS_EXCEEDED", "message": message}]}, []
    if complaints:
        return {"errors": [{"message": text} for text in complaints]}, complaints
    result = execute_sync(
        schema,
        document,
        _Query(state, account),
        variable_values=body.get("variables"),
        field_resolver=_resolve,
        type_resolver=lambda value, *_: value["__typename"],
    )
    answered: dict[str, Any] = {"data": result.data}
    if result.errors:
        answered["errors"] = [_formatted(error) for error in result.errors]
        complaints = [
            error.message for error in result.errors if type(error.original_error) not in _KINDS
        ]
    return answered, complaints


@lru_cache
def _checked(schema: GraphQLSchema, query: str) -> tuple[DocumentNode, list[str]]:
    """A query, and what is wrong with it by the schema; kept, since this takes longest."""
    document = parse(query)
    return document, [error.message for error in validate(schema, document)]


def _formatted(error: GraphQLError) -> dict[str, Any]:
    kind = _KINDS.get(type(error.original_error))
    return {**error.formatted, **({"type": kind} if kind else {})}


def _resolve(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
    """A field: what `node` dictionaries hold under its name, called with the field's arguments."""
    if isinstance(source, dict):
        value = source[info.field_name]
        return value(**arguments) if callable(value) else value
    return default_field_resolver(source, info, **arguments)


class _Query(ProjectsRoot):
    """The root: only what the queries in use begin with."""

    def repository(
        self,
        _: GraphQLResolveInfo[Any],
        owner: str,
        name: str,
        followRenames: bool = True,  # noqa: N803, FBT001, FBT002  # GitHub's name
    ) -> dict[str, Any]:
        assert followRenames
        if owner in self.state.guarded:
            msg = "Resource protected by organization SAML enforcement."
            raise GuardedError(msg)
        present = self.state.renamed.get(f"{owner}/{name}".casefold(), f"{owner}/{name}")
        found = self.state.visible(self.account, *present.split("/"))
        if found is None:
            raise MissingError("a Repository", f"{owner}/{name}")
        return _repository(found)

    def node(self, _: GraphQLResolveInfo[Any], id: str) -> dict[str, Any]:  # noqa: A002  # GitHub's name
        for repository in self.state.repositories.values():
            for issue in repository.issues.values():
                node = _issue(repository, issue)
                if node["id"] == id:
                    return {**node, "projectItems": self.items_of(issue)}
                for one in issue.pull.reviews if issue.pull else ():
                    if _review(repository, issue, one)["id"] == id:
                        return _review(repository, issue, one)
        return self.item(id)

    def search(self, _: GraphQLResolveInfo[Any], query: str, type: str, **page: Any) -> Any:  # noqa: A002  # GitHub's names
        """What a search finds; only the qualifiers that tests use."""
        assert type == "ISSUE"
        found = [
            (repository, issue)
            for repository in self.state.repositories.values()
            if self.state.access(self.account, repository) is not Access.NONE
            for issue in repository.issues.values()
            if all(_meets(repository, issue, *term.split(":", 1)) for term in query.split())
        ]
        found.sort(key=lambda pair: pair[1].updated_at, reverse=True)
        nodes = [_issue(*pair) for pair in found[: self.state.most_found]]
        return {**paged(nodes, **page), "issueCount": len(found)}


def _meets(repository: Repository, issue: Issue, qualifier: str, value: str) -> bool:
    if qualifier == "repo":
        return repository.name == value
    if qualifier == "label":
        return value in issue.labels
    assert qualifier == "is"
    return value in {issue.state, "pr" if issue.pull else "issue"}


def _repository(repository: Repository) -> dict[str, Any]:
    def named(number: int) -> dict[str, Any]:
        if number not in repository.issues:
            raise MissingError("an issue or pull request", number)
        return _issue(repository, repository.issues[number])

    def pulls(**arguments: Any) -> Any:
        assert arguments["states"] == ["OPEN"]
        assert arguments["orderBy"] == {"field": "CREATED_AT", "direction": "DESC"}
        found = [one for one in repository.issues.values() if one.pull and one.state == "open"]
        found.sort(key=lambda one: one.number, reverse=True)
        return paged([_issue(repository, one) for one in found], **arguments)

    def listed(*, pulls: bool, orderBy: Any, **arguments: Any) -> Any:  # noqa: N803  # GitHub's name
        assert orderBy == {"field": "UPDATED_AT", "direction": "DESC"}
        found = [one for one in repository.issues.values() if bool(one.pull) is pulls]
        found.sort(key=lambda one: (one.updated_at, one.number), reverse=True)
        return paged([_issue(repository, one) for one in found], **arguments)

    def requested(**arguments: Any) -> Any:
        return pulls(**arguments) if "states" in arguments else listed(pulls=True, **arguments)

    return {
        "__typename": "Repository",
        "nameWithOwner": repository.name,
        "issues": partial(listed, pulls=False),
        "issueOrPullRequest": named,
        "pullRequest": named,
        "pullRequests": requested,
        "object": lambda expression: _blob(repository, expression),
    }


def _issue(repository: Repository, issue: Issue) -> dict[str, Any]:
    body = bodies.issue(repository, issue)
    labels = [{"__typename": "Label", "name": name} for name in issue.labels]
    people = [{"__typename": "User", "login": login} for login in issue.assignees]
    stone = body["milestone"] and {"__typename": "Milestone", "title": body["milestone"]["title"]}
    node = {
        "__typename": "PullRequest" if issue.pull else "Issue",
        "number": issue.number,
        "id": body["node_id"],
        "url": body["html_url"],
        "title": issue.title,
        "body": issue.body or "",
        "author": _actor(issue.author),
        "closed": issue.state == "closed",
        "createdAt": body["created_at"],
        "updatedAt": body["updated_at"],
        "closedAt": body["closed_at"],
        "locked": issue.locked,
        "repository": {"__typename": "Repository", "nameWithOwner": repository.name},
        "comments": partial(_comments, repository, issue),
        "timelineItems": partial(_timeline, repository, issue),
        "labels": lambda **arguments: paged(labels, **arguments),
        "assignees": lambda **arguments: paged(people, **arguments),
        "milestone": stone,
        "stateReason": lambda **_: issue.state_reason and issue.state_reason.upper(),
    }
    return {**node, **_pull(repository, issue, issue.pull)} if issue.pull else node


def _comments(repository: Repository, issue: Issue, orderBy: Any, **page: Any) -> Any:  # noqa: N803
    assert orderBy == {"field": "UPDATED_AT", "direction": "DESC"}
    newest = sorted(issue.comments, key=lambda one: (one.updated_at, one.id), reverse=True)
    return paged([_said(bodies.comment(repository, issue, one)) for one in newest], **page)


def _said(body: dict[str, Any]) -> dict[str, Any]:
    """A comment, of either kind."""
    return {
        "__typename": "IssueComment",
        "id": body["node_id"],
        "fullDatabaseId": str(body["id"]),
        "url": body["html_url"],
        "author": _actor(body["user"] and body["user"]["login"]),
        "body": body["body"],
        "createdAt": body["created_at"],
        "updatedAt": body["updated_at"],
        "isMinimized": bool(body.get("minimized")),
    }


def _timeline(
    repository: Repository,
    issue: Issue,
    itemTypes: list[str],  # noqa: N803  # GitHub's name
    since: Any = None,
    **page: Any,
) -> Any:
    events = [_event(bodies.event(repository, issue, one)) for one in issue.events]
    wanted = [
        one
        for one in events
        if _enum(one["__typename"]) in itemTypes and (since is None or one["createdAt"] >= since)
    ]
    return paged(wanted, **page)


def _enum(typename: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", r"_\1", typename).upper()


def _event(body: dict[str, Any]) -> dict[str, Any]:
    kind = "renamed_title" if body["event"] == "renamed" else body["event"]
    team = body.get("requested_team")
    reviewer = body.get("requested_reviewer")
    return {
        "__typename": f"{kind.title().replace('_', '')}Event",
        "id": body["node_id"],
        "actor": _actor(body["actor"] and body["actor"]["login"]),
        "createdAt": body["created_at"],
        "label": {"__typename": "Label", "name": body.get("label", {}).get("name")},
        "milestoneTitle": body.get("milestone", {}).get("title"),
        "previousTitle": body.get("rename", {}).get("from"),
        "assignee": _actor(body.get("assignee") and body["assignee"]["login"]),
        "requestedReviewer": {"__typename": "Team", "slug": team["slug"]}
        if team
        else _actor(reviewer and reviewer["login"]),
    }


def _review(repository: Repository, issue: Issue, one: Review) -> dict[str, Any]:
    said = [_said(bodies.review_comment(repository, issue, one.id, line)) for line in one.comments]
    return {
        "__typename": "PullRequestReview",
        "id": f"PRR_{one.id}",
        "fullDatabaseId": str(one.id),
        "url": f"https://github.com/{repository.name}/pull/{issue.number}"
        f"#pullrequestreview-{one.id}",
        "author": _actor(one.author),
        "state": one.state,
        "body": one.body,
        "submittedAt": bodies.stamp(one.submitted_at),
        "comments": lambda **page: paged(said, **page),
    }


def _pull(repository: Repository, issue: Issue, pull: Pull) -> dict[str, Any]:
    reviews = [_review(repository, issue, one) for one in pull.reviews]
    files = [
        {
            "__typename": "PullRequestChangedFile",
            "path": file.path,
            "changeType": file.change,
            "additions": file.additions,
            "deletions": file.deletions,
        }
        for file in pull.files
    ]
    fork = pull.head_repository
    return {
        "headRefOid": pull.head,
        "headRefName": pull.branch,
        "headRepository": fork and {"__typename": "Repository", "nameWithOwner": fork},
        "isDraft": pull.draft,
        "mergedAt": pull.merged_at and bodies.stamp(pull.merged_at),
        "reviews": lambda **arguments: paged(reviews, **arguments),
        "files": lambda **arguments: paged(files, **arguments),
    }


def _actor(login: str | None) -> dict[str, Any] | None:
    if login is None:
        return None
    kind = "Bot" if login.endswith("[bot]") else "User"
    return {"__typename": kind, "login": login.removesuffix("[bot]")}


def _blob(repository: Repository, expression: str) -> dict[str, Any] | None:
    ref, _, path = expression.partition(":")
    data = repository.files.get((ref, path))
    if data is None:
        return None
    binary = b"\0" in data
    text = None if binary else data.decode("utf-8", "replace")
    return {"__typename": "Blob", "text": text, "isBinary": binary, "isTruncated": False}
