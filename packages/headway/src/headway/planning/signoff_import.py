"""What ticked boxes of a sign-off comment and decision lines of a review packet say to goals.

A comment has a heading a team, and below it a box a person; a ticked one says yes to every goal of
the period that asks the team. The existing tool's `fcp` writes the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from headway.documents.values import Verdict
from headway.errors import HeadwayError
from headway.planning import decision_lines
from headway.planning.decision_lines import QUESTIONS, Decision, Unclear
from headway.planning.signoff import (
    Saying,
    find_team,
    in_force,
    last_word,
    one_line,
    person,
)
from headway.program.query import find_goal
from headway.program.standing import asked_teams, is_on
from headway.text import Heading, Item, Quote, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from headway.documents.values import Goal, Statement
    from headway.planning.signoff import Known
    from headway.program.model import Period, Program
    from headway.text import Source

_TICK = re.compile(
    r"(?:[-*+]|\d+[.)])\s+\[[xX]\]\s+(?P<who>@?[A-Za-z0-9][A-Za-z0-9_-]*)\s*(?P<role>\(.*\))?\s*"
)


class Tick(NamedTuple):
    """A ticked box, and the heading above it; `who` is nobody where the box names no person."""

    team: str | None
    who: str | None


class Line(NamedTuple):
    """A line that says something, by its number from 1."""

    number: int
    said: Tick | Decision | Unclear


class Remark(NamedTuple):
    """What is to be told of a line of a file."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        """The remark behind its place."""
        return f"{self.file}:{self.line}: {self.text}"


class Setting(NamedTuple):
    """What an import is told beside its files.

    `period` is whose goals ticked boxes sign. `note` goes with what has none of its own. `dated`
    tells whether `day` is when everything was said, rather than when it was found.
    """

    period: Period | None
    day: date
    dated: bool
    note: str = ""


class Imported(NamedTuple):
    """What files say, what in them could not be read, and what else is worth telling."""

    sayings: tuple[Saying, ...]
    unread: tuple[Remark, ...]
    remarks: tuple[Remark, ...]


class PeriodNeededError(HeadwayError):
    """A ticked box says yes to a period's goals, and it is not known which period."""

    exit_code = 2

    def __init__(self, file: str, line: int) -> None:
        """Tell where the box is."""
        super().__init__(
            f"{file}:{line} is a ticked box, which signs all goals of a period; "
            "name it with --period"
        )


class UnreadLineError(HeadwayError):
    """A line cannot be understood; the message says why."""


def lines(source: Source) -> Iterator[Line]:
    """What the lines of a Markdown text say; empty boxes and undecided lines say nothing.

    Ticked boxes in quotes belong to what is quoted, such as a goal's summary.
    """
    decisions = {found.line: found.decision for found in decision_lines.read(source.data)}
    tree = parse(source.data)
    quotes = [block.span for block in tree.walk() if isinstance(block, Quote)]
    heading: str | None = None
    for block in tree.walk():
        if isinstance(block, Heading):
            heading = block.plain
        elif isinstance(block, Item) and block.checked is not None:
            number = source.lines.position(block.span.start).line
            decision = decisions.get(number)
            if isinstance(decision, Unclear) or (decision and decision.verdict):
                yield Line(number, decision)
            elif decision is not None or not block.checked or heading == QUESTIONS:
                continue
            elif not any(quote.start < block.span.start < quote.end for quote in quotes):
                box = _TICK.fullmatch(tree.slice(block.span).partition("\n")[0].rstrip())
                named = box and (box["who"].startswith("@") or box["role"])
                yield Line(number, Tick(heading, box["who"] if box and named else None))


def read_files(program: Program, files: Iterable[Source], setting: Setting) -> Imported:
    """What files say to a program's goals; the last word of each person for a team counts.

    Raises:
        PeriodNeededError: there is a ticked box, and no period is set.
    """
    found: dict[tuple[str, str, str], tuple[Remark, Saying]] = {}
    unread: list[Remark] = []
    remarks: list[Remark] = []
    for file in files:
        for line in lines(file):
            place = Remark(file.path, line.number, "")
            if isinstance(line.said, Tick) and line.said.who and setting.period is None:
                raise PeriodNeededError(file.path, line.number)
            try:
                sayings = list(_sayings(program, line.said, setting))
            except HeadwayError as error:
                unread.append(place._replace(text=str(error)))
                continue
            for saying in sayings:
                key = (saying.goal.file, saying.team, saying.by.casefold())
                earlier = found.get(key)
                if earlier and earlier[1] != saying:
                    text = f"not recorded, for {file.path}:{line.number} says otherwise"
                    remarks.append(earlier[0]._replace(text=text))
                found[key] = (place, saying)
    if not setting.dated:
        remarks += _overtaken(program, found.values())
    return Imported(tuple(saying for _, saying in found.values()), tuple(unread), tuple(remarks))


def recorded(setting: Setting) -> Known:
    """The test whether what was imported is in a sign-off already.

    It is if the same was said on that day or, where the day is not known, at any time: a comment
    that is read again says nothing new, whatever was said since. And it is if it only repeats,
    without a note of its own, the verdict that stands.
    """

    def is_recorded(said: Sequence[Statement], saying: Saying) -> bool:
        last = last_word(said, saying)
        bare = saying.note == setting.note
        if bare and last is not None and last.verdict == saying.verdict.value:
            return True
        return any(
            saying.same(one) and (not setting.dated or one.day == saying.day) for one in said
        )

    return is_recorded


def _overtaken(program: Program, found: Iterable[tuple[Remark, Saying]]) -> Iterator[Remark]:
    """Of what was recorded before, that after which its author said something else."""
    for place, saying in found:
        signoff = program.signoff(saying.goal)
        said = signoff.statements if signoff else ()
        if any(map(saying.same, said)) and not in_force(said, saying):
            name = f"{saying.goal.period}/{saying.goal.id}"
            yield place._replace(
                text=f"not recorded again: {saying.by} has said otherwise of {name} since; "
                "if this is newer, say when it was said with --date"
            )


def _sayings(
    program: Program, said: Tick | Decision | Unclear, setting: Setting
) -> Iterator[Saying]:
    """What a line says.

    Raises:
        UnreadLineError: it cannot be understood.
        HeadwayError: it names what does not exist.
    """
    if isinstance(said, Unclear):
        raise UnreadLineError(said.reason)
    if isinstance(said, Decision):
        yield _decided(program, said, setting)
        return
    if said.who is None:
        raise UnreadLineError("this ticked box names nobody; write `[x] @login`")
    if said.team is None:
        raise UnreadLineError("no heading above this box names a team")
    team = find_team(program, said.team)
    for goal in _asking(program, team, setting):
        yield Saying(goal, team, person(said.who), Verdict.YES, setting.note, setting.day)


def _decided(program: Program, said: Decision, setting: Setting) -> Saying:
    if said.by is None:
        raise UnreadLineError("this decision does not say who made it; write `by @login`")
    team, by = find_team(program, said.team), person(said.by)
    if not said.by.startswith("@") and not is_on(program, by, team):
        msg = f"nobody on the team `{team}` is `{said.by}`; write `by @login`"
        raise UnreadLineError(msg)
    name = said.goal
    if setting.period and program.period(name.partition("/")[0]) is None:
        name = f"{setting.period.name}/{name}"
    return Saying(
        goal=find_goal(program, name),
        team=team,
        by=by,
        verdict=Verdict(said.verdict or ""),
        note=one_line(said.note) or setting.note,
        day=setting.day,
    )


def _asking(program: Program, team: str, setting: Setting) -> list[Goal]:
    """The goals of the period that ask a team.

    Raises:
        UnreadLineError: there is none.
    """
    listed = setting.period.listed if setting.period else ()
    goals = [goal for goal in listed if team in asked_teams(program, goal)]
    if not goals and setting.period:
        msg = f"no goal of {setting.period.name} asks `{team}`"
        raise UnreadLineError(msg)
    return goals
