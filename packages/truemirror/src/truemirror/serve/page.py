"""The status as a page for people."""

from __future__ import annotations

import datetime as dt
from html import escape
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING

from truemirror.config.sizes import Size
from truemirror.serve.traffic import Amount

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from truemirror.serve.status import FaultStatus, PartStatus, Status
    from truemirror.serve.traffic import Count

_PERIODS = ((86400, "day"), (3600, "hour"), (60, "minute"))
_NOT_KNOWN = "not known"
_FEW = 20


def page(status: Status, today: Sequence[Count], address: str) -> str:
    """The page; what was counted is of the day, and shown by class."""
    template = Template(files("truemirror.serve").joinpath("status.html").read_text())
    headline, mood = _headline(status)
    return template.substitute(
        title=escape(f"{headline} - mirror"),
        headline=escape(headline),
        mood=mood,
        published=escape(_published(status)),
        figures=_figures(status, today),
        sections=_parts(status.parts) + _faults(status) + _traffic(today),
        address=escape(address),
        at=f"{_moment(status.at)} UTC",
    )


def _headline(status: Status) -> tuple[str, str]:
    """What matters most, and whether it is good, bad or neither."""
    if status.generation is None:
        return "Nothing is published yet", "bad"
    if status.synced_at is None:
        return "This mirror is served", ""
    ago = length(status.at - status.synced_at)
    if status.late:
        return f"Not synced for {ago}", "bad"
    if status.faults:
        number = len(status.faults)
        return ("1 thing is delayed" if number == 1 else f"{number:,} things are delayed"), "bad"
    behind = [part for part in status.parts if part.lag or part.whole < part.wanted]
    if behind:
        return "Behind upstream: " + ", ".join(part.name for part in behind[:3]), "bad"
    return f"As upstream had it {ago} ago", "good"


def _published(status: Status) -> str:
    if status.generation is None or status.published_at is None:
        return "Run truemirror sync to fill it." if status.synced_at is None else ""
    told = (
        f"Generation {status.generation}, published {length(status.at - status.published_at)} ago"
    )
    if status.synced_at is None:
        return f"{told}. How far it is behind is not known: the next sync will tell."
    return told


def _figures(status: Status, today: Sequence[Count]) -> str:
    last, good = status.synced_at, status.good_at
    figures = {
        "Last sync": f"{length(status.at - last)} ago" if last else _NOT_KNOWN,
        "Last good sync": f"{length(status.at - good)} ago" if good else _NOT_KNOWN,
        "Size": str(Size(status.bytes)),
        "Requests today": f"{sum(one.amount.requests for one in today):,}",
    }
    return "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in figures.items())


def _parts(parts: Iterable[PartStatus]) -> str:
    rows = [
        (
            escape(part.name),
            _NOT_KNOWN if part.lag is None else _behind(part.lag),
            f"{part.whole:,} of {part.wanted:,}",
            _moment(part.ours_at),
            _moment(part.upstream_at),
        )
        for part in parts
    ]
    heads = ("Part", "Behind", "Complete", "Here (UTC)", "Upstream (UTC)")
    return _table("What the last sync found", heads, rows)


def _behind(seconds: float) -> str:
    return f'<span class="bad">{length(dt.timedelta(seconds=seconds))}</span>' if seconds else "no"


def _faults(status: Status) -> str:
    """A section with the longest ones, as there may be very many."""
    faults = sorted(status.faults, key=lambda fault: fault.since)
    told = "".join(_fault(status, fault) for fault in faults[:_FEW])
    more = f"<p>And {len(faults) - _FEW:,} more: see the JSON.</p>" if faults[_FEW:] else ""
    return f"<h2>What is delayed</h2>{told}{more}" if faults else ""


def _fault(status: Status, fault: FaultStatus) -> str:
    since = f'<span class="soft">for {length(status.at - fault.since)}</span>'
    return f"<p><strong>{escape(fault.bundle)}</strong> {since}<br>{escape(fault.reason)}</p>"


def _traffic(today: Iterable[Count]) -> str:
    totals: dict[str, Amount] = {}
    for one in today:
        totals[one.key.kind] = totals.get(one.key.kind, Amount()).plus(one.amount)
    rows = [
        (kind, f"{amount.requests:,}", str(Size(amount.bytes))) for kind, amount in totals.items()
    ]
    return _table("Asked for today", ("Class", "Requests", "Sent"), rows)


def _table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A section with a table, whose cells are HTML already; nothing where it has no rows."""
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    head = "".join(f"<th>{name}</th>" for name in heads)
    table = f'<div class="scroll"><table><tr>{head}</tr>{body}</table></div>'
    return f"<h2>{title}</h2>{table}" if body else ""


def _moment(moment: dt.datetime | None) -> str:
    return f"{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M}" if moment else _NOT_KNOWN


def length(time: dt.timedelta) -> str:
    """How long a time is, in its largest unit."""
    seconds = max(0, int(time.total_seconds()))
    for unit, name in _PERIODS:
        if seconds >= unit:
            number = seconds // unit
            return f"{number:,} {name}{'' if number == 1 else 's'}"
    return "less than a minute"
