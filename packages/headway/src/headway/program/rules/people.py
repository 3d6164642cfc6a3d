"""What can be wrong with the teams and people that goals name."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from headway.diagnostics import Edit, Finding, Fix, Label, Severity, fold, likely, one_of
from headway.documents.types import read_teams
from headway.documents.values import Form, is_person, people_in
from headway.program.rules.books import PROGRAM_RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.documents.values import Goal, Written
    from headway.program.directory import Directory
    from headway.program.model import Period, Program

rule = PROGRAM_RULES.rule


@rule("TEAM001", Severity.ERROR, fixes=True)
def unknown_team(program: Program) -> Iterator[Finding]:
    """A goal names a team that the team directory does not know.

    Nobody gets the ask: it is in no team's packet.

    Wrong:

        | [langs] | Small | |

    Right:

        | [lang] | Small | |
    """
    if program.directory is None:
        return
    for goal in program.goals():
        for team in _teams(goal):
            if program.directory.team(team) is None:
                yield from _misnamed(program.directory, team, goal.file)


@rule("TEAM002", Severity.ERROR, fixes=True)
def team_letter_case(program: Program) -> Iterator[Finding]:
    """A team is written in another letter case than in the team directory.

    The existing goals tool refuses the file: it knows teams in lower case only.

    Wrong:

        | [Lang] | Small | |

    Right:

        | [lang] | Small | |
    """
    if program.directory is None:
        return
    for goal in program.goals():
        for team in _teams(goal):
            if program.directory.team(team) is not None:
                yield from _misnamed(program.directory, team, goal.file)


@rule("TEAM003", Severity.HINT)
def archived_team(program: Program) -> Iterator[Finding]:
    """A goal of a current period asks something of a team that was archived.

    The team has no members any more. Ask the team that took over its work.

    Wrong:

        | [playground-ops] | Small | Deploy it |

    Right:

        | [tools] | Small | Deploy it |
    """
    if program.directory is None:
        return
    for period in _current(program):
        for goal in period.listed:
            for ask in goal.asks:
                team = program.directory.team(ask.team)
                if team is not None and team.archived:
                    yield Finding(ask.team.span, f"the team `{ask.team}` is archived", goal.file)


@rule("TEAM004", Severity.WARNING, fixes=True)
def unknown_team_as_owner(program: Program) -> Iterator[Finding]:
    """A task's owner in brackets is neither a team nor a link.

    Teams are known by their keys, in lower case. Any other word in brackets stays in brackets on
    the page, and the task is in no team's list.

    Wrong:

        | Build it | [langg] | |

    Right:

        | Build it | [lang] | |
    """
    if program.directory is None:
        return
    links = set(map(fold, program.config.book.links))
    for goal in program.goals():
        owners = (owner for task in goal.all_tasks for owner in task.owners)
        named = [owner for owner in owners if "[" in owner and not owner.startswith("!")]
        if not named:
            continue
        undefined = {fold(use.label) for use in program.pages_by_file[goal.file].undefined} - links
        for owner in named:
            for name in read_teams(owner):
                if fold(name) in undefined:
                    yield from _misnamed(program.directory, name, goal.file)


@rule("PERS001", Severity.ERROR, fixes=True)
def two_spellings(program: Program) -> Iterator[Finding]:
    """One person is written in two spellings within a period.

    GitHub takes no notice of letter case, but lists and counts do: the person is in them twice.
    The existing goals tool refuses the period.

    Wrong:

        | Point of contact | @Ana-Lind |

    Right:

        | Point of contact | @ana-lind |
    """
    for period in program.periods:
        by_fold: dict[str, list[tuple[Goal, Written]]] = defaultdict(list)
        for goal in period.goals:
            for person in _people(goal):
                by_fold[person.casefold()].append((goal, person))
        for uses in by_fold.values():
            if len({person for _, person in uses}) > 1:
                yield from _respelled(program, uses)


@rule("PERS002", Severity.HINT)
def unknown_person(program: Program) -> Iterator[Finding]:
    """A goal of a current period names somebody whom the team directory does not know.

    The directory lists members of teams, so this is fine for a new contributor. It may also be
    a slip, and then nobody is reached.

    Wrong:

        | Point of contact | @ana-lnd |

    Right:

        | Point of contact | @ana-lind |
    """
    if program.directory is None:
        return
    guesses: dict[str, str | None] = {}
    for period in _current(program):
        for goal in period.goals:
            seen: set[str] = set()
            for person in _people(goal):
                if person in seen or program.directory.person(person) is not None:
                    continue
                if person in program.config.book.ignore_users:
                    continue
                seen.add(person)
                if person not in guesses:
                    guesses[person] = likely(person[1:], program.directory.people)
                guess = guesses[person]
                yield Finding(
                    person.span,
                    f"the team directory does not know {person}",
                    goal.file,
                    help=f"did you mean `@{guess}`?" if guess else None,
                )


@rule("ASK005", Severity.HINT)
def champion_elsewhere(program: Program) -> Iterator[Finding]:
    """A champion is not a member of the team that they speak for.

    Lists of members lag behind, so this may be right; else find somebody who is on the team.

    Wrong:

        | [types] champion | @someone-on-lang |

    Right:

        | [types] champion | @someone-on-types |
    """
    if program.directory is None:
        return
    for period in _current(program):
        for goal in period.listed:
            for key, champion in goal.champions.items():
                team = program.directory.team(key)
                if team is None or team.archived or champion is None:
                    continue
                members = {login.casefold() for login in team.members}
                for person in people_in(champion):
                    if person[1:].casefold() not in members:
                        yield Finding(
                            person.span, f"{person} is not on the team `{team.key}`", goal.file
                        )


@rule("ASK012", Severity.ERROR, fixes=True)
def unknown_ask(program: Program) -> Iterator[Finding]:
    """A goal in the older form asks for something that is not configured.

    The program's settings list what can be asked, under `asks` in `headway.toml` or `team_asks` in
    `rust-project-goals.toml`: the task must be one of those names, to the letter. The existing
    goals tool refuses the file.

    Wrong:

        | RFC decison | ![Team][] [lang] | |

    Right:

        | RFC decision | ![Team][] [lang] | |
    """
    known = program.config.asks
    if not known:
        return
    for goal in program.goals():
        told: set[int] = set()
        for ask in goal.asks:
            if ask.kind is None or ask.kind in known or ask.kind.span.start in told:
                continue
            told.add(ask.kind.span.start)
            guess = likely(ask.kind, known)
            yield Finding(
                ask.kind.span,
                f"`{ask.kind}` is no configured ask",
                goal.file,
                notes=() if guess else (f"what can be asked is {one_of(known)}",),
                help=f"did you mean `{guess}`: {known[guess].about}?" if guess else None,
                fix=_rename(ask.kind, ask.kind, guess) if guess else None,
            )


@rule("ASK014", Severity.WARNING, fixes=True)
def team_without_badge(program: Program) -> Iterator[Finding]:
    """A row in the older form names only teams, and no `![Team][]`.

    Without the badge the row is a task, and the team is not asked. If the row means that the team
    does the work, name somebody of the team who does.

    Wrong:

        | RFC decision | [lang] | |

    Right:

        | RFC decision | ![Team][] [lang] | |
    """
    if program.directory is None:
        return
    for goal in program.goals():
        if goal.form is not Form.OLDER:
            continue
        for task in goal.all_tasks:
            teams = [program.directory.team(owner.strip("[]")) for owner in task.owners]
            struck = task.task.startswith("~~")
            if (
                not struck
                and teams
                and all(teams)
                and all(owner.startswith("[") for owner in task.owners)
            ):
                start = task.owners[0].span
                badge = Edit(type(start)(start.start, start.start), "![Team][] ")
                yield Finding(
                    start,
                    f"{', '.join(task.owners)} is not asked without `![Team][]`",
                    goal.file,
                    fix=Fix("put `![Team][]` before it", (badge,)),
                )


def _misnamed(directory: Directory, name: Written, file: str) -> Iterator[Finding]:
    team = directory.team(name)
    guess = team.key if team else likely(name, directory.teams)
    if team is None or team.key != name:
        yield Finding(
            name.span,
            f"the team `{name}` is `{guess}`" if team else f"there is no team `{name}`",
            file,
            help=f"did you mean `{guess}`?" if guess and not team else None,
            fix=_rename(name, name, guess, safe=team is not None) if guess else None,
        )


def _respelled(program: Program, uses: list[tuple[Goal, Written]]) -> Iterator[Finding]:
    known = program.directory.person(uses[0][1]) if program.directory else None
    counts = Counter(str(person) for _, person in uses)
    right = f"@{known.login}" if known else max(counts, key=lambda name: (counts[name], name))
    other = next(((goal, person) for goal, person in uses if person == right), None)
    for goal, person in uses:
        if person != right:
            yield Finding(
                person.span,
                f"{person} is {right} elsewhere in this period",
                goal.file,
                labels=(Label(other[0].file, other[1].span, "for instance"),) if other else (),
                fix=_rename(person, person, right, safe=known is not None),
            )


def _rename(written: Written, old: str, new: str, *, safe: bool = False) -> Fix | None:
    """Write another name; None where the span does not hold the old one to the letter."""
    if written.span.end - written.span.start != len(old.encode()):
        return None
    return Fix(f"write `{new}`", (Edit(written.span, new),), safe=safe)


def _teams(goal: Goal) -> Iterator[Written]:
    """Every team that a goal names, asks first."""
    yield from (ask.team for ask in goal.asks)
    yield from goal.champions


def _people(goal: Goal) -> Iterator[Written]:
    """Every `@login` of a goal: point of contact, task owners, champions."""
    if goal.point_of_contact:
        yield goal.point_of_contact
    for task in goal.all_tasks:
        yield from (owner for owner in task.owners if is_person(owner))
    for champion in goal.champions.values():
        yield from people_in(champion) if champion else ()


def _current(program: Program) -> Iterator[Period]:
    return (period for period in program.periods if period.end >= program.today)
