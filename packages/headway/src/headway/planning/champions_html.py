"""The champions of a period as one HTML page: no script, nothing loaded from elsewhere.

On a narrow screen each goal is a card with the teams that it has to do with. The roles that tables
have by themselves are stated, since a table that is laid out otherwise loses them in browsers.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from headway.pages import markdown
from headway.planning.champions_text import LOAD_HEADER, NOBODY, aside, load_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from headway.pages.shelf import Abroad
    from headway.planning.champions import Cell, Champions, Line

_CODE = re.compile(r"(`+)(.+?)\1")

STYLE = """\
:root { color-scheme: light dark; --text: #1c1e21; --soft: #565c64; --page: #ffffff;
  --head: #eef1f4; --line: #c9ced4; --link: #0b57a4; --alert: #a3240c; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6e8ea; --soft: #a9b0b8; --page: #16181b; --head: #24282d;
    --line: #3f454c; --link: #84bdf5; --alert: #ff9d86; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 110rem; background: var(--page);
  color: var(--text); font: 1rem/1.45 system-ui, sans-serif; }
a { color: var(--link); }
.scroll { overflow: auto; max-height: 90vh; border: 1px solid var(--line); }
.scroll:focus-visible { outline: 3px solid var(--link); }
table { border-collapse: separate; border-spacing: 0; }
th, td { padding: .35rem .6rem; border-bottom: 1px solid var(--line); text-align: left;
  vertical-align: top; }
thead th { position: sticky; top: 0; z-index: 1; background: var(--head);
  vertical-align: bottom; }
tbody th { position: sticky; left: 0; min-width: 16rem; background: var(--page);
  font-weight: 600; }
thead th:first-child { left: 0; z-index: 2; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
td { white-space: nowrap; }
td.teams { white-space: normal; }
.level { display: block; color: var(--soft); font-size: .85rem; }
.unneeded { color: var(--soft); }
.nobody { color: var(--alert); font-weight: 700; }
@media (max-width: 45rem) {
  .scroll { max-height: none; border: 0; overflow: visible; }
  table, tbody, tr, td, tbody th { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { margin-bottom: 1rem; border: 1px solid var(--line); border-radius: .4rem;
    overflow: clip; }
  tbody th { position: sticky; top: 0; background: var(--head); }
  td, td.number { display: grid; grid-template-columns: 10rem 1fr; gap: .5rem; text-align: left;
    white-space: normal; overflow-wrap: anywhere; }
  td::before { content: attr(data-column); color: var(--soft); }
  td:empty { display: none; }
  .level { grid-column: 2; }
}
"""


def page(found: Champions, place: Abroad) -> str:
    """The matrix and the loads as one page."""
    title = f"Champions of {escape(found.period)}"
    listed = [line for line in found.lines if line.goal.listed]
    asks = [cell for line in listed for cell in line.cells.values() if cell.asked]
    missing = sum(cell.wanting for cell in asks)
    return f"""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{STYLE}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>Accepted or proposed goals: {len(listed)}. Asks of teams: {len(asks)};
<strong>{missing}</strong> of them need a champion and have none.
Champions: {len(found.loads)}.</p>
<h2 id="goals">Goals by team</h2>
{_matrix(found, place)}
<h2 id="load">What each champion carries</h2>
{_loads(found)}
</main>
</body>
</html>
"""


def _matrix(found: Champions, place: Abroad) -> str:
    about = (
        "Each cell names the champion of the goal on the team, with the level of support. "
        f"“{NOBODY}” in bold is an ask that needs a champion and has none."
    )
    columns = ("Goal", "Point of contact", *found.teams)
    rows = (_line(line, found.teams, place) for line in found.lines)
    return _table("goals", about, columns, rows)


def _line(line: Line, teams: Iterable[str], place: Abroad) -> str:
    name = markdown.unlinked(line.goal.title or line.goal.id)
    head = f'<a href="{escape(place.to(line.goal.file))}">{_inline(name)}</a>{aside(line.goal)}'
    cells = [
        _td("Point of contact", escape(line.goal.point_of_contact or "")),
        *(_td(team, _cell(line.cells.get(team))) for team in teams),
    ]
    return _row(head, cells)


def _cell(cell: Cell | None) -> str:
    if cell is None:
        return ""
    kind = "nobody" if cell.wanting else "unneeded"
    who = escape(cell.champion) if cell.champion else f'<span class="{kind}">{NOBODY}</span>'
    return who + (f' <span class="level">{cell.level}</span>' if cell.level else "")


def _loads(found: Champions) -> str:
    about = "Goals count once, levels once for each team. Goals not accepted do not count."
    return _table("load", about, LOAD_HEADER, (_load(load_row(load)) for load in found.loads))


def _load(row: Sequence[str]) -> str:
    person, *counts, teams = row
    cells = [
        _td(name, count, "number") for name, count in zip(LOAD_HEADER[1:-1], counts, strict=True)
    ]
    return _row(escape(person), [*cells, _td(LOAD_HEADER[-1], escape(teams), "teams")])


def _table(name: str, about: str, columns: Iterable[str], rows: Iterable[str]) -> str:
    heads = "".join(
        f'<th role="columnheader" scope="col">{escape(column)}</th>' for column in columns
    )
    body = "\n".join(rows)
    return f"""\
<p id="{name}-about">{about}</p>
<div class="scroll" role="region" aria-labelledby="{name}" tabindex="0">
<table role="table" aria-labelledby="{name}" aria-describedby="{name}-about">
<thead role="rowgroup"><tr role="row">{heads}</tr></thead>
<tbody role="rowgroup">
{body}
</tbody>
</table>
</div>"""


def _row(head: str, cells: Iterable[str]) -> str:
    return f'<tr role="row"><th role="rowheader" scope="row">{head}</th>{"".join(cells)}</tr>'


def _td(column: str, content: str, kind: str = "") -> str:
    style = f' class="{kind}"' if kind else ""
    return f'<td role="cell" data-column="{escape(column)}"{style}>{content}</td>'


def _inline(text: str) -> str:
    """A heading's Markdown as HTML: code spans, and all else as it is written."""
    return _CODE.sub(r"<code>\2</code>", escape(text))
