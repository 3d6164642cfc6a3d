"""How a goal is doing, as its point of contact says in an update.

Only words in recognised places count, so that prose about a part of the work is not taken for the
state of the goal: decisions/0043.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from headway.tracking.passages import field, passages

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from headway.tracking.passages import Passage
    from headway.tracking.updates import Update


class State(StrEnum):
    """How a goal is doing."""

    ON_TRACK = "on track"
    AT_RISK = "at risk"
    BLOCKED = "blocked"
    PAUSED = "paused"
    DONE = "done"


SPELLINGS = {
    "on track": State.ON_TRACK,
    "on schedule": State.ON_TRACK,
    "at risk": State.AT_RISK,
    "off track": State.AT_RISK,
    "behind schedule": State.AT_RISK,
    "delayed": State.AT_RISK,
    "blocked": State.BLOCKED,
    "paused": State.PAUSED,
    "on pause": State.PAUSED,
    "on hold": State.PAUSED,
    "done": State.DONE,
    "complete": State.DONE,
    "completed": State.DONE,
    "finished": State.DONE,
}
LABELS = (
    *("status", "health", "goal status", "goal health", "overall status", "overall health"),
    *("current status", "overall"),
)


class Health(NamedTuple):
    """What was said of a goal's health, by whom and where; `words` are quoted."""

    state: State
    day: dt.date
    author: str | None
    url: str
    words: str


class Statement(NamedTuple):
    """A state, and the words that state it."""

    state: State
    words: str


# Labels after which a sentence is still about the goal as a whole.
_ABOUT_ALL = ("tl;dr", "tldr", "update", "summary", "key developments")
# What may go on behind a state: a part of the sentence, never a noun that the state describes.
_JOINERS = frozenset(
    (
        *("again", "and", "as", "because", "but", "by", "despite", "due", "for", "in", "now", "on"),
        *("since", "so", "still", "this", "to", "until", "till", "waiting", "while", "with"),
    )
)
_ALL = frozenset(State)
_NOT_DONE = _ALL - {State.DONE}
_PLANNED = frozenset({State.ON_TRACK, State.AT_RISK})
_ADVERBS = r"(?:(?:still|now|again|currently|also|already|somewhat|running|back)\s+)*"
_STATE = re.compile(
    rf"\W*{_ADVERBS}(?P<state>{'|'.join(SPELLINGS).replace(' ', '[ -]')})\b(?P<rest>.*)",
    re.IGNORECASE,
)
_BE = r"(?:is|are|was|has\s+been|remains|stays)\s+"
_GOAL = re.compile(rf"(?:this|the|our)\s+(?:project\s+)?goal\s+{_BE}", re.IGNORECASE)
_BARE_GOAL = re.compile(r"(?:project\s+)?goal\s+", re.IGNORECASE)
_WE = re.compile(r"we(?:\s+are|'re|\N{RIGHT SINGLE QUOTATION MARK}re)\s+", re.IGNORECASE)
_THIS = re.compile(r"this\s+is\s+", re.IGNORECASE)


def health(updates: Iterable[Update], points_of_contact: Iterable[str]) -> Health | None:
    """The last statement of a point of contact among some updates, if there is one."""
    logins = {login.casefold() for login in points_of_contact}
    for update in sorted(updates, key=lambda update: update.at, reverse=True):
        if (update.author or "").casefold() not in logins:
            continue
        said = stated(update.body)
        if said:
            return Health(said.state, update.day, update.author, update.url, said.words)
    return None


@lru_cache(maxsize=4096)
def stated(body: str) -> Statement | None:
    """What a comment states; None where it states nothing, or one thing here and another there.

    What stands under a label such as `Status:` counts before what a sentence says.
    """
    about = _about_all(passages(body))
    for found in ([*_labelled(about)], [*_sentences(about)]):
        if found:
            return found[0] if len({one.state for one in found}) == 1 else None
    return None


def _about_all(found: list[Passage]) -> list[Passage]:
    """The passages that may be about the whole goal, and not about a part under its heading."""
    one_heading = sum(one.is_heading for one in found) == 1
    return [
        one
        for one in found
        if one.depth <= 1
        and (
            one.is_heading
            or not one.heading
            or one_heading
            or one.heading.casefold().rstrip(":") in (*LABELS, *_ABOUT_ALL)
        )
    ]


def _labelled(about: Iterable[Passage]) -> Iterator[Statement]:
    for line in (line for passage in about for line in passage.lines):
        said = field(line)
        if said and said.label in LABELS and (state := _state(said.value, _ALL, free=True)):
            yield Statement(state, line)


def _sentences(about: Iterable[Passage]) -> Iterator[Statement]:
    for number, passage in enumerate(one for one in about if not one.is_heading):
        for place, sentence in enumerate(passage.sentences):
            state = _said(sentence, passage, first=not place, opening=not (place or number))
            if state:
                yield Statement(state, sentence)


def _said(sentence: str, passage: Passage, *, first: bool, opening: bool) -> State | None:
    """What a sentence says of the goal: `first` in its passage, `opening` the whole comment."""
    if sentence.endswith("?"):
        return None
    label = field(sentence)
    if label and label.label in _ABOUT_ALL:
        sentence = label.value
    for subject, states, holds in (
        (_GOAL, _ALL, True),
        (_BARE_GOAL, _ALL - _NOT_DONE, True),
        (_WE, _PLANNED, True),
        (_THIS, _NOT_DONE, opening),
    ):
        match = subject.match(sentence)
        if match and holds:
            return _state(sentence[match.end() :], states, free=True)
    return None if passage.depth else _state(sentence, _NOT_DONE, free=first)


def _state(text: str, states: frozenset[State], *, free: bool) -> State | None:
    """The state that a text begins with; `free` lets the sentence go on behind it."""
    match = _STATE.match(text)
    state = SPELLINGS[match["state"].casefold().replace("-", " ")] if match else None
    if match is None or state not in states:
        return None
    rest = match["rest"].lstrip()
    if not rest or rest[0] in (".!;" if state is State.DONE else ".!;,:(\N{EN DASH}\N{EM DASH}"):
        return state
    goes_on = free and state is not State.DONE and re.split(r"\W", rest, maxsplit=1)[0].casefold()
    return state if goes_on in _JOINERS or rest.startswith("- ") else None
