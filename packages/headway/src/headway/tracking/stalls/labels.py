"""Labels that say something, recognised by their forms."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_TEAM = re.escape("{team}")


def matching(labels: Iterable[str], forms: Iterable[str]) -> dict[str, str | None]:
    """The labels that have one of some forms, each with the key of the team that it names."""
    patterns = [_pattern(form) for form in forms]
    found = ((label, pattern.fullmatch(label)) for label in labels for pattern in patterns)
    return {label: match.groupdict().get("team") for label, match in found if match}


def loose(forms: Iterable[str]) -> list[str]:
    """Forms with `*` where they have the key of a team."""
    return [form.replace("{team}", "*") for form in forms]


@cache
def _pattern(form: str) -> re.Pattern[str]:
    text = re.escape(form).replace(_TEAM, "(?P<team>.+)", 1).replace(re.escape("*"), ".*")
    return re.compile(text, re.IGNORECASE)
