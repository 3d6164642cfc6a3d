"""`headway remind`: who owes an update, and the message that tells them."""

from __future__ import annotations

import datetime as dt
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from headway.activity.records import Reminder
from headway.cli.chats import zulip
from headway.cli.forges import github
from headway.cli.options import path_argument, program_options, read_program
from headway.cli.plans import plan_options, show_or_apply
from headway.cli.stores import database_option, filled_store_of
from headway.program.config_remind import Channel
from headway.program.query import find_period, running_period
from headway.tracking.reading import activity_of
from headway.tracking.reminders.actions import HandOver, Mail, Remind
from headway.tracking.reminders.letters import write_letters
from headway.tracking.reminders.owed import survey
from headway.tracking.reminders.plan import plan_reminders
from headway.tracking.reminders.report import make_report
from headway.tracking.reminders.report_json import facts
from headway.tracking.reminders.report_text import PLAIN, lines

if TYPE_CHECKING:
    from pathlib import Path

    from headway.forge.plan import Plan
    from headway.program.model import Program


@click.command()
@path_argument
@program_options
@database_option
@click.option(
    "--period", metavar="NAME", help="Of the goals of this period; the one that runs without it."
)
@click.option(
    "--channel",
    type=click.Choice([one.value for one in Channel]),
    help="Send on Zulip, as GitHub comments, or print texts to paste; else as headway.toml says.",
)
@click.option(
    "--post-report", is_flag=True, help="Post the report to the topic that headway.toml names."
)
@plan_options
def remind(
    *,
    path: Path,
    database: str | None,
    period: str | None,
    channel: str | None,
    post_report: bool,
    apply: bool,
    full: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Tell who owes an update of a goal, and write to them with --apply.

    One message goes to each person for all that they owe; on GitHub, one comment to each goal's
    tracking issue. Nobody is told twice of a goal in one cycle, even when a run was cut off in the
    middle. What is due is known from the store: fill it first.
    """
    program = read_program(path, **options).program
    chosen = find_period(program, period) if period else running_period(program)
    through = Channel(channel) if channel else program.config.remind.channel
    with ExitStack() as stack:
        store = stack.enter_context(filled_store_of(program, database))
        activity = activity_of(chosen.listed, program, store)
        found = survey(chosen, program, activity, program.today)
        sent = store.find(Reminder)
        bag = write_letters(found, program, through, sent)
        report = make_report(found, bag, program.config.remind, program.today)
        now = dt.datetime.now(dt.UTC)
        plan = plan_reminders(report, program, now, sent, post=post_report)
        if not as_json:
            for line in (*lines(report, PLAIN), ""):
                click.echo(line)
        if through is Channel.TEXT and not as_json:
            _print_texts(plan)
            if plan and not apply:
                click.echo("--apply notes that these are passed on, so that nobody is told twice")
                return
        mail = Mail(program.root, store=store)
        if apply and plan:
            mail = _opened(mail, stack, program, through, posts=post_report, **options)
        show_or_apply(plan, mail, apply=apply, full=full, as_json=as_json, facts=facts(report))


def _print_texts(plan: Plan) -> None:
    """The texts as they can be pasted, each under a line that says for whom it is."""
    for step in plan.steps:
        if isinstance(step.shown, Remind) and isinstance(step.shown.message, HandOver):
            click.echo(f"--- for {step.shown.message.to}\n\n{step.shown.message.text}\n")


def _opened(
    mail: Mail,
    stack: ExitStack,
    program: Program,
    through: Channel,
    *,
    posts: bool,
    offline: bool,
    **_: Any,
) -> Mail:
    """The same with the chat or the forge that the reminders go through."""
    if through is Channel.ZULIP or posts:
        mail = replace(mail, chat=stack.enter_context(zulip(program, offline=offline)))
    if through is Channel.GITHUB:
        mail = replace(mail, forge=stack.enter_context(github(offline=offline)))
    return mail
