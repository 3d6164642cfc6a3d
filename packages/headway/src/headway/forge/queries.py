"""The GraphQL queries: where one of them saves many requests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from headway.forge.model import FileName, IssueName, Repository

# How many named things one query asks for.
BATCH = 50

_FIELDS = """
  __typename number id url title body closed createdAt updatedAt locked author { __typename login }
  labels(first: 100) { nodes { name } } assignees(first: 20) { nodes { login } }
  milestone { title }
"""
ISSUE = f"""
... on Issue {{ {_FIELDS} stateReason(enableDuplicate: true) }}
... on PullRequest {{ {_FIELDS} }}
"""
_FILES = "pageInfo { hasNextPage endCursor } nodes { path changeType additions deletions }"
PULL_REQUESTS = f"""
query ($owner: String!, $name: String!, $after: String) {{
  repository(owner: $owner, name: $name) {{
    pullRequests(
      first: 25, after: $after, states: OPEN, orderBy: {{field: CREATED_AT, direction: DESC}}
    ) {{
      pageInfo {{ hasNextPage endCursor }}
      nodes {{
        number url title body author {{ __typename login }} headRefOid headRefName
        headRepository {{ nameWithOwner }} createdAt updatedAt isDraft
        labels(first: 50) {{ nodes {{ name }} }}
        files(first: 100) {{ {_FILES} }}
      }}
    }}
  }}
}}
"""
MORE_FILES = f"""
query ($owner: String!, $name: String!, $number: Int!, $after: String) {{
  repository(owner: $owner, name: $name) {{
    pullRequest(number: $number) {{ files(first: 100, after: $after) {{ {_FILES} }} }}
  }}
}}
"""


def issues_named(names: Iterable[IssueName]) -> str:
    """A query for issues; see `named_issues`."""
    fragment = f"fragment issue on IssueOrPullRequest {{ {ISSUE} }}"
    return f"query {{ {named_issues(names, lambda _: '...issue')} }} {fragment}"


def named_issues(names: Iterable[IssueName], wanted: Callable[[IssueName], str]) -> str:
    """The part of a query that asks something of issues and pull requests, by their names.

    `paths` tells where each is in the answer.
    """
    grouped: dict[str, list[str]] = {}
    for name, (group, alias) in paths(names).items():
        asked = f"{alias}: issueOrPullRequest(number: {name.number}) {{ {wanted(name)} }}"
        grouped.setdefault(f"{group}: repository({_named(name.repository)})", []).append(asked)
    return " ".join(f"{group} {{ {' '.join(issues)} }}" for group, issues in grouped.items())


def paths(names: Iterable[IssueName]) -> dict[IssueName, tuple[str, str]]:
    """Where issues are in the answer to a query by their names: in which group, and there."""
    groups: dict[Repository, str] = {}
    return {
        name: (groups.setdefault(name.repository, f"r{len(groups)}"), f"i{place}")
        for place, name in enumerate(names)
    }


def texts(repository: Repository, names: Sequence[FileName]) -> str:
    """A query for the texts of files; each has its place in the names as alias."""
    files = " ".join(
        f"f{place}: object(expression: {json.dumps(f'{name.ref}:{name.path}')}) {{ ...file }}"
        for place, name in enumerate(names)
    )
    fragment = "fragment file on Blob { text isBinary isTruncated }"
    return f"query {{ repository({_named(repository)}) {{ {files} }} }} {fragment}"


def variables(repository: Repository) -> Mapping[str, str]:
    """The variables that name a repository."""
    return {"owner": repository.owner, "name": repository.name}


def _named(repository: Repository) -> str:
    return f"owner: {json.dumps(repository.owner)}, name: {json.dumps(repository.name)}"
