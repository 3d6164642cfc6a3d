"""Secrets, and how they are kept from being shown; where the token for GitHub comes from."""

from __future__ import annotations

import os
import shutil
import subprocess
from base64 import b64encode
from typing import TYPE_CHECKING

from headway.errors import HeadwayError

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLES = ("GITHUB_TOKEN", "GH_TOKEN")
_SECONDS = 10


class UnusableTokenError(HeadwayError):
    """A token that cannot be sent."""

    exit_code = 2

    def __init__(self, source: str) -> None:
        """Tell where it came from, never what it is."""
        super().__init__(
            f"the token from {source} holds a blank, a line break or a letter outside ASCII, "
            "so it cannot be sent: copy it again"
        )


class Token:
    """A secret that no `repr`, `str`, comparison or copy on disk shows."""

    __slots__ = ("_secret",)

    def __init__(self, secret: str, source: str) -> None:
        """Keep a secret; surrounding white space is dropped.

        Raises:
            UnusableTokenError: it cannot stand in a header.
        """
        self._secret = secret.strip()
        if not (self._secret.isascii() and self._secret.isprintable()) or " " in self._secret:
            raise UnusableTokenError(source)

    def __repr__(self) -> str:
        """That there is a token, and nothing of it."""
        return "Token(hidden)"

    def __reduce__(self) -> str:
        """Refuse to be pickled."""
        msg = "a token is not written anywhere"
        raise TypeError(msg)

    def header(self) -> str:
        """The value of the header `Authorization`."""
        return f"Bearer {self._secret}"

    def basic(self, user: str) -> str:
        """The value of the same header where the secret is a user's password."""
        return f"Basic {b64encode(f'{user}:{self._secret}'.encode()).decode()}"


def find_token(environment: Mapping[str, str] = os.environ, *, ask_gh: bool = True) -> Token | None:
    """The token of GITHUB_TOKEN or GH_TOKEN, else the one that `gh` is logged in with.

    Raises:
        UnusableTokenError: there is one, and it cannot be sent.
    """
    for variable in VARIABLES:
        if environment.get(variable, "").strip():
            return Token(environment[variable], variable)
    gh = shutil.which("gh", path=environment.get("PATH")) if ask_gh else None
    secret = _ask(gh) if gh else ""
    return Token(secret, "`gh auth token`") if secret else None


def _ask(gh: str) -> str:
    """What `gh auth token` prints; nothing when nobody is logged in."""
    try:
        said = subprocess.run(  # noqa: S603  # the program that the user calls gh
            [gh, "auth", "token"], capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return said.stdout.strip() if said.returncode == 0 else ""
