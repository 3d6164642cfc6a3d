"""`headway update`: the post about what some days brought for a period's goals."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import click

from headway.cli.changes import Asked
from headway.cli.drafts import continue_draft, draft_options, refuse_options, verify_draft
from headway.cli.options import (
    day,
    json_text,
    output_option,
    path_argument,
    program_options,
    read_program,
    write_output,
)
from headway.cli.reports import templates_of
from headway.cli.stores import database_option, filled_store_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable
    from pathlib import Path

    from headway.cli.drafts import Made
    from headway.program.model import Program
    from headway.reporting.update.budget import Fitted
    from headway.reporting.update.model import UpdateReport
    from headway.reporting.update.render import Message
    from headway.reporting.update.wanted import Wanted


@click.command()
@click.pass_context
@path_argument
@program_options
@database_option
@click.option("--from", "first", callback=day, metavar="DATE", help="The first day.")
@click.option("--to", "end", callback=day, metavar="DATE", help="The day after the last one.")
@click.option(
    "--period", metavar="NAME", help="Of this period; without it the one that runs on the last day."
)
@click.option(
    "--words",
    type=click.IntRange(1),
    metavar="N",
    help="How many words a reader may see without unfolding anything. Without it: 50 for each goal "
    "of the period, or as `headway.toml` says.",
)
@click.option(
    "--format",
    "output",
    type=click.Choice(["markdown", "html", "zulip"]),
    default="markdown",
    help="The shape. markdown is a draft to work on, html a page, zulip a message for each goal.",
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print all that the post is made of as JSON; of --format zulip, the messages.",
)
@draft_options
@output_option
def update(
    ctx: click.Context,
    /,
    *,
    path: Path,
    database: str | None,
    first: dt.date | None,
    end: dt.date | None,
    period: str | None,
    words: int | None,
    output: str,
    as_json: bool,
    draft: Path | None,
    verified: Path | None,
    apply: bool,
    target: Path | None,
    **options: Any,
) -> None:
    """Draft the post about what some days brought for a period's goals.

    Without --from and --to it is about the last month that is over. It opens with figures, the
    state of every goal, highlights, and what needs somebody. Every goal with news follows, in
    sentences quoted from its comments; these are collapsed below it. What does not fit into the
    words is collapsed too, and how much that is is told.

    The Markdown is a draft to work on. --continue brings one up to date and keeps every word of its
    editor's; what changes is shown, and --apply or -o writes it. --verify looks for each quotation
    in its comment and for every other line among those that Headway would write today; it tells
    what is wrong, and which sentences are the editor's own, and exits with 1 if anything is wrong.
    """
    from headway.reporting.update import wanted as asked

    refuse_options(ctx)
    program = read_program(path, **options).program
    if draft:
        again = partial(_again, program, database)
        continue_draft(draft, again, Asked(apply, as_json), target)
        return
    if verified:
        with filled_store_of(program, database) as store:
            verify_draft(verified, partial(_again, program, database), store, as_json=as_json)
        return
    if (first is None) != (end is None):
        msg = "--from and --to go together; without both it is the last month that is over"
        raise click.UsageError(msg)
    first, end = (first, end) if first and end else asked.last_month(program.today)
    post = asked.wanted(program, first, end, period, words)
    for one in asked.other_periods(program, post):
        told = f"some of these days are of {one.name}, whose goals are not in the post of"
        then = f"`--period {one.name}` makes one of them"
        click.echo(f"headway update: {told} {post.period.name}; {then}", err=True)
    report = _report(program, database, post)
    write_output(_written(report, post, program, output, as_json=as_json), target)


def _again(program: Program, database: str | None, made: Made) -> str:
    """The post that a draft would be if it were made now."""
    from headway.reporting.update import render
    from headway.reporting.update.wanted import wanted

    post = wanted(program, *made)
    templates = templates_of(program)
    fitted = render.fitted(_report(program, database, post), post.words, templates)
    return render.to_markdown(fitted.report, templates, post.parameters)


def _report(program: Program, database: str | None, post: Wanted) -> UpdateReport:
    """All that the store, the documents and their history tell."""
    from headway.activity.errors import NothingStoredError
    from headway.cli.document_changes import document_changes_in
    from headway.reporting.update.facts import Beside, update_report
    from headway.reporting.update.waits import Waits
    from headway.tracking.reading import activity_of
    from headway.tracking.stalls.between import between
    from headway.tracking.stalls.find import waiting
    from headway.tracking.stalls.reading import read_scenes

    with filled_store_of(program, database) as store:
        activity = activity_of(post.period.listed, program, store)
        if not activity.issues:
            what = f"tracking issue of {post.period.name}"
            raise NothingStoredError(what, "sync")
        before, last = read_scenes(program, store, post.span)
    waits = Waits(tuple(waiting(last)), between(before, last))
    beside = Beside(waits, document_changes_in(program, post.span) or ())
    report = update_report(program, post.period, activity, post.span, beside)
    if not report.figures.told:
        told = f"{report.when}: nobody told of a goal of {report.period}"
        click.echo(f"headway update: {told}; if somebody did, run `headway sync` first", err=True)
    return report


def _written(
    report: UpdateReport, post: Wanted, program: Program, output: str, *, as_json: bool
) -> str:
    """The post in a shape, with what fits into its words."""
    from headway.reporting.update import as_json as shapes
    from headway.reporting.update import render

    templates = templates_of(program)
    fitted = render.fitted(report, post.words, templates)
    _tell(fitted, post.words)
    if output == "zulip":
        messages = render.to_zulip(fitted.report, templates)
        return json_text(shapes.messages_object(messages)) if as_json else _messages(messages)
    if as_json:
        return json_text(shapes.report_object(fitted.report))
    if output == "html":
        return render.to_html(fitted.report, templates)
    return render.to_markdown(fitted.report, templates, post.parameters)


def _messages(messages: Iterable[Message]) -> str:
    """Messages below their topics, a line `---` between them."""
    return "\n---\n\n".join(f"topic: {one.topic}\n\n{one.content}" for one in messages)


def _tell(fitted: Fitted, words: int) -> None:
    """Tell in one line what a reader does not see at once."""
    told = f"headway update: {fitted.words} words of {words}"
    if fitted.words > words:
        told = (
            f"headway update: {fitted.words} words, more than the {words} allowed: the index and "
            "one sentence for each goal with news take so many"
        )
    if fitted.cut:
        told += f"; {fitted.cut} more sentences and items are collapsed"
    click.echo(told, err=True)
