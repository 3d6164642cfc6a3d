"""What is drawn: by the schema of Vega-Lite, readable in both schemes, the same every time."""

from __future__ import annotations

import importlib.util
import json
import re
import string
import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
import vl_convert
from jsonschema.validators import validator_for

from headway.reporting.charts import rendering, shown
from headway.reporting.charts.catalogue import CHARTS, drawn
from headway.reporting.charts.frame import specification
from headway.reporting.charts.packing import chunks, packed
from headway.reporting.charts.schemes import DARK, LIGHT, SCHEMES, contrast
from headway.reporting.charts.widths import FONT, width, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.reporting.charts.model import Figure, Subject
    from headway.reporting.charts.schemes import Scheme

    Of = Callable[[str, str], Subject]

SVG = "{http://www.w3.org/2000/svg}"
VEGA = "https://vega.github.io/schema/vega/v6.json"
WIDEST = 520
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:black|white|gr[ae]y)\b")


@pytest.fixture(scope="module")
def validator() -> Any:
    found = importlib.util.find_spec("altair")
    assert found is not None
    assert found.origin is not None
    file = Path(found.origin).parent / "vegalite/v6/schema/vega-lite-schema.json"
    schema = json.loads(file.read_text("utf-8"))
    return validator_for(schema)(schema)


def figures(subject: Subject) -> dict[str, Figure]:
    return drawn(subject, CHARTS).figures


@pytest.fixture(scope="module", params=["lumen", "rust"])
def charts(request: pytest.FixtureRequest) -> dict[str, Figure]:
    """All charts of the example, and of a period of the real program that has data for all."""
    of: Of = request.getfixturevalue(request.param)
    return figures(
        of("2026", "2026-03-01") if request.param == "lumen" else of("2025h2", "2025-11-30")
    )


def test_there_is_a_chart_of_each(charts: dict[str, Figure]) -> None:
    assert [*charts] == [*CHARTS]


def test_specifications_follow_the_schema(charts: dict[str, Figure], validator: Any) -> None:
    for name, figure in charts.items():
        errors = [*validator.iter_errors(specification(figure, LIGHT))]
        assert not errors, f"{name}: {errors[0].message[:300]}"


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
def test_pictures_can_be_read(charts: dict[str, Figure], scheme: Scheme) -> None:
    for name, figure in charts.items():
        text = rendering.svg(specification(figure, scheme), figure, name)
        root = ET.fromstring(text)  # noqa: S314  # we made it
        assert root.get("role") == "img"
        told = {one.get("id"): one.text for one in root if one.get("id")}
        assert told == {f"{name}-title": figure.title, f"{name}-words": figure.alternative}
        assert (root.get("aria-labelledby") or "").split() == [*told]
        assert float(root.get("width", "0")) <= WIDEST, name
        assert set(COLOUR.findall(text)) <= set(scheme), name
        shown_words = [*words(root)]
        assert {*figure.title.split()} <= {*" ".join(shown_words).split()}, name
        assert not [one for one in shown_words if "\u2026" in one], name
        assert not [one for one in shown_words if one in {"null", "undefined", "NaN"}], name
        assert text == rendering.svg(specification(figure, scheme), figure, name)


def words(root: ET.Element) -> list[str]:
    found = [one for tag in ("text", "tspan") for one in root.iter(f"{SVG}{tag}")]
    return [one.text for one in found if one.text and one.text.strip()]


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
def test_no_line_crosses_the_names_of_goals(charts: dict[str, Figure], scheme: Scheme) -> None:
    figure = charts["roadmaps"]
    root = ET.fromstring(rendering.svg(specification(figure, scheme), figure, "roadmaps"))  # noqa: S314
    written = [(one.text, one.get("stroke")) for one in root.iter(f"{SVG}text")]
    rows = figure.view["data"]["values"]
    names = {one[key] for one in rows for key in ("head", "title") if one.get(key)}
    assert names
    for name in names:
        assert written.index((name, scheme.background)) < written.index((name, None))


def test_every_text_says_how_wide_it_is(lumen: Of) -> None:
    figure = figures(lumen("2026", "2026-03-01"))["asks"]
    root = ET.fromstring(rendering.svg(specification(figure, LIGHT), figure, "asks"))  # noqa: S314
    texts = [one for tag in ("text", "tspan") for one in root.iter(f"{SVG}{tag}") if one.text]
    assert texts
    assert all(one.get("textLength") for one in texts)


def test_a_png_is_as_large_as_its_scale(lumen: Of) -> None:
    figure = figures(lumen("2026", "2026-03-01"))["updates"]
    drawn_ = specification(figure, DARK)
    root = ET.fromstring(rendering.svg(drawn_, figure, "a"))  # noqa: S314  # we made it
    picture = rendering.png(drawn_, figure, 2)
    size = struct.unpack(">II", picture[16:24])
    assert size == (2 * float(root.get("width", "0")), 2 * float(root.get("height", "0")))
    parts = [*chunks(picture)]
    pixels = zlib.decompress(next(part.data for part in parts if part.kind == b"IDAT"))
    assert len(set(pixels)) > 10
    assert figure.alternative.encode() in next(p.data for p in parts if b"Description" in p.data)
    assert picture == rendering.png(drawn_, figure, 2)


def test_packing_keeps_every_pixel(lumen: Of) -> None:
    figure = figures(lumen("2026", "2026-03-01"))["updates"]
    plain = vl_convert.vegalite_to_png(specification(figure, LIGHT))
    small = packed(plain, {})
    before, after = (
        zlib.decompress(b"".join(p.data for p in chunks(one) if p.kind == b"IDAT"))
        for one in (plain, small)
    )
    assert before == after
    assert len(small) < len(plain) / 2


# --- colours --------------------------------------------------------------------------------------


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=SCHEMES)
def test_colours_stand_out(scheme: Scheme) -> None:
    for mark in (scheme.strong, scheme.middle, scheme.quiet):
        assert contrast(mark, scheme.background) >= 3
    for text, ground in (
        (scheme.ink, scheme.background),
        (scheme.quiet, scheme.background),
        (scheme.on_strong, scheme.strong),
        (scheme.on_middle, scheme.middle),
    ):
        assert contrast(text, ground) >= 4.5


def test_each_scheme_is_told_from_the_page_of_the_other() -> None:
    assert contrast(LIGHT.background, DARK.background) > 10


# --- widths ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_widths_are_those_that_the_renderer_measures(weight: str) -> None:
    for letter in (*string.printable[:94], "\u2026"):
        style = {"text": letter, "font": FONT, "fontSize": 1000, "fontWeight": weight}
        marks = [{"type": "text", "encode": {"enter": {k: {"value": v} for k, v in style.items()}}}]
        view = {"$schema": VEGA, "width": 1, "height": 1, "padding": 0, "marks": marks}
        root = ET.fromstring(vl_convert.vega_to_svg(view))  # noqa: S314  # we made it
        measured = float(root.get("width", "0"))
        assert width(letter, 1000, bold=weight == "bold") == pytest.approx(measured, abs=2), letter


def test_lines_fit_into_their_room() -> None:
    text = "Updates by month. Outlined: expected by each goal's cadence; filled: made"
    lines = wrapped(text, 12, 200)
    assert " ".join(lines) == text
    assert all((width(line, 12) or 0) <= 200 for line in lines)
    assert len(lines) == 3
    assert wrapped("\u6f22\u5b57 x", 12, 10) == ["\u6f22\u5b57", "x"]
    assert width("\u6f22", 12) is None
    assert width("\u00e9", 10) == width("e", 10)


# --- words beside a picture -----------------------------------------------------------------------


def test_a_snippet_shows_the_picture_with_its_words(lumen: Of) -> None:
    figure = figures(lumen("2026", "2026-03-01"))["asks"]._replace(alternative='A [b] "c" <d>.')
    assert shown.snippet(figure, "a.svg") == '![A \\[b\\] "c" \\<d\\>.](a.svg)\n'
    both = shown.snippet(figure, "a.svg", "a-dark.svg")
    root = ET.fromstring(both.replace('.svg" media', ".svg\" x='' media").replace('">', '"/>'))  # noqa: S314
    assert [one.get("srcset") or one.get("src") for one in root] == ["a-dark.svg", "a.svg"]
    assert root[1].get("alt") == figure.alternative
