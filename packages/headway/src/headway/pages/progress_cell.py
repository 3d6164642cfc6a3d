"""How far a goal is, as a table of goals shows it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from headway.pages import markdown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headway.documents.values import Goal, IssueReference

_NO_ISSUE = "(no tracking issue)"


class Reached(NamedTuple):
    """How far a goal is: `done` of `total`, and whether its tracking issue is `closed`.

    A `total` of 0 stands for what nobody knows any more. `health` is how it is doing, as its point
    of contact states it; `continued_in` is the later period that goes on with it in the same issue.
    """

    done: int
    total: int
    closed: bool
    health: str | None = None
    continued_in: str | None = None


NOBODY_KNOWS: Mapping[str, Reached] = MappingProxyType({})


def progress(goal: Goal, reached: Reached | None) -> str:
    """The cell of a goal: in words and as a bar, leading to its tracking issue.

    Where nobody told how far it is, the cell only leads there.
    """
    issue = goal.tracking_issue
    if issue is None:
        return _NO_ISSUE
    if reached is None:
        return issue_link(issue)
    count = f"{reached.done} of {reached.total}"
    bar = (
        f'<progress value="{reached.done}" max="{reached.total}" aria-label="{count} done">'
        f"{count}</progress> "
    )
    if reached.continued_in and not reached.total:
        return _link(f"goes on in {reached.continued_in}", issue)
    if reached.continued_in:
        return f"{bar}{_link(count, issue)}, goes on in {reached.continued_in}"
    if reached.closed:
        complete = reached.done == reached.total
        return _link("completed" if complete else f"closed with {count} done", issue)
    health = f", {reached.health}" if reached.health else ""
    return f"{bar}{_link(count, issue)}{health}"


def issue_link(issue: IssueReference) -> str:
    """A tracking issue as a link."""
    return _link(issue, issue)


def _link(text: str, issue: IssueReference) -> str:
    url = f"https://github.com/{issue.repository}/issues/{issue.number}"
    return markdown.link(text, url)
