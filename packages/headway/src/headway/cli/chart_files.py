"""The files of charts: what each is called, what is in it, and the Markdown that shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click

from headway.cli.options import json_text
from headway.documents.edit import replace_files
from headway.reporting.charts import shown
from headway.reporting.charts.frame import specification
from headway.reporting.charts.schemes import SCHEMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from headway.reporting.charts.model import Figure, Json

_PICTURES = ("svg", "png")
_SUFFIXES = {"svg": "svg", "png": "png", "spec": "vl.json", "data": "csv"}


class Wanted(NamedTuple):
    """What is to be written: formats, schemes, and the pixels of a PNG to one of an SVG."""

    formats: Sequence[str]
    schemes: Sequence[str]
    scale: float


def write(figures: Mapping[str, Figure], period: str, folder: Path, wanted: Wanted) -> str:
    """Write charts into a folder, all or none; give the Markdown that shows their pictures.

    Raises:
        NotWritableError: a file cannot be written.
    """
    contents = {
        folder / file: data
        for name, figure in figures.items()
        for file, data in _files(f"{name}-{period}", figure, wanted)
    }
    folder.mkdir(parents=True, exist_ok=True)
    replace_files(contents)
    for file in contents:
        click.echo(f"wrote {file}", err=True)
    return "\n".join(_snippets(figures, period, wanted))


def _snippets(figures: Mapping[str, Figure], period: str, wanted: Wanted) -> Iterator[str]:
    """What shows each picture, an SVG rather than a PNG."""
    suffix = next((one for one in _PICTURES if one in wanted.formats), None)
    for name, figure in figures.items() if suffix else ():
        files = [f"{_stem(f'{name}-{period}', scheme)}.{suffix}" for scheme in wanted.schemes]
        yield shown.snippet(figure, *files)


def _files(stem: str, figure: Figure, wanted: Wanted) -> Iterator[tuple[str, bytes]]:
    if "data" in wanted.formats:
        yield f"{stem}.{_SUFFIXES['data']}", shown.to_csv(figure).encode()
    for scheme in wanted.schemes:
        drawn = specification(figure, SCHEMES[scheme])
        for form in wanted.formats:
            if form != "data":
                name = _stem(stem, scheme)
                yield f"{name}.{_SUFFIXES[form]}", _made(form, drawn, figure, name, wanted.scale)


def _made(form: str, drawn: Json, figure: Figure, name: str, scale: float) -> bytes:
    if form == "spec":
        return json_text(drawn).encode()
    from headway.reporting.charts import rendering

    if form == "png":
        return rendering.png(drawn, figure, scale)
    return rendering.svg(drawn, figure, name).encode()


def _stem(stem: str, scheme: str) -> str:
    return stem if scheme == "light" else f"{stem}-{scheme}"
