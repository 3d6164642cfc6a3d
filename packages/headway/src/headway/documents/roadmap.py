"""The declaration of a roadmap document, and how one becomes a `Roadmap`."""

from __future__ import annotations

from headway.diagnostics import fold
from headway.documents import types
from headway.documents.goal_tables import SUMMARY
from headway.documents.kinds import Derived, Kind, Row, Section
from headway.documents.reading import Document, Page, body_text, each, first, heading, opening
from headway.documents.values import Roadmap
from headway.text import Span

_PREFIX = "roadmap-"


def is_roadmap(page: Page) -> bool:
    """Whether a page of a period is a roadmap.

    Its name says so; but metadata without a status, or above rows of a roadmap, is one as well,
    under a name by which the existing tool would not know it.
    """
    if page.stem.startswith(_PREFIX):
        return bool(page.tree.sections)
    metadata = opening(page.tree).metadata
    if metadata is None:
        return False
    names = {fold(row.cells[0].text) for row in metadata.rows}
    rows = any(fold(directive.name) == "roadmap rows" for directive in page.tree.directives)
    return rows or ("what and why" in names and "status" not in names)


def build(document: Document) -> Roadmap:
    """Make the value of a document that was read as a roadmap."""
    summary = next((part.section for part in document.parts_of(SUMMARY)), None)
    return Roadmap(
        id=document.page.id,
        file=document.page.file,
        period=document.page.period or "",
        span=document.title.span if document.title else Span(0, 0),
        title=heading(document.title) if document.title and document.title.text else None,
        short_title=first(document, "short_title"),
        point_of_contact=first(document, "point_of_contact"),
        what_and_why=first(document, "what_and_why"),
        application_areas=each(document, "application_areas"),
        summary=body_text(document, summary.body) if summary else None,
    )


ROADMAP = Kind(
    name="roadmap",
    about="A roadmap: where the project is heading, told by the goals that go there.",
    files="`roadmap-*.md`",
    recognises=is_roadmap,
    prefix=_PREFIX,
    rows=(
        Row(
            "Short title",
            "short_title",
            types.TEXT,
            "The name by which goals call the roadmap; its title without it.",
            exact=True,
            template="*the name that goals will use*",
        ),
        Row(
            "What and why",
            "what_and_why",
            types.TEXT,
            "What users will be able to do, in one line.",
            required=True,
            exact=True,
            template="*what users will be able to do, in one line*",
        ),
        Row(
            "Point of contact",
            "point_of_contact",
            types.TEXT,
            "Who answers for the roadmap.",
            required=True,
            exact=True,
            template="*a GitHub user, like @ghost, or TBD*",
        ),
        Row(
            "Application area",
            "application_areas",
            types.THEME,
            "A kind of software that the roadmap serves.",
            repeats=True,
        ),
        Row("Task owners", None, types.TEXT, "Filled in by the book."),
    ),
    sections=(
        Section(
            SUMMARY,
            "One sentence on what users gain.",
            field="summary",
            required=True,
            words="*One sentence: what will users gain?*",
        ),
        Section("Motivation", "Why the direction is right.", words="*Why this direction?*"),
        Section(
            "The status quo",
            "The problem, from its users' side.",
            level=3,
            words="*What is the problem?*",
        ),
        Section("Design axioms", "Principles, the strongest first.", level=3),
        Section(
            "What we are shooting for",
            "The end, in one to three sentences.",
            level=3,
            words="*How does the end look?*",
        ),
        Section(
            "How we get there",
            "The goals, and in which order they build on each other.",
            level=3,
            words="*Which goals, in which order?*",
        ),
        Section("Funding", "What of it needs money."),
        Section("Frequently asked questions", "What came up on the way.", words="*None yet.*"),
    ),
    derived=(
        Derived(
            "id",
            {"type": "string"},
            "The file's name without `.md`, after folders below the period's.",
        ),
        Derived("file", {"type": "string"}, "The file's path, relative to the program's root."),
        Derived("title", {"type": ["string", "null"]}, "The first heading."),
        Derived(
            "goals",
            {"type": "array", "items": {"type": "string"}},
            "The ids of the goals that name the roadmap, by file.",
        ),
    ),
    build=build,
    fields=(
        "id",
        "file",
        "title",
        "short_title",
        "point_of_contact",
        "what_and_why",
        "application_areas",
        "summary",
        "goals",
    ),
)
