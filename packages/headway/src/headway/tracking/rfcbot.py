"""Polls as rfcbot keeps them: in one comment, which it edits, and in announcements.

rfcbot is the Rust project's (rust-lang/rfcbot-rs: `src/github/nag.rs`, `src/github/command.rs`). A
member of a team proposes to merge, close or postpone; the others tick their names. Whoever sees a
problem raises a concern, and resolves it in the end. With more names ticked than not, at most two
missing and no concern open, a final comment period begins; rfcbot announces its start and its end.
It asks teams for consensus on a question in the same shape, but for concerns and such a period.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from headway.activity.records import Comment

_PROPOSED = re.compile(r"\s*(?:Team member )?@([\w-]+) has proposed to (merge|close|postpone) this")
_ASKED = re.compile(r"\s*(?:Team member )?@([\w-]+) has asked teams?: .*, for consensus on:")
_BOX = re.compile(r"(?m)^[*-] \[([ xX])\] @([\w-]+)")
_CONCERNS = re.compile(r"(?ms)^Concerns:\s*$(.*?)^(?![*\s-])")
_CONCERN = re.compile(
    r"(?m)^[*-] (?:~~(?P<closed>.+)~~ resolved by |(?P<open>.+) \()"
    r"(?P<url>\S+?#issuecomment-(?P<comment>\d+))"
)
_ENTERED = re.compile(r"now entering its final comment period", re.IGNORECASE)
_ENDED = re.compile(r"The final comment period,.*? is now \*\*complete\*\*", re.DOTALL)
_CANCELLED = re.compile(r"proposal cancell?ed")
_COMMAND = re.compile(
    r"(?mi)^\s*@rfcbot\s*:?\s+(?:fcp\s+|pr\s+)?(?P<verb>[a-z]+)[ \t]*(?P<rest>.*)$"
)
_MOST_MISSING = 2


class Concern(NamedTuple):
    """A concern, open or resolved; `comment` is the one that raised it, or resolved it."""

    name: str
    resolved: bool
    comment: int
    url: str


class Poll(NamedTuple):
    """What a poll's comment says.

    `disposition` is what is proposed, None where teams are asked for consensus on a question.
    `members` tells of each whether the name is ticked.
    """

    comment: Comment
    proposer: str
    disposition: str | None
    members: Mapping[str, bool]
    concerns: tuple[Concern, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Whose names are not ticked."""
        return tuple(login for login, ticked in self.members.items() if not ticked)

    @property
    def open_concerns(self) -> tuple[Concern, ...]:
        """The concerns that were not resolved."""
        return tuple(one for one in self.concerns if not one.resolved)

    @property
    def has_enough(self) -> bool:
        """Whether nobody else needs to tick."""
        missing = len(self.missing)
        if self.disposition is None:
            return not missing
        return missing <= _MOST_MISSING and missing < len(self.members) - missing


class Stage(NamedTuple):
    """How far the last poll on an issue was at a moment.

    `entered` is where the final comment period began, `ended` where it was over; `settled` is when
    the last concern was resolved. `as_now` marks that names may have been ticked later.
    """

    poll: Poll
    entered: Comment | None
    ended: Comment | None
    settled: dt.datetime | None
    as_now: bool


def read_poll(comment: Comment) -> Poll | None:
    """The poll that a comment of rfcbot's holds, if it holds one."""
    proposed, asked = (form.match(comment.body) for form in (_PROPOSED, _ASKED))
    found = proposed or asked
    if found is None:
        return None
    members = {box[2]: box[1] != " " for box in _BOX.finditer(comment.body)}
    listed = _CONCERNS.search(f"{comment.body}\n.")
    concerns = tuple(_concerns(listed[1])) if listed else ()
    return Poll(comment, found[1], proposed[2] if proposed else None, members, concerns)


def stage(told: Sequence[Comment], comments: Sequence[Comment], end: dt.datetime) -> Stage | None:
    """How the last poll on an issue stood at a moment, unless it was cancelled.

    `told` is what rfcbot wrote up to that moment, `comments` are all that are known, both in order
    of time. What was done to the poll later is undone where comments tell of it: concerns raised or
    resolved, and names of people who said only then that they had reviewed.
    """
    last = next(filter(None, map(read_poll, reversed(told))), None)
    if last is None:
        return None
    begun = last.comment.created_at
    since = [one for one in comments if begun <= one.created_at < end]
    news = [one for one in told if one.created_at > begun]
    if any(_CANCELLED.search(one.body) for one in news) or list(_said(since, "cancel")):
        return None
    poll = _as_it_was(last, comments, end)
    entered = next((one for one in reversed(news) if _ENTERED.search(one.body)), None)
    ended = next((one for one in reversed(news) if _ENDED.search(one.body)), None)
    if entered and any(_reopens(one, entered, comments) for one in poll.open_concerns):
        entered = None
    edited = last.comment.updated_at
    return Stage(poll, entered, ended, _settled(poll, comments), edited is None or edited >= end)


def raising(concern: Concern, comments: Sequence[Comment]) -> Comment | None:
    """The comment that raised a concern: by its link, or by the command that names it."""
    if not concern.resolved:
        linked = _by_id(concern.comment, comments)
        if linked:
            return linked
    wanted = concern.name.casefold()
    named = (one for one, name in _said(comments, "concern") if name.casefold() == wanted)
    return next(named, None)


def _as_it_was(poll: Poll, comments: Sequence[Comment], end: dt.datetime) -> Poll:
    """A poll without what was done to it from a moment on."""
    begun = poll.comment.created_at
    reviews: dict[str, list[dt.datetime]] = {}
    for comment, _ in _said(comments, "review"):
        if comment.author and comment.created_at >= begun:
            reviews.setdefault(comment.author.casefold(), []).append(comment.created_at)
    members = {
        login: ticked and min(reviews.get(login.casefold(), [begun])) < end
        for login, ticked in poll.members.items()
    }
    concerns = (_concern_as_it_was(one, comments, end) for one in poll.concerns)
    return poll._replace(members=members, concerns=tuple(filter(None, concerns)))


def _concern_as_it_was(
    concern: Concern, comments: Sequence[Comment], end: dt.datetime
) -> Concern | None:
    linked = _by_id(concern.comment, comments)
    if linked is None or linked.created_at < end:
        return concern
    first = raising(concern, comments)
    if first is None or first.created_at >= end:
        return None
    return Concern(concern.name, resolved=False, comment=first.id, url=first.url)


def _reopens(concern: Concern, entered: Comment, comments: Sequence[Comment]) -> bool:
    """Whether a concern was raised in a final comment period, which ends with that."""
    first = raising(concern, comments)
    return first is not None and first.created_at > entered.created_at


def _settled(poll: Poll, comments: Sequence[Comment]) -> dt.datetime | None:
    resolving = (_by_id(one.comment, comments) for one in poll.concerns if one.resolved)
    return max((one.created_at for one in resolving if one), default=None)


def _concerns(listed: str) -> Iterator[Concern]:
    for one in _CONCERN.finditer(listed):
        yield Concern(
            one["closed"] or one["open"], bool(one["closed"]), int(one["comment"]), one["url"]
        )


def _by_id(identifier: int, comments: Iterable[Comment]) -> Comment | None:
    return next((one for one in comments if one.id == identifier), None)


def _said(comments: Iterable[Comment], verb: str) -> Iterator[tuple[Comment, str]]:
    """The comments with a command to rfcbot, in any form of its verb, and what follows that."""
    for comment in comments:
        for command in _COMMAND.finditer(comment.body):
            if command["verb"].casefold().startswith(verb):
                yield comment, command["rest"].strip()
