"""A TOML file that collects findings about itself instead of failing."""

from __future__ import annotations

import re
import tomllib
from copy import copy
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from headway.diagnostics import Finding, meant, one_of
from headway.text import Source, Span

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_POSITION = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)")


class TomlFile:
    """A configuration file; what cannot be read in it counts as not said."""

    def __init__(self, source: Source) -> None:
        """Parse a file's bytes."""
        self.source = source
        self.findings: list[Finding] = []
        self.table: dict[str, Any] = {}
        self.readable = False
        self._from = 0
        try:
            self.table = tomllib.loads(source.data.decode("utf-8"))
            self.readable = True
        except UnicodeDecodeError as error:
            self.tell(Span(error.start, error.end), "this file is not UTF-8")
        except tomllib.TOMLDecodeError as error:
            message = _POSITION.sub("", str(error))
            self.tell(self._place(str(error)), f"this is no TOML: {message}")

    @classmethod
    def open(cls, root: Path, name: str) -> TomlFile | None:
        """Read a file of a folder; None where there is none, one that says nothing where unread."""
        path = root / name
        try:
            return cls(Source(name, path.read_bytes()))
        except FileNotFoundError:
            return None
        except OSError as error:
            file = cls(Source(name, b""))
            file.readable = False
            file.tell(Span(0, 0), f"this file cannot be read: {error.strerror}")
            return file

    def _place(self, message: str) -> Span:
        found = _POSITION.search(message)
        if found is None or found[1] is None:
            end = len(self.source.data)
            return Span(end, end)
        line = self.source.lines.span(min(int(found[1]), len(self.source.lines)))
        start = min(line.start + int(found[2]) - 1, line.end)
        return Span(start, start)

    def tell(self, span: Span, message: str, help_text: str | None = None) -> None:
        """Collect a finding."""
        self.findings.append(Finding(span, message, self.source.path, help=help_text))

    def find(self, key: str) -> Span:
        """Where a key stands first, in the part looked at; a file's start if it cannot be found."""
        name = re.escape(key.encode())
        pattern = (
            rb"""(?m)(?:^|[{,])[ \t]*(?:\[\[?[^\]\r\n]*\.)?\[{0,2}["']?(%s)["']?[ \t]*[=.\]]"""
        )
        match = re.compile(pattern % name).search(self.source.data, self._from)
        return Span(*match.span(1)) if match else Span(0, 0)

    def below(self, place: Span) -> TomlFile:
        """The same file, with keys looked for from a place on: those of a table by its header."""
        part = copy(self)
        part._from = place.end  # noqa: SLF001  # it is one of us
        return part

    def typed(self, table: Mapping[str, Any], key: str, kind: type, what: str) -> Any:
        """The value of a key if it has the right type; otherwise a finding, and None."""
        value = table.get(key)
        if value is None or isinstance(value, kind):
            return value
        self.tell(self.find(key), f"`{key}` must be {what}")
        return None

    def tables(self, table: Mapping[str, Any], key: str) -> dict[str, Any]:
        """A table of a key; empty without one."""
        return self.typed(table, key, dict, "a table") or {}

    def strings(self, table: Mapping[str, Any], key: str) -> tuple[str, ...] | None:
        """A list of strings, or None without one."""
        value = self.typed(table, key, list, "a list of strings")
        if value is None:
            return None
        if not all(isinstance(item, str) for item in value):
            self.tell(self.find(key), f"`{key}` must be a list of strings")
            return None
        return tuple(value)

    def folder(self, table: Mapping[str, Any], key: str) -> str | None:
        """A folder of the program's own: what lies outside is neither read nor mended."""
        said: str = self.typed(table, key, str, "a string") or ""
        folder = PurePosixPath(said.strip("/"))
        if ".." in folder.parts:
            self.tell(self.find(key), f"`{key}` must be a folder inside the program's own")
            return None
        return str(folder) if said else None

    def known(self, table: Mapping[str, Any], names: tuple[str, ...]) -> None:
        """Tell of keys that are none of some names."""
        for key in table:
            if key not in names:
                self.tell(
                    self.find(key),
                    f"unknown setting `{key}`",
                    meant(key, names) or f"the settings here are {one_of(names)}",
                )
