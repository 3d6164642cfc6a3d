"""What is wrong with settings that are of the right type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truemirror.upstream.channels import BadChannelError, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from truemirror.config.values import Config, ToolchainsTable


def wrong(config: Config) -> Iterator[str]:
    """What is wrong, each with its key and what is allowed."""
    if config.toolchains:
        yield from _toolchains(config.toolchains)


def _toolchains(table: ToolchainsTable) -> Iterator[str]:
    for wish in table.channels:
        try:
            check(wish)
        except BadChannelError as error:
            yield f"`toolchains.channels`: {error}"
