"""What can be read of a forge to keep it: lists that have the newest first, and items by name.

Entries have the shape in which GitHub's REST API gives them, whatever they were read by: one
reading of that shape serves files, lists and queries.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from headway.forge.errors import ForgeError
    from headway.forge.model import IssueName, Repository

Json = Mapping[str, Any]

# The events that are kept; the others are noise, such as `subscribed`, or told by a comment.
EVENTS = (
    "assigned",
    "closed",
    "convert_to_draft",
    "demilestoned",
    "head_ref_force_pushed",
    "labeled",
    "locked",
    "merged",
    "milestoned",
    "ready_for_review",
    "renamed",
    "reopened",
    "review_dismissed",
    "review_request_removed",
    "review_requested",
    "transferred",
    "unassigned",
    "unlabeled",
    "unlocked",
)


class Kind(Enum):
    """A kind of list of a repository, by what orders it: `updated_at`, and `created_at` of events.

    LATEST has only the issue or pull request that changed last: what it is tells whether there is
    anything new. PULLS are entries of ISSUES with their `reviews`.
    """

    LATEST = "latest change"
    ISSUES = "issues"
    PULLS = "pull requests"
    COMMENTS = "comments"
    REVIEW_COMMENTS = "comments on changes"
    EVENTS = "events"
    LABELLED = "issues with labels"


class Feed(NamedTuple):
    """One list of a repository, the newest first; LABELLED has what carries all of the labels."""

    repository: Repository
    kind: Kind
    labels: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The list as people are told of it."""
        of = f"{self.kind.value} {', '.join(self.labels)}" if self.labels else self.kind.value
        return f"{of} of {self.repository}"


class FeedPage(NamedTuple):
    """Some entries of a list. `following` leads to the next page, in this run or a later one.

    `tag` is what the page is known by, to ask whether it is still so; empty where that cannot be
    asked. `total` is how many entries all pages have, about.
    """

    entries: Sequence[Any]
    following: str | None = None
    tag: str = ""
    total: int | None = None


class Found(NamedTuple):
    """What a search finds: names, how many there are in all, and what leads to more of them."""

    names: Sequence[IssueName]
    total: int
    following: str | None = None


# What was asked for by name, or why it is not there. Beside what a list tells of an item, it has
# `comments`, `events`, and of a pull request `reviews`, each with its `comments`.
Items = Mapping["IssueName", "Json | ForgeError"]
# When something changed last, a comment on it counted.
Marks = Mapping["IssueName", "str | ForgeError"]
