"""Where the headers and keys of a TOML file stand; what they mean, the standard library reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headway.text import Span
from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(
    rb"""(?xs)
    (?P<text>
        \"{3} (?: \\. | [^\\] )*? \"{3} \"{0,2} | '{3} .*? '{3} '{0,2}
        | " (?: \\. | [^"\\\n] )* " | ' [^'\n]* '
    )
    | (?P<comment> \# [^\n]* )
    | (?P<open> [\[{] ) | (?P<close> [\]}] )
    | (?P<equals> = )
    | (?P<line> \r?\n )
    | (?P<space> [\ \t]+ )
    | (?P<word> [^\s"'\#\[\]{}=]+ | . )
    """
)


class Statement(Value):
    """A header or a `key = value`.

    `name` is a header with its brackets, or a key, as written; `value` is None for a header.
    `span` covers whole lines, with the line end.
    """

    name: str
    span: Span
    name_span: Span
    value: Span | None


def statements(data: bytes) -> Iterator[Statement]:
    """The statements of a file that is TOML, in order."""
    line, depth = 0, 0
    name = value = equals = None
    for token in _TOKEN.finditer(data):
        kind = token.lastgroup
        if kind == "line" and not depth:
            if name:
                yield _statement(data, Span(line, token.end()), name, value)
            line, name, value, equals = token.end(), None, None, None
        elif kind in {"line", "space", "comment"}:
            continue
        elif kind == "equals" and not depth:
            equals = token
        else:
            depth += (kind == "open") - (kind == "close")
            if equals:
                value = Span(value.start if value else token.start(), token.end())
            else:
                name = Span(name.start if name else token.start(), token.end())
    if name:
        yield _statement(data, Span(line, len(data)), name, value)


def _statement(data: bytes, span: Span, name: Span, value: Span | None) -> Statement:
    text = data[name.start : name.end].decode("utf-8", "replace")
    return Statement("".join(text.split()) if value is None else text, span, name, value)
