"""The file that `truemirror init` writes: every setting, explained, at what it is without it."""

from __future__ import annotations

import datetime as dt
import json
import textwrap
from typing import TYPE_CHECKING, Any

from truemirror.config.read import settings, table_of
from truemirror.config.values import Config

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from truemirror.config.values import Table

_WIDTH = 88
_INTRODUCTION = """\
# What is mirrored, from where, and how. `truemirror plan` tells what that comes to.
# A setting behind a # is as it is without it, or an example where there is none.
"""


def template(contact: str) -> str:
    """The file, for a mirror of the stable toolchain on one host."""
    beginning: dict[str, Mapping[str, Any]] = {
        "mirror": {"place": "mirror"},
        "upstream": {"contact": contact},
        "toolchains": {"channels": ["stable"], "hosts": ["x86_64-unknown-linux-gnu"]},
    }
    parts = [_INTRODUCTION]
    for name, setting in settings(Config).items():
        table = table_of(setting.type)
        if table is not None:
            parts.append("\n".join(_lines(name, table, beginning.get(name))) + "\n")
    return "\n".join(parts)


def _lines(name: str, table: type[Table], chosen: Mapping[str, Any] | None) -> Iterator[str]:
    yield from _comment(table.__doc__ or "")
    yield f"[{name}]" if chosen is not None else f"# [{name}]"
    for key, setting in settings(table).items():
        yield from _comment(setting.about)
        if chosen and key in chosen:
            yield f"{key} = {_toml(chosen[key])}"
        else:
            yield f"# {key} = {_toml(setting.example)}"


def _comment(text: str) -> Iterator[str]:
    for line in textwrap.wrap(text.strip(), _WIDTH, break_on_hyphens=False):
        yield f"# {line}"


def _toml(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else json.dumps(value)
