"""What a setting may be, in words, from its type."""

from __future__ import annotations

import json
from typing import Any

from msgspec import inspect

ADDRESS = r"^https?://[!-.0-~][!-~]*\Z"
LINE = r"^[ -~]+\Z"
_PATTERNS = {
    ADDRESS: "an address that begins with https:// or http://, in ASCII",
    LINE: "a text in ASCII, of one line",
}
_PLAIN: dict[type[inspect.Type], str] = {
    inspect.BoolType: "true or false",
    inspect.CustomType: 'a number of bytes, or a text such as "20 MB"',
    inspect.DateType: "a day such as 2024-01-01",
    inspect.DictType: "a table of texts",
    inspect.StrType: "a text",
    inspect.StructType: "a table",
}


def allowed(kind: Any) -> str:
    """What values a type allows."""
    return _words(inspect.type_info(kind))


def _words(kind: inspect.Type) -> str:
    if isinstance(kind, inspect.Metadata):
        return _words(kind.type)
    if isinstance(kind, inspect.UnionType):
        return " or ".join(_words(one) for one in kind.types if type(one) is not inspect.NoneType)
    if isinstance(kind, inspect.VarTupleType):
        return f"a list: each {_words(kind.item_type)}"
    if isinstance(kind, inspect.LiteralType):
        return f"one of {', '.join(json.dumps(one) for one in kind.values)}"
    if isinstance(kind, (inspect.IntType, inspect.FloatType)):
        return _number(kind)
    pattern = kind.pattern if isinstance(kind, inspect.StrType) else None
    return _PATTERNS[pattern] if pattern else _PLAIN[type(kind)]


def _number(kind: inspect.IntType | inspect.FloatType) -> str:
    number = "a whole number" if isinstance(kind, inspect.IntType) else "a number"
    if kind.ge is not None and kind.le is not None:
        return f"{number} from {kind.ge} to {kind.le}"
    if kind.gt is not None and kind.le is not None:
        return f"{number} above {kind.gt:g}, up to {kind.le:,}"
    if kind.ge is not None:
        return f"{number} from {kind.ge} on"
    return number if kind.gt is None else f"{number} above {kind.gt:g}"
