"""What a goal wants of its tracking issue."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple, Protocol

from headway.documents.values import people_in
from headway.forge.model import Label
from headway.forge.tracker_actions import marker
from headway.pages import facts
from headway.pages.markdown import unlinked

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.documents.values import Goal
    from headway.program.model import Program

TRACKING_LABEL = "C-tracking-issue"
_ROADMAP_LABEL = "Roadmap Goal"
_LOOKS = {
    TRACKING_LABEL: ("f5f1fd", "A tracking issue"),
    _ROADMAP_LABEL: ("5319e7", "A goal that serves a roadmap"),
}
_TEAM_COLOR = "bfd4f2"
# How much of a comment on a continuing goal is the same in every period, in bytes.
_CONTINUING_BYTES = 96


class Said(Protocol):
    """A comment, as a forge tells it or as a store keeps it."""

    @property
    def body(self) -> str:
        """What it says."""


class Wanted(NamedTuple):
    """What an issue should have: `assignees` are logins without `@`."""

    title: str
    labels: tuple[Label, ...]
    assignees: tuple[str, ...]


def wanted(goal: Goal, program: Program) -> Wanted:
    """What the tracking issue of a goal should have."""
    teams = facts.teams(goal)
    labels = [_label(TRACKING_LABEL)]
    if goal.all_roadmaps:
        labels.append(_label(_ROADMAP_LABEL))
    labels += [Label(f"T-{team}", _TEAM_COLOR, f"Asked of the team {team}") for team in teams]
    title = unlinked(goal.title or goal.id)
    return Wanted(title, tuple(labels), assignees(goal, program))


def assignees(goal: Goal, program: Program) -> tuple[str, ...]:
    """The logins of the people who answer for a goal, as far as the directory knows them."""
    people = people_in(goal.point_of_contact) if goal.point_of_contact else []
    if program.directory is None:
        return tuple(person[1:] for person in people)
    known = (program.directory.person(person) for person in people)
    return tuple(person.login for person in known if person)


def goal_marker(goal: Goal) -> str:
    """The mark by which the issue of a goal is known again, before the document names it."""
    return marker(f"goal {goal.period}/{goal.id}")


def lock_comment(program: Program) -> tuple[str, str]:
    """The comment that goes before a lock, and the mark by which it is known again."""
    mark = marker("updates only")
    name = program.config.name or "this program"
    text = (
        "This issue is for updates on the goal alone, which become part of the reports of "
        f"{name}. Questions are welcome where the goal's document says, or with its point of "
        "contact."
    )
    return f"{text}\n\n{mark}", mark


def continuing_comment(goal: Goal) -> tuple[str, str]:
    """The comment that opens another period of a goal, and its mark."""
    mark = marker(f"continues in {goal.period}")
    text = f"This goal goes on in {goal.period}. What is told from here on belongs to that period."
    return f"{text}\n\n{mark}", mark


def is_locked_by_words(comments: Iterable[Said], program: Program) -> bool:
    """Whether a comment says that an issue is for updates alone, ours or today's tool's."""
    _, mark = lock_comment(program)
    digests = program.config.lock_comments
    return any(mark in one.body or _digest(one.body.strip()) in digests for one in comments)


def is_continued(comments: Iterable[Said], goal: Goal, program: Program) -> bool:
    """Whether a comment opens a goal's period, ours or today's tool's."""
    _, mark = continuing_comment(goal)
    digests = program.config.continuing_comments
    for comment in comments:
        opening, rest = _split(comment.body.strip())
        named = rest.strip().casefold() == goal.period.casefold()
        if mark in comment.body or (named and _digest(opening) in digests):
            return True
    return False


def _split(text: str) -> tuple[str, str]:
    data = text.replace("\r\n", "\n").encode()
    head, tail = data[:_CONTINUING_BYTES], data[_CONTINUING_BYTES:]
    return head.decode("utf-8", "replace"), tail.decode("utf-8", "replace")


def _digest(text: str) -> str:
    return hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()


def _label(name: str) -> Label:
    color, description = _LOOKS[name]
    return Label(name, color, description)
