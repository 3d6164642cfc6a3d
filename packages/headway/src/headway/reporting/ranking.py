"""How much a reader would have one sentence rather than another.

A sentence is worth what its kind of news is, and gains or loses by what else can be seen of it:

- the first sentences of a comment that tell something gain, since authors begin with what matters;
- one that names a pull request, an RFC or an issue gains, since it tells of something that can be
  looked up; so does one with a figure, or that tells of a change, as `has`, `now` and `began` do;
- one that only says that there was some progress, or is about what might be, or asks, or tells how
  its author feels, loses;
- one about an option that was rejected, who was there, thanks to somebody, or what its author was
  occupied with elsewhere loses most;
- so does one that is very short, very long, or far down in a long comment.

What does not stand alone comes behind all that does, and what says nothing behind that. Labels are
weighed only as they tell what kind of news stands below them: under `Key developments` stands most
of what comments say.
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
_NUMBERED = re.compile(r"#\d|https?://[^\s)]*/\d+\b")
_CAN_BE_LOOKED_UP = re.compile(
    rf"\b(?:PR|RFC|MCP|FCP|draft|pull request)s?\b|{_NUMBERED.pattern}", re.IGNORECASE
)
_CHANGED = re.compile(
    r"\b(?:has|have|had|now|no longer|added|announced|began|confirmed|drafted|established|filed"
    r"|fixed|opened|posted|proposed|published|solved|started|switched|wrote)\b|['\u2019]ve\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?:a lot of|lots of|good|great|steady|slow|some|more|positive) (?:\w+ )?"
    r"(?:progress|movement|work|things)\b"
    r"|\b(?:have|has|['\u2019]ve) been (?:\w+ )?(?:looking|working)\b|\b(?:a few|most) things\b"
    r"|\beven more\b|\b(?:elaborated|progressed|worked) (?:some|a bit)\b|\bworking (?:my|our) way\b"
    r"|\bmet (?:again|today|this week|yesterday)\b"
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
# An option that was not taken, or who was there, or thanks: the news is another sentence.
_BESIDE = re.compile(
    r"\b(?:rejected|(?:was|were|is|are) (?:\w+ )?appealing|attendees?|participants?)\b"
    r"|\b(?:doing|done|did) (?:\w+ )?(?:amazing|awesome|excellent|fantastic|great|incredible) "
    r"(?:\w+ )?(?:job|work)\b|\bmeet(?:ing)? (?:weekly|regularly)\b"
    r"|\b(?:thank you|thanks|kudos|shout-?out) to\b",
    re.IGNORECASE,
)
# What its author was occupied with in place of the goal.
_ELSEWHERE = re.compile(
    r"\b(?:busy|change of (?:employer|job)|coming to an end|(?:day|new) job)\b"
    r"|\bon (?:leave|vacation)\b"
    r"|\b(?:I|we)(?: have|['\u2019]ve)? been (?:\w+ )?(?:focus(?:ed|ing)|occupied)\b"
    r"|\bspent (?:some|a lot|lots)\b|\b(?:largely|mostly|mainly) spent\b",
    re.IGNORECASE,
)
_MINOR = re.compile(r"\b(?:minor|small|tiny|trivial)\b", re.IGNORECASE)
# What can be measured: a version, a share, something twice as quick.
_FIGURE = re.compile(
    r"\b\d+(?:\.\d+)+\b|\b\d+(?:\.\d+)?\s?(?:%|percent\b|x\b)|\b(?:half|twice)\b", re.IGNORECASE
)
_SHORT, _LONG, _FAR_DOWN, _BEHIND = 8, 40, 8, 100


def rank(news: News, text: str, words: str, place: int, *, lacks: int) -> float:
    """How much a reader would have a sentence, the higher the rather.

    `text` is the sentence as written, `words` it without markup, and `place` how many sentences
    before it in its comment tell something. What `lacks` one thing, or two, that a quotation needs
    is behind all that lacks less: to make sense alone, and to say something at all.
    """
    count = len(words.split())
    score = WEIGHT[news] + (_FIRST[place] if place < len(_FIRST) else 0)
    has_changed = bool(_CHANGED.search(words))
    score += 2 * bool(_CAN_BE_LOOKED_UP.search(text)) + has_changed + (has_changed and "`" in text)
    score += 2 * (_is_measured(words) and news is not News.DATE)
    score -= 2 * sum(bool(found.search(words)) for found in (_SUPPOSED, _FELT, _MINOR))
    score -= 2 * (bool(_VAGUE.search(words)) and not _NUMBERED.search(text))
    score -= 6 * bool(_BESIDE.search(words)) + 5 * bool(_ELSEWHERE.search(words))
    score -= (count < _SHORT) + (count > _LONG) + 2 * (count > 2 * _LONG)
    score -= min(place // _FAR_DOWN, len(_FIRST))
    return float(score - _BEHIND * lacks)


def _is_measured(words: str) -> bool:
    return bool(_FIGURE.search(words)) and len(words.split()) >= _SHORT // 2
