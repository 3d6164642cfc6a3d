"""The GraphQL queries for what is kept: issues and pull requests with what belongs to them.

Fields get the names of the REST API where one word is enough for that; see `rest_shape`.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from headway.forge.feed import EVENTS
from headway.forge.queries import named_issues

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from headway.forge.model import IssueName

_PAGE = 100
# Of the comments in one review. GitHub allows 500,000 nodes in a query, and 50 items are asked for.
_IN_A_REVIEW = 50

# The kinds of events by their names in GraphQL, `LABELED` for `LabeledEvent`.
_KINDS = ["RENAMED_TITLE" if kind == "renamed" else kind.upper() for kind in EVENTS]
_OF_PULLS_ALONE = (
    "CONVERT_TO_DRAFT",
    "HEAD_REF_FORCE_PUSHED",
    "MERGED",
    "READY_FOR_REVIEW",
    "REVIEW_DISMISSED",
    "REVIEW_REQUEST_REMOVED",
    "REVIEW_REQUESTED",
)
_MORE_OF_EVENTS = {
    "ASSIGNED": "assignee { ...login }",
    "UNASSIGNED": "assignee { ...login }",
    "DEMILESTONED": "milestone_title: milestoneTitle",
    "MILESTONED": "milestone_title: milestoneTitle",
    "LABELED": "label { name }",
    "UNLABELED": "label { name }",
    "RENAMED_TITLE": "previous_title: previousTitle",
    "REVIEW_REQUESTED": "requested_reviewer: requestedReviewer { ...login ... on Team { slug } }",
    "REVIEW_REQUEST_REMOVED": (
        "requested_reviewer: requestedReviewer { ...login ... on Team { slug } }"
    ),
}
_PAGE_INFO = "pageInfo { hasNextPage endCursor }"
_SAID = """
  id: fullDatabaseId html_url: url user: author { ...login } body
  created_at: createdAt updated_at: updatedAt minimized: isMinimized
"""
_FIELDS = """
  __typename node_id: id number html_url: url title body closed
  created_at: createdAt updated_at: updatedAt closed_at: closedAt locked user: author { ...login }
  labels(first: 100) { nodes { name } } assignees(first: 20) { nodes { login } }
  milestone { title }
"""
_REVIEW = """
  node_id: id id: fullDatabaseId html_url: url user: author { ...login } state body
  submitted_at: submittedAt
"""


def _events(kinds: Iterable[str]) -> str:
    parts = (
        f"... on {_type(kind)} {{ node_id: id actor {{ ...login }} created_at: createdAt "
        f"{_MORE_OF_EVENTS.get(kind, '')} }}"
        for kind in kinds
    )
    return f"{_PAGE_INFO} nodes {{ __typename {' '.join(parts)} }}"


def _type(kind: str) -> str:
    return f"{kind.title().replace('_', '')}Event"


_OF_ISSUES = [kind for kind in _KINDS if kind not in _OF_PULLS_ALONE]
_FRAGMENTS = {
    "login": "on Actor { type: __typename login }",
    "issue": f"on Issue {{ {_FIELDS} state_reason: stateReason(enableDuplicate: true) }}",
    "pull": f"on PullRequest {{ {_FIELDS} draft: isDraft merged_at: mergedAt }}",
    "comments": f"on IssueCommentConnection {{ {_PAGE_INFO} nodes {{ {_SAID} }} }}",
    "review_comments": (
        f"on PullRequestReviewCommentConnection {{ {_PAGE_INFO} nodes {{ {_SAID} }} }}"
    ),
    "bare_reviews": f"on PullRequestReviewConnection {{ {_PAGE_INFO} nodes {{ {_REVIEW} }} }}",
    "reviews": (
        f"on PullRequestReviewConnection {{ {_PAGE_INFO} "
        f"nodes {{ {_REVIEW} comments(first: {_IN_A_REVIEW}) {{ ...review_comments }} }} }}"
    ),
    "issue_events": f"on IssueTimelineItemsConnection {{ {_events(_OF_ISSUES)} }}",
    "pull_events": f"on PullRequestTimelineItemsConnection {{ {_events(_KINDS)} }}",
}


class Connection(NamedTuple):
    """A list below a node: what it is called in GraphQL, its arguments, the fragment of a page."""

    type: str
    field: str
    arguments: str
    fragment: str

    @property
    def newest_first(self) -> bool:
        """Whether what changed last comes first."""
        return self.arguments == _NEWEST


_NEWEST = "orderBy: {field: UPDATED_AT, direction: DESC}"


def _types(kinds: Iterable[str]) -> str:
    return f"itemTypes: [{', '.join(f'{kind}_EVENT' for kind in kinds)}]"


# What an item of a type has, under the name that it gets in an answer.
OF_ISSUE = {
    "comments": Connection("Issue", "comments", _NEWEST, "comments"),
    "events": Connection("Issue", "timelineItems", _types(_OF_ISSUES), "issue_events"),
}
OF_PULL = {
    "comments": Connection("PullRequest", "comments", _NEWEST, "comments"),
    "events": Connection("PullRequest", "timelineItems", _types(_KINDS), "pull_events"),
    "reviews": Connection("PullRequest", "reviews", "", "reviews"),
}
BARE_REVIEWS = Connection("PullRequest", "reviews", "", "bare_reviews")
OF_REVIEW = {"comments": Connection("PullRequestReview", "comments", "", "review_comments")}


def items(wanted: Mapping[IssueName, str | None]) -> str:
    """A query for items with all that belongs to them; events only since a moment, if one is given.

    `queries.paths` tells where each is in the answer.
    """

    def parts(name: IssueName) -> str:
        issue, pull = (_below(one, wanted[name]) for one in (OF_ISSUE, OF_PULL))
        return f"... on Issue {{ ...issue {issue} }} ... on PullRequest {{ ...pull {pull} }}"

    return _query(named_issues(wanted, parts))


def marks(names: Iterable[IssueName]) -> str:
    """A query for when items changed last, and the last comment on them."""
    last = f"comments(first: 1, {_NEWEST}) {{ nodes {{ updated_at: updatedAt }} }}"
    parts = (f"... on {one} {{ updated_at: updatedAt {last} }}" for one in ("Issue", "PullRequest"))
    asked = " ".join(parts)
    return _query(named_issues(names, lambda _: asked))


def more(lists: Iterable[tuple[str, Connection, str]]) -> str:
    """A query for the next pages of lists, each by node, connection and cursor; see `alias`."""
    parts = (
        f"{alias(place)}: node(id: {json.dumps(node)}) {{ ... on {connection.type} "
        f"{{ page: {_page(connection, f'after: {json.dumps(after)}')} }} }}"
        for place, (node, connection, after) in enumerate(lists)
    )
    return _query(" ".join(parts))


def alias(place: int) -> str:
    """What one of the lists of `more` is called in the answer."""
    return f"c{place}"


def _repository_page(connection: str, nodes: str) -> str:
    return _query(
        f"repository(owner: $owner, name: $name) {{ page: {connection}"
        f"(first: {_PAGE}, after: $after, {_NEWEST}) "
        f"{{ totalCount {_PAGE_INFO} nodes {{ {nodes} }} }} }}",
        "($owner: String!, $name: String!, $after: String)",
    )


SEARCH = f"""query ($query: String!, $after: String) {{
  search(query: $query, type: ISSUE, first: {_PAGE}, after: $after) {{
    issueCount {_PAGE_INFO}
    nodes {{
      ... on Issue {{ number repository {{ nameWithOwner }} }}
      ... on PullRequest {{ number repository {{ nameWithOwner }} }}
    }}
  }}
}}"""


def _below(connections: Mapping[str, Connection], since: str | None) -> str:
    parts = []
    for name, connection in connections.items():
        only = f"since: {json.dumps(since)}" if since and name == "events" else ""
        parts.append(f"{name}: {_page(connection, only)}")
    return " ".join(parts)


def _page(connection: Connection, more: str) -> str:
    arguments = ", ".join(filter(None, (f"first: {_PAGE}", connection.arguments, more)))
    return f"{connection.field}({arguments}) {{ ...{connection.fragment} }}"


def _query(body: str, variables: str = "") -> str:
    """A query with the fragments that it needs."""
    text = f"query {variables} {{ {body} }}"
    needed: dict[str, str] = {}
    todo = [text]
    while todo:
        for name in re.findall(r"\.\.\.(\w+)", todo.pop()):
            if name in _FRAGMENTS and name not in needed:
                needed[name] = f"fragment {name} {_FRAGMENTS[name]}"
                todo.append(needed[name])
    return " ".join((text, *needed.values()))


ISSUES = _repository_page("issues", "...issue")
PULLS = _repository_page("pullRequests", f"...pull reviews: {_page(BARE_REVIEWS, '')}")
