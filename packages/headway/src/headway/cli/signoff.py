"""`headway signoff`: what teams say to goals, recorded, imported and summed up."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headway.cli.changes import Asked, carry_out, change_options
from headway.cli.options import (
    day,
    json_option,
    json_text,
    output_option,
    path_argument,
    program_options,
    read_program,
    write_output,
)
from headway.documents.values import Verdict
from headway.planning import signoff as recording
from headway.planning import signoff_import, signoff_status
from headway.planning.signoff import Saying, doubts, find_team, one_line, person
from headway.program.query import find_goal, find_period
from headway.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from headway.program.model import Program

_VERDICTS = [verdict.value for verdict in Verdict]


@click.group()
def signoff() -> None:
    """Record what teams say to goals, and tell what is missing.

    Every goal has a file of its own below `signoff`, beside the sources, with a row for each time
    that somebody spoke for a team.
    """


@signoff.command()
@click.argument("goal")
@path_argument
@program_options
@change_options
@click.option("--team", metavar="TEAM", required=True, help="The team that is spoken for.")
@click.option("--by", metavar="LOGIN", required=True, help="Who speaks for it, as @login.")
@click.option(
    "--verdict",
    type=click.Choice(_VERDICTS, case_sensitive=False),
    required=True,
    help="What is said.",
)
@click.option("--note", metavar="TEXT", help="The reason, or where it was said.")
@click.option("--date", "said", callback=day, metavar="DATE", help="When, if not today.")
def record(
    *,
    goal: str,
    path: Path,
    team: str,
    by: str,
    verdict: str,
    note: str | None,
    said: date | None,
    apply: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Record what somebody said to GOAL for a team.

    GOAL is a file name, `period/name` or title. The change is shown as a diff; --apply writes it.
    Nothing is to be done where the same person said the same last.
    """
    program = read_program(path, **options).program
    saying = Saying(
        find_goal(program, goal),
        find_team(program, team),
        person(by),
        Verdict(verdict),
        one_line(note),
        _past(program, said),
    )
    hints = list(doubts(program, saying))
    _tell("hint", hints)
    changes = recording.record(program, [saying])
    carry_out(program.root, changes, Asked(apply, as_json), facts={"hints": hints})


@signoff.command("import")
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
)
@program_options
@change_options
@click.option("--period", metavar="NAME", help="The period whose goals ticked boxes sign.")
@click.option("--date", "said", callback=day, metavar="DATE", help="When it was said.")
@click.option("--note", metavar="TEXT", help="The note of what has none, such as a link.")
def import_(
    *,
    files: tuple[Path, ...],
    period: str | None,
    said: date | None,
    note: str | None,
    apply: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Record what is said in FILE, a sign-off comment or a filled packet; `-` is standard input.

    In a comment, a ticked box below a team's heading says yes to all goals of --period that ask
    the team. In a packet, each decision line speaks of one goal. The changes are shown as a diff;
    --apply writes them. What is recorded already is left alone, and without --date that is so
    whenever it was said. The program is that of the current folder, or of -C.

    Exits with 1 when a line could not be read.
    """
    program = read_program(Path(), **options).program
    setting = signoff_import.Setting(
        find_period(program, period) if period else None,
        _past(program, said),
        said is not None,
        one_line(note),
    )
    imported = signoff_import.read_files(program, map(_source, files), setting)
    hints = list(dict.fromkeys(hint for one in imported.sayings for hint in doubts(program, one)))
    _tell("hint", [*map(str, imported.remarks), *hints])
    _tell("not read", imported.unread)
    if not imported.sayings and not imported.unread:
        _tell("hint", ["no ticked box and no decision was found"])
    changes = recording.record(program, imported.sayings, signoff_import.recorded(setting))
    facts = {
        "hints": hints,
        "remarks": [remark._asdict() for remark in imported.remarks],
        "unread": [remark._asdict() for remark in imported.unread],
    }
    carry_out(program.root, changes, Asked(apply, as_json), facts=facts)
    if imported.unread:
        raise SystemExit(1)


@signoff.command()
@path_argument
@program_options
@click.option("--period", metavar="NAME", help="Of this period; without it, of current ones.")
@click.option("--team", metavar="TEAM", help="What this team is asked.")
@click.option("--goal", metavar="GOAL", help="This goal alone.")
@json_option
@output_option
def status(
    *,
    path: Path,
    period: str | None,
    team: str | None,
    goal: str | None,
    as_json: bool,
    target: Path | None,
    **options: Any,
) -> None:
    """Tell what is missing, by goal and by team: who must still speak, and what is open.

    All leads of a team must speak, or one member of a team without leads. A concern or a no is
    open until the same person says yes. Only what was said by --today counts.
    """
    program = read_program(path, **options).program
    named = f"{period}/{goal}" if period and goal and "/" not in goal else goal
    found = signoff_status.status(
        program,
        [find_period(program, period)] if period else signoff_status.current_periods(program),
        team=find_team(program, team) if team else None,
        goal=find_goal(program, named) if named else None,
    )
    if as_json:
        value = signoff_status.as_object(found)
        text = json_text(value)
    else:
        text = signoff_status.render(found)
    write_output(text, target)


def _past(program: Program, said: date | None) -> date:
    """The day on which something was said, by default the present one."""
    if said is not None and said > program.today:
        msg = f"--date {said} is after {program.today}; what was not said yet cannot be recorded"
        raise click.UsageError(msg)
    return said or program.today


def _source(path: Path) -> Source:
    if str(path) == "-":
        return Source("(input)", sys.stdin.buffer.read())
    return Source(str(path), path.read_bytes())


def _tell(what: str, remarks: Iterable[object]) -> None:
    for remark in remarks:
        click.echo(f"{what}: {remark}", err=True)
