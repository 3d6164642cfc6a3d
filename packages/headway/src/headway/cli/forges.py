"""GitHub as commands use it: opened once, its waits told on standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from headway.errors import HeadwayError
from headway.forge.model import Repository

if TYPE_CHECKING:
    from headway.forge.github import GitHub
    from headway.program.model import Program


class NoRepositoryError(HeadwayError):
    """It is not known which repository on GitHub a program is."""

    exit_code = 2

    def __init__(self) -> None:
        """Tell where to say it."""
        super().__init__(
            "it is not known which repository on GitHub this program is; say it in headway.toml:\n"
            '[program]\nrepository = "organisation/name"'
        )


class OfflineError(HeadwayError):
    """A command that needs the network was told not to use it."""

    exit_code = 2

    def __init__(self) -> None:
        """Tell why there is no answer without."""
        super().__init__(
            "with --offline there is no answer: this command asks GitHub how things stand now; run "
            "it without --offline"
        )


def github(*, offline: bool) -> GitHub:
    """GitHub, with the token of the environment or of `gh`.

    Raises:
        OfflineError: the network must not be used.
        UnusableTokenError: there is a token, and it cannot be sent.
    """
    if offline:
        raise OfflineError
    from headway.forge.opening import open_github

    return open_github(tell)


def repository_of(program: Program) -> Repository:
    """The repository of a program's goals.

    Raises:
        NoRepositoryError: neither settings nor tracking issues tell it.
    """
    if program.config.repository is None:
        raise NoRepositoryError
    return Repository.parse(program.config.repository)


def tell(line: str) -> None:
    """Tell what is going on, on standard error."""
    click.echo(f"headway: {line}", err=True)
