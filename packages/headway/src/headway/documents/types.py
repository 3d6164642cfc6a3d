"""The types of value that rows and cells take."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from headway.diagnostics import fold
from headway.documents.kinds import ValueType
from headway.documents.owners import BADGE, read_owners
from headway.documents.values import (
    IssueReference,
    Level,
    Status,
    Verdict,
    Written,
    is_person,
    issue_urls_in,
    issues_in,
    within,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\](?:\([^()\s]*\)|\[[^\[\]]*\])")
_BRACKETED_ISSUE = re.compile(r"\[([\w.-]+/[\w.-]+#\d+)\]")
_BRACKETED = re.compile(r"\[([^\[\]]+)\]")
_NO_ISSUE = {"n/a", "none", "-", "--", "—"}
_TEAM = re.compile(r"!?\[([^\[\]]+)\](?:\[[^\[\]]*\]|\([^()\s]*\))?")
_BARE_TEAM = re.compile(r"[A-Za-z][A-Za-z0-9.-]*")
_WEEKS = re.compile(r"every (?:week|([1-9]|[1-4][0-9]|5[0-2]) weeks)", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONEY = re.compile(r"\$(?:(\d+|\d{1,3}(?:,\d{3})+)|(\d+(?:\.\d+)?)([KkMm]))")
_SPONSORED = re.compile(r"(?:(partial)\s+)?by\s+\S.*", re.IGNORECASE)


def _text(text: Written) -> Written:
    return text


def _theme(text: Written) -> Written:
    match = _LINK.fullmatch(text)
    return within(text, match.start(1), match.end(1)) if match else text


def _person(text: Written) -> Written | None:
    return text if is_person(text) else None


def _date(text: Written) -> Written | None:
    if _DATE.fullmatch(text) is None:
        return None
    try:
        date.fromisoformat(text)
    except ValueError:
        return None
    return text


def _issue(text: Written) -> IssueReference | None:
    match = _BRACKETED_ISSUE.search(text)
    if match is None:
        return None
    return IssueReference(match[1], within(text, match.start(1), match.end(1)).span)


def _issues(text: Written) -> tuple[Written, ...]:
    """The issues that a cell names, each once; words as they are where it names none."""
    found = sorted((*issues_in(text), *issue_urls_in(text)), key=lambda issue: issue.span)
    if found:
        return tuple(dict.fromkeys(found))
    match = _BRACKETED.fullmatch(text)
    words = within(text, match.start(1), match.end(1)) if match else text
    return () if fold(words) in _NO_ISSUE else (words,)


def _choice(names: Iterable[str]) -> ValueType:
    options = list(names)
    by_fold = {fold(name): name for name in options}

    def read(text: Written) -> Written | None:
        name = by_fold.get(fold(text))
        return Written(name, text.span) if name else None

    return ValueType(" or ".join(options), f"one of {', '.join(options)}", read, {"enum": options})


def read_teams(text: Written) -> tuple[Written, ...]:
    """The teams that a cell names in brackets, badges left out; bare words where none does."""
    bracketed = [m for m in _TEAM.finditer(text) if not m[0].startswith("!")]
    if bracketed:
        return tuple(within(text, match.start(1), match.end(1)) for match in bracketed)
    plain = BADGE.sub(lambda match: " " * len(match[0]), text)
    return tuple(within(text, match.start(), match.end()) for match in _BARE_TEAM.finditer(plain))


def weeks(text: str) -> int | None:
    """The number of weeks from one update to the next that a text states: `every 2 weeks`."""
    match = _WEEKS.fullmatch(fold(text))
    return int(match[1] or "1") if match else None


def _cadence(text: Written) -> Written | None:
    return text if weeks(text) else None


def _team(text: Written) -> Written | None:
    teams = read_teams(text)
    return teams[0] if teams else None


def is_cost(text: str) -> bool:
    """Whether the existing tool reads a cost as written: `TBD`, `Ask`, `$1,500`, `$25K`."""
    return fold(text) in {"tbd", "ask"} or _MONEY.fullmatch(text) is not None


def dollars(text: str) -> int | None:
    """The amount that a cost states, in whole US dollars; None for `TBD`, `Ask` and prose."""
    match = _MONEY.fullmatch(text)
    if match is None:
        return None
    if match[1]:
        return int(match[1].replace(",", ""))
    return int(float(match[2]) * {"k": 1_000, "m": 1_000_000}[match[3].lower()])


def is_funded(text: str) -> bool:
    """Whether the existing tool reads a state of funding: `No`, `Partial`, `Full`, `By X`."""
    return fold(text) in {"no", "partial", "full"} or _SPONSORED.fullmatch(text) is not None


_STRING = {"type": "string"}

TEXT = ValueType("text", "free text", _text, _STRING)
THEME = ValueType("name", "a name, or a link whose text is the name", _theme, _STRING)
PERSON = ValueType("GitHub user", "one GitHub user, `@login`", _person, _STRING)
ISSUE = ValueType(
    "issue",
    "an issue of the goals repository in brackets, `[organisation/repository#1]`",
    _issue,
    {"type": "string", "pattern": r"^[\w.-]+/[\w.-]+#\d+$"},
)
ISSUES = ValueType(
    "issues", "issues, `[organisation/repository#1]`", _issues, {"type": "array", "items": _STRING}
)
DATE = ValueType(
    "date", "a day, `2026-01-31`", _date, {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
)
CADENCE = ValueType(
    "weeks", "`every week`, or `every 2 weeks` and so on, up to 52", _cadence, _STRING
)
STATUS = _choice(Status)
LEVEL = _choice(Level)
VERDICT = _choice(Verdict)
TEAM = ValueType("team", "a team in brackets, `[team]`", _team, _STRING)
OWNERS = ValueType(
    "owners",
    "GitHub users, `@login`, with commas between them; or `![Help wanted][]`",
    read_owners,
    {"type": "array", "items": _STRING},
)
OWNERS_OR_TEAMS = ValueType(
    "owners or teams",
    "GitHub users, `@login`; or `![Team][]` and teams, `[team]`",
    _text,
    _STRING,
)
COST = ValueType("cost", "`$` and an amount (`$25,000`, `$25K`), `TBD` or `Ask`", _text, _STRING)
FUNDED = ValueType("state", "`No`, `Partial`, `Full`, `By X` or `Partial by X`", _text, _STRING)
