"""Reports as templates: ours, and those that a project puts in their place.

A template is Jinja2, run in its sandbox, since it comes with whatever was checked out. What it may
use is documented for each report; a name that does not exist is an error, never an empty place in a
post.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import (
    ChoiceLoader,
    DictLoader,
    PackageLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

from headway.errors import HeadwayError

if TYPE_CHECKING:
    from collections.abc import Mapping


_ERRORS = (
    *(TemplateError, TypeError, ValueError, ArithmeticError, LookupError),
    *(AttributeError, RecursionError),
)


class BadTemplateError(HeadwayError):
    """A template cannot be read, or does something with its context that cannot be done."""

    exit_code = 2

    def __init__(self, name: str, error: Exception) -> None:
        """Tell which template, where it is known in which line, and what is wrong."""
        line = getattr(error, "lineno", None)
        where = f"{name}, line {line}" if line else name
        super().__init__(f"the template {where} does not work: {_why(error)}")


def _why(error: Exception) -> str:
    if isinstance(error, TemplateNotFound):
        return f"there is no template `{error.name}`"
    return "it calls itself without end" if isinstance(error, RecursionError) else str(error)


class Templates:
    """What renders reports; `own` are the texts of a project's templates by their names."""

    def __init__(self, own: Mapping[str, str] | None = None) -> None:
        """Take a project's own templates."""
        ours = PackageLoader("headway.reporting", "template")
        self._environment = ImmutableSandboxedEnvironment(
            autoescape=False,  # what is made is Markdown
            keep_trailing_newline=True,
            loader=ChoiceLoader([DictLoader(own or {}), ours]),
            lstrip_blocks=True,
            trim_blocks=True,
            undefined=StrictUndefined,
        )

    def render(self, name: str, /, **context: Any) -> str:
        """Fill a template.

        Raises:
            BadTemplateError: it cannot be read, or asks for something that there is not.
        """
        try:
            return self._environment.get_template(name).render(context)
        except _ERRORS as error:
            raise BadTemplateError(name, error) from error
