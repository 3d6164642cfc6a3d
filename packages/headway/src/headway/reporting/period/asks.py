"""What became of what goals asked of teams, where a source says so."""

from __future__ import annotations

import re
from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from headway.documents.values import is_done
from headway.pages.markdown import unlinked
from headway.program.standing import standings, team_key
from headway.reporting.people import person
from headway.text import Item, Span, parse
from headway.text.prose import folds
from headway.text.tree import within
from headway.tracking.passages import plain
from headway.tracking.updates import continued_by, tracking_issue

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from headway.activity.snapshot import Activity
    from headway.documents.values import Ask, Goal
    from headway.pages.shelf import Abroad
    from headway.program.model import Period, Program
    from headway.program.standing import Standing
    from headway.tracking.decisions import Record

_WORD = re.compile(r"\w+")
_MARKER = re.compile(r"\A\s*(?:[-*+]|\d+[.)])\s+\[[ xX]\]\s*")
_FOLD_TITLE = "</summary>"
_DECISION = re.compile(r"\bdecisions?\b", re.IGNORECASE)
_STEM = 6  # letters of a word by which `stabilization` is known in `stabilize`


class AskState(StrEnum):
    """What became of an ask.

    To agree to an ask is not to meet it: a sign-off says what a team means to give.
    """

    MET = "met"
    AGREED = "agreed"
    OBJECTED = "objected"
    UNKNOWN = "unknown"


class AskEnding(NamedTuple):
    """What a goal asked of a team, and what became of it.

    `what` is the name of the ask, or its support level. `why` tells the source, and `where` is its
    address, or the line of minutes; both are empty where no source says anything.
    """

    goal: str
    team: str
    what: str
    state: AskState = AskState.UNKNOWN
    why: str = ""
    where: str = ""


class TeamAsks(NamedTuple):
    """How many of the asks of a team came to what."""

    team: str
    asked: int
    met: int
    agreed: int
    objected: int
    unknown: int


class Sources(NamedTuple):
    """What tells of a goal's asks by a day; `decided` is what minutes say of the goal."""

    place: Abroad
    activity: Activity
    decided: Sequence[Record]
    today: dt.date

    @property
    def program(self) -> Program:
        """The program."""
        return self.place.shelf.program


def ask_endings(goal: Goal, period: Period, sources: Sources) -> list[AskEnding]:
    """What became of each ask of a goal, in the order of its document.

    It is met where its row has the badge for that, where its box in the tracking issue is ticked,
    or where it asks for a decision and the team's minutes have that one about the goal. Otherwise
    the sign-off of the goal tells whether the team agreed.
    """
    program = sources.program
    standing = {one.team: one for one in standings(program, goal, sources.today)}
    ticked = [*_ticked(goal, period, sources)]
    return [
        _noted(ask, sources.place.to(goal.file), bare)
        or _ticked_off(ask, ticked, bare)
        or _decided(ask, sources.decided, bare)
        or _signed(standing.get(bare.team), goal, sources.place, bare)
        for ask in goal.asks
        for bare in [AskEnding(f"{goal.period}/{goal.id}", team_key(program, ask.team), _what(ask))]
    ]


def by_team(endings: Iterable[AskEnding]) -> list[TeamAsks]:
    """How many asks of each team came to what, by team."""
    states: dict[str, Counter[AskState]] = {}
    for one in endings:
        states.setdefault(one.team, Counter())[one.state] += 1
    return [
        TeamAsks(team, count.total(), *(count[state] for state in AskState))
        for team, count in sorted(states.items())
    ]


def _what(ask: Ask) -> str:
    return " ".join(unlinked(ask.kind or ask.level or "an ask").split())


def _noted(ask: Ask, page: str, bare: AskEnding) -> AskEnding | None:
    if not is_done(ask.kind or "", ask.notes):
        return None
    return bare._replace(state=AskState.MET, why="its row in the document says so", where=page)


class _Tick(NamedTuple):
    """The words behind a ticked box, and where it is."""

    words: str
    url: str
    as_now: bool


def _ticked(goal: Goal, period: Period, sources: Sources) -> Iterator[_Tick]:
    """The ticked boxes of a goal's issue that are of its own period."""
    name = tracking_issue(goal, sources.program)
    issue = sources.activity.issues.get(name) if name else None
    if issue is None or issue.created_at.date() > sources.today:
        return
    tree = parse(issue.body.encode())
    folded = [*folds(tree)]
    later = continued_by(goal, period, sources.program, sources.today)
    mine = [span for span in folded if period.name in _fold_title(tree.slice(span))]
    as_now = issue.updated_at is None or issue.updated_at.date() > sources.today
    for item in (one for one in tree.walk() if isinstance(one, Item) and one.checked):
        if within(item.span, mine) if later else not within(item.span, folded):
            end = item.children[0].span.start if item.children else item.span.end
            words = _MARKER.sub("", tree.slice(Span(item.span.start, end)))
            yield _Tick(plain(words), issue.url, as_now)


def _fold_title(fold: str) -> str:
    """What is shown of a fold, in small letters, as the names of periods are."""
    return fold.partition(_FOLD_TITLE)[0].casefold()


def _ticked_off(ask: Ask, ticked: Iterable[_Tick], bare: AskEnding) -> AskEnding | None:
    """An ask whose name a ticked box begins with, for its team or for no team in particular."""
    if not ask.kind:
        return None
    name = r"\W+".join(map(re.escape, _WORD.findall(plain(ask.kind))))
    pattern = re.compile(rf"(?is)\W*{name}\b(?P<rest>.*)")
    team = re.compile(rf"(?i)(?<![\w-]){re.escape(ask.team)}(?![\w-])")
    for tick in ticked:
        found = pattern.match(tick.words)
        if found and (team.search(found["rest"]) or not _WORD.search(found["rest"])):
            why = "its box is ticked" + (", as the issue's text is now" if tick.as_now else "")
            return bare._replace(state=AskState.MET, why=why, where=tick.url)
    return None


def _decided(ask: Ask, decided: Iterable[Record], bare: AskEnding) -> AskEnding | None:
    """An ask for a decision that a team's minutes have, with every other word of the ask's name."""
    if not ask.kind or not _DECISION.search(ask.kind):
        return None
    stems = [word[:_STEM] for word in _WORD.findall(_DECISION.sub("", ask.kind).casefold())]
    for one in decided:
        text = one.text.casefold()
        if one.team.casefold() == bare.team.casefold() and all(stem in text for stem in stems):
            why = f"the minutes of {one.day} have the decision"
            return bare._replace(state=AskState.MET, why=why, where=f"{one.file}:{one.line}")
    return None


def _signed(standing: Standing | None, goal: Goal, place: Abroad, bare: AskEnding) -> AskEnding:
    """What the sign-off of the goal says of a team, if there is one."""
    signoff = place.shelf.program.signoff(goal)
    if signoff is None or standing is None or not standing.said:
        return bare
    if standing.open:
        last = standing.open[-1]
        name = person(last.by or "", place.shelf.program).name
        why = f"{name} said {last.verdict} on {last.date}"
        return bare._replace(state=AskState.OBJECTED, why=why, where=place.source(signoff.file))
    if not standing.complete:
        return bare
    why = f"its sign-off was complete on {standing.said[-1].date}"
    return bare._replace(state=AskState.AGREED, why=why, where=place.source(signoff.file))
