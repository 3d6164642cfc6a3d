"""What kind of news a sentence is, by its words and the label of a template above them."""

from __future__ import annotations

import re
from enum import StrEnum


class News(StrEnum):
    """What a sentence tells, as far as its words say."""

    DECISION = "decision"
    MERGE = "merge"
    BLOCKER = "blocker"
    HELP_WANTED = "help wanted"
    REQUEST = "request"
    DATE = "date"
    PLAN = "plan"
    OTHER = "other"
    PROCESS = "process"
    NOTHING = "nothing"
    GREETING = "greeting"


# What nobody needs to read who was told of something else.
TELLS_LITTLE = (News.NOTHING, News.PROCESS, News.GREETING)
_MONTHS = (
    r"Jan(?:uary)?|Feb(?:ruary)?|March|April|May|June|July|Aug(?:ust)?|Sep(?:tember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?"
)
_WHEN = "(?:by|in|on|until|before|for|end of|early|late|mid)(?: the end of)?"
# In this order, the first that is found tells the kind. Each phrase is whole words.
_SIGNS: tuple[tuple[News, tuple[str, ...]], ...] = (
    (
        News.GREETING,
        (
            r"^(?:hi|hey|hello|welcome|congrat\w*|cheers|sorry|apologies|happy to|good luck)",
            r"^(?:(?:huge|many|big|special|and) )*(?:thanks?|kudos|shout-?out)",
            r"^monthly update",
        ),
    ),
    (
        News.NOTHING,
        (
            r"no (?:\w+ )?(?:progress|updates?|developments?|news|changes?)",
            r"nothing (?:new|to|substantial|significant|much)",
            r"not much (?:progress|update|news|has)",
            r"\w+n['\u2019]t (?:\w+ ){0,4}(?:any|much) (?:progress|updates?|news)",
            r"^(?:none|nothing|n/a|no)[\s.!]*$",
        ),
    ),
    (
        News.PROCESS,
        (
            r"this (?:is|comment|post|issue)",
            r"(?:tl;?dr|status|blog|monthly|final|belated|small|quick|late|next) update(?!s?,)s?",
            r"(?:status|blog|monthly|final|belated|small|quick|late|next) posts?",
            r"(?:clos|reopen|track)\w* (?:out )?(?:this|the) (?:issue|goal)",
            r"posting this|copying in|duplicate (?:comments|posts)|tracking issue",
            r"top-level (?:comment|description)",
            r"goal (?:period|document|owners?)",
            r"^(?:for context|as background)",
            r"updated the (?:\w+ )?(?:comment|description|issue|post)",
            r"I(?:'ve| have)? (?:just )?(?:noticed|missed|forgot)|on vacation|point of contact",
        ),
    ),
    (
        News.HELP_WANTED,
        (
            r"(?:help|helpers|contributors?) (?:is |are )?(?:wanted|needed|welcome)",
            r"looking for (?:\w+ )?(?:help|contributors?|people|someone|reviewers?|volunteers?)",
            r"(?:need|could use|would appreciate) (?:\w+ )?help",
        ),
    ),
    (
        News.DECISION,
        (
            r"decided|decides|decision|agreed|consensus|approved|rejected|declined|concluded",
            r"FCP|final comment period|settled on|signed off|chose|chosen|opted",
            r"accepted (?:for|by|into)|(?:both|all) (?:\w+ )?accepted|goal complete",
            r"(?:RFC|proposal|goal|request)s? (?:was|were|is|has been|got) accepted",
        ),
    ),
    (
        News.MERGE,
        (
            r"no (?:\w+ )?blockers? (?:left|remain\w*)|unblocked",
            r"(?:is|are) now (?:\w+ )?(?:available|enabled|in use|live|stable|supported|used)",
        ),
    ),
    (
        News.BLOCKER,
        (
            r"blocked|blockers?|blocking|blocks (?:on|the|this|us|our|any|further)|stuck|stalled",
            r"held up|delayed|postponed",
            r"waiting (?:on|for)|unable to|cannot (?:be|proceed|land|merge)",
            r"(?:not|nor will (?:I|we)) (?:continue|promise|pursue|renew)",
            r"on hold|abandon(?:ed|ing)",
            r"regressed|regressions?|obstacles?",
        ),
    ),
    (
        News.MERGE,
        (
            r"able to (?:land|merge|ship)",
            r"merged|merges|landed|shipped|released|published|launched|completed|upstreamed",
            r"stabili[sz]ed|stabili[sz]ation|finished|implemented|submitted|deployed",
        ),
    ),
    (
        News.REQUEST,
        (
            r"please|call for testing|let (?:me|us) know|(?<!pull )request(?:ed|ing)?|asked|asking",
            r"(?:feedback|reviews?|testing) (?:is|are|would be) (?:\w+ )?(?:needed|welcome)",
            r"(?:need|want|like|love|seeking|looking for) (?:\w+ )?(?:feedback|reviews?|testing)",
            r"we(?:'d| would) (?:like|love)|ready for review|nominated",
            r"(?<!the )(?<!a )(?<!current )(?<!originally )proposed|(?:my|our) proposal",
        ),
    ),
    (
        News.DATE,
        (
            r"20\d\d-\d\d(?:-\d\d)?",
            r"(?:within|in) (?:a few|(?:the )?(?:next|coming)(?: few)?|\w+) (?:days|weeks|months)",
            rf"{_WHEN} (?:{_MONTHS}|next (?:week|month|year|release)|Q[1-4]|20\d\d)",
            r"(?:in|with|version) (?:\w+ )?v?\d+\.\d+(?:\.\d+)?",
        ),
    ),
    (
        News.PLAN,
        (
            r"plans?|planned|planning|next (?:up|steps?)|will|going to|roadmap|to-?do|remains?",
            r"intend(?:s|ing)?|expect(?:s|ed)?|aim(?:s|ing)?|hope to|want to",
        ),
    ),
)
# What is only hoped for, or denied, has not happened.
_NOT_YET = re.compile(
    r"(?:\b(?:once|when|until|unless|if|before|will|would|should|can|could|may|not|never"
    r"|(?:is|has|have|needs?) to|to be|to get)\b|n['\u2019]t\b)(?:[^,;.]|\.(?=\d)){0,80}",
    re.IGNORECASE,
)
_HAPPENED = (News.DECISION, News.MERGE)
_PATTERNS = tuple(
    (news, re.compile(rf"(?<![\w-])(?:{'|'.join(phrases)})(?!\w)", re.IGNORECASE))
    for news, phrases in _SIGNS
)
_LABELS = (
    (News.HELP_WANTED, re.compile(r"\bhelp wanted\b")),
    (News.BLOCKER, re.compile(r"\bblock(?:er|ed)")),
    (News.PLAN, re.compile(r"\bnext (?:steps?|up)\b|\bplans?\b")),
)
_SAYS_LITTLE = (News.GREETING, News.NOTHING)


def news_of(words: str, label: str) -> News:
    """What kind of news a sentence is, from its words without markup and the label above it."""
    happened = _NOT_YET.sub("", words)
    by_words = next(
        (
            news
            for news, found in _PATTERNS
            if found.search(happened if news in _HAPPENED else words)
        ),
        News.OTHER,
    )
    if by_words in _SAYS_LITTLE:
        return by_words
    return next((news for news, found in _LABELS if found.search(label)), by_words)
