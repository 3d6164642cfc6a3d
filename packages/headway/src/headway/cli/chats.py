"""Zulip as commands use it: opened once, its waits told on standard error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.cli.forges import OfflineError
from headway.cli.forges import tell as tell_of_waits
from headway.errors import HeadwayError
from headway.forge.chat import Topic

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.activity.store import Store
    from headway.activity.sync.run import Tell
    from headway.activity.zulip_sync import Followed
    from headway.forge.zulip import Zulip
    from headway.program.model import Program


_LONGEST_WAIT = 90.0  # seconds; Zulip's limit is by the minute


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
    return open_zulip(
        program.config.zulip.site, Surroundings(tell=tell_of_waits, patience=patience)
    )


def login_on_zulip(program: Program) -> Callable[[int], str | None]:
    """The login of the person whose account has a number, as far as the directory knows."""

    def login(number: int) -> str | None:
        person = program.directory.person_on_zulip(number) if program.directory else None
        return person.login if person else None

    return login


def topics_of(program: Program) -> list[Topic]:
    """The topics that a program follows."""
    return [Topic(one.stream, one.topic) for one in program.config.zulip.topics]


def follow(program: Program, store: Store, tell: Tell, *, offline: bool) -> Followed:
    """Bring the messages of the program's topics up to date.

    Without an account that is a problem of theirs, and keeps nothing else from being read.
    """
    from headway.activity.store import Changes
    from headway.activity.zulip_sync import Followed, follow_topics

    try:
        with zulip(program, offline=offline) as chat:
            return follow_topics(store, chat, topics_of(program), login_on_zulip(program), tell)
    except HeadwayError as error:
        return Followed(Changes(), (f"no messages are read: {error}",))
