"""Whose account on Zulip is used: from the environment, or from the file that Zulip gives."""

from __future__ import annotations

import os
from configparser import ConfigParser
from configparser import Error as BadIniError
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from headway.errors import HeadwayError
from headway.forge.token import Token

if TYPE_CHECKING:
    from collections.abc import Mapping

EMAIL, KEY, SITE = "ZULIP_EMAIL", "ZULIP_API_KEY", "ZULIP_SITE"
_FILE = ".zuliprc"
_HOW = (
    f"Make a bot in Zulip's settings; then set {EMAIL}, {KEY} and {SITE}, or keep the zuliprc file "
    f"that Zulip offers for it as ~/{_FILE}."
)


class NoAccountError(HeadwayError):
    """Zulip is asked, and it is not known as whom."""

    exit_code = 2

    def __init__(self, missing: str, file: Path) -> None:
        """Tell what is set nowhere, and which file was looked into."""
        super().__init__(
            "it is not known with which account to ask Zulip: "
            f"neither the environment nor {file} tells {missing}\n{_HOW}"
        )


class BadAccountFileError(HeadwayError):
    """The file that should name an account cannot be read."""

    exit_code = 2

    def __init__(self, file: Path, error: Exception) -> None:
        """Tell which file, and what kind of error; its words might hold the key."""
        super().__init__(f"{file} cannot be read ({type(error).__name__})\n{_HOW}")


class OtherSiteError(HeadwayError):
    """The account is one of another Zulip than the program's."""

    exit_code = 2

    def __init__(self, wanted: str, given: str) -> None:
        """Tell both."""
        super().__init__(
            f"the program's Zulip is {wanted}, and the account is one of {given}, so its key is "
            f"not sent there\nGive an account of {wanted}, or mend `site` under [zulip] in "
            "headway.toml."
        )


class Account(NamedTuple):
    """A bot's account, where it is, and the secret that opens it."""

    site: str
    email: str
    key: Token


def find_account(
    site: str | None, environment: Mapping[str, str] = os.environ, home: Path | None = None
) -> Account:
    """The account of the environment, each part that it lacks from `~/.zuliprc`.

    `site` is the program's Zulip; where it is known the account needs not name one.

    Raises:
        NoAccountError: a part is nowhere.
        BadAccountFileError: the file is there, and cannot be read.
        OtherSiteError: the account is one of another Zulip.
        UnusableTokenError: the key cannot be sent.
    """
    file = (home or Path.home()) / _FILE
    kept = _read(file)
    said = {
        name: environment.get(name, "").strip() or kept.get(key, "").strip()
        for name, key in ((EMAIL, "email"), (KEY, "key"), (SITE, "site"))
    }
    given = plain_site(said[SITE]) if said[SITE] else site
    missing = [name for name in (EMAIL, KEY) if not said[name]] + ([] if given else [SITE])
    if missing or given is None:
        raise NoAccountError(" and ".join(missing), file)
    if site is not None and given != site:
        raise OtherSiteError(site, given)
    return Account(given, said[EMAIL], Token(said[KEY], KEY))


def plain_site(text: str) -> str:
    """The address of a Zulip without what may stand around it."""
    address = text.strip().rstrip("/").removesuffix("/api")
    return address if "://" in address else f"https://{address}"


def _read(file: Path) -> Mapping[str, str]:
    """What the file says under `[api]`; nothing where there is no such file."""
    parser = ConfigParser(interpolation=None)
    try:
        parser.read_string(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, BadIniError) as error:
        raise BadAccountFileError(file, error) from error
    return parser["api"] if parser.has_section("api") else {}
