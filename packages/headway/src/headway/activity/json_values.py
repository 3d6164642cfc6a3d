"""JSON of a file, as values that know where they stand and say what should stand there."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from headway.errors import HeadwayError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class BadInputError(HeadwayError):
    """Something in a file that is not what an importer can read."""

    def __init__(self, place: str, message: str) -> None:
        """Tell where, by file and place in it, and what is wrong."""
        super().__init__(f"{place}: {message}")
        self.place = place
        self.message = message


class Value(NamedTuple):
    """A value with its place, such as `issues.json[3].title`; None where it is absent."""

    data: Any
    place: str

    def field(self, name: str) -> Value:
        """A field of an object; of nothing, nothing.

        Raises:
            BadInputError: this is no object.
        """
        place = f"{self.place}.{name}"
        if self.data is None:
            return Value(None, place)
        return Value(self._of(dict, "an object").get(name), place)

    def entries(self) -> Iterator[Value]:
        """The entries of a list; of nothing, none.

        Raises:
            BadInputError: this is no list.
        """
        if self.data is not None:
            for index, entry in enumerate(self._of(list, "a list")):
                yield Value(entry, f"{self.place}[{index}]")

    def text(self) -> str:
        """A text.

        Raises:
            BadInputError: this is none.
        """
        text: str = self._of(str, "a text")
        return text

    def optional_text(self) -> str | None:
        """A text, or nothing.

        Raises:
            BadInputError: this is something else.
        """
        return None if self.data is None else self.text()

    def number(self) -> int:
        """A whole number that both databases can hold.

        Raises:
            BadInputError: this is none.
        """
        number: int = self._of(int, "a whole number")
        if isinstance(self.data, bool) or not 0 <= number < 2**63:
            raise self.bad("a whole number")
        return number

    def flag(self) -> bool:
        """True or false; false where it is absent.

        Raises:
            BadInputError: this is something else.
        """
        return bool(self.data is not None and self._of(bool, "true or false"))

    def moment(self) -> dt.datetime:
        """A moment, as `2026-01-31T12:00:00Z`.

        Raises:
            BadInputError: this is none, or has no time zone.
        """
        try:
            moment = dt.datetime.fromisoformat(self.text())
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise self.bad("a moment such as 2026-01-31T12:00:00Z")
        return moment

    def seconds(self) -> dt.datetime:
        """A moment, as seconds since 1970.

        Raises:
            BadInputError: this is no number, or too large a one.
        """
        wanted = "a moment, as seconds since 1970"
        if isinstance(self.data, bool):
            raise self.bad(wanted)
        try:
            return dt.datetime.fromtimestamp(self._of((int, float), wanted), dt.UTC)
        except (ValueError, OverflowError, OSError) as error:
            raise self.bad(wanted) from error

    def optional_seconds(self) -> dt.datetime | None:
        """A moment, as seconds since 1970, or nothing.

        Raises:
            BadInputError: this is something else.
        """
        return None if self.data is None else self.seconds()

    def optional_moment(self) -> dt.datetime | None:
        """A moment, or nothing.

        Raises:
            BadInputError: this is something else.
        """
        return None if self.data is None else self.moment()

    def day(self) -> dt.date:
        """A day, as `2026-01-31`.

        Raises:
            BadInputError: this is none.
        """
        try:
            return dt.date.fromisoformat(self.text())
        except ValueError as error:
            raise self.bad("a day such as 2026-01-31") from error

    def bad(self, wanted: str) -> BadInputError:
        """The error that says what should stand here."""
        if self.data is None:
            return BadInputError(self.place, f"is missing; it must be {wanted}")
        shown = json.dumps(self.data, ensure_ascii=False)
        short = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
        return BadInputError(self.place, f"must be {wanted}, and is {short}")

    def _of(self, kind: type[Any] | tuple[type[Any], ...], wanted: str) -> Any:
        if not isinstance(self.data, kind):
            raise self.bad(wanted)
        return self.data


_SHOWN = 40


def read_json(path: Path) -> Value:
    """What a JSON file holds.

    Raises:
        BadInputError: it is no JSON; the message has line and column.
    """
    return parse_json(path.read_bytes(), path.name)


def parse_json(data: bytes, name: str) -> Value:
    """What the bytes of a JSON file hold.

    Raises:
        BadInputError: they are no JSON; the message has line and column.
    """
    try:
        return Value(json.loads(data), name)
    except json.JSONDecodeError as error:
        place = f"{name}:{error.lineno}:{error.colno}"
        raise BadInputError(place, f"is no JSON from here on: {error.msg}") from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise BadInputError(name, f"is no JSON: {error}") from error
