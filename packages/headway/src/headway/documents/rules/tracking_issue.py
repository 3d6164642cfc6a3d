"""What can be wrong with a goal's tracking issue."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headway.diagnostics import Edit, Finding, Fix, Severity
from headway.documents import types
from headway.documents.rules.books import DOCUMENT_RULES
from headway.documents.values import Status, issue_urls_in, issues_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.documents.reading import Document
    from headway.documents.values import IssueReference, Written

rule = DOCUMENT_RULES.rule

_PLAIN_ISSUE = re.compile(r"\[[\w.-]+/[\w.-]+#[1-9]\d*\]")
_ONE_ISSUE = re.compile(r"\[[\w.-]+/[\w.-]+#\d+\](?:\([^()\s]*\)|\[[^\[\]]*\])?")


@rule("META006", Severity.WARNING)
def accepted_without_issue(document: Document) -> Iterator[Finding]:
    """An accepted goal has no tracking issue.

    Its updates have no place, so the reports show it without news. The issue is opened in the goals
    repository when the goal is accepted; then it belongs here.

    Wrong:

        | Status         | Accepted |
        | Tracking issue |          |

    Right:

        | Status         | Accepted              |
        | Tracking issue | [lumen-lang/goals#12] |
    """
    accepted = [row for row in document.rows_of("status") if row.value == Status.ACCEPTED.value]
    if accepted and not any(row.value for row in document.rows_of("tracking_issue")):
        blank = document.rows_of("tracking_issue")
        yield Finding(
            blank[0].span if blank else accepted[0].span,
            "this accepted goal has no tracking issue",
            help="fill in `Tracking issue` as `[organisation/repository#1]`",
        )


@rule("META007", Severity.ERROR, fixes=True)
def malformed_issue(document: Document) -> Iterator[Finding]:
    """The tracking issue is not written as one issue in brackets.

    The brackets make it a link in the book, and the tools find the issue by them. Where it is a
    link already, tools read its text and people follow its address, so both must be one issue.

    Wrong:

        | Tracking issue | https://github.com/lumen-lang/goals/issues/12 |

    Right:

        | Tracking issue | [lumen-lang/goals#12] |
    """
    for row in document.rows_of("tracking_issue"):
        if _PLAIN_ISSUE.fullmatch(row.value) and not document.is_template(row.value):
            continue
        named, linked = issues_in(row.value), issue_urls_in(row.value)
        if len(set(named)) > 1:
            yield Finding(
                row.value.span,
                f"the tracking issue is {len(set(named))} issues, and must be one",
                help="leave the others to a row `Other tracking issues`",
            )
        elif document.is_template(row.value):
            yield Finding(
                row.value.span,
                f"the tracking issue is still a placeholder: `{row.value}`",
                help="leave it blank until there is one",
                fix=Fix("leave it blank", (Edit(row.value.span, ""),)),
            )
        elif row.value and types.ISSUE.read(row.value) is None:
            yield Finding(
                row.value.span,
                f"`{row.value}` is no tracking issue",
                help="write `[organisation/repository#number]`",
                fix=_in_brackets(row.value, [*named, *linked]),
            )
        elif named and named[0].number == 0:
            yield Finding(row.value.span, f"there is no issue `{named[0]}`: issues count from 1")
        elif linked and _elsewhere(named[0], linked[0]):
            yield Finding(
                row.value.span,
                f"the text of this link is `{named[0]}`, and it leads to `{linked[0]}`",
                help="tools read the text",
                fix=Fix(f"keep `[{named[0]}]`", (Edit(row.value.span, f"[{named[0]}]"),)),
            )


@rule("META016", Severity.WARNING, fixes=True)
def words_beside_issue(document: Document) -> Iterator[Finding]:
    """The tracking issue has words beside it.

    Tools read the issue and nothing else of the row, so no list and no report has the words.

    Wrong:

        | Tracking issue | [lumen-lang/goals#12] (continued) |

    Right:

        | Tracking issue | [lumen-lang/goals#12] |
    """
    for row in document.rows_of("tracking_issue"):
        issue = types.ISSUE.read(row.value)
        if issue is None or _ONE_ISSUE.fullmatch(row.value) or len(set(issues_in(row.value))) > 1:
            continue
        yield Finding(
            row.value.span,
            f"words beside the tracking issue `{issue}`",
            help="say them in the text of the goal",
            fix=Fix(f"keep `[{issue}]`", (Edit(row.value.span, f"[{issue}]"),)),
        )


def _in_brackets(value: Written, named: list[IssueReference]) -> Fix | None:
    """Write the one issue that a value names in brackets; safe where it says nothing else."""
    if len(set(named)) != 1 or named[0].number == 0:
        return None
    start, end = named[0].span
    alone = end - start == len(value.strip("<>").encode())
    return Fix(f"write `[{named[0]}]`", (Edit(value.span, f"[{named[0]}]"),), safe=alone)


def _elsewhere(named: IssueReference, linked: IssueReference) -> bool:
    """Whether a link leads to another issue than its text names.

    A repository that was renamed leads on, so of its name only the organisation counts.
    """
    owners = (issue.repository.partition("/")[0].casefold() for issue in (named, linked))
    return named.number != linked.number or len(set(owners)) > 1
