"""The `headway` command: its table of commands, and what happens to errors."""

from __future__ import annotations

import gc
import os
import sys
from errno import ENOSPC
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from typing import Any

import click

from headway.cli.extras import extras_named
from headway.errors import HeadwayError

# Name, the module under headway.cli that holds it, and its line of help: all that `--help` needs.
_COMMANDS = {
    "check": ("check", "Find every mistake in a program, and fix what can be fixed."),
    "explain": ("explain", "Explain a diagnostic code, with a wrong and a right example."),
    "goals": ("goals", "List goals; filters combine."),
    "show": ("goals", "Print one goal's or roadmap's facts."),
    "new": ("new", "Start a goal or roadmap, or continue a goal of an earlier period."),
    "cfp": ("cfp", "Make the pages of a new period."),
    "teams-repo": ("teams_repo", "Bring the team of goal owners up to date in a checkout."),
    "review": ("slate", "Write the packet that a team reads before it decides about goals."),
    "champions": ("slate", "Show who champions which goal, and how much each carries."),
    "rfc": ("slate", "Write the RFC that adopts a period's goals."),
    "fcp": ("slate", "Write the comment in which teams sign off a period's goals."),
    "signoff": ("signoff", "Record what teams say to goals, and tell what is missing."),
    "proposals": ("proposals", "List the goals that pull requests propose."),
    "issues": ("issues", "Plan a period's tracking issues, and carry the plan out."),
    "sync": ("sync", "Read what is new on GitHub into the store of what happened."),
    "import": ("imports", "Fill the store of what happened from files."),
    "progress": ("progress", "Show how far goals are, and how they are doing."),
    "lineage": ("lineage", "Show goals through the periods, and what became of them."),
    "attention": ("attention", "Show what needs a person or a team, on one page."),
    "stalls": ("stalls", "List what waits, whose turn it is, and since when."),
    "board": ("board", "Show and change what the program managers see to."),
    "remind": ("remind", "Tell who owes an update of a goal, and write to them."),
    "update": ("update", "Draft the post about what a month brought for goals."),
    "program-update": ("program_update", "Draft the program managers' post of a month."),
    "digest": ("digest", "Tell what changed for a team, person or area, or of one goal."),
    "period-report": ("period_report", "Tell how a period ended, with what tells it."),
    "minutes": ("minutes", "Count, search and read the minutes of meetings."),
    "meetings": ("meetings", "List meetings by their calendars, and who has two at once."),
    "charts": ("charts", "Draw charts for posts, with their data and text alternatives."),
    "mdbook": ("mdbook", "Fill the directives of a goals book, as mdBook's preprocessor."),
    "export": ("export", "Write a program as JSON, CSV or SQLite."),
}


class _Commands(click.Group):
    """A group that knows its commands by name, and imports one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"headway.cli.{_COMMANDS[cmd_name][0]}")
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name.replace("-", "_")
        command: click.Command = getattr(module, name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in _COMMANDS:
            from headway.diagnostics.suggest import meant

            guess = meant(name, _COMMANDS)
            ctx.fail(f"there is no command `{name}`" + (f"; {guess}" if guess else ""))
        command = super().resolve_command(ctx, args)
        # What was imported stays for good: from here on the collector may look at all else.
        gc.freeze()
        gc.enable()
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in _COMMANDS.items()])

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command; what Headway raises becomes a line and an exit code."""
        try:
            with extras_named():
                return super().main(*args, **kwargs)
        except HeadwayError as error:
            click.echo(f"headway: {error}", err=True)
            sys.exit(error.exit_code)
        except BrokenPipeError:
            # The reader of a pipe left, as `head` does; nothing more can be told to it.
            _discard_output()
            sys.exit(1)
        except OSError as error:
            if error.filename is None and error.errno != ENOSPC:
                raise
            if error.filename is None:
                _discard_output()
            what = f"cannot use {error.filename}" if error.filename else "cannot write the output"
            click.echo(f"headway: {what}: {error.strerror}", err=True)
            sys.exit(1)


def _discard_output() -> None:
    """Let what is still to be written go nowhere, so that the end does not fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _version(
    ctx: click.Context,
    _parameter: click.Parameter,
    wanted: bool,  # noqa: FBT001  # click's signature
) -> None:
    if wanted and not ctx.resilient_parsing:
        from headway.cli.version import version

        click.echo(f"headway {version()}")
        ctx.exit()


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="`headway COMMAND --help` tells more. Exit codes: 0 done; 1 errors were found, or not "
    "everything could be done; 2 used wrongly; 3 something could not be reached.",
)
@click.option(
    "-C",
    "folder",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Run as if started in DIR.",
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_version,
    help="Print the version.",
)
def main(folder: Path | None) -> None:
    """Run a project's goals program from a folder of Markdown.

    Headway reads the goals and roadmaps of a program, tells every mistake in them at once, and
    answers questions about them. PATH is any folder of a program; by default the current one.
    """
    if folder is not None:
        os.chdir(folder)
