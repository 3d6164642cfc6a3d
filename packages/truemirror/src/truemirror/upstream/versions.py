"""Versions and requirements of them, as cargo understands them.

The rules are those of the crate `semver` that cargo uses (`parse.rs` and `eval.rs`). Other tools
make something else of `1.2`, of `^1.0.0-alpha` and of prereleases.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from truemirror.errors import TruemirrorError

_MOST = 2**64 - 1
_COMPARATORS = 32
_NUMBER = r"(?:0|[1-9][0-9]{0,19})"
_WORD = r"(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
_BUILD = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
_TAIL = rf"(?:-(?P<pre>{_WORD}(?:\.{_WORD})*))?(?:\+(?P<build>{_BUILD}))?"
_VERSION = re.compile(rf"(?P<major>{_NUMBER})\.(?P<minor>{_NUMBER})\.(?P<patch>{_NUMBER}){_TAIL}")
_COMPARATOR = re.compile(
    rf"(?P<op>=|>=|>|<=|<|~|\^|) *(?P<major>{_NUMBER})"
    rf"(?:\.(?:(?P<any>[*xX])(?:\.[*xX])?|(?P<minor>{_NUMBER})"
    rf"(?:\.(?:(?P<any2>[*xX])|(?P<patch>{_NUMBER}){_TAIL}))?))? *"
)
_PLACES = ("major", "minor", "patch")
_ANY = re.compile(r" *[*xX] *")


class BadVersionError(TruemirrorError):
    """A text is no version, or no requirement of versions, to cargo."""

    def __init__(self, what: str, text: str) -> None:
        """Tell what it was read as."""
        super().__init__(f"`{text}` is no {what}")


class Identifier(NamedTuple):
    """A part of a prerelease: a number, or a word, which comes after any number.

    Numbers may have any number of `digits`, and compare by that first; words have none to compare.
    """

    is_word: bool
    digits: int
    text: str


class Prerelease(NamedTuple):
    """What stands behind the dash of a version; a version without comes after those with one.

    Tuples compare as Semantic Versioning 2.0.0 has it in its section 11.
    """

    is_none: bool = True
    parts: tuple[Identifier, ...] = ()

    def __str__(self) -> str:
        """The text behind the dash."""
        return ".".join(one.text for one in self.parts)


class Version(NamedTuple):
    """A version; `build` tells builds apart but is no part of what is required or compared."""

    major: int
    minor: int
    patch: int
    pre: Prerelease = Prerelease()
    build: str = ""

    @classmethod
    def parse(cls, text: str) -> Version:
        """Read a version such as `1.2.3-alpha.1+build`.

        Raises:
            BadVersionError: it is none.
        """
        found = _VERSION.fullmatch(text)
        if not found or max(numbers := [int(found[one]) for one in _PLACES]) > _MOST:
            raise BadVersionError("version", text)
        return cls(numbers[0], numbers[1], numbers[2], _prerelease(found), found["build"] or "")

    def __str__(self) -> str:
        """The version as it is written."""
        text = f"{self.major}.{self.minor}.{self.patch}"
        pre = "" if self.pre.is_none else f"-{self.pre}"
        return text + pre + (f"+{self.build}" if self.build else "")

    @property
    def line(self) -> tuple[int, ...]:
        """What versions that cargo holds compatible with this one have in common."""
        if self.major:
            return (self.major,)
        return (0, self.minor) if self.minor else (0, 0, self.patch)


class Op(StrEnum):
    """How a comparator compares; a bare version is a caret."""

    EXACT = "="
    GREATER = ">"
    GREATER_EQ = ">="
    LESS = "<"
    LESS_EQ = "<="
    TILDE = "~"
    CARET = "^"


class Comparator(NamedTuple):
    """One condition on a version; parts that are left out are None."""

    op: Op
    major: int
    minor: int | None
    patch: int | None
    pre: Prerelease

    def __str__(self) -> str:
        """The condition as it may be written."""
        numbers = ".".join(str(one) for one in self[1:4] if one is not None)
        return self.op + numbers + ("" if self.pre.is_none else f"-{self.pre}")

    def matches(self, version: Version) -> bool:
        """Whether a version meets this condition, prereleases as any other."""
        if self.op is Op.TILDE:
            return self._is_tilde(version)
        if self.op is Op.CARET:
            return self._is_caret(version)
        order = self._order(version)
        return (
            order is not None
            and {
                Op.EXACT: order == 0,
                Op.GREATER: order > 0,
                Op.GREATER_EQ: order >= 0,
                Op.LESS: order < 0,
                Op.LESS_EQ: order <= 0,
            }[self.op]
        )

    def _order(self, version: Version) -> int | None:
        """How a version compares to the parts that are given.

        None where it is a prerelease of one that has just those: it is not among them.
        """
        for wanted, had in zip(self[1:4], version[:3], strict=True):
            if wanted is None:
                return 0 if version.pre.is_none else None
            if wanted != had:
                return 1 if had > wanted else -1
        return (version.pre > self.pre) - (version.pre < self.pre)

    def _is_tilde(self, version: Version) -> bool:
        if version.major != self.major or self.minor not in {None, version.minor}:
            return False
        if self.patch is not None and version.patch != self.patch:
            return version.patch > self.patch
        return version.pre >= self.pre

    def _is_caret(self, version: Version) -> bool:
        if version.major != self.major:
            return False
        if self.minor is None:
            return True
        if self.patch is None:
            return version.minor >= self.minor if self.major else version.minor == self.minor
        given = (self.major, self.minor, self.patch)
        fixed = next((place for place, number in enumerate(given) if number), 2) + 1
        if version[:fixed] != given[:fixed]:
            return False
        return (version[:3], version.pre) >= (given, self.pre)

    def names(self, version: Version) -> bool:
        """Whether this asks for prereleases of just the version that one is of."""
        return not self.pre.is_none and self[1:4] == version[:3]


class Requirement(NamedTuple):
    """What cargo asks of a version; all conditions have to be met, and none allows any."""

    comparators: tuple[Comparator, ...]

    @classmethod
    def parse(cls, text: str) -> Requirement:
        """Read a requirement such as `1.2`, `>=1, <3` or `*`.

        Raises:
            BadVersionError: it is none.
        """
        if _ANY.fullmatch(text):
            return cls(())
        parts = text.lstrip(" ").split(",")
        if len(parts) > _COMPARATORS:
            raise BadVersionError("requirement", text)
        return cls(tuple(_comparator(part.lstrip(" "), text) for part in parts))

    def __str__(self) -> str:
        """The requirement as it may be written."""
        return ", ".join(map(str, self.comparators)) or "*"

    def matches(self, version: Version) -> bool:
        """Whether a version will do; a prerelease does where one of its version is asked for."""
        if not all(one.matches(version) for one in self.comparators):
            return False
        return version.pre.is_none or any(one.names(version) for one in self.comparators)


def _comparator(part: str, text: str) -> Comparator:
    found = _COMPARATOR.fullmatch(part)
    if not found:
        raise BadVersionError("requirement", text)
    major, minor, patch = (None if found[one] is None else int(found[one]) for one in _PLACES)
    if max(major or 0, minor or 0, patch or 0) > _MOST:
        raise BadVersionError("requirement", text)
    wildcard = found["any"] or found["any2"]
    op = Op(found["op"] or ("=" if wildcard else "^"))
    return Comparator(op, major or 0, minor, patch, _prerelease(found))


def _prerelease(found: re.Match[str]) -> Prerelease:
    if not found["pre"]:
        return Prerelease()
    parts = found["pre"].split(".")
    return Prerelease(is_none=False, parts=tuple(map(_identifier, parts)))


def _identifier(part: str) -> Identifier:
    if part.isdigit():
        return Identifier(is_word=False, digits=len(part), text=part)
    return Identifier(is_word=True, digits=0, text=part)
