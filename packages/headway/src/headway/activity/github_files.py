"""Issues and comments from files, in the shape in which GitHub's REST API gives them.

A field that is absent counts as empty where GitHub may leave it empty. One that this program adds
to the shape is read where it is there: `progress` of an issue, a list of `[day, done, total]`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from headway.activity.errors import NothingToImportError
from headway.activity.json_values import BadInputError, read_json
from headway.activity.records import Comment, CommentKind, Count, Issue, Repository

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from headway.activity.json_values import Value

    # The present name of a repository, by one that it has or had.
    NameOf = Callable[[str], str]

ISSUES = "issues.json"
COMMENTS = "comments.json"

_REPOSITORY_URL = re.compile(r"https?://[^/]+/(?:repos/)?([\w.-]+/[\w.-]+)", re.ASCII)
_ISSUE_URL = re.compile(rf"{_REPOSITORY_URL.pattern}/(?:issues|pulls?)/(\d+)", re.ASCII)
_STATES = ("open", "closed")


class Imported(NamedTuple):
    """What files hold, and what in them could not be read."""

    repositories: list[Repository]
    issues: list[Issue]
    comments: list[Comment]
    counts: list[Count]
    problems: list[BadInputError]


def read_folder(folder: Path, name_of: NameOf) -> Imported:
    """Read `issues.json` and `comments.json`, or the one of them that is there.

    Raises:
        NothingToImportError: neither is there.
    """
    found = Imported([], [], [], [], [])
    present = [name for name in (ISSUES, COMMENTS) if (folder / name).is_file()]
    if not present:
        raise NothingToImportError(folder, (ISSUES, COMMENTS))
    if ISSUES in present:
        for value in _entries(folder / ISSUES, found.problems):
            _read_issue(value, name_of, found)
    names = {issue.repository for issue in found.issues}
    if COMMENTS in present:
        for value in _entries(folder / COMMENTS, found.problems):
            _read_comment(value, name_of, names, found)
    names.update(comment.repository for comment in found.comments)
    found.repositories.extend(Repository(name) for name in sorted(names))
    return found


def _entries(path: Path, problems: list[BadInputError]) -> Iterator[Value]:
    """The entries of a file; the file is a problem, and has none, where it is no list."""
    try:
        yield from [*read_json(path).entries()]
    except BadInputError as problem:
        problems.append(problem)


def _read_issue(value: Value, name_of: NameOf, found: Imported) -> None:
    try:
        issue = _issue(value, name_of)
        found.issues.append(issue)
        found.counts.extend(_count(entry, issue) for entry in value.field("progress").entries())
    except BadInputError as problem:
        found.problems.append(problem)


def _read_comment(value: Value, name_of: NameOf, names: set[str], found: Imported) -> None:
    try:
        found.comments.append(_comment(value, name_of, names))
    except BadInputError as problem:
        found.problems.append(problem)


def _issue(value: Value, name_of: NameOf) -> Issue:
    state = value.field("state")
    if state.data not in _STATES:
        raise state.bad("`open` or `closed`")
    pull_request = value.field("pull_request")
    return Issue(
        repository=name_of(_repository(value)),
        number=value.field("number").number(),
        url=value.field("html_url").text(),
        title=value.field("title").text(),
        body=value.field("body").optional_text() or "",
        author=value.field("user").field("login").optional_text(),
        state=state.text(),
        state_reason=value.field("state_reason").optional_text(),
        labels=tuple(sorted(_label(one) for one in value.field("labels").entries())),
        assignees=tuple(sorted(_login(one) for one in value.field("assignees").entries())),
        milestone=value.field("milestone").field("title").optional_text(),
        created_at=value.field("created_at").moment(),
        updated_at=value.field("updated_at").optional_moment(),
        closed_at=value.field("closed_at").optional_moment(),
        merged_at=pull_request.field("merged_at").optional_moment(),
        is_pull_request=pull_request.data is not None,
        draft=value.field("draft").flag(),
        locked=value.field("locked").flag(),
    )


def _comment(value: Value, name_of: NameOf, names: set[str]) -> Comment:
    repository, number = _commented(value, names)
    user = value.field("user")
    author = user.field("login").optional_text()
    return Comment(
        kind=CommentKind.ISSUE,
        id=value.field("id").number(),
        repository=name_of(repository),
        number=number,
        url=value.field("html_url").text(),
        author=author,
        bot=user.field("type").data == "Bot" or (author or "").endswith("[bot]"),
        body=value.field("body").optional_text() or "",
        created_at=value.field("created_at").moment(),
        updated_at=value.field("updated_at").optional_moment(),
        minimized=value.field("minimized").flag(),
    )


def _commented(value: Value, names: set[str]) -> tuple[str, int]:
    """The repository and number of the issue that a comment is on."""
    for field in ("issue_url", "html_url"):
        match = _ISSUE_URL.match(value.field(field).optional_text() or "")
        if match:
            return match[1], int(match[2])
    number = value.field("issue_number").number()
    if len(names) == 1:
        return next(iter(names)), number
    raise value.field("issue_url").bad("the address of an issue, where no other field tells it")


def _count(entry: Value, issue: Issue) -> Count:
    parts = [*entry.entries()]
    try:
        day, done, total = parts
    except ValueError as error:
        raise entry.bad("[day, done, total]") from error
    return Count(issue.repository, issue.number, day.day(), done.number(), total.number())


def _repository(value: Value) -> str:
    given = value.field("repository_url")
    if given.data is None:
        given = value.field("html_url")
    match = _REPOSITORY_URL.match(given.text())
    if match is None:
        raise given.bad("the address of something in a repository")
    return match[1]


def _label(value: Value) -> str:
    return value.text() if isinstance(value.data, str) else value.field("name").text()


def _login(value: Value) -> str:
    return value.field("login").text()
