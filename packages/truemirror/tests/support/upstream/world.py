"""What a seed decides: which crates there are, and all that is in them."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import zlib
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from upstream.crates import Crate, Dependency, Facts, Version
from upstream.names import canonical, names, seeded

if TYPE_CHECKING:
    from random import Random

BEGINNING = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)  # the time of a registry's first state
_DECADE = 10 * 365 * 86_400  # seconds
_BLOCK = 1 << 20
_LARGEST = 8 << 20
_TEXTS = 700  # the usual size of the other files, compressed
_SPREAD = 1.2  # of the sizes: the standard deviation of their logarithm
_LEAVES = 5  # one crate of so many is needed by no other
_TARGETS = (None, None, None, None, "cfg(unix)", "cfg(windows)", "x86_64-pc-windows-msvc")
_METADATA = ("", "", "", "", "", "", "", "+sys-{0}.2")


class Shape(NamedTuple):
    """How large a registry's crates are.

    Versions have log-normal sizes of a mean; crates have Pareto-distributed numbers of versions, of
    an exponent and never more than `most`.
    """

    size: int = 60_000
    versions: float = 0.95
    most: int = 300


class World:
    """All crates of a seed, each made anew whenever it is asked for.

    Any number of crates may be taken: the first ones are always the same.
    """

    def __init__(self, seed: int, shape: Shape) -> None:
        self.seed = seed
        self.shape = shape
        self._names: list[str] = []
        self._ordinals: dict[str, int] = {}
        self._anchors: dict[str, str] = {}
        self._more = names(seed)
        self._noise = hashlib.shake_256(str(seed).encode()).digest(_BLOCK) * 2

    def names(self, count: int) -> list[str]:
        """The first names."""
        for name in islice(self._more, max(0, count - len(self._names))):
            self._ordinals[name] = len(self._names)
            self._names.append(name)
        return self._names[:count]

    def crate(self, name: str) -> Crate:
        """A crate as it was in the beginning; one version at least is stable and not yanked."""
        chance = seeded(self.seed, name, "versions")
        count = min(int(chance.paretovariate(self.shape.versions)), self.shape.most)
        mean = math.log(self.shape.size) - _SPREAD**2 / 2
        size = min(chance.lognormvariate(mean, _SPREAD), _LARGEST)
        needed = len(self._needed(name))
        ages = sorted((chance.randrange(1, _DECADE) for _ in range(count)), reverse=True)
        number = chance.choice(("0.1.0", "0.1.0", "0.0.1", "1.0.0", "0.1.0-alpha.1"))
        versions = []
        for at, age in enumerate(ages, 1):
            versions.append(
                Version(
                    number=number + chance.choice(_METADATA).format(at),
                    published=BEGINNING - dt.timedelta(seconds=age),
                    size=int(size * chance.uniform(0.8, 1.2)),
                    dependencies=math.ceil(needed * at / count),
                    yanked=chance.random() < 0.05,
                )
            )
            number = bumped(number, chance)
        if not any(map(_sound, versions)):
            last = versions[-1]
            versions[-1] = last._replace(number=last.number.partition("-")[0], yanked=False)
        return Crate(name, tuple(versions))

    def anchor(self, name: str) -> str:
        """The number that every requirement on a crate allows, so that they can all be met."""
        if name not in self._anchors:
            versions = reversed(self.crate(name).versions)
            self._anchors[name] = next(filter(_sound, versions)).number
        return self._anchors[name]

    def __contains__(self, name: str) -> bool:
        return name in self._ordinals

    def is_needed(self, name: str) -> bool:
        """Whether other crates may depend on this one."""
        return self._ordinals[name] % _LEAVES != _LEAVES - 1

    def facts(self, name: str) -> Facts:
        """What holds for all versions of a crate. It depends on crates before it only."""
        chance = seeded(self.seed, name, "facts")
        return Facts(
            tuple(self._dependency(one, chance) for one in self._needed(name)),
            links=canonical(name) if chance.random() < 0.03 else None,
            namespaced=chance.random() < 0.5,
            rust_version=chance.choice((None, None, "1.56", "1.70.0")),
        )

    def filling(self, name: str, version: Version) -> bytes:
        """As many random bytes as a version has beside its texts."""
        start = zlib.crc32(f"{name} {version.number} {version.issue}".encode()) % _BLOCK
        size = max(0, version.size - _TEXTS)
        if size <= _BLOCK:
            return self._noise[start : start + size]
        return (self._noise[start:] + self._noise * (size // _BLOCK))[:size]

    def _needed(self, name: str) -> list[str]:
        """Crates to depend on: some are needed by very many, most by none."""
        chance, ordinal = seeded(self.seed, name, "needed"), self._ordinals[name]
        wanted = min(int(chance.expovariate(0.3)), 20)
        found = {int(ordinal * chance.random() ** 3) for _ in range(wanted)} if ordinal else set()
        return [self._names[at] for at in sorted(found) if self.is_needed(self._names[at])]

    def _dependency(self, package: str, chance: Random) -> Dependency:
        kind = chance.choices(("normal", "dev", "build"), (7, 2, 1))[0]
        return Dependency(
            package,
            _requirement(self.anchor(package), chance),
            kind,
            features=chance.choice(((), (), ("std",))),
            optional=kind == "normal" and chance.random() < 0.2,
            default_features=chance.random() < 0.8,
            target=chance.choice(_TARGETS),
            rename=f"{canonical(package)}_again" if chance.random() < 0.07 else None,
        )


def bumped(number: str, chance: Random) -> str:
    """The number that may follow one, without build metadata."""
    release, _, before = number.partition("+")[0].partition("-")
    if before:
        return release if chance.random() < 0.7 else f"{release}-alpha.{int(before[6:]) + 1}"
    parts = [int(part) for part in release.split(".")]
    at = chance.choices((0, 1, 2), (1, 3, 8))[0]
    parts = [*parts[:at], parts[at] + 1, *[0] * (2 - at)]
    early = "-alpha.1" if at < 2 and chance.random() < 0.2 else ""
    return ".".join(map(str, parts)) + early


def _sound(version: Version) -> bool:
    return not version.yanked and "-" not in version.number.partition("+")[0]


def _requirement(anchor: str, chance: Random) -> str:
    """A requirement that the anchor meets, and nothing incompatible with it."""
    plain = anchor.partition("+")[0]
    shorter = plain.rpartition(".")[0] if not plain.startswith("0.0.") else plain
    return chance.choice((f"^{plain}", f"^{plain}", f"^{shorter}", f"~{plain}", f"={plain}"))
