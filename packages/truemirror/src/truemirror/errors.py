"""What Truemirror raises on purpose: one base class, leaves that write their own message."""

from __future__ import annotations

from typing import ClassVar


class TruemirrorError(Exception):
    """Base of all that Truemirror raises on purpose.

    Exit codes: 1 something could not be done whole, 2 used wrongly, 3 something was not reached.
    """

    exit_code: ClassVar[int] = 1


class MissingExtraError(TruemirrorError):
    """A command needs a library that comes with an extra that is not installed."""

    exit_code = 2

    def __init__(self, module: str | None, extra: str) -> None:
        """Tell the library, and what to install."""
        super().__init__(
            f"this needs `{module}`, which is not installed: install truemirror[{extra}], as in "
            f"`pip install 'truemirror[{extra}]'`"
        )
