"""Charts as others use them: data as objects and CSV, and Markdown that shows a picture."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from headway.pages.markdown import literal
from headway.program.export.csv import records

if TYPE_CHECKING:
    from headway.reporting.charts.catalogue import Drawn
    from headway.reporting.charts.model import Figure, Json, Subject

VERSION = 1


def to_json(subject: Subject, drawn: Drawn) -> Json:
    """The data of charts, what each says of them, and which charts there are no data for."""
    return {
        "version": VERSION,
        "period": subject.period.name,
        "today": str(subject.today),
        "from": str(subject.days.first),
        "last": str(subject.days.last),
        "charts": [
            {
                "name": name,
                "title": figure.title,
                "units": figure.units,
                "source": figure.source,
                "alternative": figure.alternative,
                "rows": [row._asdict() for row in figure.rows],
            }
            for name, figure in drawn.figures.items()
        ],
        "left_out": [{"name": name, "why": one.why} for name, one in drawn.left_out.items()],
    }


def to_csv(figure: Figure) -> str:
    """The data of a chart, by RFC 4180."""
    header = figure.rows[0]._fields
    return records([header, *([str(cell) for cell in row] for row in figure.rows)])


def snippet(figure: Figure, file: str, dark: str | None = None) -> str:
    """Markdown that shows a picture with its text alternative.

    With a second file for the dark scheme it is HTML, which Markdown lets through: the reader's
    browser takes the one that fits.
    """
    if dark is None:
        return f"![{literal(figure.alternative)}]({file})\n"
    return (
        "<picture>\n"
        f'  <source srcset="{dark}" media="(prefers-color-scheme: dark)">\n'
        f'  <img src="{file}" alt="{escape(figure.alternative)}">\n'
        "</picture>\n"
    )
