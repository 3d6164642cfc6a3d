"""How much a reader would have one sentence rather than another.

A sentence is worth what its kind of news is, and gains or loses by what else can be seen of it:

- the first sentences of a comment that tell something gain, since authors begin with what matters;
- one that names a pull request, an RFC or an issue gains, since it tells of something that can be
  looked up; so does one that tells of a change, as `has`, `now` and `began` do;
- one that only says that there was some progress, or is about what might be, or asks, or tells how
  its author feels, loses;
- so does one that is very short, very long, or far down in a long comment.

What does not stand alone comes behind all that does. Labels are weighed only as they tell what kind
of news stands below them: under `Key developments` stands most of what comments say.
"""

from __future__ import annotations

import re
from types import MappingProxyType

from headway.reporting.news import News

WEIGHT = MappingProxyType(
    {
        News.DECISION: 10,
        News.MERGE: 9,
        News.BLOCKER: 9,
        News.HELP_WANTED: 8,
        News.REQUEST: 7,
        News.DATE: 7,
        News.PLAN: 5,
        News.OTHER: 4,
        News.NOTHING: 2,
        News.PROCESS: 1,
        News.GREETING: 0,
    }
)
_FIRST = (3, 2, 1)
_CAN_BE_LOOKED_UP = re.compile(
    r"\b(?:PR|RFC|MCP|FCP|draft|pull request)s?\b|#\d|https?://[^\s)]*/\d+", re.IGNORECASE
)
_CHANGED = re.compile(
    r"\b(?:has|have|had|now|added|announced|began|drafted|established|filed|fixed|opened|posted"
    r"|proposed|published|solved|started|switched|wrote)\b|['\u2019]ve\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?:a lot of|lots of|good|great|steady|slow|some|more|positive) (?:\w+ )?"
    r"(?:progress|movement|work|things)\b"
    r"|\b(?:have|has|['\u2019]ve) been (?:\w+ )?(?:looking|working)\b|\b(?:a few|most) things\b"
    r"|\blook(?:ed|ing)? (?:\w+ )?(?:at|into)\b|\bworked on\b|\bleft a comment\b"
    r"|\bwas (?:very )?(?:helpful|important|interesting|productive)\b",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"\b(?:if|would|could|might|for example|e\.g\.|i\.e\.)(?!\w)|\?\W*\Z", re.IGNORECASE
)
_FELT = re.compile(
    r"\b(?:awesome|excited|glad|happy|importantly|interesting|nice|note that|pleasure)\b",
    re.IGNORECASE,
)
_SHORT, _LONG, _FAR_DOWN, _BEHIND = 8, 40, 8, 100


def rank(news: News, text: str, words: str, place: int, *, alone: bool) -> float:
    """How much a reader would have a sentence, the higher the rather.

    `text` is the sentence as written, `words` it without markup, and `place` how many sentences
    before it in its comment tell something.
    """
    count = len(words.split())
    score = WEIGHT[news] + (_FIRST[place] if place < len(_FIRST) else 0)
    score += 2 * bool(_CAN_BE_LOOKED_UP.search(text)) + bool(_CHANGED.search(words))
    score -= 2 * sum(bool(found.search(words)) for found in (_VAGUE, _SUPPOSED, _FELT))
    score -= (count < _SHORT) + (count > _LONG) + 2 * (count > 2 * _LONG)
    score -= min(place // _FAR_DOWN, len(_FIRST))
    return float(score if alone else score - _BEHIND)
