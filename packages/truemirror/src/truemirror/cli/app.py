"""The `truemirror` command: its table of commands, and what happens to errors."""

from __future__ import annotations

import errno
import os
import signal
import sys
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from truemirror.errors import TruemirrorError, refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

_SIGNALLED = 128
_UNWRITABLE = {errno.ENOSPC, errno.EDQUOT, errno.EIO}
# Name, and its line of help: all that `--help` needs. The module under truemirror.cli is of the
# same name.
_COMMANDS = {
    "init": "Write a commented truemirror.toml to begin with.",
    "plan": "Tell what a sync would fetch, keep and remove.",
    "sync": "Bring the mirror to where upstream is, and publish that.",
    "serve": "Serve the mirror to rustup and cargo.",
    "status": "Tell what the mirror has, and what it lacks.",
    "traffic": "Tell how much was asked for, by day and class.",
    "verify": "Check every byte of the mirror, and mend what is damaged.",
    "diff": "Tell what changed from one generation to another.",
    "prune": "Let go of what no generation that is kept needs.",
}


class _Commands(click.Group):
    """A group that knows its commands by name, and imports one when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"truemirror.cli.{cmd_name}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run a command; what Truemirror raises becomes a line and an exit code."""
        try:
            return super().main(*args, **kwargs)
        except TruemirrorError as error:
            click.echo(f"truemirror: {error}", err=True)
            sys.exit(error.exit_code)
        except BrokenPipeError:  # the reader of a pipe left, as `head` does
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)
        except OSError as error:
            if error.filename is None:
                if error.errno not in _UNWRITABLE:
                    raise
                click.echo(f"truemirror: cannot write: {error.strerror}", err=True)
                os._exit(1)  # Python would try to write the rest once more
            click.echo(f"truemirror: cannot use {error.filename}: {refusal(error)}", err=True)
            sys.exit(1)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; SIGINT and SIGTERM end it, with the exit code that a shell has."""
        try:
            with _terminable():
                return super().invoke(ctx)
        except KeyboardInterrupt as error:
            syncing = ctx.invoked_subcommand == "sync"
            more = "; the next sync goes on from here" if syncing else ""
            click.echo(f"truemirror: interrupted{more}", err=True)
            number = signal.SIGTERM if isinstance(error, _Terminated) else signal.SIGINT
            sys.exit(_SIGNALLED + number)


class _Terminated(KeyboardInterrupt):
    """The process is told to end, and not by somebody at a keyboard."""


@contextmanager
def _terminable() -> Iterator[None]:
    """Have SIGTERM end what is under way as an interrupt does."""

    def terminate(*_: object) -> None:
        raise _Terminated

    before = signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="`truemirror COMMAND --help` tells more. Exit codes: 0 done; 1 not everything could be "
    "done; 2 used wrongly; 3 something could not be reached, or another truemirror is at work on "
    "the mirror.",
)
@click.option(
    "-C",
    "folder",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Run as if started in DIR.",
)
@click.version_option(package_name="truemirror", message="%(prog)s %(version)s")
def main(folder: Path | None) -> None:
    """Copy what a language project ships, and prove that a copy is the original.

    Truemirror mirrors toolchains and crates for unmodified rustup and cargo, as truemirror.toml
    says; `truemirror init` writes one.
    """
    if folder is not None:
        os.chdir(folder)
