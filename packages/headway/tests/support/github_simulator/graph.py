"""The GraphQL interface: GitHub's own schema, with resolvers over what the simulator holds."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from graphql import GraphQLError, default_field_resolver, execute_sync, parse, validate

from github_simulator import bodies
from github_simulator.graph_parts import DeniedError, MissingError, page
from github_simulator.graph_projects import ProjectsRoot

if TYPE_CHECKING:
    from graphql import DocumentNode, GraphQLResolveInfo, GraphQLSchema

    from github_simulator.state import Account, Issue, Pull, Repository, State


def answer(
    schema: GraphQLSchema, state: State, account: Account | None, body: dict[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """The answer to a query, and what is wrong with the query by the schema."""
    document, complaints = _checked(schema, body["query"])
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
            error.message
            for error in result.errors
            if not isinstance(error.original_error, (DeniedError, MissingError))
        ]
    return answered, complaints


@lru_cache
def _checked(schema: GraphQLSchema, query: str) -> tuple[DocumentNode, list[str]]:
    """A query, and what is wrong with it by the schema; kept, since this takes longest."""
    document = parse(query)
    return document, [error.message for error in validate(schema, document)]


def _formatted(error: GraphQLError) -> dict[str, Any]:
    refused = error.original_error
    kind = {"type": refused.kind} if isinstance(refused, (DeniedError, MissingError)) else {}
    return {**error.formatted, **kind}


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
        found = self.state.visible(self.account, owner, name)
        if found is None:
            raise MissingError("a Repository", f"{owner}/{name}")
        return _repository(found)


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
        return page([_issue(repository, one) for one in found], **arguments)

    return {
        "__typename": "Repository",
        "issueOrPullRequest": named,
        "pullRequest": named,
        "pullRequests": pulls,
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
        "locked": issue.locked,
        "labels": lambda **arguments: page(labels, **arguments),
        "assignees": lambda **arguments: page(people, **arguments),
        "milestone": stone,
        "stateReason": lambda **_: issue.state_reason and issue.state_reason.upper(),
    }
    return {**node, **_pull(issue.pull)} if issue.pull else node


def _pull(pull: Pull) -> dict[str, Any]:
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
        "files": lambda **arguments: page(files, **arguments),
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
