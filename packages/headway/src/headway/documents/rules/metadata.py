"""What can be wrong with a document's metadata table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from headway.diagnostics import Edit, Finding, Fix, Label, Severity, fold, likely, meant, one_of
from headway.documents import types
from headway.documents.reading import METADATA
from headway.documents.rules.books import DOCUMENT_RULES
from headway.documents.values import Status, is_person, people_in
from headway.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.documents.reading import Document, MetadataRow

rule = DOCUMENT_RULES.rule

_STATUSES = [status.value for status in Status]
_NEEDS = ("Contributor", "Funding")
_NOBODY = {"tbd", "tba", "todo", "none", "nobody", "unknown"}
# Words in emphasis around a login that is only an example.
_PLACEHOLDER = re.compile(r"([*_])[^@]*\w[^@]*\s@[\w-]+\1")
_TEAM = re.compile(r"\[[\w.-]+\]")


@rule("META001", Severity.WARNING, fixes=True)
def unknown_row(document: Document) -> Iterator[Finding]:
    """A metadata row has a name that no tool reads.

    The row is shown on the page and otherwise ignored, so what it says reaches no table, no
    packet and no report.

    Wrong:

        | Other tacking issues | [lumen-lang/lumen#7] |

    Right:

        | Other tracking issues | [lumen-lang/lumen#7] |
    """
    names = [row.name for row in document.kind.rows if not row.keyed]
    for row in document.rows:
        if row.row is None and row.name and "champion" not in row.name.casefold():
            guess = f"{row.name} champion" if _TEAM.fullmatch(row.name) else likely(row.name, names)
            yield Finding(
                row.name.span,
                f"unknown metadata row `{row.name}`",
                help=f"did you mean `{guess}`?" if guess else None,
                notes=() if guess else (f"the rows of a {document.kind.name} are {one_of(names)}",),
                fix=Fix(f"rename it to `{guess}`", (Edit(row.name.span, guess),))
                if guess
                else None,
            )


@rule("META002", Severity.ERROR)
def repeated_row(document: Document) -> Iterator[Finding]:
    """A metadata row that holds one value stands there twice.

    The first counts and the second is dropped without a word. Only `Roadmap`, `Highlight`,
    `Needs` and `Application area` may repeat.

    Wrong:

        | Status | Proposed |
        | Status | Accepted |

    Right:

        | Status | Accepted |
    """
    seen: dict[str, MetadataRow] = {}
    for row in document.rows:
        if row.row is None or row.row.repeats or row.row.keyed:
            continue
        first = seen.setdefault(row.row.name, row)
        if first is not row:
            yield Finding(
                row.name.span,
                f"`{row.row.name}` is given twice; this row is dropped",
                labels=(Label(document.page.file, first.span, "the row that counts"),),
            )


@rule("META003", Severity.ERROR)
def required_row(document: Document) -> Iterator[Finding]:
    """A metadata row that every document of its kind needs is missing or blank.

    Without a point of contact nobody answers for the goal; without a status it is in no list.

    Wrong:

        | Metadata         |          |
        | :--------------- | -------- |
        | Point of contact |          |
        | Status           | Proposed |

    Right:

        | Metadata         |          |
        | :--------------- | -------- |
        | Point of contact | @ana     |
        | Status           | Proposed |
    """
    if document.metadata is None:
        return
    for declared in document.kind.rows:
        if not declared.required:
            continue
        rows = [row for row in document.rows if row.row is declared]
        if not rows:
            yield Finding(
                document.metadata.head.span,
                f"the metadata has no row `{declared.name}`",
                help=f"add one; it takes {declared.type.about}",
            )
        elif not rows[0].value:
            yield Finding(
                rows[0].span,
                f"`{declared.name}` is blank",
                help=f"it takes {declared.type.about}",
            )


@rule("META004", Severity.ERROR, fixes=True)
def point_of_contact(document: Document) -> Iterator[Finding]:
    """The point of contact is not exactly one GitHub user.

    One person answers for a goal: the program pings that login, assigns the tracking issue to it
    and lists it. Others who do the work are task owners.

    Wrong:

        | Point of contact | @ana and @bo |

    Right:

        | Point of contact | @ana |
    """
    for row in document.rows_of("point_of_contact"):
        # A roadmap's may be anything.
        if not row.value or row.row is None or row.row.type.read(row.value) is not None:
            continue
        people = people_in(row.value)
        bare = f"@{row.value}"
        fix = None
        if document.is_template(row.value) or _PLACEHOLDER.fullmatch(row.value):
            message = f"the point of contact is still a placeholder: `{row.value}`"
        elif len(people) > 1:
            message = f"the point of contact is {len(people)} people, and must be one"
            fix = Fix(f"keep {people[0]}", (Edit(row.value.span, people[0]),))
        elif people:
            message = f"the point of contact has words beside `{people[0]}`"
            fix = Fix(f"keep only {people[0]}", (Edit(row.value.span, people[0]),))
        elif row.value.casefold() not in _NOBODY and is_person(bare):
            message = f"the point of contact `{row.value}` lacks its `@`"
            fix = Fix(f"write {bare}", (Edit(row.value.span, bare),))
        else:
            message = f"the point of contact is not a GitHub user: `{row.value}`"
        yield Finding(row.value.span, message, help="write one `@login`", fix=fix)


@rule("META005", Severity.ERROR, fixes=True)
def unknown_status(document: Document) -> Iterator[Finding]:
    """The status is not one that the program knows.

    A goal is proposed, accepted or not accepted; where it stands within the period is told by
    its updates, not by its status.

    Wrong:

        | Status | Acepted |

    Right:

        | Status | Accepted |
    """
    for row in document.rows_of("status"):
        if row.value and row.value not in _STATUSES:
            exact = types.STATUS.read(row.value)
            guess = exact or likely(row.value, Status)
            yield Finding(
                row.value.span,
                f"unknown status `{row.value}`",
                notes=(f"a status is {one_of(Status)}",),
                help=meant(row.value, Status),
                fix=Fix(f"write `{guess}`", (Edit(row.value.span, guess),), safe=exact is not None)
                if guess
                else None,
            )


@rule("META011", Severity.ERROR, fixes=True)
def metadata_head(document: Document) -> Iterator[Finding]:
    """The metadata table's head is not `Metadata` and an empty cell.

    The existing goals tool knows the table by exactly this head, and refuses the file otherwise.

    Wrong:

        | Metadata | Value |
        | :------- | ----- |

    Right:

        | Metadata | |
        | :------- | - |
    """
    if document.metadata is None:
        return
    cells = document.metadata.head.cells
    if len(cells) > 2:  # noqa: PLR2004  # a name and a value
        yield Finding(
            document.metadata.head.span,
            f"the metadata table has {len(cells)} columns, and must have two",
        )
    for cell, wanted in zip(cells, (METADATA, ""), strict=False):
        if cell.text != wanted:
            named = f"`{wanted}`" if wanted else "empty"
            yield Finding(
                cell.span,
                f"this cell of the metadata table's head must be {named}",
                fix=Fix(f"make it {named}", (Edit(cell.span, wanted),), safe=True),
            )


@rule("META012", Severity.WARNING, fixes=True)
def row_letter_case(document: Document) -> Iterator[Finding]:
    """A row's name differs from the known one in letter case or spaces.

    Headway reads it all the same; the existing goals tool does not find `Point of contact`,
    `Status`, `Tracking issue` and `Short title` in any other letter case.

    Wrong:

        | status | Accepted |

    Right:

        | Status | Accepted |
    """
    for row in document.rows:
        if row.row is None or not row.row.exact or row.name == row.row.name:
            continue
        yield Finding(
            row.name.span,
            f"`{row.name}` is written `{row.row.name}`",
            fix=Fix(f"write `{row.row.name}`", (Edit(row.name.span, row.row.name),), safe=True),
        )


@rule("META013", Severity.WARNING, fixes=True)
def blank_row(document: Document) -> Iterator[Finding]:
    """A row is blank, though something would be shown if it were left out.

    Without a row `What and why` roadmaps show the summary's first sentence; with a blank one they
    show nothing. In the same way the title stands in for a `Short title` that is not there, and the
    period for a `Timespan`.

    Wrong:

        | What and why | |

    Right:

        | What and why | Tell a sensor's unit by its type |
    """
    for field in ("short_title", "what_and_why", "timespan"):
        for row in document.rows_of(field):
            if not row.value and row.row is not None and not row.row.required:
                line = Span(row.span.start, _line_after(document, row.span.end))
                yield Finding(
                    row.span,
                    f"a blank `{row.row.name}` is shown as nothing",
                    help="fill it in, or leave the row out",
                    fix=Fix("remove the row", (Edit(line, ""),)),
                )


@rule("META015", Severity.WARNING, fixes=True)
def unknown_need(document: Document) -> Iterator[Finding]:
    """A need is nearly, but not quite, one that tools know.

    `Contributor` puts the goal on the list of those that look for somebody, `Funding` on that of
    those that look for money. A goal may need other things too, but no list shows them.

    Wrong:

        | Needs | Contributer |

    Right:

        | Needs | Contributor |
    """
    for row in document.rows_of("needs"):
        guess = likely(row.value, _NEEDS) if row.value and row.value not in _NEEDS else None
        if guess is not None:
            yield Finding(
                row.value.span,
                f"the need `{row.value}` is not `{guess}`, so no list shows it",
                help=f"did you mean `{guess}`?",
                fix=Fix(
                    f"write `{guess}`",
                    (Edit(row.value.span, guess),),
                    safe=fold(row.value) == fold(guess),
                ),
            )


@rule("META017", Severity.ERROR)
def unreadable_cadence(document: Document) -> Iterator[Finding]:
    """The row `Updates` does not say how often the goal is told of.

    Deadlines and reminders follow it. What cannot be read counts as not said, so that the goal
    would be waited for at the usual times, and its owners reminded at those.

    Wrong:

        | Updates | monthly |

    Right:

        | Updates | every 4 weeks |
    """
    for row in document.rows_of("cadence"):
        if row.value and types.CADENCE.read(row.value) is None:
            yield Finding(
                row.value.span,
                f"`{row.value}` does not say how often the goal is told of",
                help=f"write {types.CADENCE.about}",
            )


def _line_after(document: Document, offset: int) -> int:
    lines = document.page.source.lines
    line = lines.position(offset).line
    return lines.span(line + 1).start if line < len(lines) else len(document.page.source.data)
