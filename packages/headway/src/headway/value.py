"""What the program is read into: values, which never change and are compared by what they hold."""

from __future__ import annotations

from typing import dataclass_transform

from msgspec import Struct


@dataclass_transform(frozen_default=True)
class Value(Struct, frozen=True, gc=False):
    """A value. Its class is its fields, with their types and defaults, as in a named tuple.

    A check makes a hundred thousand values and looks at their fields millions of times, which
    msgspec does in C. Values are never part of a cycle, so that the collector need not see them.
    """
