"""Whether a sentence makes sense to somebody who has not read what stands before it.

Words that point back dangle where nothing in the sentence itself can be what they point to. In
doubt a sentence is said not to stand alone: one that is left out can still be read in its comment.
"""

from __future__ import annotations

import re

_LEAST_WORDS = 4
_ADDRESS = re.compile(r"https?://\S+")
_FIRST_ADDRESS = re.compile(r"\A<?https?://\S+")  # is what the sentence is about
# Openings that a sentence can do without.
_LIGHT = re.compile(
    r"(?:(?:also|additionally|finally|furthermore|moreover|lastly|meanwhile|currently|now|recently"
    r"|unfortunately|luckily|thankfully|hopefully|overall|again|so far"
    r"|a (?:brief|quick|short|small) update"
    r"|all in all|in (?:addition|general|particular|short|total)"
    r"|(?:so|thus|therefore|hence|however|instead)(?=,? (?:I|we|our|my|the team)\b))\b,?\s+)+",
    re.IGNORECASE,
)
# Openings that take up what was said before.
_TAKES_UP = re.compile(
    r"(?:but|and|or|so|yet|nor|then|thus|hence|however|instead(?! of)|therefore|otherwise|similarly"
    r"|likewise|nevertheless|nonetheless|regardless|consequently|accordingly|conversely|namely"
    r"|besides|afterwards?|still,|here|see|e\.g\.|i\.e\.|secondly|thirdly|yes|no,|nope|indeed|anyway"
    r"|first(?:ly)?,"
    r"|that(?:'s|\u2019s)?|such|as such|as a result|as a consequence|for example"
    r"|for more|for instance|since then"
    r"|in other words|in that|in this|at the same time|after that"
    r"|on the other hand|on the one hand|beyond that|because of that|with that|once done"
    r"|same|others|other ones?|another|neither|either|both|some of|one more"
    r"|one of (?:them|these|those)"
    r"|the (?:former|latter|others?|rest|same|above|following|two|three|idea|reason|problem)"
    r"|the (?:challenge|difference|fix|issue|point|question|result|solution) (?:is|was|here)"
    r"(?! \w+ed\b)"
    r"|(?:the )?(?:first|second|third|fourth|last|other|next|previous) (?:one|is|was|of)"
    r"|the (?:first|second|third|fourth|other))(?![\w-])",
    re.IGNORECASE,
)
_TURNS_OUT = re.compile(r"it turns out,?(?: that)?\s+", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"\b(?:as (?:mentioned|described|discussed|noted|said|explained)"
    r"|(?:mentioned|described|discussed|listed|noted|shown|linked) (?:earlier|before)"
    r"|(?:above|below)(?! \d)|aforementioned|the (?:following|former|latter)"
    r"|(?:last|previous|earlier) (?:update|comment|post|message)s?)\b",
    re.IGNORECASE,
)
_OF_NOW = (
    r"(?:month|week|year|quarter|period|half|cycle|timeline|season|time|goal|project|summer|autumn|fall"
    r"|winter|spring)s?"
)
_POINTS = re.compile(
    rf"\b(?:this|these|those)\b(?! (?:(?:last|past|coming|project) )?{_OF_NOW}\b)"
    r"|\bthat(?=[.?!]*\Z)|\b(?:about|after|before|do|doing|done|fix|fixed|fixing|for|from|get|have|like|make"
    r"|making|of|on|with) that\b",
    re.IGNORECASE,
)
_STANDS_FOR = re.compile(
    r"\b(?:it|they|them|its|their|he|she|him|his|her)\b"
    r"(?!(?:['\u2019]s| is| was)? (?:now |also |still )?"
    r"(?:possible|likely|unlikely|expected|important|unclear|clear|worth|turns out|seems|took)\b)",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(
    r"[,;:\u2013\u2014]| - | (?:and|but|which|so|because|while|where)\b", re.IGNORECASE
)
_OPENING = 4  # words of a first clause that only leads to the next
# What a pronoun may stand for: something with an article, a name, or the number of an issue.
_NAMED = re.compile(
    r"\b(?:the|an?|our|my|your|some|all|every|each)\s+\w|[@#]\w|(?<=\s)(?!I\b)[A-Z]"
)
_NO_SUBJECT = (
    r"(?!(?:it|this|that|these|those|there|here|what|which|who|how|why|as|with|while|if|when|where"
    r"|since|after|before|in|on|at|by|for|from|to|of|without|although|though|because|once|not"
    r"|instead|does|do|did|is|are|was|were|can|will|\w+ed|\w+ing)\b)"
)
_HAS = r"(?:has|have|had|is|was|are|were|will|can|got)\b"
# A subject of a few words with its verb.
_SUBJECT = re.compile(
    rf"{_NO_SUBJECT}(?!(?:I|we|you)\b)(?:[^\s,;:]+ ){{1,9}}?{_HAS}", re.IGNORECASE
)
_WHO_DOES = re.compile(r"\S*#\d|(?:we|I)(?:['\u2019]\w+)? \w", re.IGNORECASE)
_WORK = re.compile(
    r"(?:continuing|finali[sz]ing|finishing|implementing|investigating|preparing|starting|testing"
    r"|working)\b",
    re.IGNORECASE,
)
_GERUND = re.compile(r"\w+ing\b(?!.*\b(?:is|are|was|were|has|have)\b)", re.IGNORECASE)
_WHAT = re.compile(r"(?:how|what|where|whether|which|who|why)\b", re.IGNORECASE)
_ONLY_WHEN = re.compile(
    r"(?:although|because|if|since|though|unless|when|whereas|while)\b[^,;:\u2013\u2014]*\Z",
    re.IGNORECASE,
)
# Something happened, and nobody says to what.
_NOTHING_NAMED = re.compile(
    r"(?:accepted|approved|closed|completed|done|finished|fixed|landed|merged|released|resolved"
    r"|shipped)\b\s*(?:[^\w\s@#`]|\Z|(?:and|in|last|on|this|today|yesterday)\b)"
    r"|(?:not|looks|needs|requires|seems|turns|works)\b",
    re.IGNORECASE,
)
_THING = r"(?:comments?|patch(?:es)?|PRs?|pull requests?)"
# A thing that has a number or an address, which nobody gives.
_UNNAMED = re.compile(
    rf"\b(?:the|that) {_THING}(?=[.!?]*\Z|,| (?:and|but|has|have|is|was|were|are|will|yet|now)\b)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"[@#]\w|\d{3}|://")
# Somebody by a first name did something to something that has no name.
_SOMEBODY = re.compile(
    r"(?!Every|Some|No|We\b|They\b|\w+s\b)[A-Z][a-z]+ (?:has )?(?:addressed|agreed|asked|found|left"
    r"|made|noted|proposed|replied|reviewed|said|suggested|thinks|will|wrote)\b[^A-Z#@\d_:]*\Z"
)
# What tells that something is said, and not only named.
_SAYS = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|can|could|should|may|might|must|do|does|did"
    r"|(?:we|i|you|they|please) \w+|\w+ed|made|got|began|went|wrote|found|held|led|met|kept|took"
    r"|sent|ran|came|gave|built|said|left|put|saw|split|needs?|makes|allows|wants|requires|means"
    r"|gives|takes|works|exists|supports|remains|continues|seems|looks|keeps|comes|covers|adds"
    r"|fixes|implements|proposes|expects|waiting)\b|\w['\u2019](?:s|ve|re|m|d|ll|t)\b",
    re.IGNORECASE,
)


def stands_alone(words: str, *, listed: bool, named: bool = False) -> bool:
    """Whether a sentence, without markup, makes sense by itself.

    `listed` tells that it is of a list's item, which often goes on with what stands above the list,
    unless it begins with a link or a name in code. `named` tells that it is an item with a name in
    code below a label for what was done, which needs no verb.
    """
    said = _ADDRESS.sub("", _FIRST_ADDRESS.sub("#1", _TURNS_OUT.sub("", words))).strip()
    if (
        len(re.findall(r"\w+", said)) < _LEAST_WORDS - named
        or words.endswith(":")
        or words[0] == "("
    ):
        return False
    if not (named or _SAYS.search(said) or _WORK.match(said)):
        return False
    if listed and _goes_on(said):
        return False
    bare = _LIGHT.sub("", said.lstrip("\"'\u201c\u2018(["), count=1)
    openings = (_TAKES_UP, _ONLY_WHEN, _NOTHING_NAMED, _SOMEBODY)
    return not (
        any(opening.match(bare) for opening in openings)
        or _ELSEWHERE.search(bare)
        or _unnamed(bare)
        or _dangles(bare)
    )


def lacks_subject(words: str) -> bool:
    """Whether a sentence, without markup, leaves out what it is about."""
    return bool(_NOTHING_NAMED.match(words) or _SOMEBODY.match(words) or _unnamed(words))


def _unnamed(words: str) -> bool:
    """Whether a sentence tells of a pull request, comment and the like without saying of which."""
    return any(not _NUMBERED.search(words[: one.start()]) for one in _UNNAMED.finditer(words))


def _goes_on(said: str) -> bool:
    """Whether an item may go on with what stands above its list."""
    if _GERUND.match(said) or _WHAT.match(said):
        return not _WORK.match(said)
    return said[0].islower() and not (_SUBJECT.match(said) or _WHO_DOES.match(said))


def _dangles(words: str) -> bool:
    """Whether a word points to something before the sentence.

    "This" does so where the sentence has neither a clause nor a number before it, a pronoun where
    nothing named stands before it that it can stand for.
    """
    return any(not _is_known(words[: found.start()]) for found in _POINTS.finditer(words)) or any(
        not _names(words[: found.start()]) for found in _STANDS_FOR.finditer(words)
    )


def _is_known(before: str) -> bool:
    return bool(_NUMBERED.search(before)) or _has_clause(before)


def _names(before: str) -> bool:
    return bool(_NAMED.search(before) or _SUBJECT.match(before))


def _has_clause(before: str) -> bool:
    return any(
        len(before[: found.start()].split()) > _OPENING for found in _CLAUSE_END.finditer(before)
    )
