"""Reading `truemirror.toml`: an error names the key, what is wrong with it, and what is allowed."""

from __future__ import annotations

import json
import re
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

import msgspec
from msgspec.structs import replace

from truemirror.config.allowed import allowed
from truemirror.config.checks import wrong
from truemirror.config.sizes import Size
from truemirror.config.values import Config, Table
from truemirror.errors import TruemirrorError
from truemirror.upstream.toml import BadTomlError, read_toml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NAME = "truemirror.toml"
_PLACE = re.compile(r" - at `\$\.?([\w.]*)(?:\[\d+\])?[^`]*`$")


class ConfigError(TruemirrorError):
    """The settings cannot be used."""

    exit_code = 2

    def __init__(self, file: Path, reason: str) -> None:
        """Tell which file, and why."""
        super().__init__(f"{file}: {reason}")


class Setting(NamedTuple):
    """A key of a table: its type, what is said of it, and what it may be set to."""

    type: Any
    about: str
    example: Any


def read_config(file: Path) -> Config:
    """Read the settings from a file; paths in it go from its folder.

    Raises:
        ConfigError: there is no such file, or it says what cannot be.
    """
    try:
        table = read_toml(file.read_bytes())
    except FileNotFoundError as error:
        raise ConfigError(file, "there is none; `truemirror init` writes one") from error
    except OSError as error:
        raise ConfigError(file, f"cannot be read: {error.strerror}") from error
    except BadTomlError as error:
        raise ConfigError(file, f"is no TOML: {error}") from error
    for unknown in _unknown(table, Config):
        raise ConfigError(file, unknown)
    try:
        config = msgspec.convert(table, Config, dec_hook=_special)
    except msgspec.ValidationError as error:
        raise ConfigError(file, _explained(table, str(error))) from error
    for reason in wrong(config):
        raise ConfigError(file, reason)
    return _placed(config, file.absolute().parent)


def _placed(config: Config, folder: Path) -> Config:
    """The settings with paths as they are from anywhere; the file has them from its folder."""

    def placed(path: str) -> str:
        return str(folder / Path(path).expanduser())

    mirror, upstream, crates = config.mirror, config.upstream, config.crates
    if "://" not in mirror.place:
        place = placed(mirror.place)
        mirror = replace(mirror, place=place, work=mirror.work or f"{place}/work")
    if mirror.work:
        mirror = replace(mirror, work=placed(mirror.work))
    if upstream.certificates:
        upstream = replace(upstream, certificates=placed(upstream.certificates))
    toolchains = config.toolchains
    if toolchains and toolchains.key:
        toolchains = replace(toolchains, key=placed(toolchains.key))
    if crates:
        locks, projects = map(placed, crates.locks), map(placed, crates.projects)
        crates = replace(crates, locks=tuple(locks), projects=tuple(projects))
    return replace(config, mirror=mirror, upstream=upstream, toolchains=toolchains, crates=crates)


def settings(table: type[Table]) -> dict[str, Setting]:
    """The settings of a table, by key."""
    return {field.name: _setting(field) for field in msgspec.structs.fields(table)}


def _setting(field: msgspec.structs.FieldInfo) -> Setting:
    metas = [one for one in getattr(field.type, "__metadata__", ()) if one.description]
    examples = metas[0].examples if metas else None
    default = {} if field.default is msgspec.NODEFAULT else field.default
    about = metas[0].description if metas else ""
    return Setting(field.type, about, examples[0] if examples else default)


def table_of(kind: Any) -> type[Table] | None:
    """The table that a type is of; None for that of a value."""
    kinds = (kind, *get_args(kind))
    return next((one for one in kinds if isinstance(one, type) and issubclass(one, Table)), None)


def _unknown(table: Mapping[str, Any], kind: type[Table], under: str = "") -> Iterator[str]:
    """What is wrong with keys that no setting has."""
    known = settings(kind)
    for key, value in table.items():
        below = table_of(known[key].type) if key in known else None
        if key not in known:
            near = get_close_matches(key, known, 1)
            names = ", ".join(f"`{under}{one}`" for one in near or known)
            hint = f"did you mean {names}?" if near else f"there are {names}"
            yield f"there is no setting `{under}{key}`; {hint}"
        elif below and isinstance(value, dict):
            yield from _unknown(value, below, f"{under}{key}.")


def _explained(table: Mapping[str, Any], message: str) -> str:
    """What msgspec found wrong: the key, its value, what it may be, and what it is for."""
    found = _PLACE.search(message)
    path = found[1] if found else ""
    setting, value = None, table
    kind: type[Table] = Config
    for name in path.split("."):
        setting, value = settings(kind)[name], value[name]
        kind = table_of(setting.type) or kind
    if setting is None:
        return message
    what = f"`{path}` is {_shown(value)}, but has to be {allowed(setting.type)}"
    return f"{what}.\n{setting.about}" if setting.about else what


def _shown(value: Any) -> str:
    """A value about as the file has it."""
    return json.dumps(value, default=str, ensure_ascii=False)


def _special(kind: type, value: object) -> object:
    if kind is Size:
        return Size.read(value)
    raise NotImplementedError  # so a `dec_hook` tells msgspec that it does not know a type
