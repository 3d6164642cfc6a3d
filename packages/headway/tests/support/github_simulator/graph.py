"""The GraphQL interface: GitHub's own schema, with resolvers over what the simulator holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphql import GraphQLError, default_field_resolver, execute_sync, parse, validate

from github_simulator import bodies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphql import GraphQLResolveInfo, GraphQLSchema

    from github_simulator.state import Account, Issue, Pull, Repository, State

_PAGE = 100


class MissingError(GraphQLError):
    """Something that is not there, or that the account may not see."""

    def __init__(self, kind: str, name: object) -> None:
        super().__init__(f"Could not resolve to {kind} with the name or number {name}.")


def answer(
    schema: GraphQLSchema, state: State, account: Account | None, body: dict[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """The answer to a query, and what is wrong with the query by the schema."""
    document = parse(body["query"])
    complaints = [error.message for error in validate(schema, document)]
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
            if not isinstance(error.original_error, MissingError)
        ]
    return answered, complaints


def _formatted(error: GraphQLError) -> dict[str, Any]:
    kind = {"type": "NOT_FOUND"} if isinstance(error.original_error, MissingError) else {}
    return {**error.formatted, **kind}


def _resolve(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
    """A field: what `node` dictionaries hold under its name, called with the field's arguments."""
    if isinstance(source, dict):
        value = source[info.field_name]
        return value(**arguments) if callable(value) else value
    return default_field_resolver(source, info, **arguments)


class _Query:
    """The root: only what the queries in use begin with."""

    def __init__(self, state: State, account: Account | None) -> None:
        self.state = state
        self.account = account

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
        return _page([_issue(repository, one) for one in found], **arguments)

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
        "labels": lambda **arguments: _page(labels, **arguments),
        "assignees": lambda **arguments: _page(people, **arguments),
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
        "files": lambda **arguments: _page(files, **arguments),
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


def _page(items: Sequence[Any], *, first: int, after: str | None = None, **_: Any) -> Any:
    """A page of a connection; a cursor is the number of items before it."""
    assert 0 < first <= _PAGE
    start = int(after or 0)
    end = start + first
    more = end < len(items)
    return {
        "__typename": "Connection",
        "nodes": list(items[start:end]),
        "pageInfo": {"__typename": "PageInfo", "hasNextPage": more, "endCursor": str(end)},
    }
