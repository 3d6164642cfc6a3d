"""Headings of org-mode as fields of items."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from headway.activity.problem import Problem
from headway.documents.values import Written
from headway.program.board.values import Column
from headway.text import Span
from headway.tracking.board import org_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from headway.tracking.board.org import Heading, OrgFile

_OWNERS = {"OWNER", "ASSIGNEE", "ASSIGNED", "DELEGATED_TO"}
_ADDRESSES = {"ISSUE", "URL", "LINK", "PR"}
_LOGIN = re.compile(r"@?([A-Za-z0-9][A-Za-z0-9-]*)")
_UNTITLED = "(no title)"
_NOWHERE = Span(0, 0)


def columns_of(org: OrgFile) -> tuple[Column, ...]:
    """Columns for a new board: one for each state of a file, before them one for none."""
    bare = any(not heading.state and not heading.is_archive for heading in org.headings)
    return (
        *([Column(Written("topics", _NOWHERE), states=("",))] if bare else []),
        *(Column(Written(word.casefold(), _NOWHERE)) for word in org.states.open),
        *(Column(Written(word.casefold(), _NOWHERE), done=True) for word in org.states.done),
    )


class Headings:
    """Makes fields of the headings of one file, in their order, and collects what is lost."""

    def __init__(
        self,
        file: str,
        columns: Sequence[Column],
        problems: list[Problem],
        present: Callable[[str], str],
    ) -> None:
        """Put headings into some columns, give issues their present names, add to some problems."""
        self._file, self._columns, self.problems = file, columns, problems
        self._present = present
        self._told: set[str] = set()
        self._issues: dict[str, int] = {}  # the lines of the headings that are an issue

    def fields(self, heading: Heading) -> dict[str, Any]:
        """What a heading says of its item; what it does not say is left out."""
        line = org_text.title(heading.title)
        properties = dict(heading.properties)
        column = self._column(heading)
        issue = self._issue(heading, line, properties)
        place = (self._file, heading.line)
        text = org_text.note(heading.text, self.problems, place)
        links = [link for link in line.links if link not in text]
        fields: dict[str, Any] = {
            "title": _title(line, issue, self._present),
            "issue": issue,
            "column": str(column.name),
            "state": "" if column.is_for(heading.state) else heading.state,
            "owner": _owner(properties),
            "priority": heading.priority,
            "scheduled": heading.scheduled,
            "deadline": heading.deadline,
            "done": heading.closed,
            "tags": tuple(tag for tag in heading.all_tags if tag != "ARCHIVE"),
            "archived": heading.archived,
            "note": "\n\n".join(filter(None, ("\n".join(links), text))),
            "properties": properties,
            "drawers": {name: body for name, body in heading.drawers.items() if body},
        }
        return {name: value for name, value in fields.items() if value}

    def _tell(self, heading: Heading, message: str) -> None:
        self.problems.append(Problem(self._file, heading.line, message))

    def _column(self, heading: Heading) -> Column:
        """The column that takes the state; else the first of those that are done, or are not."""
        for column in self._columns:
            if column.takes(heading.state):
                return column
        done = (column for column in self._columns if column.done is heading.done)
        column = next(done, self._columns[0])
        if heading.state not in self._told:
            self._told.add(heading.state)
            what = f"the state `{heading.state}`" if heading.state else "a heading without a state"
            self._tell(
                heading,
                f"no column takes {what}: it goes to `{column.name}`, as do the others like it; "
                f'give a column `states = ["{heading.state}"]` to change that',
            )
        return column

    def _issue(self, heading: Heading, line: org_text.Line, properties: dict[str, str]) -> str:
        """The issue that a heading is: the first of its title, else that of a property."""
        found = list(line.issues)
        for name, value in list(properties.items()):
            issue = org_text.issue_at(value.strip("<>[] "))
            if name.upper() in _ADDRESSES and issue is not None and not found:
                found.append(issue)
                del properties[name]
        if not found:
            return ""
        wanted = self._present(found[0])
        first = self._issues.setdefault(wanted.casefold(), heading.line)
        if first == heading.line:
            return wanted
        self._tell(
            heading, f"{found[0]} is the heading of line {first} already; this one only names it"
        )
        return ""


def _title(line: org_text.Line, issue: str, present: Callable[[str], str]) -> str:
    """The title without the issue that the item is, and with the others that it names."""
    title = line.text
    if issue and present(title) == issue:
        return ""
    unnamed = [one for one in line.issues if present(one) != issue and one not in title]
    if unnamed:
        title = f"{title} ({', '.join(unnamed)})" if title else ", ".join(unnamed)
    if not title and not issue:
        return _UNTITLED
    return title


def _owner(properties: dict[str, str]) -> str:
    """The login that a property names; a name that is no login stays a property."""
    for name in list(properties):
        login = _LOGIN.fullmatch(properties[name])
        if name.upper() in _OWNERS and login:
            del properties[name]
            return f"@{login[1]}"
    return ""
