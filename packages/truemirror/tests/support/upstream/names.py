"""Names of crates, in all the shapes that real ones have."""

from __future__ import annotations

import keyword
import string
from itertools import count
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ONSETS = ("b", "br", "c", "cl", "d", "f", "g", "gl", "k", "l", "m", "n", "p", "pr", "qu", "r", "s")
_VOWELS = ("a", "e", "i", "o", "u", "ea")
_CODAS = ("", "", "", "", "", "l", "n", "r", "st", "x")
# What no library of Rust can be called; Python has most of the short ones too.
_TAKEN = {
    *keyword.kwlist,
    *["box", "do", "dyn", "fn", "gen", "let", "mod", "mut", "priv", "pub", "raw", "ref", "use"],
}
_TAKEN |= {*["alloc", "aux", "con", "core", "extra", "nul", "prn", "std", "test"]}


def names(seed: int) -> Iterator[str]:
    """Names without end, the same ones for the same seed.

    No two of them differ only in case, or in `-` against `_`. The first five have one, two and
    three letters, mixed case, and two words.
    """
    chance = seeded(seed, "names")
    taken = set(_TAKEN)
    for number in count():
        shape = _FIRST[number] if number < len(_FIRST) else _any(chance)
        name = shape(chance)
        while canonical(name) in taken:
            name = shape(chance)
        taken.add(canonical(name))
        yield name


def seeded(*about: object) -> Random:
    """A chance that goes the same way whenever it is about the same."""
    return Random("/".join(map(str, about)))  # noqa: S311  # no secret is made of it


def canonical(name: str) -> str:
    """What two names that a registry takes for the same have in common."""
    return name.lower().replace("-", "_")


def _any(chance: Random) -> Callable[[Random], str]:
    return chance.choices((_word, _two_words, _mixed_case, _three), (50, 40, 6, 1))[0]


def _letters(chance: Random, length: int) -> str:
    return "".join(chance.choices(string.ascii_lowercase, k=length))


def _one(chance: Random) -> str:
    return _letters(chance, 1)


def _two(chance: Random) -> str:
    return _letters(chance, 2)


def _three(chance: Random) -> str:
    return _letters(chance, 3)


def _word(chance: Random) -> str:
    syllables = chance.choice((2, 2, 3))
    parts = (_ONSETS, _VOWELS, _CODAS)
    return "".join(chance.choice(part) for _ in range(syllables) for part in parts)


def _two_words(chance: Random) -> str:
    return _word(chance) + chance.choice("--_") + _word(chance)


def _mixed_case(chance: Random) -> str:
    return _word(chance).title() + chance.choice(("", "-")) + _word(chance).title()


_FIRST = (_one, _two, _three, _mixed_case, _two_words)
