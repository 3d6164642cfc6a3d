"""Specifications rendered to pictures, without a browser and without the network."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

import vl_convert

from headway.reporting.charts.packing import packed
from headway.reporting.charts.widths import with_widths

if TYPE_CHECKING:
    from headway.reporting.charts.model import Figure, Json

_VEGA_LITE = "6.1"
_OPENING = re.compile(r"<svg\b[^>]*>")


def svg(specification: Json, figure: Figure, name: str) -> str:
    """A picture with a title and a description, which screen readers tell in its place.

    `name` keeps the identifiers apart from those of other pictures on a page.
    """
    drawn = vl_convert.vegalite_to_svg(specification, vl_version=_VEGA_LITE)
    title, words = f"{name}-title", f"{name}-words"
    told = (
        f'<title id="{title}">{escape(figure.title)}</title>'
        f'<desc id="{words}">{escape(figure.alternative)}</desc>'
    )
    opening = _OPENING.search(drawn)
    assert opening is not None  # noqa: S101  # it is what an SVG begins with
    named = f'{opening[0][:-1]} role="img" aria-labelledby="{title} {words}">'
    return f"{named}{told}{with_widths(drawn[opening.end() :])}\n"


def png(specification: Json, figure: Figure, scale: float) -> bytes:
    """A picture in pixels, `scale` to each of an SVG; title and words are kept in it as well."""
    drawn = vl_convert.vegalite_to_png(specification, vl_version=_VEGA_LITE, scale=scale)
    return packed(drawn, {"Title": figure.title, "Description": figure.alternative})
