"""Goals that are proposed by pull requests: what each asks, how sound it is, who acts next."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from headway.documents.goal import GOAL
from headway.documents.values import Goal, Level
from headway.forge.model import Change, FileName, IssueName
from headway.pages import facts
from headway.program.load import Options, load
from headway.program.model import period_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from headway.diagnostics import Report
    from headway.forge.model import Comment, PullRequest, Repository
    from headway.forge.port import Reads
    from headway.program.load import Loaded
    from headway.program.model import Program

_ABOUT = {
    "champions": re.compile(r"\bchampion", re.IGNORECASE),
    "size": re.compile(
        r"\b(?:small|medium|large)\b|\b(?:support level|size|scope|bandwidth|capacity)\b",
        re.IGNORECASE,
    ),
}
_UNREADABLE = "its text cannot be read: it is no text, too long, or no longer there"
_LINE = 160


class AskedTeam(NamedTuple):
    """What a proposed goal asks of a team: `level` in the present form, and who champions it."""

    team: str
    level: str | None
    champion: str | None

    @property
    def lacks_champion(self) -> bool:
        """Whether the ask is one that needs a champion and has none."""
        return self.level in (Level.MEDIUM.value, Level.LARGE.value) and not self.champion


class ProposedGoal(NamedTuple):
    """A goal as a pull request has it at its head.

    `title` is None where the file could not be read as a goal; `diagnostics` are lines of the
    short form, and `counts` how many there are of each severity.
    """

    file: str
    change: str
    title: str | None
    size: str | None
    asks: tuple[AskedTeam, ...]
    counts: Mapping[str, int]
    diagnostics: tuple[str, ...]


class Feedback(NamedTuple):
    """A comment by somebody else than the author that speaks of size or champions."""

    author: str
    teams: tuple[str, ...]
    day: date
    about: tuple[str, ...]
    line: str
    url: str


class Proposal(NamedTuple):
    """An open pull request that adds or changes goals; ages are in days.

    `next_actor` is who acts next, and `reason` why.
    """

    number: int
    url: str
    title: str
    author: str | None
    draft: bool
    age: int
    quiet: int
    goals: tuple[ProposedGoal, ...]
    feedback: tuple[Feedback, ...]
    next_actor: str
    reason: str


def proposals(
    program: Program,
    reads: Reads,
    repository: Repository,
    progress: Callable[[str], None],
) -> Iterator[Proposal]:
    """The open pull requests that add or change a goal, the oldest first.

    Raises:
        ForgeError: the forge does not answer.
    """
    progress(f"reading the open pull requests of {repository}")
    changes = {pull: _files(pull, program) for pull in reads.open_pull_requests(repository)}
    names = [FileName(pull.head, file) for pull, files in changes.items() for file in files]
    texts = reads.texts(repository, names)
    for pull in sorted(filter(changes.get, changes), key=lambda pull: pull.created_at):
        progress(f"checking #{pull.number} {pull.title}")
        found = {file: texts.get(FileName(pull.head, file)) for file in changes[pull]}
        goals = tuple(_goals(program, changes[pull], found))
        if goals:
            comments = reads.comments(IssueName(repository, pull.number))
            yield _proposal(program, pull, goals, [one for one in comments if _said(one, program)])


def _files(pull: PullRequest, program: Program) -> dict[str, Change]:
    """The Markdown files of periods that a pull request adds or changes."""
    return {
        file.path: file.change
        for file in pull.files
        if file.path.startswith(f"{program.config.source}/")
        and file.path.endswith(".md")
        and period_of(file.path)
        and file.change is not Change.DELETED
    }


def _said(comment: Comment, program: Program) -> bool:
    """Whether a person said it, and nobody hid it."""
    author = comment.author
    return author is not None and not comment.minimized and not program.config.is_bot(author)


def _proposal(
    program: Program,
    pull: PullRequest,
    goals: tuple[ProposedGoal, ...],
    said: Sequence[Comment],
) -> Proposal:
    last = max([pull.created_at, *(comment.created_at for comment in said)])
    actor, reason = _next(program, pull, goals, said)
    return Proposal(
        number=pull.number,
        url=pull.url,
        title=pull.title,
        author=pull.author,
        draft=pull.draft,
        age=(program.today - pull.created_at.date()).days,
        quiet=(program.today - last.date()).days,
        goals=goals,
        feedback=tuple(_feedback(program, pull, said)),
        next_actor=actor,
        reason=reason,
    )


def _goals(
    program: Program, changes: Mapping[str, Change], texts: Mapping[str, str | None]
) -> Iterator[ProposedGoal]:
    """The goals among changed files, checked as if they were merged; and what cannot be read."""
    overlay = {file: text.encode() for file, text in texts.items() if text is not None}
    loaded = load(
        program.root,
        Options(offline=True, today=program.today, overlay=overlay, directory=program.directory),
    )
    for file, change in changes.items():
        if file not in overlay:
            yield ProposedGoal(file, change.value, None, None, (), {"error": 1}, (_UNREADABLE,))
            continue
        page = loaded.program.pages_by_file.get(file)
        if page is not None and page.kind == GOAL.name:
            yield _checked(loaded, file, change)


def _checked(loaded: Loaded, file: str, change: Change) -> ProposedGoal:
    """A goal with what is wrong in its own file."""
    found = [one for one in loaded.report.diagnostics if one.file == file]
    goal = _document(loaded.program, file)
    return ProposedGoal(
        file=file,
        change=change.value,
        title=goal.title if goal else None,
        size=goal.size if goal else None,
        asks=tuple(_asks(goal)) if goal else (),
        counts=Counter(one.severity.value for one in found),
        diagnostics=tuple(_lines(replace(loaded.report, diagnostics=tuple(found)))),
    )


def _lines(report: Report) -> Iterator[str]:
    from headway.diagnostics.renderers import short  # noqa: PLC0415  # with a report at hand

    return (line.rstrip() for line in short.render(report))


def _document(program: Program, file: str) -> Goal | None:
    page = program.pages_by_file.get(file)
    period = program.period(page.period) if page and page.period else None
    found = period.document(file) if period else None
    return found if isinstance(found, Goal) else None


def _asks(goal: Goal) -> Iterator[AskedTeam]:
    for team in facts.teams(goal):
        yield AskedTeam(team, facts.level(goal, team), facts.champion(goal, team))


def _feedback(
    program: Program, pull: PullRequest, comments: Iterable[Comment]
) -> Iterator[Feedback]:
    for comment in comments:
        if comment.author is None or comment.author == pull.author:
            continue
        about = tuple(name for name, words in _ABOUT.items() if words.search(comment.body))
        if about:
            line = next(line for line in comment.body.splitlines() if _ABOUT[about[0]].search(line))
            yield Feedback(
                comment.author,
                program.directory.teams_of(comment.author) if program.directory else (),
                comment.created_at.date(),
                about,
                " ".join(line.split())[:_LINE],
                comment.url,
            )


def _next(
    program: Program,
    pull: PullRequest,
    goals: Sequence[ProposedGoal],
    said: Sequence[Comment],
) -> tuple[str, str]:
    """Who acts next on a proposal, and why; the first that applies."""
    author = f"@{pull.author}" if pull.author else "somebody new, since the author is gone"
    if pull.draft:
        return author, "the pull request is a draft"
    errors = sum(goal.counts.get("error", 0) for goal in goals)
    if errors:
        return author, f"{errors} error{'' if errors == 1 else 's'} to mend"
    if said and said[-1].author != pull.author:
        return author, f"@{said[-1].author} spoke last"
    lacking = [ask.team for goal in goals for ask in goal.asks if ask.lacks_champion]
    if lacking:
        return _leads(program, lacking), "a Medium or Large ask has no champion yet"
    return "the goals team", "nothing is missing: review and merge"


def _leads(program: Program, teams: Iterable[str]) -> str:
    """The leads of some teams, each team named."""
    named = []
    for key in dict.fromkeys(teams):
        team = program.directory.team(key) if program.directory else None
        leads = ", ".join(f"@{lead}" for lead in team.leads) if team else ""
        named.append(f"{key} ({leads})" if leads else key)
    return ", ".join(named)
