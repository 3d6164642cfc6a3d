"""For which targets a dependency is: `cfg(…)` and triples, as cargo understands them.

The grammar is that of the crate `cargo-platform` that cargo uses. What holds for a target is told
from its triple, as far as a triple tells: what it leaves open may hold, so that nothing is missed.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from truemirror.errors import TruemirrorError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_TOKEN = re.compile(
    r' *(?:(?P<sign>[(),=])|"(?P<text>[^"]*)"|(?:r#)?(?P<word>[A-Za-z_]\w*))', re.ASCII
)
_RAW = "r#"
_DEEPEST = 64
_GROUPS = ("all", "any", "not")


class BadPlatformError(TruemirrorError):
    """A text is no target that a dependency can be for."""

    def __init__(self, text: str) -> None:
        """Tell what it is."""
        super().__init__(f"`{text}` is no target: write a triple, or `cfg(…)`")


class Condition(NamedTuple):
    """A name that is set, such as `unix`, or a key that has a value."""

    name: str
    value: str | None = None


class Group(NamedTuple):
    """Conditions of which `all` or `any` have to hold, or the only one does `not`."""

    kind: str
    parts: tuple[Group | Condition, ...]


class Triple(NamedTuple):
    """A target by its name."""

    name: str


Platform = Group | Condition | Triple


@lru_cache(maxsize=1 << 12)
def read_platform(text: str) -> Platform:
    """Read what stands for targets in a manifest or an index.

    Raises:
        BadPlatformError: it is neither a triple nor `cfg(…)`, or goes deeper than is sensible.
    """
    if text.startswith("cfg(") and text.endswith(")"):
        return _Reader(text).read()
    if not all(one.isalnum() or one in "_-." for one in text):
        raise BadPlatformError(text)
    return Triple(text)


def may_be(platform: Platform, triple: str) -> bool:
    """Whether a dependency may be for a target; False only where its triple rules that out."""
    return _holds(platform, triple, facts(triple)) is not False


def _holds(platform: Platform, triple: str, known: Mapping[str, frozenset[str]]) -> bool | None:
    """Whether something holds for a target; None where that is not known."""
    if isinstance(platform, Triple):
        return platform.name == triple
    if isinstance(platform, Condition):
        key, value = platform
        if value is None and key in _FAMILIES:
            key, value = "target_family", key
        return value in known[key] if key in known and value is not None else None
    parts = [_holds(part, triple, known) for part in platform.parts]
    if platform.kind == "not":
        return None if parts[0] is None else not parts[0]
    decides = platform.kind == "any"
    if decides in parts:
        return decides
    return None if None in parts else not decides


class _Reader:
    """Reads one expression, from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._inner = text[len("cfg(") : -1]
        self._at = 0

    def read(self) -> Platform:
        found = self._expression(0)
        if self._inner[self._at :].strip(" "):
            raise BadPlatformError(self._text)
        return found

    def _expression(self, depth: int) -> Group | Condition:
        word, is_raw = self._word()
        if word not in _GROUPS or is_raw:
            return Condition(word, self._value() if self._take("=") else None)
        if not self._take("(") or depth > _DEEPEST:
            raise BadPlatformError(self._text)
        parts: list[Group | Condition] = []
        if word == "not":
            parts.append(self._expression(depth + 1))
        else:
            while not self._is_next(")"):
                parts.append(self._expression(depth + 1))
                if not self._take(","):
                    break
        if not self._take(")"):
            raise BadPlatformError(self._text)
        return Group(word, tuple(parts))

    def _next(self) -> re.Match[str] | None:
        return _TOKEN.match(self._inner, self._at)

    def _word(self) -> tuple[str, bool]:
        found = self._next()
        if found is None or found["word"] is None:
            raise BadPlatformError(self._text)
        self._at = found.end()
        return found["word"], found[0].lstrip(" ").startswith(_RAW)

    def _value(self) -> str:
        found = self._next()
        if found is None or found["text"] is None:
            raise BadPlatformError(self._text)
        self._at = found.end()
        return found["text"]

    def _is_next(self, sign: str) -> bool:
        found = self._next()
        return found is not None and found["sign"] == sign

    def _take(self, sign: str) -> bool:
        found = self._next()
        if found is None or found["sign"] != sign:
            return False
        self._at = found.end()
        return True


# --- what a triple tells --------------------------------------------------------------------------

_FAMILIES = ("unix", "windows")
_ARCHITECTURES = (
    (r"x86_64h?", "x86_64"),
    (r"i[3-6]86", "x86"),
    (r"arm64ec", "arm64ec"),
    (r"aarch64(_be)?|arm64e|arm64_32", "aarch64"),
    (r"(arm|thumb)(eb|v\d).*|arm", "arm"),
    (r"riscv(32|64).*", r"riscv\1"),
    (r"wasm(32|64)(v1)?", r"wasm\1"),
    (r"powerpc64(le)?", "powerpc64"),
    (r"powerpc", "powerpc"),
    (r"loongarch(32|64)", r"loongarch\1"),
    (r"mips(64)?(el)?", r"mips\1"),
    (r"s390x", "s390x"),
    (r"sparc(64|v9)", "sparc64"),
)
# The first one of these that is a part of the triple tells the system, and of which families it is.
_SYSTEMS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "android": ("android", ("unix",)),
    "androideabi": ("android", ("unix",)),
    "linux": ("linux", ("unix",)),
    "windows": ("windows", ("windows",)),
    "darwin": ("macos", ("unix",)),
    **{
        name: (name, ("unix",))
        for name in (
            *("ios", "tvos", "watchos", "visionos", "freebsd", "netbsd", "openbsd", "dragonfly"),
            *("solaris", "illumos", "fuchsia", "haiku", "redox", "aix", "emscripten", "nuttx"),
        )
    },
    **dict.fromkeys(("wasi", "wasip1", "wasip2", "wasip3"), ("wasi", ())),
    "uefi": ("uefi", ()),
    "none": ("none", ()),
}
_ENVIRONMENTS = (("gnu", "gnu"), ("musl", "musl"), ("msvc", "msvc"), ("ohos", "ohos"))


@lru_cache(maxsize=1 << 10)
def facts(triple: str) -> Mapping[str, frozenset[str]]:
    """The values that keys such as `target_os` have for a target, where its triple tells."""
    first, *rest = triple.split("-")
    found: dict[str, Iterable[str]] = {}
    architecture = _architecture(first)
    if architecture:
        found["target_arch"] = (architecture,)
    system = next((one for name, one in _SYSTEMS.items() if name in rest), None)
    if system is None and architecture.startswith("wasm") and rest[-1:] == ["unknown"]:
        system = ("unknown", ())
    if system and architecture:
        found["target_os"] = (system[0],)
        found["target_family"] = (*system[1], *(("wasm",) if "wasm" in architecture else ()))
    for beginning, environment in _ENVIRONMENTS:
        if system and rest[-1].startswith(beginning):
            found["target_env"] = (environment,)
    return {key: frozenset(values) for key, values in found.items()}


def _architecture(part: str) -> str:
    for pattern, name in _ARCHITECTURES:
        found = re.fullmatch(pattern, part)
        if found:
            return found.expand(name) if "\\" in name else name
    return ""
