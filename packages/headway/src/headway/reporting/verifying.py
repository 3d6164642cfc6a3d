"""What of a draft can be proved, and what is wrong in it.

Every quotation is looked for in the comment that it cites, every comment that is quoted in full is
compared with what it is, and every other line with what Headway writes today from the same
parameters. What remains is the editor's own.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from enum import StrEnum
from itertools import chain, dropwhile
from typing import TYPE_CHECKING, NamedTuple

from headway.reporting.draft_parts import parts
from headway.reporting.resembling import misstated
from headway.reporting.sources import citations

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from headway.reporting.draft_parts import Line, Whole
    from headway.reporting.marks import Draft
    from headway.reporting.sources import Citation, Source

_NOT_STORED = "is not in the store, so that nobody can tell"
_OTHERWISE = "Headway would write it otherwise"
_OUTDATED = "Headway wrote this, and would not any more"
_MARKER = re.compile(r"\s*(?:(?:[-*+]|\d+[.)])\s+|>\s*)*")
_IN_PROSE = re.compile(r"(.*?)[\"\u201c\u201e](.+)[\"\u201c\u201d]", re.DOTALL)


class Verdict(StrEnum):
    """What is said of a line."""

    WRONG = "wrong"
    UNKNOWN = "unknown"
    OWN = "own"


class Finding(NamedTuple):
    """Something in a draft that is not proved.

    `text` is what stands in the line. Of what is wrong, `reason` says why and `expected` what
    should stand there, where that is known.
    """

    line: int
    verdict: Verdict
    text: str
    reason: str = ""
    expected: str | None = None


class Proof(NamedTuple):
    """What is known of a draft: what was proved is counted, all else is found.

    `outdated` says that some of what is wrong nobody wrote but Headway, before there was news.
    """

    quotations: int
    comments: int
    facts: int
    outdated: bool
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong, and nothing cannot be known."""
        return all(one.verdict is Verdict.OWN for one in self.findings)


def verify(draft: Draft, fresh: Draft, sources: Mapping[str, Source]) -> Proof:
    """Prove a draft by a fresh one, made from the same parameters, and by the comments it cites."""
    mine, theirs = parts(draft, sources), parts(fresh, sources)
    wholes = [[*_whole(one, sources)] for one in mine.wholes]
    quotes = [_quotations(line, sources) for line in mine.lines if _is_quote(line)]
    told, told_afresh = (
        [line for line in one.lines if not _is_quote(line)] for one in (mine, theirs)
    )
    untouched = {name for name, block in draft.blocks.items() if not block.touched}
    facts = [*_facts(told, told_afresh, untouched)]
    outdated = {line.number for line in told if line.block in untouched}
    found = chain(*wholes, *(several for _, several in quotes), facts)
    return Proof(
        quotations=sum(good for good, _ in quotes),
        comments=sum(not several for several in wholes),
        facts=len(told) - len(facts),
        outdated=any(one.line in outdated for one in facts),
        findings=tuple(sorted(found, key=lambda one: one.line)),
    )


def _is_quote(line: Line) -> bool:
    return any(citations(line.text))


def _quotations(line: Line, sources: Mapping[str, Source]) -> tuple[int, list[Finding]]:
    """How many quotations of a line hold, and what else stands there.

    A sentence may itself hold what looks like a citation, so that one which is not found is looked
    for again up to the next.
    """
    start = len(_MARKER.match(line.text)[0])  # type: ignore[index]  # it matches nothing, too
    good = 0
    wrong: Finding | None = None
    own: list[Finding] = []
    for cited in citations(line.text):
        text = line.text[start : cited.start].strip()
        before = _before(text, cited, sources)
        if before is None:
            wrong = wrong or _misquoted(line, text, cited, sources)
        else:
            good, start, wrong = good + 1, cited.end, None
            own += _own(line, before)
    return good, [*own, wrong] if wrong else [*own, *_own(line, line.text[start:])]


def _before(text: str, cited: Citation, sources: Mapping[str, Source]) -> str | None:
    """What stands before a quotation in its line; None where it is none, or not well cited."""
    source = sources.get(cited.url)
    if source is None or source.day != cited.day:
        return None
    if source.has(text):
        return ""
    inner = _IN_PROSE.fullmatch(text)
    return inner[1] if inner and source.has(inner[2]) else None


def _misquoted(line: Line, text: str, cited: Citation, sources: Mapping[str, Source]) -> Finding:
    source = sources.get(cited.url)
    if source is None:
        return Finding(line.number, Verdict.UNKNOWN, text, f"{cited.url} {_NOT_STORED}")
    if source.day != cited.day:
        return _other_day(line, cited, source)
    likest = get_close_matches(text, source.sentences(), 1)
    reason = f"this is no sentence of {cited.url}, whole and verbatim"
    return Finding(line.number, Verdict.WRONG, text, reason, next(iter(likest), None))


def _whole(one: Whole, sources: Mapping[str, Source]) -> Iterator[Finding]:
    """What is wrong with a comment that is quoted in full, up to the first line that is other."""
    source = sources.get(one.cited.url)
    if source is None:
        reason = f"{one.cited.url} {_NOT_STORED}"
        yield Finding(one.above.number, Verdict.UNKNOWN, one.above.text, reason)
        return
    if source.day != one.cited.day:
        yield _other_day(one.above, one.cited, source)
    wanted = iter(source.lines())
    for line in dropwhile(lambda line: not line.text, one.lines):
        expected = next(wanted, "")
        if line.text != expected:
            reason = f"{one.cited.url} says something else here"
            yield Finding(line.number, Verdict.WRONG, line.text, reason, expected)
            return
    if missing := next(wanted, None):
        reason = f"{one.cited.url} goes on"
        last = next((line for line in reversed(one.lines) if line.text), one.above)
        yield Finding(last.number, Verdict.WRONG, last.text, reason, missing)


def _other_day(line: Line, cited: Citation, source: Source) -> Finding:
    reason = f"{cited.url} was written on {source.day}"
    return Finding(line.number, Verdict.WRONG, cited.day, reason, source.day)


def _facts(
    mine: Sequence[Line], fresh: Sequence[Line], untouched: Collection[str]
) -> Iterator[Finding]:
    """The lines that Headway would not write: what they misstate, or that they are somebody's own.

    A line holds that is in the fresh block of its name, or, when it was moved, in any other. In
    blocks that are untouched nothing is anybody's own.
    """
    left = [*fresh]
    others = [line for line in mine if not _take(line, left, in_block=True)]
    for line in others:
        here = [one.text for one in left if one.block == line.block]
        expected = misstated(line.text, here)
        if expected is None:
            if _take(line, left, in_block=False):
                continue
            expected = misstated(line.text, [one.text for one in left])
        if expected is not None:
            yield Finding(line.number, Verdict.WRONG, line.text, _OTHERWISE, expected)
        elif line.block in untouched:
            yield Finding(line.number, Verdict.WRONG, line.text, _OUTDATED)
        else:
            yield from _own(line, line.text)


def _take(line: Line, left: list[Line], *, in_block: bool) -> bool:
    """Take a line out of some others, if it is there."""
    for at, one in enumerate(left):
        if one.text == line.text and (one.block == line.block or not in_block):
            del left[at]
            return True
    return False


def _own(line: Line, text: str) -> Iterator[Finding]:
    if any(map(str.isalnum, text)):
        yield Finding(line.number, Verdict.OWN, text.strip())
