"""Which extra a missing library belongs to."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from headway.errors import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Iterator

_REQUIREMENT = re.compile(r"([\w.-]+).*;.*\bextra == ['\"]([\w-]+)['\"]")


def extra_with(module: str) -> str | None:
    """The extra of Headway that brings a module; None when none does.

    An extra is told from the package's own metadata, so one that is declared is known. A
    distribution and its module have the same name, but for dashes.
    """
    from importlib.metadata import requires

    wanted = module.partition(".")[0].casefold()
    for requirement in requires("headway") or ():
        match = _REQUIREMENT.match(requirement)
        if match and re.sub(r"[-.]", "_", match[1]).casefold() == wanted:
            return match[2]
    return None


@contextmanager
def extras_named() -> Iterator[None]:
    """Say which extra is missing where the import of one of its libraries fails.

    Raises:
        MissingExtraError: in place of the failed import.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        extra = extra_with(error.name or "")
        if extra is None:
            raise
        raise MissingExtraError(error.name or "", extra) from error
