"""Which Headway this is."""

from __future__ import annotations

from importlib.metadata import version as installed


def version() -> str:
    """The version of the installed package."""
    return installed("headway")
