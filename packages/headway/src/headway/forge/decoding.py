"""GitHub's JSON as values of the model: of REST answers, and of GraphQL nodes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from headway.forge.model import (
    Change,
    ChangedFile,
    Comment,
    Issue,
    Label,
    Milestone,
    PullRequest,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    Json = Mapping[str, Any]


def issue(data: Json) -> Issue:
    """An issue of a REST answer."""
    return Issue(
        number=data["number"],
        node_id=data["node_id"],
        url=data["html_url"],
        title=data["title"],
        body=data.get("body") or "",
        author=_login(data["user"]),
        state=data["state"],
        state_reason=data.get("state_reason"),
        labels=tuple(one if isinstance(one, str) else one["name"] for one in data["labels"]),
        assignees=tuple(one["login"] for one in data.get("assignees") or ()),
        milestone=data["milestone"]["title"] if data["milestone"] else None,
        created_at=_time(data["created_at"]),
        updated_at=_time(data["updated_at"]),
        locked=data["locked"],
        is_pull_request="pull_request" in data,
    )


def issue_node(node: Json) -> Issue:
    """An issue or pull request of a GraphQL answer; see `queries.ISSUE`."""
    reason = node.get("stateReason")
    return Issue(
        number=node["number"],
        node_id=node["id"],
        url=node["url"],
        title=node["title"],
        body=node["body"],
        author=_actor(node["author"]),
        state="closed" if node["closed"] else "open",
        state_reason=reason.lower() if reason else None,
        labels=_labels(node),
        assignees=tuple(one["login"] for one in _nodes(node["assignees"])),
        milestone=node["milestone"]["title"] if node["milestone"] else None,
        created_at=_time(node["createdAt"]),
        updated_at=_time(node["updatedAt"]),
        locked=node["locked"],
        is_pull_request=node["__typename"] == "PullRequest",
    )


def comment(data: Json) -> Comment:
    """A comment of a REST answer."""
    return Comment(
        node_id=data["node_id"],
        url=data["html_url"],
        body=data.get("body") or "",
        author=_login(data["user"]),
        created_at=_time(data["created_at"]),
        updated_at=_time(data["updated_at"]),
        minimized=bool(data.get("minimized")),
    )


def label(data: Json) -> Label:
    """A label of a REST answer."""
    return Label(data["name"], data["color"].lower(), data["description"] or "")


def milestone(data: Json) -> Milestone:
    """A milestone of a REST answer."""
    return Milestone(data["number"], data["title"], data["state"])


def pull_request(node: Json) -> PullRequest:
    """A pull request of a GraphQL answer with its files; see `queries.PULL_REQUESTS`."""
    repository = node["headRepository"]
    return PullRequest(
        number=node["number"],
        url=node["url"],
        title=node["title"],
        body=node["body"],
        author=_actor(node["author"]),
        head=node["headRefOid"],
        head_branch=node["headRefName"],
        head_repository=repository["nameWithOwner"] if repository else None,
        created_at=_time(node["createdAt"]),
        updated_at=_time(node["updatedAt"]),
        draft=node["isDraft"],
        labels=_labels(node),
        files=tuple(changed_file(one) for one in _nodes(node["files"])),
    )


def changed_file(node: Json) -> ChangedFile:
    """One file of a pull request of a GraphQL answer."""
    change = Change(node["changeType"].lower())
    return ChangedFile(node["path"], change, node["additions"], node["deletions"])


def _labels(node: Json) -> tuple[str, ...]:
    return tuple(one["name"] for one in _nodes(node["labels"]))


def _nodes(connection: Json | None) -> list[Json]:
    """The nodes of a connection; GitHub may give none for a connection that is empty."""
    return list((connection or {}).get("nodes") or ())


def _login(user: Json | None) -> str | None:
    return user["login"] if user else None


def _actor(node: Json | None) -> str | None:
    """A GraphQL author, as REST spells it: bots have a suffix there."""
    if node is None:
        return None
    suffix = "[bot]" if node["__typename"] == "Bot" else ""
    return f"{node['login']}{suffix}"


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
