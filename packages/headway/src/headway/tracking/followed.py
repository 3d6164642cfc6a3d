"""What is read of GitHub for a program: what its documents name, and what its settings watch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.activity.sync.wanted import Labelled, Wanted
from headway.documents.values import Written, issue_urls_in, issues_in
from headway.errors import HeadwayError
from headway.forge.model import IssueName, Repository
from headway.pages.linking import destination
from headway.text import Span
from headway.tracking.boxes import see_also
from headway.tracking.updates import tracking_issue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headway.documents.values import Goal
    from headway.program.model import Program


def followed(program: Program, repository: Repository, others: Iterable[IssueName] = ()) -> Wanted:
    """What to read for a program whose goals are tracked in a repository; `others` are added.

    Raises:
        BadRepositoryError: a watched repository has no name that GitHub could give one.
    """
    watches = program.config.watches
    goals = list(program.goals())
    whole = [
        Repository.parse(one.repository) for one in watches if one.repository and not one.labels
    ]
    return Wanted(
        repositories=tuple(dict.fromkeys([repository, *whole])),
        labelled=tuple(
            Labelled(Repository.parse(one.repository), one.labels)
            for one in watches
            if one.repository and one.labels
        ),
        queries=tuple(one.query for one in watches if one.query),
        names=frozenset((*others, *(name for goal in goals for name in named(goal, program)))),
        roots=frozenset(filter(None, (tracking_issue(goal, program) for goal in goals))),
        mentions=lambda issue: see_also(issue.body, program.config.present_name),
    )


def named(goal: Goal, program: Program) -> Iterator[IssueName]:
    """The issues and pull requests that a goal's document names, by reference or address."""
    for text in _texts(goal, program):
        for reference in (*issues_in(text), *issue_urls_in(text)):
            try:
                repository = Repository.parse(program.config.present_name(reference.repository))
            except HeadwayError:
                continue
            yield IssueName(repository, reference.number)


def _texts(goal: Goal, program: Program) -> Iterator[Written]:
    """A goal's document, and where its labels lead by the book's settings."""
    data = program.sources[goal.file].data
    yield Written(data.decode("utf-8", "replace"), Span(0, len(data)))
    for reference in program.pages_by_file[goal.file].undefined:
        url = destination(reference.label, program)
        if url is not None:
            yield Written(url, reference.span)
