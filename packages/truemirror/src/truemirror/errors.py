"""What Truemirror raises on purpose: one base class, leaves that write their own message."""

from __future__ import annotations

from typing import ClassVar


class TruemirrorError(Exception):
    """Base of all that Truemirror raises on purpose.

    Exit codes: 1 something could not be done whole, 2 used wrongly, 3 something was not reached.
    """

    exit_code: ClassVar[int] = 1
