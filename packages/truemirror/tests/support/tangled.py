"""Small registries in which much can clash: for comparing what is made of them with cargo."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable

    Draw = Callable[[st.SearchStrategy[Any]], Any]

NAMES = ("aa", "Bb-b", "cc", "dd_d", "ee", "ff")
_NUMBERS = ("0.1.0", "0.1.1", "0.2.0", "1.0.0-rc.1", "1.0.0", "1.1.0", "1.1.1+b", "1.2.0", "2.0.0")
_REQUIREMENTS = (
    *("*", "1", "1.1", "~1.1", ">=0.1, <2", ">=1, <1.2", "=1.1.0", "0.1", "^1.0.0-rc.1", "2"),
    *("1", "*", ">=0.2"),
)
_FEATURES = ("x", "y")


@st.composite
def files(draw: Draw) -> dict[str, bytes]:
    """Index files by the crate in lower case; crates need only such as come after them."""
    return {name.lower(): _file(draw, at, name) for at, name in enumerate(NAMES)}


@st.composite
def manifests(draw: Draw) -> str:
    """A Cargo.toml of a program that needs some of the crates."""
    tables = ["[package]", 'name = "program"', 'version = "0.1.0"', 'edition = "2021"']
    for kind in ("dependencies", "dev-dependencies", "target.'cfg(windows)'.dependencies"):
        tables.append(f"[{kind}]")
        for name in draw(st.sets(st.sampled_from(NAMES[:4]), max_size=3)):
            wish = {
                "version": draw(st.sampled_from(_REQUIREMENTS)),
                "default-features": draw(st.booleans()),
                "features": draw(st.sampled_from([[], [], ["x"]])),
            }
            values = ", ".join(f"{key} = {json.dumps(value)}" for key, value in wish.items())
            tables.append(f"{name} = {{ {values} }}")
    return "\n".join(tables) + "\n"


def _file(draw: Draw, at: int, name: str) -> bytes:
    numbers = draw(st.lists(st.sampled_from(_NUMBERS), min_size=5, max_size=9, unique=True))
    lines = (json.dumps(_line(draw, at, name, number)) + "\n" for number in numbers)
    return "".join(lines).encode()


def _line(draw: Draw, at: int, name: str, number: str) -> dict[str, Any]:
    later = draw(st.lists(st.sampled_from(NAMES[at + 1 :]), max_size=3)) if NAMES[at + 1 :] else []
    needs = [_need(draw, place, one) for place, one in enumerate(later)]
    optional = [one["name"] for one in needs if one["optional"]]
    weak = [f"{one}?/x" for one in optional]
    strong = [f"{one['name']}/y" for one in needs]
    has = draw(st.sampled_from([["x", "y"], ["x", "y"], ["x"]]))
    named = draw(st.booleans())
    values = {
        "default": st.sampled_from([[], ["x"]]),
        "x": st.sampled_from([[], weak, [f"dep:{one}" for one in optional] if named else optional]),
        "y": st.sampled_from([[], strong, ["x"]]),
    }
    return {
        "name": name,
        "vers": number,
        "deps": needs,
        "cksum": f"{NAMES.index(name):02}{_NUMBERS.index(number):02}" * 16,
        "features": {},
        "features2": {key: draw(values[key]) for key in ("default", *has)},
        "yanked": draw(st.sampled_from([False] * 6 + [True])),
        "links": draw(st.sampled_from([None] * 9 + ["z"])),
        "v": 2,
    }


def _need(draw: Draw, place: int, package: str) -> dict[str, Any]:
    renamed = draw(st.booleans())
    return {
        "name": f"need{place}" if renamed else package,
        **({"package": package} if renamed else {}),
        "req": draw(st.sampled_from(_REQUIREMENTS)),
        "features": draw(st.sampled_from([[], [], ["x"]])),
        "optional": draw(st.sampled_from([False, True])),
        "default_features": draw(st.booleans()),
        "target": draw(st.sampled_from([None, None, "cfg(windows)", "cfg(unix)"])),
        "kind": draw(st.sampled_from(["normal", "normal", "build", "dev"])),
    }
