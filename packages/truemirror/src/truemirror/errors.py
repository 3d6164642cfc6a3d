"""What Truemirror raises on purpose: one base class, leaves that write their own message."""

from __future__ import annotations

from typing import ClassVar

_TOLD = 300  # characters of what others wrote


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


def printable(text: str) -> str:
    """What others wrote, for people: of bounded length, and nothing that a terminal would obey."""
    short = text if len(text) <= _TOLD else f"{text[:_TOLD]}…"
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in short)
