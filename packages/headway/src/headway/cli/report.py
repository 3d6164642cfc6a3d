"""Which renderer shows a report, and how."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from headway.cli.options import width
from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.diagnostics import Report, Severity
    from headway.program.model import Program


class Showing(Value):
    """How a report is wanted: its format, the least severity, with colour, in ASCII only."""

    format: str
    level: Severity
    colour: bool
    ascii: bool


def show_report(program: Program, report: Report, showing: Showing) -> Iterator[str]:
    """The texts that show a report, in order."""
    shown = _at_least(report, showing.level)
    if showing.format == "terminal":
        from headway.diagnostics.renderers import terminal

        style = terminal.Style(colour=showing.colour, ascii=showing.ascii, width=width())
        yield from terminal.render(shown, style)
        yield terminal.summarise(report, program.config.name, style)
    elif showing.format == "short":
        from headway.diagnostics.renderers import short

        yield from short.render(shown)
    elif showing.format == "json":
        from headway.diagnostics.renderers import json

        yield from json.render(shown)
    elif showing.format == "github":
        from headway.diagnostics.renderers import github

        yield from github.render(shown, _base(program.root))
    else:
        yield from _sarif(shown, _base(program.root))


def _sarif(report: Report, base: str) -> Iterator[str]:
    from headway.cli.version import version
    from headway.diagnostics.renderers import sarif
    from headway.tracking.catalogue import RULES

    summaries = {code: rule.explanation.summary for code, rule in RULES.items()}
    return sarif.render(report, base, summaries=summaries, version=version())


def _at_least(report: Report, least: Severity) -> Report:
    shown = (d for d in report.diagnostics if d.severity.rank <= least.rank)
    return replace(report, diagnostics=tuple(shown))


def _base(root: Path) -> str:
    """The way from the current folder down to the program, "" where it does not lie below.

    Services that look at a whole repository need it.
    """
    try:
        below = root.relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return ""
    return "" if below == "." else f"{below}/"
