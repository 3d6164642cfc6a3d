"""Zulip as commands use it: opened once, its waits told on standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.cli.forges import OfflineError, tell
from headway.errors import HeadwayError

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.forge.zulip import Zulip
    from headway.program.model import Program


class NoSiteError(HeadwayError):
    """It is not known which Zulip a program's people talk in."""

    exit_code = 2

    def __init__(self) -> None:
        """Tell where to say it."""
        super().__init__(
            "it is not known which Zulip this program's people talk in; say it in headway.toml:\n"
            '[zulip]\nsite = "https://example.zulipchat.com"'
        )


def zulip(program: Program, *, offline: bool) -> Zulip:
    """The program's Zulip, as the account of the environment or of `~/.zuliprc`.

    Raises:
        OfflineError: the network must not be used.
        NoAccountError: no account is given.
        OtherSiteError: the account is one of another Zulip.
    """
    if offline:
        raise OfflineError
    from headway.forge.network import Patience, Surroundings
    from headway.forge.zulip import open_zulip

    patience = Patience(longest_wait=_LONGEST_WAIT)
    return open_zulip(program.config.zulip.site, Surroundings(tell=tell, patience=patience))


def login_on_zulip(program: Program) -> Callable[[int], str | None]:
    """The login of the person whose account has a number, as far as the directory knows."""

    def login(number: int) -> str | None:
        person = program.directory.person_on_zulip(number) if program.directory else None
        return person.login if person else None

    return login


# Zulip's limit is by the minute.
_LONGEST_WAIT = 90.0
