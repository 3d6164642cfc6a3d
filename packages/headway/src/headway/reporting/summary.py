"""What a range of days brought for a goal, in sentences of those who told it.

Nothing here is written by Headway: a summary is quotes, each with the address of its comment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.reporting.news import TELLS_LITTLE
from headway.reporting.quoting import quotable
from headway.reporting.sentences import count_words, sentences_in
from headway.reporting.tldr import own_summary
from headway.reporting.weighing import weighed
from headway.text import parse

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Sequence

    from headway.activity.moments import Span
    from headway.reporting.news import News
    from headway.reporting.sentences import Sentence
    from headway.text import Tree
    from headway.tracking.updates import Update

WORDS = 90
_WORTH_READING = 3  # less is said only where nothing else is


class Quote(NamedTuple):
    """A sentence in its author's words: `text`, on one line and fit to stand in a post.

    `number` is its place in the comment, from 1, `url` is the comment's address, `author` the login
    of who wrote it, and `at` when.
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
    """What is `shown` of a goal's news, and the `rest`, which a reader unfolds.

    `own` says that an author summed it up; otherwise the sentences were chosen. Only a summary of
    an author's goes on.
    """

    shown: tuple[Quote, ...]
    rest: tuple[Quote, ...]
    own: bool


class _Comment(NamedTuple):
    """What an update says: each sentence with its quote, and which of them sum it up."""

    told: tuple[tuple[Sentence, Quote], ...]
    own: tuple[Quote, ...]


def summary(
    told: Iterable[Update],
    contacts: Collection[str],
    days: Span,
    words: int = WORDS,
    *,
    repository: str = "",
) -> Summary | None:
    """Sum up the updates of a range of days in about so many words; None where there are none.

    The last summary that a point of contact wrote comes first, then the last of anybody else who
    told of the goal, and only then sentences chosen from all updates. `contacts` are the logins of
    the points of contact, in small letters, `repository` is what a bare `#12` in their updates
    belongs to. One sentence is shown even where it is too long.
    """
    updates = sorted(
        (update for update in told if days.start <= update.at < days.end),
        key=lambda update: (_is_by(update, contacts), update.at, update.url),
    )
    comments = [_read(update, repository) for update in updates]
    own = next((one.own for one in reversed(comments) if one.own), ())
    if own:
        fitting = _fitting(own, words)
        return Summary(own[:fitting], own[fitting:], own=True)
    chosen = _chosen(comments, words)
    return Summary(tuple(chosen), (), own=False) if chosen else None


def _is_by(update: Update, contacts: Collection[str]) -> bool:
    return (update.author or "").casefold() in contacts


def quotes(update: Update, repository: str) -> list[tuple[Sentence, Quote]]:
    """The sentences of an update, each with its quote; `repository` as for a summary."""
    return _quotes(parse(update.body.encode()), update, repository)


def _read(update: Update, repository: str) -> _Comment:
    tree = parse(update.body.encode())
    told = _quotes(tree, update, repository)
    by_sentence = dict(told)
    own = own_summary(tree, [one for one, _ in told])
    return _Comment(tuple(told), tuple(by_sentence[one] for one in own if one in by_sentence))


def _quotes(tree: Tree, update: Update, repository: str) -> list[tuple[Sentence, Quote]]:
    found = sentences_in(tree)
    texts = quotable(tree, found, update.url, repository)
    led_to = {span for one in found for span in one.parts if span > one.span}
    return [
        (one, _quote(one, text, update))
        for one, text in zip(found, texts, strict=True)
        if one.span not in led_to
    ]


def _quote(one: Sentence, text: str, update: Update) -> Quote:
    return Quote(text, one.number, update.url, update.author, update.at, one.news, one.rank)


def _fitting(quotes: Sequence[Quote], words: int) -> int:
    """How many of some quotes fit into so many words, one at least."""
    left = words
    for number, quote in enumerate(quotes):
        left -= quote.words
        if left < 0:
            return max(number, 1)
    return len(quotes)


def _chosen(comments: Iterable[_Comment], words: int) -> list[Quote]:
    """The sentences that a reader would have first, in the order in which they were written.

    Where none says anything by itself, it is the best of the others.
    """
    candidates = sorted((pair for one in comments for pair in one.told), key=_as_written)
    first = {quote.text: (one, quote) for one, quote in reversed(candidates)}  # what is said twice
    ranked = sorted(weighed(sorted(first.values(), key=_as_written)), key=_best_first)
    good = [quote for one, quote in ranked if _is_worth_reading(one)]
    chosen: list[Quote] = []
    for quote in good:
        if quote.words <= words:
            chosen.append(quote)
            words -= quote.words
    best = good or [quote for _, quote in ranked]
    return sorted(chosen or best[:1], key=lambda quote: (quote.at, quote.url, quote.number))


def _is_worth_reading(one: Sentence) -> bool:
    return one.alone and one.news not in TELLS_LITTLE and one.rank >= _WORTH_READING


def _as_written(candidate: tuple[Sentence, Quote]) -> tuple[dt.datetime, str, int]:
    _, quote = candidate
    return quote.at, quote.url, quote.number


def _best_first(candidate: tuple[Sentence, Quote]) -> tuple[float, float, str, int]:
    _, quote = candidate
    return -quote.rank, -quote.at.timestamp(), quote.url, quote.number
