"""What commands that write reports share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from headway.cli.options import json_option

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from headway.program.model import Program
    from headway.reporting.templates import Templates

F = TypeVar("F", bound="Callable[..., Any]")


def shape_options(command: F) -> F:
    """`--format`, as `output`, and `--json`, as `as_json`."""
    for option in (
        json_option,
        click.option(
            "--format",
            "output",
            type=click.Choice(["markdown", "html"]),
            default="markdown",
            help="The shape. html is a page that needs nothing else.",
        ),
    ):
        command = option(command)
    return command


def written(report: Any, template: str, title: str, program: Program, output: str) -> str:
    """A report by its template, as Markdown or as a page under a title.

    Raises:
        BadTemplateError: a template does not work.
    """
    templates = templates_of(program)
    text = templates.render(template, report=report)
    if output == "markdown":
        return text
    from headway.reporting.html import safe_html

    return templates.render("page.html", title=title, body=safe_html(text))


def templates_of(program: Program) -> Templates:
    """Our templates, and those that the program puts in their place.

    Raises:
        BadTemplateError: one of these is not UTF-8.
    """
    from headway.reporting.templates import Templates

    folder = program.root / program.config.reports.templates
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return Templates({path.relative_to(folder).as_posix(): _text(path) for path in files})


def _text(path: Path) -> str:
    from headway.reporting.templates import BadTemplateError

    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise BadTemplateError(path.name, error) from error
