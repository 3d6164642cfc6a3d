"""GraphQL's nodes in the shape of the REST API.

The queries name most fields as REST does; what is left is a matter of spelling.
"""

from __future__ import annotations

from typing import Any

_EVENT = "Event"
_RENAMED = "renamed_title"


def rest_shaped(node: Any) -> Any:
    """An issue, comment, review or event, and what belongs to it, as REST would give it."""
    if isinstance(node, list):
        return [rest_shaped(one) for one in node if one is not None]
    if not isinstance(node, dict):
        return node
    if "nodes" in node:
        return rest_shaped(node["nodes"] or [])
    shaped = {name: rest_shaped(value) for name, value in node.items()}
    kind = node.get("__typename")
    if isinstance(kind, str) and kind.endswith(_EVENT):
        shaped |= _event(kind, shaped)
    if kind == "PullRequest":
        shaped["pull_request"] = {"merged_at": shaped.get("merged_at")}
    if "closed" in node:
        shaped["state"] = "closed" if node["closed"] else "open"
    if isinstance(node.get("state_reason"), str):
        shaped["state_reason"] = node["state_reason"].lower()
    if node.get("type") == "Bot" and isinstance(node.get("login"), str):
        shaped["login"] = f"{node['login']}[bot]"
    if isinstance(node.get("id"), str) and node["id"].isdecimal():
        shaped["id"] = int(node["id"])
    return shaped


def _event(kind: str, shaped: dict[str, Any]) -> dict[str, Any]:
    """What REST calls an event, and what it was done with."""
    name = _snake(kind.removesuffix(_EVENT))
    more: dict[str, Any] = {"event": "renamed" if name == _RENAMED else name}
    if "milestone_title" in shaped:
        more["milestone"] = {"title": shaped["milestone_title"]}
    if "previous_title" in shaped:
        more["rename"] = {"from": shaped["previous_title"]}
    reviewer = shaped.get("requested_reviewer")
    if isinstance(reviewer, dict) and "slug" in reviewer:
        more |= {"requested_team": reviewer, "requested_reviewer": None}
    return more


def _snake(name: str) -> str:
    return "".join(f"_{one.lower()}" if one.isupper() else one for one in name).lstrip("_")
