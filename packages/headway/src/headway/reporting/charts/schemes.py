"""The colours of charts: a light and a dark scheme, and what makes colours readable.

Nothing is told by colour alone. Every mark stands out from the background by at least 3 to 1, every
text from what it stands on by at least 4.5 to 1 (WCAG 2.2, 1.4.11 and 1.4.3), and the background is
painted, so that this holds on any page.
"""

from __future__ import annotations

from typing import NamedTuple

_LINEAR = 0.04045
_WEIGHTS = (0.2126, 0.7152, 0.0722)


class Scheme(NamedTuple):
    """The colours of a chart.

    `ink` is for text and outlines, `quiet` for what matters less; `strong` and `middle` fill marks,
    and bear text in `on_strong` and `on_middle`; `guide` is for lines that only lead the eye.
    """

    background: str
    ink: str
    quiet: str
    strong: str
    on_strong: str
    middle: str
    on_middle: str
    guide: str


LIGHT = Scheme(
    background="#ffffff",
    ink="#1f2328",
    quiet="#57606a",
    strong="#0b4f8a",
    on_strong="#ffffff",
    middle="#5f8dbf",
    on_middle="#0a0f14",
    guide="#c4cad1",
)
DARK = Scheme(
    background="#15181d",
    ink="#e6e9ed",
    quiet="#a3abb5",
    strong="#8ec5f7",
    on_strong="#0a0f14",
    middle="#4478ad",
    on_middle="#ffffff",
    guide="#434a54",
)
SCHEMES = {"light": LIGHT, "dark": DARK}


def contrast(one: str, other: str) -> float:
    """How much two colours, as `#0b4f8a`, differ in luminance: from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = (
        part / 12.92 if part <= _LINEAR else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return sum(weight * part for weight, part in zip(_WEIGHTS, linear, strict=True))
