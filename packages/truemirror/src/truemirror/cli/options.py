"""Options that mean the same on every command."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable

F = TypeVar("F", bound="Callable[..., Any]")


def config_option(command: F) -> F:
    """`--config FILE`: where the settings are."""
    return click.option(
        "--config",
        "config_file",
        metavar="FILE",
        default="truemirror.toml",
        show_default=True,
        envvar="TRUEMIRROR_CONFIG",
        show_envvar=True,
        type=click.Path(path_type=Path),
        help="The settings.",
    )(command)


def json_option(command: F) -> F:
    """`--json`: for programs."""
    return click.option("--json", "as_json", is_flag=True, help="Write JSON, for programs.")(
        command
    )


class Number(click.FloatRange):
    """A number in a range; `nan`, which compares with none, is in no range."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Read what somebody wrote."""
        number: float = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f"{value!r} is not a valid number", param, ctx)
        return number
