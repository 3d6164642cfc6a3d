"""What can be wrong with sign-offs beside the goals and teams that they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.diagnostics import Edit, Finding, Fix, Severity, fold, likely
from headway.documents.signoff import FOLDER
from headway.documents.values import Status
from headway.program.rules.books import PROGRAM_RULES
from headway.program.standing import asked_teams, is_on, standings, team_key
from headway.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.documents.values import Signoff, Statement, Written
    from headway.program.model import Program
    from headway.program.standing import Standing

rule = PROGRAM_RULES.rule

_START = Span(0, 0)


@rule("SIGN006", Severity.ERROR)
def signoff_without_goal(program: Program) -> Iterator[Finding]:
    """A sign-off is named as no goal is.

    It counts for the goal whose file has the same period and name; otherwise for none.

    Wrong:

        signoff/2026/glow-wacth.md

    Right:

        signoff/2026/glow-watch.md
    """
    for signoff in program.signoffs:
        period = program.period(signoff.period)
        ids = [goal.id for goal in period.goals] if period else []
        if signoff.id not in ids:
            guess = likely(signoff.id, ids)
            yield Finding(
                signoff.span,
                f"there is no goal `{signoff.period}/{signoff.id}`",
                signoff.file,
                help=f"did you mean `{FOLDER}/{signoff.period}/{guess}.md`?" if guess else None,
            )
    for page in program.pages:
        lost = page.file.startswith(f"{FOLDER}/") and page.period is None
        if lost and "sign-off" in map(fold, page.titles):
            yield Finding(
                page.title_span or _START,
                "this sign-off is in no period's folder, so it counts for no goal",
                page.file,
            )


@rule("SIGN007", Severity.ERROR, fixes=True)
def signoff_of_unknown_team(program: Program) -> Iterator[Finding]:
    """A statement was made for a team that the team directory does not know.

    It counts for no team that the goal asks.

    Wrong:

        | 2026-01-14 | [langs] | @ana-lind | yes | |

    Right:

        | 2026-01-14 | [lang] | @ana-lind | yes | |
    """
    directory = program.directory
    if directory is None:
        return
    for signoff, _, team in _spoken_for(program):
        if directory.team(team) is None:
            guess = likely(team, directory.teams)
            yield Finding(
                team.span,
                f"there is no team `{team}`",
                signoff.file,
                help=f"did you mean `{guess}`?" if guess else None,
                fix=Fix(f"write `{guess}`", (Edit(team.span, guess),)) if guess else None,
            )


@rule("SIGN008", Severity.WARNING)
def signoff_of_team_not_asked(program: Program) -> Iterator[Finding]:
    """A statement was made for a team of which the goal asks nothing.

    Nobody waits for it, but an objection would be lost as well. Perhaps the goal lacks an ask, or
    another team was meant.

    Wrong:

        | 2026-01-14 | [docs] | @oskar-wrona | concern | Who writes the chapter? |

    Right:

        | 2026-01-14 | [lang] | @ana-lind | concern | Who writes the chapter? |
    """
    goals = {(goal.period, goal.id): goal for goal in program.goals()}
    for signoff, _, team in _spoken_for(program):
        goal = goals.get((signoff.period, signoff.id))
        known = program.directory is None or program.directory.team(team) is not None
        if goal and known and team_key(program, team) not in asked_teams(program, goal):
            yield Finding(team.span, f"`{goal.id}` asks nothing of `{team}`", signoff.file)


@rule("SIGN009", Severity.HINT)
def signoff_from_elsewhere(program: Program) -> Iterator[Finding]:
    """Somebody spoke for a team that they are not on.

    Lists of members lag behind, so this may be right. It is recorded, and does not stand in for
    the word of a lead.

    Wrong:

        | 2026-01-14 | [lang] | @someone-on-docs | yes | |

    Right:

        | 2026-01-14 | [lang] | @someone-on-lang | yes | |
    """
    for signoff, statement, team in _spoken_for(program):
        person = statement.by
        if person and _is_current(program, signoff.period) and not is_on(program, person, team):
            yield Finding(person.span, f"{person} is not on the team `{team}`", signoff.file)


@rule("SIGN010", Severity.WARNING)
def signoff_in_the_future(program: Program) -> Iterator[Finding]:
    """A statement is dated after the present day.

    It does not count before that day, so the record says less than it seems to.

    Wrong:

        | 2062-01-14 | [lang] | @ana-lind | yes | |

    Right:

        | 2026-01-14 | [lang] | @ana-lind | yes | |
    """
    for signoff in program.signoffs:
        for statement in signoff.statements:
            if statement.date and statement.day and statement.day > program.today:
                yield Finding(
                    statement.date.span,
                    f"{statement.date} is after {program.today.isoformat()}",
                    signoff.file,
                )


@rule("SIGN011", Severity.WARNING)
def accepted_without_signoff(program: Program) -> Iterator[Finding]:
    """A goal with a sign-off is accepted, and a team that it asks has not agreed.

    Every lead must have spoken, or one member of a team without a lead, and no concern and no
    `no` may be open. Nothing is said of a goal without a sign-off: it was accepted in another way.

    Wrong:

        | Status | Accepted |

    Right:

        | Status | Proposed |
    """
    for goal in program.goals():
        status = goal.status
        if status != Status.ACCEPTED.value or not _is_current(program, goal.period):
            continue
        if status is None or program.signoff(goal) is None:
            continue
        lacking = [standing for standing in standings(program, goal) if not standing.complete]
        if lacking:
            teams = ", ".join(f"`{standing.team}`" for standing in lacking)
            yield Finding(
                status.span,
                f"this goal is accepted without the agreement of {teams}",
                goal.file,
                notes=tuple(note for standing in lacking for note in _lacking(standing)),
            )


def _lacking(standing: Standing) -> Iterator[str]:
    team = f"`{standing.team}`"
    if standing.missing and standing.one_is_enough:
        yield f"nobody has spoken for {team}"
    elif standing.missing:
        yield f"not heard yet for {team}: {', '.join(standing.waiting_for)}"
    for statement in standing.open:
        yield f"{statement.by} said `{statement.verdict}` for {team} on {statement.date}"


def _spoken_for(program: Program) -> Iterator[tuple[Signoff, Statement, Written]]:
    """Every statement whose team can be read, with that team."""
    for signoff in program.signoffs:
        for statement in signoff.statements:
            if statement.team:
                yield signoff, statement, statement.team


def _is_current(program: Program, name: str) -> bool:
    period = program.period(name)
    return period is not None and period.end >= program.today
