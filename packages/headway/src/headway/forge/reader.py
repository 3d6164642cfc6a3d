"""Reading GitHub through its REST and GraphQL interfaces."""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from headway.closing import Closing
from headway.forge import decoding, queries
from headway.forge.errors import NotFoundError, StrangeAnswerError
from headway.forge.session import Call

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import TypeVar

    from headway.forge.model import (
        ChangedFile,
        Comment,
        FileName,
        Issue,
        IssueName,
        Label,
        Milestone,
        PullRequest,
        Repository,
    )
    from headway.forge.session import Session

    T = TypeVar("T")

_READ_ISSUES = "Issues: read"
_READ_PULLS = "Pull requests: read"
_READ_CONTENTS = "Contents: read"


class GitHubReader(Closing):
    """What `port.Reads` promises, over a session."""

    def __init__(self, session: Session) -> None:
        """Read through a session, which is closed with this."""
        self._session = session

    def close(self) -> None:
        """Let go of the connection."""
        self._session.close()

    def issues(
        self,
        repository: Repository,
        *,
        milestone: int | None = None,
        labels: Sequence[str] = (),
    ) -> Iterator[Issue]:
        """Issues and pull requests, newest first."""
        query: dict[str, str | int] = {"state": "all", "sort": "created", "direction": "desc"}
        if milestone is not None:
            query["milestone"] = milestone
        if labels:
            query["labels"] = ",".join(labels)
        what = f"read the issues of {repository}"
        yield from self._list(
            Call(
                "GET",
                f"{address(repository)}/issues",
                what,
                needed(_READ_ISSUES, repository),
                query=query,
            ),
            decoding.issue,
        )

    def issue(self, name: IssueName) -> Issue:
        """One issue or pull request; one that was moved is told from where it is now."""
        call = issue_call("GET", name, "", f"read {name}")
        return understood(call, decoding.issue, self._session.send(call))

    def issues_named(self, names: Iterable[IssueName]) -> Mapping[IssueName, Issue]:
        """Many issues, 50 to a request."""
        found: dict[IssueName, Issue] = {}
        wanted = sorted(set(names))
        for batch in in_batches(wanted):
            repositories = sorted({str(name.repository) for name in batch})
            listed = ", ".join(repositories)
            call = Call("POST", "", f"read issues of {listed}", f"{_READ_ISSUES} on {listed}")
            data = self._session.graphql(queries.issues_named(batch), {}, call)
            for name, (group, alias) in queries.paths(batch).items():
                node = (data[group] or {}).get(alias)
                if node is not None:
                    found[name] = understood(call, decoding.issue_node, node)
        return found

    def comments(self, name: IssueName) -> Iterator[Comment]:
        """The comments of an issue, oldest first."""
        call = issue_call("GET", name, "/comments", f"read the comments of {name}")
        yield from self._list(call, decoding.comment)

    def labels(self, repository: Repository) -> Iterator[Label]:
        """The labels of a repository."""
        what = f"read the labels of {repository}"
        call = Call("GET", f"{address(repository)}/labels", what, needed(_READ_ISSUES, repository))
        yield from self._list(call, decoding.label)

    def milestones(self, repository: Repository) -> Iterator[Milestone]:
        """The milestones of a repository, open and closed."""
        path, what = f"{address(repository)}/milestones", f"read the milestones of {repository}"
        call = Call("GET", path, what, needed(_READ_ISSUES, repository), query={"state": "all"})
        yield from self._list(call, decoding.milestone)

    def may_be_assigned(self, repository: Repository, login: str) -> bool:
        """Whether somebody can be assigned to any issue of a repository."""
        path, what = (
            f"{address(repository)}/assignees/{quote(login)}",
            f"look whom {repository} has",
        )
        try:
            self._session.send(Call("GET", path, what, needed(_READ_ISSUES, repository)))
        except NotFoundError:
            return False
        return True

    def open_pull_requests(self, repository: Repository) -> Iterator[PullRequest]:
        """The open pull requests with their files, 25 to a request, newest first."""
        what = f"read the pull requests of {repository}"
        call = Call("POST", "", what, needed(_READ_PULLS, repository))
        after = None
        while True:
            variables = {**queries.variables(repository), "after": after}
            data = self._session.graphql(queries.PULL_REQUESTS, variables, call)
            if data["repository"] is None:
                raise NotFoundError(what, call.permission)
            page = data["repository"]["pullRequests"]
            for node in page["nodes"]:
                first = understood(call, decoding.pull_request, node)
                rest = self._more_files(call, repository, first.number, node["files"])
                yield first._replace(files=(*first.files, *rest))
            if not page["pageInfo"]["hasNextPage"]:
                return
            after = page["pageInfo"]["endCursor"]

    def file(self, repository: Repository, name: FileName) -> bytes:
        """The bytes of one file of at most 1 MB."""
        path = f"{address(repository)}/contents/{quote(name.path)}"
        what = f"read {name.path} of {repository} at {name.ref}"
        call = Call("GET", path, what, needed(_READ_CONTENTS, repository), query={"ref": name.ref})
        data = self._session.send(call)
        if not isinstance(data, dict) or data.get("encoding") != "base64":
            raise StrangeAnswerError(what, "there should be a file of at most 1 MB")
        return b64decode(data["content"])

    def texts(
        self, repository: Repository, names: Iterable[FileName]
    ) -> Mapping[FileName, str | None]:
        """Many files, 50 to a request; None for one that is no text, or is cut off."""
        found: dict[FileName, str | None] = {}
        call = Call("POST", "", f"read files of {repository}", needed(_READ_CONTENTS, repository))
        for batch in in_batches(sorted(set(names))):
            data = self._session.graphql(queries.texts(repository, batch), {}, call)
            if data["repository"] is None:
                raise NotFoundError(call.what, call.permission)
            for place, name in enumerate(batch):
                node = data["repository"][f"f{place}"]
                if node:
                    found[name] = None if node["isTruncated"] else node["text"]
        return found

    def _list(self, call: Call, decode: Callable[[Any], T]) -> Iterator[T]:
        for page in self._session.pages(call):
            for one in page:
                yield understood(call, decode, one)

    def _more_files(
        self, call: Call, repository: Repository, number: int, page: Mapping[str, Any]
    ) -> Iterator[ChangedFile]:
        """The files of a pull request that came with no first page."""
        while page and page["pageInfo"]["hasNextPage"]:
            after = page["pageInfo"]["endCursor"]
            variables = {**queries.variables(repository), "number": number, "after": after}
            data = self._session.graphql(queries.MORE_FILES, variables, call)
            page = data["repository"]["pullRequest"]["files"]
            for node in page["nodes"]:
                yield understood(call, decoding.changed_file, node)


def address(repository: Repository) -> str:
    """The path of a repository in the REST interface."""
    return f"/repos/{repository.owner}/{repository.name}"


def needed(permission: str, repository: Repository) -> str:
    """A permission, and where it is needed."""
    return f"`{permission}` on {repository}"


def issue_call(method: str, name: IssueName, below: str, what: str) -> Call:
    """A call about one issue; `below` is the rest of the path."""
    path = f"{address(name.repository)}/issues/{name.number}{below}"
    return Call(method, path, what, needed(_READ_ISSUES, name.repository))


def understood(call: Call, decode: Callable[[Any], T], data: Any) -> T:
    """What a decoder makes of an answer.

    Raises:
        StrangeAnswerError: it does not have the shape that the decoder expects.
    """
    try:
        return decode(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StrangeAnswerError(call.what, f"{type(error).__name__} {error}") from error


def in_batches(names: Sequence[T]) -> Iterator[Sequence[T]]:
    """The names, so many at a time as one query asks for."""
    for start in range(0, len(names), queries.BATCH):
        yield names[start : start + queries.BATCH]
