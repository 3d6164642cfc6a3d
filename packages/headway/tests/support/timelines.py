"""Small timelines in words, made into what a store gives of them.

A line is `DAY WHO VERB [REST]`. Comments have the number of their line as their id, so that a poll
can point to them: `rfcbot proposes merge by ana: +ana -bo; open size 3; done cost 5` says that ana
has ticked, bo has not, and that lines 3 and 5 raised and resolved a concern.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from headway.activity.records import Comment, CommentKind, Event, Issue, Occurrence, Review, Status
from headway.activity.snapshot import Activity
from headway.forge.model import IssueName, Repository
from headway.tracking.meetings import Meeting
from headway.tracking.stalls.model import Followed

if TYPE_CHECKING:
    from collections.abc import Callable

PLAN = IssueName(Repository("rust-lang", "goals"), 1)
WORK = IssueName(Repository("rust-lang", "rust"), 1)

_EVENTS = {
    "asks": "review_requested",
    "unasks": "review_request_removed",
    "labels": "labeled",
    "unlabels": "unlabeled",
    "assigns": "assigned",
    "unassigns": "unassigned",
    "closes": "closed",
    "merges": "merged",
    "reopens": "reopened",
    "drafts": "converted_to_draft",
    "readies": "ready_for_review",
    "pushes": "head_ref_force_pushed",
    "subscribes": "subscribed",
}
_REVIEWS = {"approves": "approved", "rejects": "changes_requested", "reviews": "commented"}
_PROPOSAL = """\
Team member @{proposer} has proposed to {disposition} this. The next step is review by the rest of \
the tagged team members:

{boxes}

{concerns}

Once a majority of reviewers approve (and at most 2 approvals are outstanding), this will enter \
its final comment period.
"""
_QUESTION = """\
Team member @{proposer} has asked teams: T-lang, for consensus on:
 > Bees?

{boxes}
"""
_ENDED = """\
The final comment period, with a disposition to **{disposition}**, as per the \
[review above]({url}), is now **complete**.
"""


class Line(NamedTuple):
    """One line of a timeline."""

    number: int
    at: dt.datetime
    who: str
    verb: str
    rest: str


def read(timeline: str) -> list[Line]:
    """The lines of a timeline."""
    told = enumerate(filter(None, map(str.strip, timeline.splitlines())), 1)
    return [_line(number, text) for number, text in told]


def followed(timeline: str) -> Followed:
    """What a store gives of the issue that the first line opens, and of meetings."""
    lines = read(timeline)
    meetings = tuple(_meeting(line) for line in lines if line.verb == "meets")
    lines = [line for line in lines if line.verb != "meets"]
    if not lines:
        return Followed(meetings=meetings)
    name = PLAN if lines[0].rest.startswith("tracking issue") else WORK
    activity = Activity(
        {name: _issue(name, lines)},
        {name: _comments(name, lines)},
        events={name: tuple(_event(name, line) for line in lines if line.verb in _EVENTS)},
        reviews={name: tuple(_review(name, line) for line in lines if line.verb in _REVIEWS)},
    )
    return Followed(activity, () if name == PLAN else (name,), meetings)


def _line(number: int, text: str) -> Line:
    day, who, verb, *rest = text.split(" ", 3)
    at = dt.datetime.fromisoformat(f"{day}T12:00:00+00:00") + dt.timedelta(seconds=number)
    return Line(number, at, who, verb, rest[0] if rest else "")


def _issue(name: IssueName, lines: list[Line]) -> Issue:
    """The issue as it is after all lines; that it `carries` a label leaves no event."""
    opened = lines[0]
    state: dict[str, Any] = {"state": "open", "closed_at": None, "state_reason": None}
    draft, labels, assignees = "draft" in opened.rest, list[str](), list[str]()
    for line in lines:
        match line.verb:
            case "closes" | "merges":
                reason = "not_planned" if line.rest else "completed"
                state = {"state": "closed", "closed_at": line.at, "state_reason": reason}
            case "reopens":
                state = {"state": "open", "closed_at": None, "state_reason": "reopened"}
            case "drafts" | "readies":
                draft = line.verb == "drafts"
            case "labels" | "carries":
                labels.append(line.rest)
            case "unlabels":
                labels.remove(line.rest)
            case "assigns":
                assignees.append(line.rest)
            case "unassigns":
                assignees.remove(line.rest)
    return Issue(
        repository=str(name.repository),
        number=name.number,
        url=f"https://github.com/{name.repository}/issues/{name.number}",
        title="Faster bees",
        body=opened.rest.partition(": ")[2].replace(r"\n", "\n"),
        author=opened.who,
        labels=tuple(sorted(labels)),
        assignees=tuple(assignees),
        milestone=None,
        created_at=opened.at,
        updated_at=lines[-1].at,
        is_pull_request="pull request" in opened.rest or "draft" in opened.rest,
        draft=draft,
        **state,
    )


def _comments(name: IssueName, lines: list[Line]) -> tuple[Comment, ...]:
    told = []
    for line in lines:
        body = _SAYINGS[line.verb](line, lines) if line.verb in _SAYINGS else None
        if body is None:
            continue
        kind = CommentKind.REVIEW if line.verb == "notes" else CommentKind.ISSUE
        told.append(
            Comment(
                kind=kind,
                id=line.number,
                repository=str(name.repository),
                number=name.number,
                url=_url(name, line.number),
                author=line.who,
                bot=line.who.endswith("[bot]"),
                body=body,
                created_at=line.at,
                updated_at=lines[-1].at if line.verb == "proposes" else line.at,
                minimized=line.verb == "mumbles",
            )
        )
    return tuple(told)


def _url(name: IssueName, comment: int) -> str:
    return f"https://github.com/{name.repository}/issues/{name.number}#issuecomment-{comment}"


def _proposal(line: Line, _lines: list[Line]) -> str:
    """The comment of a poll as rfcbot writes it."""
    head, _, listed = line.rest.partition(": ")
    disposition, _, proposer = head.partition(" by ")
    names, *concerns = listed.split("; ")
    boxes = "\n".join(f"* [{'x' if one[0] == '+' else ' '}] @{one[1:]}" for one in names.split())
    told = "\n".join(["Concerns:", "", *map(_concern, concerns)])
    form = _QUESTION if disposition == "asks" else _PROPOSAL
    return form.format(
        proposer=proposer,
        disposition=disposition,
        boxes=boxes,
        concerns=told if concerns else "No concerns currently listed.",
    )


def _concern(text: str) -> str:
    state, name, line = text.split()
    url = _url(WORK, int(line))
    return f"* {name} ({url})" if state == "open" else f"* ~~{name}~~ resolved by {url}"


def _ends(line: Line, _lines: list[Line]) -> str:
    return _ENDED.format(disposition=line.rest, url=_url(WORK, 2))


_SAYINGS: dict[str, Callable[[Line, list[Line]], str]] = {
    "says": lambda line, _: line.rest.replace(r"\n", "\n"),
    "mumbles": lambda line, _: line.rest,
    "notes": lambda line, _: line.rest,
    "proposes": _proposal,
    "enters": lambda *_: ":bell: **This is now entering its final comment period**. :bell:",
    "ends": _ends,
    "cancels": lambda line, _: f"@{line.rest} proposal cancelled.",
}


def _event(name: IssueName, line: Line) -> Event:
    return Event(
        id=str(line.number),
        repository=str(name.repository),
        number=name.number,
        kind=_EVENTS[line.verb],
        actor=line.who,
        subject=line.rest or None,
        created_at=line.at,
    )


def _review(name: IssueName, line: Line) -> Review:
    return Review(
        id=line.number,
        repository=str(name.repository),
        number=name.number,
        url=_url(name, line.number),
        author=line.who,
        state=_REVIEWS[line.verb],
        body=line.rest,
        submitted_at=line.at,
    )


def _meeting(line: Line) -> Meeting:
    held = Status.CANCELLED if line.rest == "not" else Status.CONFIRMED
    occurrence = Occurrence(
        uid=line.who,
        starts_as=line.at,
        title=line.who,
        starts_at=line.at,
        ends_at=line.at + dt.timedelta(hours=1),
        zone="UTC",
        all_day=False,
        status=held,
        location="",
        organizer=line.who,
        attendees=(),
        busy=True,
        file="",
        calendar="",
    )
    return Meeting(occurrence, line.who, ())
