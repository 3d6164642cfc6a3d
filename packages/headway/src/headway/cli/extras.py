"""Which extra a missing library belongs to."""

from __future__ import annotations

import re
from importlib.metadata import requires

_REQUIREMENT = re.compile(r"([\w.-]+).*;.*\bextra == ['\"]([\w-]+)['\"]")


def extra_with(module: str) -> str | None:
    """The extra of Headway that brings a module; None when none does.

    An extra is told from the package's own metadata, so one that is declared is known. A
    distribution and its module have the same name, but for dashes.
    """
    wanted = module.partition(".")[0].casefold()
    for requirement in requires("headway") or ():
        match = _REQUIREMENT.match(requirement)
        if match and re.sub(r"[-.]", "_", match[1]).casefold() == wanted:
            return match[2]
    return None
