"""TOML, as anybody may have written it."""

from __future__ import annotations

import tomllib
from typing import Any

from truemirror.errors import TruemirrorError


class BadTomlError(TruemirrorError):
    """A file is no TOML, or none that can be read."""


def read_toml(data: bytes) -> dict[str, Any]:
    """The table that a file holds.

    Raises:
        BadTomlError: it is no TOML, or goes deeper or has longer numbers than anybody needs.
    """
    try:
        return tomllib.loads(data.decode())
    except RecursionError as error:
        msg = "it goes too deep"
        raise BadTomlError(msg) from error
    except ValueError as error:  # a TOMLDecodeError, and what Python says of long numbers
        raise BadTomlError(str(error)) from error
