"""A new document of a period, from the declaration of its kind."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple

from headway.documents import template
from headway.documents.goal import GOAL
from headway.documents.known import KINDS
from headway.documents.values import Goal
from headway.errors import HeadwayError, UnknownNameError
from headway.forge.file_actions import FileChange
from headway.pages.shelf import Place, Shelf
from headway.planning.continuing import Continuation, LeftOut, continuation
from headway.planning.naming import kebab
from headway.program.query import find, find_period, latest_period

if TYPE_CHECKING:
    from headway.documents.kinds import Kind
    from headway.program.model import Period, Program


class DocumentExistsError(HeadwayError):
    """A new document would take the place of a file."""

    exit_code = 2

    def __init__(self, file: str) -> None:
        """Tell which file, and what to do."""
        super().__init__(
            f"{file} is there already, and nothing is written over it\n"
            "Give the document another title, or change the one that is there."
        )


class NotAGoalError(HeadwayError):
    """A document that is no goal is to be continued."""

    exit_code = 2

    def __init__(self, file: str) -> None:
        """Tell which document."""
        super().__init__(f"{file} is no goal; --from takes a goal of an earlier period")


class Draft(NamedTuple):
    """A new document; `left_out` is what of an earlier goal is not in it, and why."""

    change: FileChange
    left_out: tuple[LeftOut, ...] = ()


def new_document(program: Program, kind: Kind, title: str, period: str | None) -> Draft:
    """A document that lacks only what its author must say.

    Raises:
        NoPeriodError: the program has no period.
        UnknownNameError: it has none of that name.
        NoFileNameError: no file name can be made of the title.
        DocumentExistsError: there is a file of that name.
    """
    target = find_period(program, period) if period else latest_period(program)
    file = _file(program, target, kind, kebab(title))
    text = template.render(kind, title.strip())
    return Draft(FileChange(file, None, text.encode(), f"a new {kind.name}"))


def continued_goal(program: Program, name: str, title: str | None, period: str | None) -> Draft:
    """A goal that continues one of an earlier period; without a title it keeps title and file name.

    Raises:
        NotAGoalError: the name is that of a roadmap.
        HeadwayError: as for `new_document`, for the goal as for the period.
    """
    target = find_period(program, period) if period else latest_period(program)
    goal = _earlier(program, target, name)
    stem = kebab(title or posixpath.basename(goal.id))
    file = _file(program, target, GOAL, stem)
    found: Continuation = continuation(Place(Shelf(program), file, target), goal)
    text = template.render(GOAL, (title or found.title).strip(), found.filling)
    data = text.replace("\r\n", "\n").encode()
    change = FileChange(file, None, data, f"continues {goal.file}")
    return Draft(change, found.left_out)


def _file(program: Program, period: Period, kind: Kind, stem: str) -> str:
    """Where a new document goes; its name must not make it one of another kind."""
    stem = kind.prefix + stem.removeprefix(kind.prefix)
    if any(other.prefix and stem.startswith(other.prefix) for other in KINDS if other != kind):
        stem = f"{kind.name}-{stem}"
    file = posixpath.join(period.folder, f"{stem}.md")
    there = {known.casefold(): known for known in program.files}
    if file.casefold() in there:
        raise DocumentExistsError(there[file.casefold()])
    return file


def _earlier(program: Program, target: Period, name: str) -> Goal:
    """The goal of a name in the latest period before another one."""
    failure: UnknownNameError | None = None
    for period in reversed(program.periods):
        if period.name.casefold() >= target.name.casefold():
            continue
        folder, _, rest = name.rpartition("/")
        if folder and program.period(folder) is not None and program.period(folder) != period:
            continue
        try:
            found = find(program, rest if program.period(folder) else name, period.name)
        except UnknownNameError as error:
            failure = failure or error
        else:
            if isinstance(found, Goal):
                return found
            raise NotAGoalError(found.file)
    raise failure or UnknownNameError(f"goal of a period before {target.name},", name, None)
