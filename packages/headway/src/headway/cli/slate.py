"""`headway champions`, `review`, `rfc` and `fcp`: what teams read about a period's goals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from headway.cli.options import (
    json_option,
    json_text,
    output_option,
    path_argument,
    program_options,
    read_program,
    width,
    write_output,
)
from headway.program.query import find_period, latest_period

if TYPE_CHECKING:
    from pathlib import Path

    from headway.planning.champions import Champions
    from headway.program.model import Period, Program

_period_option = click.option(
    "--period", metavar="NAME", help="Of this period, such as 2026; the latest without it."
)


@click.command()
@click.argument("team")
@path_argument
@program_options
@_period_option
@click.option(
    "--since",
    metavar="REVISION",
    help="Compare with the same period at a git revision, in place of the period before.",
)
@json_option
@output_option
def review(
    *,
    team: str,
    path: Path,
    period: str | None,
    since: str | None,
    as_json: bool,
    target: Path | None,
    **options: Any,
) -> None:
    """Write the packet that TEAM reads before it decides about a period's goals.

    What is asked of it, how much and by whom; what is new since the period before; who champions
    what, and how much that is over all teams; which questions the documents leave open. Under each
    goal stands a line for the team's decision, which `headway signoff import` reads.
    """
    from headway.pages.shelf import Abroad, Shelf
    from headway.planning import review as packets
    from headway.planning import review_text

    program = read_program(path, **options).program
    wanted = _period(program, period)
    if since is None:
        earlier = packets.previous(program, wanted)
    else:
        from headway.program.revisions import program_at

        earlier = packets.at_revision(program_at(program.root, since), wanted, since)
    packet = packets.review(program, wanted, team, earlier)
    place = Abroad(Shelf(program), wanted)
    if as_json:
        write_output(json_text(review_text.to_json(packet, place)), target)
    else:
        write_output(review_text.to_markdown(packet, place), target)


@click.command()
@path_argument
@program_options
@_period_option
@click.option(
    "--format",
    "output",
    type=click.Choice(["table", "markdown", "csv", "html", "json"]),
    default="table",
    help="The shape. html is one page that needs nothing else.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--load", is_flag=True, help="With csv: what each champion carries in place of the matrix."
)
@output_option
def champions(
    *,
    path: Path,
    period: str | None,
    output: str,
    as_json: bool,
    load: bool,
    target: Path | None,
    **options: Any,
) -> None:
    """Show who champions which goal on which team, and how much each champion carries.

    A row for each goal, a column for each team that is asked. The load of a champion counts the
    goals of all teams.
    """
    output = "json" if as_json else output
    if load and output != "csv":
        msg = "--load goes with --format csv"
        raise click.UsageError(msg)
    from headway.pages.shelf import Abroad, Shelf
    from headway.planning import champions_text
    from headway.planning.champions import champions as find_champions

    program = read_program(path, **options).program
    wanted = _period(program, period)
    found, place = find_champions(wanted), Abroad(Shelf(program), wanted)
    if output == "html":
        from headway.planning import champions_html

        text = champions_html.page(found, place)
    elif output == "json":
        text = json_text(champions_text.to_json(found))
    elif output == "markdown":
        text = champions_text.to_markdown(found, place)
    elif output == "csv":
        text = champions_text.loads_to_csv(found) if load else champions_text.to_csv(found, place)
    else:
        text = _terminal(found)
    write_output(text, target)


@click.command()
@click.argument("period")
@path_argument
@program_options
@click.option(
    "--outline", is_flag=True, help="In short: for each team what it is asked, in one line each."
)
@json_option
@output_option
def rfc(
    *,
    period: str,
    path: Path,
    outline: bool,
    as_json: bool,
    target: Path | None,
    **options: Any,
) -> None:
    """Write the RFC that adopts the goals of PERIOD.

    The text is the period's README.md with the chapters that it lists as `- [Text](./chapter.md)`
    put in their places. Directives are filled, and links lead into the text or to the book.
    """
    from headway.planning import rfc as documents

    program = read_program(path, **options).program
    wanted = find_period(program, period)
    if outline:
        from headway.planning import outline as outlines

        short = outlines.outline(program, wanted)
        text = json_text(outlines.to_json(short)) if as_json else outlines.to_markdown(short)
        write_output(text, target)
        return
    found = documents.rfc(program, wanted)
    for file in found.missing:
        click.echo(f"headway rfc: the overview lists {file}, which does not exist", err=True)
    write_output(json_text(documents.to_json(found)) if as_json else found.text, target)


@click.command()
@click.argument("period")
@path_argument
@program_options
@click.option("--part", type=click.IntRange(1), metavar="N", help="Print only this part.")
@json_option
@output_option
def fcp(
    *,
    period: str,
    path: Path,
    part: int | None,
    as_json: bool,
    target: Path | None,
    **options: Any,
) -> None:
    """Write the comment in which teams sign off the goals of PERIOD.

    Everybody on a team that is asked gets a box: leads are required and mentioned, members may
    sign. GitHub notifies nobody of more than 50 mentions, so that a longer comment comes in parts,
    a line `---` between them.
    """
    from headway.planning import fcp as documents

    program = read_program(path, **options).program
    parts = documents.sign_off(program, find_period(program, period))
    if part is not None:
        if part > len(parts):
            msg = f"there is no part {part}: the comment has {len(parts)}"
            raise click.UsageError(msg)
        parts = parts[part - 1 : part]
    text = "\n---\n\n".join(one.text for one in parts)
    write_output(json_text(documents.to_json(parts)) if as_json else text, target)


def _terminal(found: Champions) -> str:
    """The matrix without its gaps, and the loads: what fits into a terminal."""
    from headway.cli.table import aligned
    from headway.planning import champions_text

    asks = aligned(champions_text.ASK_HEADER, list(champions_text.ask_rows(found)), width())
    rows = [champions_text.load_row(load) for load in found.loads]
    loads = aligned(champions_text.LOAD_HEADER, rows, width())
    return "".join(f"{line}\n" for line in (*asks, "", *loads))


def _period(program: Program, name: str | None) -> Period:
    return find_period(program, name) if name else latest_period(program)
