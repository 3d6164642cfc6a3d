"""What can be wrong with directives."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from headway.diagnostics import Edit, Finding, Fix, Label, Severity, fold, likely, one_of
from headway.program.directives import (
    NAMES,
    ROWS,
    Argument,
    Form,
    days,
    form_of,
    forms_of,
    meant,
)
from headway.program.rules.books import PROGRAM_RULES
from headway.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.program.model import Page, Period, Program
    from headway.text import Directive

rule = PROGRAM_RULES.rule

_OPEN, _CLOSE = b"(((", b")))"


class _Marker(NamedTuple):
    """A marker, and the name of the directive that it is or was likely meant for.

    All rules but those about the name and the parentheses go by what was meant, so that one run
    tells every mistake in a marker.
    """

    page: Page
    written: Directive
    name: str

    @property
    def form(self) -> Form | None:
        """The form in which the directive is used, if it has one such."""
        return form_of(self.name, argument=self.written.argument is not None)


@rule("DIR001", Severity.WARNING, fixes=True)
def unknown_directive(program: Program) -> Iterator[Finding]:
    """A marker in triple parentheses is no directive.

    It stays on the page as it is. Directives are in capitals, with single spaces, and without
    spaces next to the parentheses.

    Wrong:

        (((ROADMAP GOAL: Tiny devices)))

    Right:

        (((ROADMAP GOALS: Tiny devices)))
    """
    for page in _filled(program):
        for directive in page.directives:
            guess = meant(directive.name)
            if guess == directive.name:
                continue
            if guess is None and directive.name != directive.name.upper():
                continue
            start = directive.span.start + len(_OPEN)
            name = Span(start, start + len(directive.name.encode()))
            same = guess is not None and fold(guess) == fold(directive.name)
            yield Finding(
                directive.span,
                f"`{directive.name}` is no directive",
                page.file,
                notes=(_spelling(directive.name),) if same else (),
                help=f"did you mean `{guess}`?" if guess else None,
                fix=Fix(f"write `{guess}`", (Edit(name, guess),), safe=same) if guess else None,
            )


@rule("DIR002", Severity.WARNING, fixes=True)
def unknown_theme(program: Program) -> Iterator[Finding]:
    """A directive names a roadmap, highlight or need that no goal names.

    It is filled with nothing.

    Wrong:

        (((ROADMAP GOALS: Tiny device)))

    Right:

        (((ROADMAP GOALS: Tiny devices)))
    """
    for marker in _markers(program):
        page, directive = marker.page, marker.written
        period = program.period(page.period) if page.period else None
        if period is None or not directive.argument or directive.argument_span is None:
            continue
        known = _named(period, marker.form)
        if known is None or directive.argument in known:
            continue
        guess = likely(directive.argument, known)
        yield Finding(
            directive.argument_span,
            f"no goal of {period.name} names `{directive.argument}`",
            page.file,
            notes=() if guess or not known else (f"goals name {one_of(sorted(known))}",),
            help=f"did you mean `{guess}`?" if guess else None,
            fix=Fix(f"write `{guess}`", (Edit(directive.argument_span, guess),), safe=True)
            if guess and fold(guess) == fold(directive.argument)
            else None,
        )


@rule("DIR003", Severity.ERROR)
def unfillable_directive(program: Program) -> Iterator[Finding]:
    """A directive cannot be filled where it stands.

    Most directives list the goals of the period whose folder the page is in; some take an
    argument, and a date must be one.

    Wrong:

        (((REPORTS: 2026-02-30)))

    Right:

        (((REPORTS: 2026-02-28)))
    """
    for marker in _markers(program):
        reason = _unfillable(marker)
        if reason is not None:
            yield Finding(marker.written.span, reason, marker.page.file)


@rule("DIR004", Severity.WARNING, fixes=True)
def misplaced_rows(program: Program) -> Iterator[Finding]:
    """`ROADMAP ROWS` does not stand alone in a row of a table.

    Whole rows take its place, so it must be all that a row holds, between two pipes. The existing
    goals tool leaves it as text anywhere else, and beside other cells it breaks the table.

    Wrong:

        (((ROADMAP ROWS: Tiny devices)))

    Right:

        | Goal | Timespan | What and why |
        | ---- | -------- | ------------ |
        | (((ROADMAP ROWS: Tiny devices))) |
    """
    for marker in _markers(program):
        directive, file = marker.written, marker.page.file
        if marker.name != ROWS:
            continue
        fix = None
        if directive.row is not None:
            before = Span(directive.row.start, directive.span.start)
            after = Span(directive.span.end, directive.row.end)
            around = [_text(program, file, span) for span in (before, after)]
            if [text.strip() for text in around] == [b"|", b"|"]:
                continue
            if not b"".join(around).strip(b"| \t"):
                edits = (Edit(before, "| "), Edit(after, " |"))
                fix = Fix("give it a row of its own", edits, safe=True)
        yield Finding(
            directive.span,
            f"`{ROWS}` does not stand alone in a row of a table",
            file,
            help="put it between two pipes, on a line of a table below its head",
            fix=fix,
        )


@rule("DIR005", Severity.WARNING)
def repeated_directive(program: Program) -> Iterator[Finding]:
    """A page has a directive twice of which the existing tool fills only the first.

    It leaves the second as text. Lists of goals it fills as often as they stand; tables of asks,
    champions, roadmaps, sizes and funding, and the chapters, once a page.

    Wrong:

        (((FUNDING TABLE: Tiny devices)))

        (((FUNDING TABLE: Fast feedback)))

    Right:

        (((FUNDING TABLE GROUPED)))
    """
    first: dict[tuple[str, Form], Directive] = {}
    for page, directive, name in _markers(program):
        form = form_of(name, argument=directive.argument is not None)
        if form is None or not form.once:
            continue
        filled = first.setdefault((page.file, form), directive)
        if filled is not directive:
            yield Finding(
                directive.span,
                f"the existing tool leaves this as text: it fills `{form.example}` once a page",
                page.file,
                labels=(Label(page.file, filled.span, "the one that it fills"),),
            )


@rule("DIR006", Severity.WARNING, fixes=True)
def uneven_parentheses(program: Program) -> Iterator[Finding]:
    """A directive has not three parentheses on each side.

    It stays on the page as it is.

    Wrong:

        (((GOALS))

    Right:

        (((GOALS)))
    """
    for marker in _markers(program):
        directive, file = marker.written, marker.page.file
        text = _text(program, file, directive.span)
        if text.startswith(_OPEN) and text.endswith(_CLOSE):
            continue
        opening = len(text) - len(text[2:].removeprefix(b"("))
        closing = len(text) - len(text[:-2].removesuffix(b")"))
        start, end = directive.span
        name = Span(start, start + opening + len(directive.name.encode()))
        edits = (Edit(name, f"((({marker.name}"), Edit(Span(end - closing, end), ")))"))
        yield Finding(
            directive.span,
            f"`{marker.name}` is a directive only in three parentheses on each side",
            file,
            fix=Fix(
                "write three on each side", edits, safe=fold(directive.name) == fold(marker.name)
            ),
        )


def _filled(program: Program) -> Iterator[Page]:
    """The pages whose directives are filled: not those that are there to be copied."""
    return (page for page in program.pages if page.kind != "template")


def _markers(program: Program) -> Iterator[_Marker]:
    """Every marker that is, or was meant for, a directive."""
    for page in _filled(program):
        for directive in sorted(
            (*page.directives, *page.uneven_directives), key=lambda found: found.span
        ):
            text = _text(program, page.file, directive.span)
            name = _clearly_meant(directive.name, text)
            if name is not None:
                yield _Marker(page, directive, name)


def _clearly_meant(name: str, text: bytes) -> str | None:
    """The directive that a marker was meant for; doubled parentheses may hold other words."""
    if text.startswith(_OPEN) or text.endswith(_CLOSE):
        return meant(name)
    return name.strip() if name.strip() in NAMES else None


def _text(program: Program, file: str, span: Span) -> bytes:
    return program.sources[file].data[span.start : span.end]


def _spelling(name: str) -> str:
    """Why a name is none, though nothing but case and white space is wrong with it."""
    if name.strip() in NAMES:
        return "white space stands next to the name"
    return "names of directives are in capitals, with single spaces"


def _named(period: Period, form: Form | None) -> set[str] | None:
    """The names that goals of a period use for what a directive's argument is."""
    if form is None:
        return None
    if form.argument is Argument.THEME:
        return {str(name) for goal in period.goals for name in goal.all_roadmaps}
    if form.argument is Argument.HIGHLIGHT:
        return {str(name) for goal in period.goals for name in goal.highlights}
    if form.argument is Argument.NEED:
        named = {str(need) for goal in period.goals for need in goal.needs}
        return named | {"Contributor", "Funding"}
    return None


def _unfillable(marker: _Marker) -> str | None:
    name, argument = marker.name, marker.written.argument
    forms = forms_of(name)
    with_argument = [form for form in forms if form.argument is not Argument.NONE]
    if argument is None and len(with_argument) == len(forms):
        return f"`{name}` takes {with_argument[0].argument.value}"
    if argument is not None and not with_argument:
        return f"`{name}` takes no argument"
    if argument is not None and with_argument[0].argument is Argument.DATES:
        try:
            days(argument)
        except ValueError as error:
            return str(error)
    if marker.page.period is None and all(form.needs_period for form in forms):
        return f"`{name}` lists goals of a period, and this page is in no period's folder"
    return None
