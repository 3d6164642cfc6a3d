"""What of a post is shown, so that a reader finishes it: words are given out by rank.

Every goal with news has one sentence, whatever it takes. What is left goes to whatever ranks
highest: what waits and who is wanted, highlights, then sentences by their news and by how much
their goal has before others, each further one of a goal a little lower. Nothing is lost: what is
not shown is in a collapsed part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from headway.reporting.update.model import Listing

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from headway.reporting.summary import Quote, Summary
    from headway.reporting.update.model import Section, UpdateReport

# Where each list begins, in the measure of what sentences are ranked by.
_LISTS = (
    *(("highlights", 30.0), ("waiting", 20.0), ("blocked", 20.0), ("help_wanted", 16.0)),
    *(("documents", 12.0), ("ended", 12.0)),
)
_LOWER = 1.0  # is each further item of a list
_EACH_LOWER = 2.0  # is each further sentence of a goal
_OWN_HIGHER = 3.0  # is what an author wrote to sum up
_BESIDE = 2  # words beside those of a quote or an item: its day, and the like


class Fitted(NamedTuple):
    """A post of which so much is shown as some words allow.

    `words` is how many a reader sees, and `cut` how many sentences and items are collapsed.
    """

    report: UpdateReport
    words: int
    cut: int


class _Part(NamedTuple):
    """Something that may be shown: in which list or section, and as which of what stands there.

    Of what is `ordered` nothing is shown behind what is not.
    """

    rank: float
    place: str
    number: int
    words: int
    ordered: bool


def fit(report: UpdateReport, words: int, measure: Callable[[UpdateReport], int]) -> Fitted:
    """Show as much of a post as so many words allow.

    `measure` tells how many words a reader sees of a post as it will be written. Where even the
    shortest post has more, it is that one.
    """
    parts = sorted(_parts(report), key=lambda one: (-one.rank, one.place, one.number))
    shown = _showing(report, set())
    seen = measure(shown)
    left, taken = words - seen, set[tuple[str, int]]()
    while left > 0:
        taken = {*_taken(parts, left)}
        shown = _showing(report, taken)
        seen = measure(shown)
        if seen <= words:
            break
        left -= seen - words
    return Fitted(shown, seen, len(parts) - len(taken))


def _parts(report: UpdateReport) -> Iterator[_Part]:
    """All that may be shown beside what always is."""
    for name, rank in _LISTS:
        for number, item in enumerate(_items(report, name)):
            yield _Part(rank - number * _LOWER, name, number, item.words + _BESIDE, ordered=True)
    for section in report.sections:
        yield from _sentences(section)


def _sentences(section: Section) -> Iterator[_Part]:
    """All sentences of a section but the first one, which is always shown."""
    lowest = float("inf")
    for number, quote in enumerate(_by_rank(section.summary)):
        rank = quote.rank + section.importance - number * _EACH_LOWER
        if section.summary.own:
            lowest = rank = min(lowest, rank + _OWN_HIGHER)
        if number:
            words = quote.words + _BESIDE
            yield _Part(rank, section.goal.anchor, number, words, section.summary.own)


def _by_rank(summary: Summary) -> list[Quote]:
    """The sentences in the order in which they are shown: an author's own as they stand."""
    if summary.own:
        return [*summary.shown]
    return sorted(summary.shown, key=lambda quote: -quote.rank)


def _taken(parts: Iterable[_Part], left: int) -> Iterator[tuple[str, int]]:
    """What of some parts, the first the rather, is shown in the words that are left."""
    closed = set()
    for part in parts:
        if part.words <= left and part.place not in closed:
            left -= part.words
            yield part.place, part.number
        elif part.ordered:
            closed.add(part.place)


def _showing(report: UpdateReport, taken: Collection[tuple[str, int]]) -> UpdateReport:
    """A report in which only so much is shown."""
    lists: dict[str, Any] = {}
    for name, _ in _LISTS:
        items = _items(report, name)
        number = sum((name, one) in taken for one in range(len(items)))
        lists[name] = Listing(items[:number], items[number:])
    groups = tuple(
        group._replace(sections=tuple(_shorter(one, taken) for one in group.sections))
        for group in report.groups
    )
    return report._replace(**lists, groups=groups)


def _shorter(section: Section, taken: Collection[tuple[str, int]]) -> Section:
    """A section with its first sentence and those that were taken, in the order of time."""
    summary, place = section.summary, section.goal.anchor
    ranked = enumerate(_by_rank(summary))
    kept = {quote for number, quote in ranked if not number or (place, number) in taken}
    shown = tuple(quote for quote in summary.shown if quote in kept)
    rest = summary.shown[len(shown) :] + summary.rest if summary.own else summary.rest
    return section._replace(summary=summary._replace(shown=shown, rest=rest))


def _items(report: UpdateReport, name: str) -> tuple[Any, ...]:
    listing: Listing[Any] = getattr(report, name)
    return listing.shown + listing.rest
