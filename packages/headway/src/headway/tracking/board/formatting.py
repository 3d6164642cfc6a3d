"""Values as `board.toml` has them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headway.program.board.fields import ITEM_FIELDS
from headway.program.board.values import When

if TYPE_CHECKING:
    from collections.abc import Mapping

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\f": "\\f", "\r": "\\r"}
_BLANK_END = re.compile(r"(?m)[ \t]$")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def entry(fields: Mapping[str, object], line_end: str = "\n") -> str:
    """An item with these fields, in the order in which they are always written."""
    names = [field.name for field in ITEM_FIELDS if field.name in fields]
    lines = ["[[item]]", *(pair(name, fields[name]) for name in names)]
    return "".join(f"{line}\n" for line in lines).replace("\n", line_end)


def pair(name: str, value: object) -> str:
    """A field and its value."""
    return f"{name} = {written(value)}"


def written(value: object) -> str:
    """A value; a text of several lines is written in several lines."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, When):
        return str(value) if value == When(value.day) else f'"{value}"'
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(_quoted, value))}]"
    if isinstance(value, dict):
        inner = ", ".join(f"{_key(name)} = {written(one)}" for name, one in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    return _text(value) if isinstance(value, str) else str(value)


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _quoted(name)


def _text(text: str) -> str:
    if "\n" not in text:
        return _quoted(text)
    lines = text.replace("\r\n", "\n").replace("\\", "\\\\").replace('"""', '""\\"')
    # Blanks at the end of a line are lost in many an editor.
    lines = _CONTROL.sub(_code, _BLANK_END.sub(_code, lines))
    return f'"""\n{lines}\n"""'


def _quoted(text: str) -> str:
    escaped = "".join(_ESCAPES.get(letter, letter) for letter in text).replace("\n", "\\n")
    return f'"{_CONTROL.sub(_code, escaped)}"'


def _code(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
