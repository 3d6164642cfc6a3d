"""What is looked for in a store, where it is not one value."""

from __future__ import annotations

from typing import Any, NamedTuple


class Between(NamedTuple):
    """Values from the first to the last, both included; None is without an end."""

    first: Any = None
    last: Any = None
