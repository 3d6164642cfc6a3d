"""`headway check`: every mistake at once, and the fixes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headway.cli.options import (
    path_argument,
    program_options,
    read_program,
    takes_unicode,
    wants_colour,
    width,
)
from headway.diagnostics import Report, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.program.load import Loaded

_SEVERITIES = [severity.value for severity in Severity]


@click.command()
@path_argument
@program_options
@click.option(
    "--format",
    "output",
    type=click.Choice(["terminal", "short", "json", "github", "sarif"]),
    default="terminal",
    help="How to show diagnostics.",
)
@click.option("--json", "output", flag_value="json", help="The same as --format json.")
@click.option("--fix", is_flag=True, help="Apply the safe fixes, then check again.")
@click.option("--unsafe", is_flag=True, help="With --fix or --diff: also those that are a guess.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option("--strict", is_flag=True, help="Exit with 1 for warnings as well.")
@click.option(
    "--level",
    type=click.Choice(_SEVERITIES),
    default="hint",
    help="The least severity that is shown.",
)
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Colours in the terminal; auto obeys NO_COLOR.",
)
@click.option("--ascii", "plain", is_flag=True, help="Draw with ASCII characters only.")
def check(  # a command's options
    *,
    path: Path,
    output: str,
    fix: bool,
    unsafe: bool,
    diff: bool,
    strict: bool,
    level: str,
    color: str,
    plain: bool,
    **options: Any,
) -> None:
    """Find every mistake in the program at PATH, and fix what can be fixed.

    Every mistake is told in one run, with its place, its reason and, where there is one, its fix.
    If PATH is a file, only what concerns that file is told. `headway explain CODE` says more
    about a diagnostic.

    Exits with 1 when there are errors.
    """
    if unsafe and not (fix or diff):
        msg = "--unsafe goes with --fix or --diff"
        raise click.UsageError(msg)
    file = path if path.is_file() else None
    if fix or diff:
        loaded = _mend(path, unsafe=unsafe, write=fix and not diff, **options)
        if diff:
            return
    else:
        loaded = read_program(path, **options)
    report = _only(loaded, file)
    colour = wants_colour(color)
    shown = _at_least(report, Severity(level))
    base = _base(loaded)
    for text in _render(shown, output, base, colour=colour, plain=plain or not takes_unicode()):
        click.echo(text, nl=False, color=colour)
    summary = report.summary
    if summary.errors or (strict and summary.warnings):
        raise SystemExit(1)


def _mend(path: Path, *, unsafe: bool, write: bool, **options: Any) -> Loaded:
    from headway.program.find import find_root
    from headway.program.load import Options
    from headway.program.mend import mend

    only = _file_in(path, find_root(path)) if path.is_file() else None
    mended = mend(path, Options(**options), unsafe=unsafe, only=only)
    if write:
        mended.write()
        fixes = _count(mended.count, "fix", "fixes")
        click.echo(f"applied {fixes} in {_count(len(mended.after), 'file')}", err=True)
    elif mended.after:
        for line in mended.diff():
            click.echo(line, nl=False)
    else:
        what = "no fix" if unsafe else "no safe fix; --unsafe shows those that are guesses as well"
        click.echo(what, err=True)
    return mended.loaded


def _count(number: int, word: str, plural: str = "") -> str:
    return f"{number} {word if number == 1 else plural or word + 's'}"


def _only(loaded: Loaded, file: Path | None) -> Report:
    """The report, or what of it concerns one file."""
    if file is None:
        return loaded.report
    name = _file_in(file, loaded.program.root)
    mine = tuple(d for d in loaded.report.diagnostics if d.file == name)
    sources = {name: loaded.report.source(name)}
    return replace(loaded.report, diagnostics=mine, sources={**loaded.report.sources, **sources})


def _at_least(report: Report, least: Severity) -> Report:
    shown = (d for d in report.diagnostics if d.severity.rank <= least.rank)
    return replace(report, diagnostics=tuple(shown))


def _file_in(file: Path, root: Path) -> str:
    return file.resolve().relative_to(root).as_posix()


def _base(loaded: Loaded) -> str:
    """The way from the current folder down to the program, "" where it does not lie below.

    Services that look at a whole repository need it.
    """
    try:
        below = loaded.program.root.relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return ""
    return "" if below == "." else f"{below}/"


def _render(report: Report, output: str, base: str, *, colour: bool, plain: bool) -> Iterator[str]:
    if output == "terminal":
        return _terminal(report, colour=colour, plain=plain)
    if output == "short":
        from headway.diagnostics.renderers import short

        return short.render(report)
    if output == "github":
        from headway.diagnostics.renderers import github

        return github.render(report, base)
    if output == "json":
        from headway.diagnostics.renderers import json

        return json.render(report)
    return _sarif(report, base)


def _terminal(report: Report, *, colour: bool, plain: bool) -> Iterator[str]:
    from headway.diagnostics.renderers import terminal

    style = terminal.Style(colour=colour, ascii=plain, width=width())
    yield from terminal.render(report, style)
    yield terminal.summarise(report, style)


def _sarif(report: Report, base: str) -> Iterator[str]:
    from headway.cli.version import version
    from headway.diagnostics.renderers import sarif
    from headway.program.catalogue import RULES

    summaries = {code: rule.explanation.summary for code, rule in RULES.items()}
    return sarif.render(report, base, summaries=summaries, version=version())
