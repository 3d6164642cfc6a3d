"""What a sentence is worth beside all else that the same days brought for its goal.

- A newer comment goes before an older one.
- What was asked, planned or considered is overtaken by what a later comment tells to have happened,
  if both name the same: a name in code, or the number of an issue; so is a request by its answer.
- A plan comes after what happened, and so does an ask, and what stands below `Help wanted` or
  `Blockers`: reports tell of those for all goals together.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headway.reporting.news import News

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from headway.reporting.sentences import Sentence
    from headway.reporting.summary import Quote

    Pair = tuple[Sentence, Quote]

_OLDEST, _PLANNED, _OVERTAKEN, _ASKS = 2, 2, 4, 5
_HAPPENED = (News.DECISION, News.MERGE)
_IS_NOW = re.compile(r"\b(?:is|are|has|have) (?:finally |now )+(?!consider)", re.IGNORECASE)
_INTENDED = re.compile(
    r"\b(?:ask|consider|hope|hoping|intend|plan|propos|request|wait|want|will|would)\w*",
    re.IGNORECASE,
)
_UNDER_WAY = re.compile(
    r"(?:we|I)(?: are| am|['\u2019](?:re|m)) (?:currently |now )?"
    r"(?!going|hoping|intending|looking|planning)\w+ing\b",
    re.IGNORECASE,
)
_ASKED = re.compile(r"\b(?:asked|asking|proposed|requested)\b", re.IGNORECASE)
_ANSWERED = re.compile(
    r"\b(?:proposal|request)s? (?:has been|have been|got|was|were) "
    r"(?:accepted|approved|declined|granted|rejected)\b",
    re.IGNORECASE,
)
_TO_READERS = re.compile(r"\b(?:please|feel free|let (?:me|us) know|would love)\b", re.IGNORECASE)
_NAMES = re.compile(r"`[^`]+`|(?<=#)\d+|(?<=/)\d{3,}")
_PULLED_OUT = ("help wanted", "block")  # labels


def weighed(told: Sequence[Pair]) -> list[Pair]:
    """Quotes, in the order in which they were written, with ranks that count the others too."""
    comments = sorted({(quote.at, quote.url) for _, quote in told}, reverse=True)
    age = {comment: min(place, _OLDEST) for place, comment in enumerate(comments)}
    done = [place for place, (one, _) in enumerate(told) if _has_happened(one)]
    found = []
    for place, (one, quote) in enumerate(told):
        later = (told[other] for other in done if other > place)
        after = (other for other, its in later if its.url != quote.url)
        less = age[quote.at, quote.url] + _PLANNED * _is_planned(one) + _ASKS * _asks(one)
        less += _OVERTAKEN * _is_overtaken(one, after)
        found.append((one, quote._replace(rank=quote.rank - less)))
    return found


def _has_happened(one: Sentence) -> bool:
    return one.news in _HAPPENED or bool(_IS_NOW.search(one.text))


def _is_overtaken(one: Sentence, later: Iterable[Sentence]) -> bool:
    """Whether a sentence tells of an intention, and one that came later of what became of it."""
    if _has_happened(one) or not _INTENDED.search(one.text):
        return False
    names, asked = {*_NAMES.findall(one.text)}, bool(_ASKED.search(one.text))
    return any(
        names & {*_NAMES.findall(other.text)} or (asked and _ANSWERED.search(other.text))
        for other in later
    )


def _is_planned(one: Sentence) -> bool:
    """Whether a sentence tells of what is not yet begun."""
    if _has_happened(one) or _UNDER_WAY.match(one.text):
        return False
    return one.news is News.PLAN or (one.news is News.DATE and bool(_INTENDED.search(one.text)))


def _asks(one: Sentence) -> bool:
    if any(label in one.label for label in _PULLED_OUT):
        return True
    return one.news is News.HELP_WANTED or bool(_TO_READERS.search(one.text))
