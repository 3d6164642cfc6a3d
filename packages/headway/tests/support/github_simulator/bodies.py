"""What the simulated GitHub holds, as the bodies of REST answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from github_simulator.state import Comment, Event, Issue, Label, Milestone, Repository

_API = "https://api.github.com"
_WEB = "https://github.com"
_USER_ADDRESSES = (
    "followers",
    "following",
    "gists",
    "starred",
    "subscriptions",
    "organizations",
    "repos",
    "events",
    "received_events",
)


def user(login: str | None) -> dict[str, Any] | None:
    if login is None:
        return None
    home = f"{_API}/users/{login}"
    return {
        "login": login,
        "id": sum(login.encode()),
        "node_id": f"U_{login}",
        "avatar_url": f"https://avatars.githubusercontent.com/{login}",
        "gravatar_id": "",
        "url": home,
        "html_url": f"{_WEB}/{login}",
        **{f"{name}_url": f"{home}/{name}" for name in _USER_ADDRESSES},
        "type": "Bot" if login.endswith("[bot]") else "User",
        "site_admin": False,
    }


def label(repository: Repository, one: Label) -> dict[str, Any]:
    return {
        "id": one.id,
        "node_id": f"LA_{one.id}",
        "url": f"{_API}/repos/{repository.name}/labels/{one.name}",
        "name": one.name,
        "description": one.description,
        "color": one.color,
        "default": False,
    }


def milestone(repository: Repository, one: Milestone) -> dict[str, Any]:
    home = f"{_API}/repos/{repository.name}/milestones/{one.number}"
    issues = [issue for issue in repository.issues.values() if issue.milestone == one.number]
    closed = sum(issue.state == "closed" for issue in issues)
    return {
        "url": home,
        "html_url": f"{_WEB}/{repository.name}/milestone/{one.number}",
        "labels_url": f"{home}/labels",
        "id": one.number,
        "node_id": f"MI_{one.number}",
        "number": one.number,
        "state": one.state,
        "title": one.title,
        "description": None,
        "creator": user("someone"),
        "open_issues": len(issues) - closed,
        "closed_issues": closed,
        "created_at": "2026-01-01T00:00:00Z",
        "updated_at": "2026-01-01T00:00:00Z",
        "closed_at": None,
        "due_on": None,
    }


def issue(repository: Repository, one: Issue) -> dict[str, Any]:
    home = f"{_API}/repos/{repository.name}/issues/{one.number}"
    kind = "issues" if one.pull is None else "pull"
    web = f"{_WEB}/{repository.name}/{kind}/{one.number}"
    labels = [found for name in one.labels if (found := repository.label(name))]
    stones = {stone.number: stone for stone in repository.milestones}
    body = {
        "id": repository.offset + one.number,
        "node_id": f"I_{repository.name}_{one.number}",
        "url": home,
        "repository_url": f"{_API}/repos/{repository.name}",
        "labels_url": f"{home}/labels{{/name}}",
        "comments_url": f"{home}/comments",
        "events_url": f"{home}/events",
        "html_url": web,
        "number": one.number,
        "state": one.state,
        "state_reason": one.state_reason,
        "title": one.title,
        "body": one.body,
        "user": user(one.author),
        "labels": [label(repository, found) for found in labels],
        "assignee": user(one.assignees[0]) if one.assignees else None,
        "assignees": [user(login) for login in one.assignees],
        "milestone": milestone(repository, stones[one.milestone]) if one.milestone else None,
        "locked": one.locked,
        "active_lock_reason": None,
        "comments": len(one.comments),
        "closed_at": stamp(one.updated_at) if one.state == "closed" else None,
        "created_at": stamp(one.created_at),
        "updated_at": stamp(one.updated_at),
        "author_association": "NONE",
    }
    if one.pull is not None:
        addresses = {"diff_url": f"{web}.diff", "patch_url": f"{web}.patch", "html_url": web}
        merged = one.pull.merged_at and stamp(one.pull.merged_at)
        url = home.replace("/issues/", "/pulls/")
        body |= {"pull_request": {"url": url, **addresses, "merged_at": merged}}
        body["draft"] = one.pull.draft
    return body


def comment(repository: Repository, on: Issue, one: Comment) -> dict[str, Any]:
    home = f"{_API}/repos/{repository.name}/issues"
    return {
        "id": one.id,
        "node_id": f"IC_{one.id}",
        "url": f"{home}/comments/{one.id}",
        "html_url": f"{_WEB}/{repository.name}/issues/{on.number}#issuecomment-{one.id}",
        "body": one.body,
        "user": user(one.author),
        "created_at": stamp(one.created_at),
        "updated_at": stamp(one.updated_at),
        "issue_url": f"{home}/{on.number}",
        "author_association": "NONE",
        "minimized": {"reason": "outdated"} if one.minimized else None,
    }


def review_comment(repository: Repository, on: Issue, review: int, one: Comment) -> dict[str, Any]:
    home = f"{_API}/repos/{repository.name}/pulls"
    web = f"{_WEB}/{repository.name}/pull/{on.number}#discussion_r{one.id}"
    links = {"self": f"{home}/comments/{one.id}", "html": web, "pull_request": home}
    return {
        "id": one.id,
        "node_id": f"PRRC_{one.id}",
        "pull_request_review_id": review,
        "url": links["self"],
        "html_url": web,
        "pull_request_url": f"{home}/{on.number}",
        "_links": {name: {"href": link} for name, link in links.items()},
        "diff_hunk": "@@ -1 +1 @@",
        "path": "src/a.md",
        "commit_id": "0" * 40,
        "original_commit_id": "0" * 40,
        "body": one.body,
        "user": user(one.author),
        "created_at": stamp(one.created_at),
        "updated_at": stamp(one.updated_at),
        "author_association": "NONE",
    }


def event(repository: Repository, on: Issue, one: Event) -> dict[str, Any]:
    return {
        "id": one.id,
        "node_id": f"EV_{one.id}",
        "url": f"{_API}/repos/{repository.name}/issues/events/{one.id}",
        "actor": user(one.actor),
        "event": one.kind,
        "commit_id": None,
        "commit_url": None,
        "created_at": stamp(one.created_at),
        "issue": issue(repository, on),
        **{name: _named(name, value) for name, value in one.more.items()},
    }


def _named(name: str, value: str) -> Any:
    """What an event was done with, by the name that REST has for it."""
    if name == "label":
        return {"name": value, "color": "ededed"}
    if name == "milestone":
        return {"title": value}
    if name == "rename":
        return {"from": value, "to": "something else"}
    if name == "requested_team":
        return _team(value)
    return user(value)


def _team(slug: str) -> dict[str, Any]:
    home = f"{_API}/teams/{slug}"
    return {
        "id": sum(slug.encode()),
        "node_id": f"T_{slug}",
        "url": home,
        "html_url": f"{_WEB}/orgs/org/teams/{slug}",
        "members_url": f"{home}/members",
        "repositories_url": f"{home}/repos",
        "name": slug,
        "slug": slug,
        "description": None,
        "permission": "pull",
        "type": "organization",
        "organization_id": 1,
        "parent": None,
    }


def stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
