"""What commands that write reports share."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from headway.program.model import Program
    from headway.reporting.templates import Templates


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
