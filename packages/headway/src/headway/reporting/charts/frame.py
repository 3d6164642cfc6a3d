"""What all charts have in common: title, units, source, text alternative, styles; and their size.

A chart is drawn for the width of a telephone, which is enough on any page that is wider. It says
what it shows by numbers, words, letters and shapes that stand where they belong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from headway.reporting.charts.widths import FONT, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headway.reporting.charts.model import Figure, Json
    from headway.reporting.charts.schemes import Scheme

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
WIDTH = 460
_TITLE, _TEXT, _SMALL = 16, 13, 12


def specification(figure: Figure, scheme: Scheme) -> Json:
    """The specification of a chart, as Vega-Lite reads it, with the data in it."""
    below = (
        line for part in (figure.units, figure.source) for line in wrapped(part, _SMALL, WIDTH)
    )
    return {
        "$schema": SCHEMA,
        "description": figure.alternative,
        "title": {"text": wrapped(figure.title, _TITLE, WIDTH, bold=True), "subtitle": [*below]},
        **figure.view,
        "config": _config(scheme),
    }


def values(rows: Iterable[Json]) -> Json:
    """Data that stand in the specification itself."""
    return {"values": [*rows]}


def text(field: str, style: str | list[str] = "label", **mark: Any) -> Json:
    """A layer that writes a field; of several styles, a later one counts before an earlier."""
    return {"mark": {"type": "text", "style": style, **mark}, "encoding": {"text": _field(field)}}


def where(condition: str) -> list[Json]:
    """A transformation that keeps the data of which an expression is true."""
    return [{"filter": condition}]


def lines(count: float, *, step: float) -> Json:
    """The vertical place of what has a `line`, counted from 0 at the top; and the height of all."""
    scale = {"domain": [-0.5, count - 0.5], "reverse": True, "nice": False, "zero": False}
    place = {"field": "line", "type": "quantitative", "axis": None, "scale": scale}
    return {"height": count * step, "encoding": {"y": place}}


def _field(name: str) -> Json:
    return {"field": name, "type": "nominal"}


def _config(scheme: Scheme) -> Json:
    """Sizes, and the colours of all that is named by a style."""
    axis = {
        "domainColor": scheme.quiet,
        "gridColor": scheme.guide,
        "labelColor": scheme.ink,
        "labelFontSize": _TEXT,
        "labelLimit": 200,
        "tickColor": scheme.quiet,
        "titleColor": scheme.ink,
        "titleFontSize": _TEXT,
    }
    plain = {"align": "left", "baseline": "middle", "dx": 4, "fontSize": _TEXT}
    header = {"labelColor": scheme.ink, "labelFontSize": _TEXT, "titleColor": scheme.ink}
    return {
        "aria": False,  # the file itself has a title and a description
        "autosize": {"type": "pad"},
        "axis": axis,
        "background": scheme.background,
        "font": FONT,
        "header": {**header, "labelFontWeight": "bold"},
        "legend": {
            "labelColor": scheme.ink,
            "labelFontSize": _SMALL,
            "symbolFillColor": scheme.strong,
            "symbolStrokeColor": scheme.strong,
        },
        "mark": {"color": scheme.strong, "tooltip": None},
        "padding": 12,
        "style": {
            "halo": {
                "color": scheme.background,
                "stroke": scheme.background,
                "strokeJoin": "round",
                "strokeWidth": 5,
            },
            "heading": {**plain, "color": scheme.ink, "fontWeight": "bold"},
            "label": {**plain, "color": scheme.ink},
            "middle": {"color": scheme.middle},
            "on-middle": {"baseline": "middle", "color": scheme.on_middle, "fontSize": _SMALL},
            "on-nothing": {"baseline": "middle", "color": scheme.ink, "fontSize": _SMALL},
            "on-strong": {"baseline": "middle", "color": scheme.on_strong, "fontSize": _SMALL},
            "outline": {"color": scheme.background, "stroke": scheme.quiet, "strokeWidth": 1.5},
            "quiet": {**plain, "color": scheme.quiet, "fontSize": _SMALL},
            "strong": {"color": scheme.strong},
            "thread": {"color": scheme.quiet, "strokeWidth": 1.5},
        },
        "title": {
            "anchor": "start",
            "color": scheme.ink,
            "fontSize": _TITLE,
            "frame": "bounds",
            "offset": 14,
            "subtitleColor": scheme.quiet,
            "subtitleFontSize": _SMALL,
            "subtitleLineHeight": 16,
            "subtitlePadding": 6,
        },
        "view": {"stroke": None},
    }
