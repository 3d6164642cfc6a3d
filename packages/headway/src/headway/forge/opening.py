"""Opening GitHub as the command line does: address, token and cache from where they are kept."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from headway.forge.github import GitHub
from headway.forge.network import Surroundings
from headway.forge.session import API, Session
from headway.forge.token import find_token
from headway.program.team_cache import cache_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

URL_VARIABLE = "HEADWAY_GITHUB_URL"


def open_github(tell: Callable[[str], None], environment: Mapping[str, str] = os.environ) -> GitHub:
    """GitHub at HEADWAY_GITHUB_URL or github.com; `tell` hears of waits as they happen.

    `gh` is asked for its token for github.com alone, since that is what its token is for.

    Raises:
        UnusableTokenError: there is a token, and it cannot be sent.
    """
    url = environment.get(URL_VARIABLE) or API
    token = find_token(environment, ask_gh=url == API)
    session = Session(
        token, url=url, cache=cache_folder() / "github", around=Surroundings(tell=tell)
    )
    return GitHub(session)
