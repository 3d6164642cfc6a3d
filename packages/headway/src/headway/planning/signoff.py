"""Recording what was said to goals: the changes of sign-off files that it comes to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import asdict

from headway.diagnostics import apply, likely
from headway.documents import edit, template
from headway.documents.reading import Page, read
from headway.documents.signoff import FOLDER, SIGNOFF, STATEMENTS
from headway.documents.values import Goal, Statement, Written, is_person
from headway.errors import HeadwayError, UnknownNameError
from headway.forge.file_actions import FileChange
from headway.program.standing import asked_teams, is_on, team_key
from headway.text import Source, Span, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from headway.documents.values import Verdict
    from headway.program.model import Program

    Known = Callable[[Sequence[Statement], "Saying"], bool]

_NOWHERE = Span(0, 0)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class NotAPersonError(HeadwayError):
    """What should be a GitHub user is none."""

    exit_code = 2

    def __init__(self, name: str) -> None:
        """Tell what was given."""
        super().__init__(f"`{name}` is no GitHub user; name one, as @login")


class Saying(NamedTuple):
    """What somebody says to a goal for a team, to be recorded; `by` is `@login`."""

    goal: Goal
    team: str
    by: str
    verdict: Verdict
    note: str
    day: date

    def statement(self) -> Statement:
        """What a sign-off that has it would say; it was written nowhere yet."""
        return Statement(
            date=Written(self.day.isoformat(), _NOWHERE),
            team=Written(self.team, _NOWHERE),
            by=Written(self.by, _NOWHERE),
            verdict=Written(self.verdict, _NOWHERE),
            note=Written(self.note, _NOWHERE) if self.note else None,
            span=_NOWHERE,
        )

    def same(self, statement: Statement) -> bool:
        """Whether a statement says the same, whenever it was made."""
        return (
            statement.verdict == self.verdict.value
            and (statement.note or "") == self.note
            and self.same_voice(statement)
        )

    def same_voice(self, statement: Statement) -> bool:
        """Whether a statement was made by the same person for the same team."""
        return (statement.by or "").casefold() == self.by.casefold() and (
            statement.team or ""
        ).casefold() == self.team.casefold()


def find_team(program: Program, name: str) -> str:
    """A team's key, by its name in any letter case.

    Raises:
        UnknownNameError: neither the team directory nor, without one, any goal knows it.
    """
    directory = program.directory
    known = (
        list(directory.teams)
        if directory
        else sorted({team for goal in program.goals() for team in asked_teams(program, goal)})
    )
    key = team_key(program, name.strip("[] "))
    if key not in known:
        raise UnknownNameError("team", name, likely(key, known))
    return key


def person(name: str) -> str:
    """A GitHub user as `@login`, from a name with or without its `@`.

    Raises:
        NotAPersonError: it is none.
    """
    login = f"@{name.removeprefix('@')}"
    if not is_person(login):
        raise NotAPersonError(name)
    return login


def one_line(note: str | None) -> str:
    """A note as a cell of a table can hold it."""
    return " ".join(_CONTROL.sub(" ", note or "").split())


def doubts(program: Program, saying: Saying) -> Iterator[str]:
    """What may be wrong with a saying, though it can be recorded."""
    if not is_on(program, saying.by, saying.team):
        yield f"{saying.by} is not on the team `{saying.team}`"
    if saying.team not in asked_teams(program, saying.goal):
        yield f"`{saying.goal.period}/{saying.goal.id}` asks nothing of `{saying.team}`"


def last_word(said: Iterable[Statement], saying: Saying) -> Statement | None:
    """What the same person last said for the team, up to the day of a saying."""
    until = [one for one in said if saying.same_voice(one) and one.day and one.day <= saying.day]
    return max(reversed(until), key=lambda one: one.date or "", default=None)


def in_force(said: Iterable[Statement], saying: Saying) -> bool:
    """Whether a saying is what the same person last said for the team, up to its day."""
    last = last_word(said, saying)
    return last is not None and saying.same(last)


def record(
    program: Program, sayings: Iterable[Saying], known: Known = in_force
) -> list[FileChange]:
    """The changes that record sayings; none for what is `known` already, by default in force.

    Raises:
        NothingToEditError: a goal's sign-off has no table to record it in.
    """
    by_file: dict[str, list[Saying]] = {}
    for saying in sayings:
        goal = saying.goal
        by_file.setdefault(f"{FOLDER}/{goal.period}/{goal.id}.md", []).append(saying)
    changes = (_change(program, file, said, known) for file, said in sorted(by_file.items()))
    return [change for change in changes if change is not None]


def _change(
    program: Program, file: str, sayings: Sequence[Saying], known: Known
) -> FileChange | None:
    goal, seen = sayings[0].goal, program.sources.get(file)
    source = seen or Source(file, template.render(SIGNOFF, goal.title or goal.id).encode())
    said = list(read(SIGNOFF, Page(source, parse(source.data), goal.period)).value.statements)
    present, new = tuple(said), []
    for saying in sayings:
        if not known(said, saying):
            said.append(saying.statement())
            new.append(saying)
    if not new:
        return None
    rows = [(_place(present, saying), _cells(saying)) for saying in sorted(new, key=_day)]
    data = apply(source.data, edit.add_rows(source, SIGNOFF, STATEMENTS.field, rows))
    reason = "; ".join(f"{one.by} says {one.verdict} for {one.team}" for one in new)
    return FileChange(file, seen.data if seen else None, data if seen else _lined_up(data), reason)


def _day(saying: Saying) -> date:
    return saying.day


def _place(present: Sequence[Statement], saying: Saying) -> int:
    """Behind how many rows a saying belongs: below all of its day or earlier."""
    until = (
        number
        for number, statement in enumerate(present, 1)
        if statement.day is None or statement.day <= saying.day
    )
    return max(until, default=0)


def _cells(saying: Saying) -> dict[str, str]:
    said = asdict(saying.statement())
    cells = {column.field: said[column.field] or "" for column in STATEMENTS.columns}
    return {**cells, "team": f"[{saying.team}]"}


def _lined_up(data: bytes) -> bytes:
    """A new sign-off with the columns of its table lined up."""
    tree = parse(data)
    (table,) = tree.tables
    head, *rows = (
        [tree.slice(cell.span) for cell in row.cells] for row in (table.head, *table.rows)
    )
    lines = template.aligned(head, rows)
    return data[: table.span.start] + "\n".join([*lines, ""]).encode()
