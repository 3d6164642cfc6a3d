"""The further pages of lists below the nodes of a GraphQL answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from headway.forge.item_queries import OF_ISSUE, OF_PULL, OF_REVIEW
from headway.forge.queries import BATCH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from headway.forge.item_queries import Connection

    Node = dict[str, Any]


class Below(NamedTuple):
    """A list below a node, as far as it was read; what is older than `since` is not wanted."""

    node: Node
    name: str
    connection: Connection
    since: str | None = None

    @property
    def cursor(self) -> str | None:
        """After what the next page begins, if that is wanted."""
        page = self.node[self.name]
        if not page["pageInfo"]["hasNextPage"]:
            return None
        last = page["nodes"][-1] if page["nodes"] else None
        if last and self.since and self.connection.newest_first and last["updated_at"] < self.since:
            return None
        cursor: str = page["pageInfo"]["endCursor"]
        return cursor

    def add(self, page: Node) -> None:
        """Append a page."""
        nodes = [*self.node[self.name]["nodes"], *page["nodes"]]
        self.node[self.name] = {**page, "nodes": nodes}


def below_item(node: Node, since: str | None) -> Iterator[Below]:
    """The lists of an issue or pull request."""
    connections = OF_PULL if node["__typename"] == "PullRequest" else OF_ISSUE
    for name, connection in connections.items():
        yield Below(node, name, connection, since)
    if "reviews" in connections:
        yield from _below_reviews(node["reviews"])


def complete(lists: Iterable[Below], ask: Callable[[list[Below]], Iterable[Node]]) -> None:
    """Read what is missing of some lists; `ask` gives the next page of each of some."""
    todo = [one for one in lists if one.cursor]
    while todo:
        now, later = todo[:BATCH], todo[BATCH:]
        for one, page in zip(now, ask(now), strict=True):
            one.add(page)
            later.extend(_below_reviews(page) if one.connection is OF_PULL["reviews"] else ())
            later.append(one)
        todo = [one for one in later if one.cursor]


def _below_reviews(page: Mapping[str, Any]) -> Iterator[Below]:
    for review in filter(None, page["nodes"]):
        yield Below(review, "comments", OF_REVIEW["comments"])
