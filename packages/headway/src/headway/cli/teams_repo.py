"""`headway teams-repo`: the goal owners, as a team of the team repository."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headway.cli.changes import Asked, carry_out, change_options
from headway.cli.options import path_argument, program_options, read_program
from headway.program.query import find_period, latest_period

if TYPE_CHECKING:
    from headway.planning.owners import Checkout, Owners


@click.command("teams-repo")
@path_argument
@program_options
@click.option(
    "--checkout",
    required=True,
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A checkout of the team repository.",
)
@click.option(
    "--period",
    "periods",
    metavar="NAME",
    multiple=True,
    help="Of the goals of this period; may be given again. The latest without it.",
)
@change_options
def teams_repo(
    *,
    path: Path,
    checkout: Path,
    periods: tuple[str, ...],
    apply: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Make the points of contact of the program's goals members of the team of goal owners.

    The team's file in the checkout gets them as its members, in the spelling of the people's
    files; all else in it stays. An owner without such a file is told with the command that adds
    one; run this again afterwards. The change is shown as a diff; --apply writes it.
    """
    from headway.planning.owners import owners

    program = read_program(path, **options).program
    settings = program.config.teams_repository
    chosen = [find_period(program, name) for name in periods] or [latest_period(program)]
    found = owners(chosen, settings, _read(checkout, settings.team))
    carry_out(
        checkout,
        [found.change] if found.change else [],
        Asked(apply, as_json),
        facts=_facts(found),
    )
    if not as_json:
        _tell(found)


def _read(checkout: Path, team: str) -> Checkout:
    from headway.planning.owners import Checkout

    people = checkout / "people"
    if not people.is_dir():
        msg = f"{checkout} is no checkout of a team repository: it has no folder `people`"
        raise click.UsageError(msg)
    file = checkout / f"teams/{team}.toml"
    logins = tuple(map(_login, sorted(people.glob("*.toml"))))
    return Checkout(logins, file.read_bytes() if file.exists() else None)


def _login(file: Path) -> str:
    """How a person's file spells the login; by the file's name where it does not say."""
    try:
        login = tomllib.loads(file.read_text("utf-8")).get("github")
    except ValueError:
        return file.stem
    return login if isinstance(login, str) else file.stem


def _facts(found: Owners) -> dict[str, Any]:
    facts = found._asdict()
    facts.pop("change")
    return {**facts, "unlisted": [one._asdict() for one in found.unlisted]}


def _tell(found: Owners) -> None:
    for login in found.alumni:
        click.echo(f"{login} owns a goal and is listed under people.alumni too", err=True)
    for one in found.unlisted:
        how = f": run `{one.command}` there" if one.command else "; add one"
        click.echo(f"{one.login} has no file in people{how}", err=True)
        click.echo(f"  for {', '.join(one.goals)}", err=True)
    if found.unlisted:
        click.echo("run this again when they are added; until then they are left out", err=True)
