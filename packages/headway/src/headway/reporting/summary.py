"""What a range of days brought for a goal, in sentences of those who told it.

Nothing here is written by Headway: a summary is quotes, each with the address of its comment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.reporting.news import News
from headway.reporting.sentences import count_words, sentences
from headway.reporting.tldr import own_summary

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from headway.activity.moments import Span
    from headway.reporting.sentences import Sentence
    from headway.tracking.updates import Update

WORDS = 90
_TELLS_LITTLE = (News.NOTHING, News.PROCESS, News.GREETING)


class Quote(NamedTuple):
    """A sentence as its author wrote it; `number` is its place in the comment, from 1.

    `news` is what kind of news it is, `rank` how much a reader would have it rather than any other,
    of this goal or of another: the higher, the rather.
    """

    text: str
    number: int
    url: str
    author: str | None
    at: dt.datetime
    news: News
    rank: float

    @property
    def words(self) -> int:
        """How many words a reader sees."""
        return count_words(self.text)


class Summary(NamedTuple):
    """What is shown of a goal's news, and what of it goes on where a reader unfolds it.

    `own` says that an author summed it up; otherwise the sentences were chosen. Only a summary of
    an author's goes on.
    """

    shown: tuple[Quote, ...]
    rest: tuple[Quote, ...]
    own: bool


def summary(
    told: Iterable[Update], contacts: Collection[str], days: Span, words: int = WORDS
) -> Summary | None:
    """Sum up the updates of a range of days in about so many words; None where there are none.

    The last summary that a point of contact wrote comes first, then the last of anybody else who
    told of the goal, and only then sentences chosen from all updates. `contacts` are the logins of
    the points of contact, in small letters. One sentence is shown even where it is too long.
    """
    updates = sorted(
        (update for update in told if days.start <= update.at < days.end),
        key=lambda update: (update.at, update.url),
    )
    own = _own(updates, contacts)
    if own:
        fitting = _fitting(own, words)
        return Summary(tuple(own[:fitting]), tuple(own[fitting:]), own=True)
    chosen = _chosen(updates, words)
    return Summary(tuple(chosen), (), own=False) if chosen else None


def _own(updates: Sequence[Update], contacts: Collection[str]) -> list[Quote]:
    """The summary to take: the last one of a point of contact, or else the last one."""
    for update in sorted(updates, key=lambda update: _is_by(update, contacts))[::-1]:
        found = own_summary(update.body)
        if found:
            return [_quote(one, update) for one in found]
    return []


def _is_by(update: Update, contacts: Collection[str]) -> bool:
    return (update.author or "").casefold() in contacts


def _fitting(quotes: Sequence[Quote], words: int) -> int:
    """How many of some quotes fit into so many words, one at least."""
    left = words
    for number, quote in enumerate(quotes):
        left -= quote.words
        if left < 0:
            return max(number, 1)
    return len(quotes)


def _chosen(updates: Sequence[Update], words: int) -> list[Quote]:
    """The sentences that a reader would have first, in the order in which they were written.

    Where none says anything by itself, it is the best of the others.
    """
    ranked = sorted(_candidates(updates), key=_best_first)
    good = [quote for one, quote in ranked if one.alone and one.news not in _TELLS_LITTLE]
    chosen: list[Quote] = []
    for quote in good:
        if quote.words <= words:
            chosen.append(quote)
            words -= quote.words
    best = good or [quote for _, quote in ranked]
    return sorted(chosen or best[:1], key=lambda quote: (quote.at, quote.url, quote.number))


def _candidates(updates: Iterable[Update]) -> Iterator[tuple[Sentence, Quote]]:
    """Each sentence with what is quoted of it; what was said twice counts where it came first."""
    seen: set[str] = set()
    for update in updates:
        for one in sentences(update.body):
            words = " ".join(one.text.split())
            if words not in seen:
                seen.add(words)
                yield one, _quote(one, update)


def _best_first(candidate: tuple[Sentence, Quote]) -> tuple[int, float, str, int]:
    one, quote = candidate
    return -one.rank, -quote.at.timestamp(), quote.url, one.number


def _quote(one: Sentence, update: Update) -> Quote:
    return Quote(
        one.text, one.number, update.url, update.author, update.at, one.news, float(one.rank)
    )
