"""What minutes say was decided, and who took on to do what."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from headway.text.splitting import split

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from headway.activity.minutes import Minutes
    from headway.activity.passages import Passage

_BEFORE = 2  # how many passages back a question may stand that silence answers
_SHORT = 80  # letters of a remark on the side
_ROOM = 3  # so many names before one colon are a round of the room

_DECIDED = re.compile(
    r"(?i)(?:decisions?|decided|resolution|resolved|consensus|conclusion|outcome)"
)
_TO_DO = re.compile(r"(?i)(?:action(?: items?)?|actions|ai|to-?do|next steps?)")
_ACTION_LIST = re.compile(r"(?i)(?:action items|actions|to-?do|next steps)\W*")
# To agree to the order of the day is no decision that anybody looks up later.
_ROUTINE = re.compile(r"(?i)\bagenda\b")
_CALLED = re.compile(
    r"(?i)\b(?:hearing|seeing|treating)\b[^?]*\b(?:no (?:\w+ )?(?:objections?|concerns?|problems?)"
    r"|(?:general |broad )?support|approvals?|affirmations?|agreement|thumbs|consensus)\b"
)
_SILENCE = re.compile(r"(?i)\bhearing (?:none|nothing|silence)\b")
_ASKED = re.compile(r"(?i)\bobjections?\b[^.]*\?|\bobject\b[^.]*\?")
_PERFORMED = re.compile(
    r"(?i)\b(?:we (?:hereby )?(?:adopt|approve|accept|resolve|agree)\b(?! with)"
    r"|we(?:'ve| have) (?:adopted|approved|accepted|resolved|amended|consensus)\b"
    r"|our (?:consensus|decision|resolution) is\b|is (?:hereby )?(?:adopted|accepted)\b"
    r"|let's delegate\b)"
)
_EVERYBODY = re.compile(
    r"(?i)\W*(?:the room|everyone|everybody|all)\b.*\b(?:thumbs|agree|approve|support|favou?r)"
)
_REMARK = re.compile(r"(?is)[(*_].*\b(?:supports?|approves?|consensus|agrees?)\b.*[)*_.]+")
_YES = re.compile(r"(?i)(?:yes|agreed|approved?|\+1|aye)\b")
_DENIED = re.compile(
    r"(?i)\b(?:not|\w+n't|no formal|if|would|unless|previously|when|after|once)\b|\?$"
)
_VERBS = (
    "add|ask|bring|check|circle|close|contact|coordinate|create|do (?:it|that|eligibility)|draft"
    "|email|file|fill|find|fix|follow|gather|get|invite|investigate|leave (?:an? )?(?:note|comment)"
    "|look (?:at|into)|make|merge|(?:un-?|re-?)?nominate|open|organi[sz]e|own|ping|post"
    "|prepare|propose|publish|put|raise|reach|read|report|review|schedule|send|set|share|start"
    "|submit|summari[sz]e|take (?:an? action|care|it|this|that)|talk to|update|write"
)
_COMMITMENT = re.compile(
    r"(?i)\bI(?:'ll| will| can|(?: still)? plan to|(?:'m| am)(?: still)? (?:going|planning) to)"
    rf"(?: also| then| just| go| definitely| still)* (?:{_VERBS})\b"
    r"|\bI(?:'m| am) (?:writing|filing|opening|sending|drafting)\b"
    r"|\bI will be (?:updating|writing|filing|opening|sending)\b"
)


class Kind(StrEnum):
    """What a passage of minutes records."""

    DECISION = "decision"
    ACTION = "action"


class Record(NamedTuple):
    """A decision or an action item with its place; `who` spoke or took it on, if anybody is named.

    `why` is the convention that it was told by; `done` the state of its task box, if it has one.
    """

    kind: Kind
    file: str
    line: int
    day: date | None
    team: str
    section: str
    who: str
    text: str
    why: str
    done: bool | None = None


def decisions(minutes: Iterable[Minutes]) -> Iterator[Record]:
    """What minutes record as decided or to be done, in the order of files and lines.

    The conventions are those of minutes as they are written today; quotes, and consent to the
    agenda, are left out.
    """
    for one in minutes:
        for number, passage in enumerate(one.passages):
            found = _why(passage, one.passages[max(0, number - _BEFORE) : number])
            if found is not None:
                yield _record(one, passage, *found)


def _record(minutes: Minutes, passage: Passage, kind: Kind, why: str) -> Record:
    labelled = why in {"label", "list", "box"}
    return Record(
        kind,
        minutes.file,
        passage.line,
        minutes.day,
        minutes.team,
        passage.section,
        "" if labelled and _is_label(passage.speaker) else passage.speaker,
        " ".join((passage.said if passage.speaker else passage.text).split()),
        why,
        passage.checked,
    )


def _is_label(speaker: str) -> bool:
    return bool(_DECIDED.fullmatch(speaker) or _TO_DO.fullmatch(speaker))


def _why(passage: Passage, before: Sequence[Passage]) -> tuple[Kind, str] | None:
    """The convention by which a passage records something, if it does."""
    if passage.quoted or not passage.said:
        return None
    labelled = _labelled(passage)
    if labelled or _ROUTINE.search(passage.section):
        return labelled
    reason = _decided(passage, before)
    if reason:
        return Kind.DECISION, reason
    return (Kind.ACTION, "commitment") if _COMMITMENT.search(_straight(passage.said)) else None


def _labelled(passage: Passage) -> tuple[Kind, str] | None:
    """What a label, a task box or a heading says that a passage is."""
    if _DECIDED.fullmatch(passage.speaker):
        return Kind.DECISION, "label"
    if _TO_DO.fullmatch(passage.speaker):
        return Kind.ACTION, "label"
    if passage.checked is not None:
        return Kind.ACTION, "box"
    return (Kind.ACTION, "list") if _ACTION_LIST.fullmatch(passage.section) else None


def _decided(passage: Passage, before: Sequence[Passage]) -> str:
    """How a passage tells that something was decided; empty where it does not."""
    said = _straight(passage.said)
    if _CALLED.search(said) and not _ROUTINE.search(said):
        return "consensus called"
    asked = (one for one in before if one.section == passage.section)
    if _SILENCE.search(said) and any(_ASKED.search(one.said) for one in asked):
        return "no objection"
    performed = _PERFORMED.search(said)
    if performed and not _DENIED.search(_sentence(said, performed)):
        return "adopted"
    if _EVERYBODY.match(passage.text) or (_REMARK.fullmatch(passage.text) and len(said) < _SHORT):
        return "room agreed"
    if passage.speaker.count(",") >= _ROOM - 1 and _YES.match(said):
        return "room agreed"
    return ""


def _sentence(text: str, match: re.Match[str]) -> str:
    """The sentence that a match begins in."""
    found = (text[start:end] for start, end in split(text) if start <= match.start() < end)
    return next(found, text)


def _straight(text: str) -> str:
    """A text with typewriter apostrophes."""
    return text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
