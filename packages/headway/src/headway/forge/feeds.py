"""Reading what is kept: lists that have the newest first, items with all that belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.forge import item_queries, queries
from headway.forge.continuing import Below, below_item, complete
from headway.forge.errors import (
    ForbiddenError,
    ForgeError,
    MissingRepositoryError,
    NotFoundError,
    StrangeAnswerError,
    TooMuchError,
    TransferredError,
    UnreachableError,
)
from headway.forge.feed import FeedPage, Found, Kind
from headway.forge.model import IssueName, Repository
from headway.forge.reader import GitHubReader, address, needed, understood
from headway.forge.rest_shape import rest_shaped
from headway.forge.session import FORBIDDEN, Call

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from headway.forge.feed import Feed, Items, Json, Marks

_READ = "Issues: read, Pull requests: read"
_NEWEST: Mapping[str, str | int] = {"sort": "updated", "direction": "desc"}
# The path of a list in the REST interface, and what it is asked.
_LISTS: Mapping[Kind, tuple[str, Mapping[str, str | int]]] = {
    Kind.LATEST: ("issues", {"state": "all", **_NEWEST, "per_page": 1}),
    Kind.LABELLED: ("issues", {"state": "all", **_NEWEST}),
    Kind.COMMENTS: ("issues/comments", _NEWEST),
    Kind.REVIEW_COMMENTS: ("pulls/comments", _NEWEST),
    Kind.EVENTS: ("issues/events", {}),
}
_QUERIES = {Kind.ISSUES: item_queries.ISSUES, Kind.PULLS: item_queries.PULLS}


class GitHubFeeds(GitHubReader):
    """What `port.Feeds` promises, over a session."""

    def page(self, feed: Feed, at: str | None = None, tag: str = "") -> FeedPage | None:
        """A page of a list, 100 entries; None where the first one still has a tag."""
        call = Call("GET", "", f"read the {feed}", needed(_READ, feed.repository), tag=tag)
        if feed.kind in _QUERIES:
            return self._queried(feed, call, at)
        path, query = _LISTS[feed.kind]
        if feed.labels:
            query = {**query, "labels": ",".join(feed.labels)}
        list_call = call._replace(path=f"{address(feed.repository)}/{path}", query=query)
        page = self._session.page(list_call, at)
        return page and FeedPage(*page)

    def _queried(self, feed: Feed, call: Call, at: str | None) -> FeedPage:
        """A page of a list that only GraphQL has with what is below its entries."""
        asked = {**queries.variables(feed.repository), "after": at}
        data = self._session.graphql(_QUERIES[feed.kind], asked, call)
        if data.get("repository") is None:
            raise NotFoundError(call.what, call.permission)

        def decode(page: Any) -> FeedPage:
            nodes = [node for node in page["nodes"] if node]
            if feed.kind is Kind.PULLS:
                reviews = [Below(node, "reviews", item_queries.BARE_REVIEWS) for node in nodes]
                complete(reviews, lambda lists: self._more(call, lists))
            return FeedPage(rest_shaped(nodes), _following(page), total=page["totalCount"])

        return understood(call, decode, data["repository"].get("page"))

    def found(self, query: str, at: str | None = None) -> Found:
        """What GitHub's search finds, 100 to a request; it gives no more than 1,000."""
        call = Call("POST", "", f"search for `{query}`", f"`{_READ}`")
        data = self._session.graphql(item_queries.SEARCH, {"query": query, "after": at}, call)

        def decode(page: Any) -> Found:
            names = [
                IssueName(Repository.parse(one["repository"]["nameWithOwner"]), one["number"])
                for one in page["nodes"]
                if one
            ]
            return Found(names, page["issueCount"], _following(page))

        return understood(call, decode, data.get("search"))

    def marks(self, names: Sequence[IssueName]) -> Marks:
        """When items changed last, in one request."""

        def decode(node: Any) -> str:
            said = [one["updated_at"] for one in node["comments"]["nodes"] if one]
            return str(max([node["updated_at"], *said]))

        return self._named(_call(names), names, item_queries.marks(names), decode)

    def items(self, wanted: Mapping[IssueName, str | None]) -> Items:
        """Items with all that belongs to them, in one request; in parts where that is too much."""
        names = list(wanted)
        try:
            return self._whole(wanted)
        except (TooMuchError, UnreachableError) as error:
            if len(names) > 1:
                halves = names[: len(names) // 2], names[len(names) // 2 :]
                parts = [self.items({name: wanted[name] for name in half}) for half in halves]
                return {**parts[0], **parts[1]}
            if isinstance(error, UnreachableError):
                raise
            return {names[0]: error}

    def missing(self, name: IssueName) -> ForgeError:
        """Why an item is not there: it was transferred, or is gone, or may not be seen."""
        try:
            found = self.issue(name)
        except NotFoundError as error:
            return error
        return TransferredError(f"read {name}", found.url)

    def _whole(self, wanted: Mapping[IssueName, str | None]) -> Items:
        """Some items, with the further pages of what belongs to them."""
        call = _call(wanted)
        query = item_queries.items(wanted)
        found: dict[IssueName, Any] = self._named(call, list(wanted), query, dict)
        nodes = {name: one for name, one in found.items() if not isinstance(one, ForgeError)}

        def completed(nodes: Mapping[IssueName, Any]) -> Mapping[IssueName, Json]:
            lists = [one for name in nodes for one in below_item(nodes[name], wanted[name])]
            complete(lists, lambda several: self._more(call, several))
            return {name: rest_shaped(node) for name, node in nodes.items()}

        return {**found, **understood(call, completed, nodes)}

    def _more(self, call: Call, lists: Sequence[Below]) -> Iterable[Any]:
        """The next page of each of some lists."""
        asked = [(one.node["node_id"], one.connection, one.cursor or "") for one in lists]
        data = self._session.graphql(item_queries.more(asked), {}, call)
        return [data[item_queries.alias(place)]["page"] for place in range(len(asked))]

    def _named(
        self,
        call: Call,
        names: Sequence[IssueName],
        query: str,
        decode: Callable[[Any], Any],
    ) -> dict[IssueName, Any]:
        """What a query finds of each name, or why it does not."""
        answer = self._session.graphql_in_parts(query, {}, call)
        errors = {tuple(one.get("path") or ()): one for one in answer.errors}
        found: dict[IssueName, Any] = {}
        for name, (group, alias) in queries.paths(names).items():
            what = Call("POST", "", f"read {name}", needed(_READ, name.repository))
            holder = answer.data.get(group)
            node = holder.get(alias) if isinstance(holder, dict) else None
            if node is None:
                error = errors.get((group, alias)) or errors.get((group,)) or {}
                found[name] = _reason(what, name, error, gone=holder is None)
                continue
            try:
                found[name] = understood(what, decode, node)
            except StrangeAnswerError as strange:
                found[name] = strange
        return found


def _call(names: Iterable[IssueName]) -> Call:
    listed = ", ".join(sorted({str(name.repository) for name in names}))
    return Call("POST", "", f"read items of {listed}", f"`{_READ}` on {listed}")


def _reason(call: Call, name: IssueName, error: Mapping[str, Any], *, gone: bool) -> ForgeError:
    """What it comes to that an item is not in an answer, or all of its repository."""
    if error.get("type") in FORBIDDEN:
        what = f"read {name.repository}" if gone else call.what
        return ForbiddenError(what, call.permission, str(error.get("message")))
    if gone:
        return MissingRepositoryError(f"read {name.repository}", call.permission)
    return NotFoundError(call.what, call.permission)


def _following(page: Mapping[str, Any]) -> str | None:
    info = page["pageInfo"]
    return info["endCursor"] if info["hasNextPage"] else None
