"""Counting what searches find, without reading it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from headway.activity.records import Issue, QueryCount

if TYPE_CHECKING:
    import datetime as dt

    from headway.activity.records import Search
    from headway.activity.sync.run import Run
    from headway.activity.sync.wanted import Wanted


def count_searches(run: Run, wanted: Wanted) -> None:
    """Count what the searches find that the roots name: two requests each.

    A count is kept if it is another than the last one.

    Raises:
        HopelessError: nothing else can be read either.
    """
    roots = run.store.on(Issue, wanted.roots)
    for search in dict.fromkeys(one for issue in roots for one in wanted.searches(issue)):
        run.attempt(partial(_count, run, search, wanted.today), None)


def _count(run: Run, search: Search, today: dt.date) -> None:
    """Count what one search finds.

    Raises:
        ForgeError: the search cannot be made.
    """
    found = [
        run.forge.found(f"repo:{search.repository} is:{state} {search.query}").total
        for state in ("open", "closed")
    ]
    run.outcome.reached = True
    known = run.store.find(QueryCount, **search._asdict())
    last = max(known, key=lambda count: count.day, default=None)
    if last is None or [last.open, last.closed] != found:
        run.keep([QueryCount(*search, today, *found)], {})
