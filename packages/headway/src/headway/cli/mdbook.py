"""`headway mdbook`: the preprocessor of a goals book."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from headway.activity.errors import NoStoreError
from headway.cli.extras import extras_named
from headway.cli.options import program_options, read_program
from headway.cli.stores import database_option, filled_store_of
from headway.diagnostics.renderers import short
from headway.errors import HeadwayError
from headway.publishing import book
from headway.publishing.preprocess import preprocess

if TYPE_CHECKING:
    from collections.abc import Mapping

    from headway.pages.progress_cell import Reached
    from headway.pages.reports import Asked, Report
    from headway.program.model import Program

_KNOWN_VERSIONS = ("0.4.", "0.5.")
_DIRECTIVES = "DIR"


@click.group(invoke_without_command=True)
@program_options
@database_option
@click.pass_context
def mdbook(ctx: click.Context, /, *, database: str | None, **options: Any) -> None:
    """Fill the directives of a goals book, as a preprocessor of mdBook.

    In book.toml, under [preprocessor.goals], set `command = "headway mdbook"`; all other settings
    stay. mdBook then sends its book as JSON to standard input and reads it back from standard
    output. What could not be filled is told on standard error, and by `headway check`. Where there
    is a store of what happened, tables of goals show how far they are, and pages get the reports
    that they ask for.
    """
    if ctx.invoked_subcommand is not None:
        return
    if sys.stdin.isatty():
        raise book.NotABookError("standard input is a terminal")
    request = book.read(sys.stdin.buffer.read())
    if not request.version.startswith(_KNOWN_VERSIONS):
        _note(f"mdBook {request.version} is not known; 0.4 and 0.5 are")
    loaded = read_program(request.root, **options)
    for skipped in loaded.report.skipped:
        _note(f"skipped: {skipped}")
    if loaded.program.directory is None:
        _note("without a team directory, people are shown by login and teams by key")
    unfilled = tuple(d for d in loaded.report.diagnostics if d.code.startswith(_DIRECTIVES))
    for line in short.render(replace(loaded.report, diagnostics=unfilled)):
        _note(line.rstrip())
    program = loaded.program
    preprocess(request, program, _reached(program, database), _reports(program, database))
    sys.stdout.buffer.write(book.write(request).encode())


@mdbook.command()
@click.argument("renderer")
def supports(renderer: str) -> None:  # every renderer is served
    """Tell mdBook by the exit code that a RENDERER is supported: every one is."""


def _reached(program: Program, database: str | None) -> Mapping[str, Reached]:
    """How far goals are, if there is a store; a book is built without it as well."""
    try:
        with extras_named(), filled_store_of(program, database) as store:
            from headway.cli.book_progress import reached

            return reached(program, store)
    except NoStoreError:
        return {}
    except HeadwayError as error:
        _note(f"progress is left out: {error}")
        return {}


def _reports(program: Program, database: str | None) -> Mapping[Asked, tuple[Report, ...]]:
    """The reports that pages ask for, if there is a store; made only where some do."""
    pages = [page for page in program.pages if page.period]
    if not any(one.name == "REPORTS" for page in pages for one in page.directives):
        return {}
    try:
        with extras_named(), filled_store_of(program, database) as store:
            from headway.cli.book_reports import book_reports

            return book_reports(program, store)
    except NoStoreError:
        return {}
    except (HeadwayError, OSError) as error:
        _note(f"reports are left out: {error}")
        return {}


def _note(text: str) -> None:
    click.echo(f"headway mdbook: {text}", err=True)
