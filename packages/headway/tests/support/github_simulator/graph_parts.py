"""What the resolvers of the GraphQL interface share: pages, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphql import GraphQLError

if TYPE_CHECKING:
    from collections.abc import Sequence

_PAGE = 100


class MissingError(GraphQLError):
    """Something that is not there, or that the account may not see."""

    def __init__(self, kind: str, name: object) -> None:
        super().__init__(f"Could not resolve to {kind} with the name or number {name}.")


class DeniedError(GraphQLError):
    """Something that the account may not do."""

    def __init__(self) -> None:
        super().__init__("Your token has not been granted the required scopes: project.")


def paged(items: Sequence[Any], *, first: int, after: str | None = None, **_: Any) -> Any:
    """A page of a connection; a cursor is the number of items before it."""
    assert 0 < first <= _PAGE
    start = int(after or 0)
    end = start + first
    more = end < len(items)
    return {
        "__typename": "Connection",
        "totalCount": len(items),
        "nodes": list(items[start:end]),
        "pageInfo": {"__typename": "PageInfo", "hasNextPage": more, "endCursor": str(end)},
    }
