"""The declaration of a goal document.

Source of the format: the goals repository's own guide (about/goal-format) and what its tool reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.documents import types
from headway.documents.goal_tables import (
    ASKS,
    FUNDING,
    FUNDING_TABLE,
    HELP,
    HELP_TABLE,
    OLDER,
    OLDER_ASKS,
    SUMMARY,
    TASKS,
    TEAM_ASKS,
    WORK_ITEMS,
)
from headway.documents.goal_value import build, is_goal
from headway.documents.kinds import Derived, Kind, Row, Section, list_of, object_of, table_schema
from headway.documents.values import Level

if TYPE_CHECKING:
    from headway.documents.kinds import Schema

_STRING: Schema = {"type": "string"}
_NULLABLE: Schema = {"type": ["string", "null"]}

_ASK_SCHEMA = object_of(
    {
        "team": _STRING,
        "level": {
            **_NULLABLE,
            "description": f"{types.LEVEL.name}, or as written where it is none of them.",
        },
        "kind": _NULLABLE,
        "notes": _NULLABLE,
        "task": _NULLABLE,
    }
)
_SUBGOAL_SCHEMA = object_of(
    {
        "title": _STRING,
        "tasks": table_schema(TASKS),
        "roadmaps": list_of(_STRING),
        "timespan": _NULLABLE,
        "what_and_why": _NULLABLE,
    }
)

GOAL = Kind(
    name="goal",
    about="A goal: what is to be achieved in a period, by whom, and what it asks of teams.",
    files="`*.md` with a metadata table below the title",
    recognises=is_goal,
    rows=(
        Row(
            "Point of contact",
            "point_of_contact",
            types.PERSON,
            "The one person who answers for the goal and gives its updates.",
            required=True,
            exact=True,
            template="*your GitHub user name, like @ghost*",
        ),
        Row(
            "Status",
            "status",
            types.STATUS,
            "Where the goal stands in the program.",
            required=True,
            exact=True,
            template="Proposed",
        ),
        Row(
            "Short title",
            "short_title",
            types.TEXT,
            "A shorter name for tables; the title without it.",
            exact=True,
        ),
        Row(
            "What and why",
            "what_and_why",
            types.TEXT,
            "One line for roadmaps; the summary's first sentence without it.",
        ),
        Row(
            "Tracking issue",
            "tracking_issue",
            types.ISSUE,
            "The issue in the goals repository where updates are posted; required once accepted.",
            exact=True,
            template="",
        ),
        Row(
            "Other tracking issues",
            "other_tracking_issues",
            types.ISSUES,
            "Issues elsewhere that follow the same work.",
        ),
        Row(
            "Zulip channel",
            "zulip_channel",
            types.TEXT,
            "Where the work is talked about.",
            template="",
        ),
        Row(
            "Roadmap",
            "roadmaps",
            types.THEME,
            "A roadmap that the goal serves, by its short title.",
            repeats=True,
            formerly=("Flagship",),
        ),
        Row(
            "Highlight", "highlights", types.THEME, "A highlight that shows the goal.", repeats=True
        ),
        Row(
            "Needs",
            "needs",
            types.THEME,
            "`Contributor` or `Funding`; a section of its own says more.",
            repeats=True,
        ),
        Row(
            "Timespan",
            "timespan",
            types.TEXT,
            "The time that the goal covers; its period without it.",
        ),
        Row(
            "Updates",
            "cadence",
            types.CADENCE,
            "How often the goal is told of; a label of its tracking issue says it otherwise.",
        ),
        Row(
            "Funding contact",
            "funding_contact",
            types.TEXT,
            "Whom to ask about funding; the project's funding team without it.",
        ),
        Row(
            "[{team}] champion",
            "champions",
            types.TEXT,
            "Who speaks for the goal on a team; Medium and Large asks need one.",
        ),
        Row("See also", "see_also", types.TEXT, "Issues and pages that belong to the goal."),
        Row("Teams", None, types.TEXT, "Filled in by the book."),
        Row("Task owners", None, types.TEXT, "Filled in by the book."),
        Row("Help wanted", None, types.TEXT, "Shown as it is."),
    ),
    sections=(
        Section(
            SUMMARY,
            "One or two sentences on what the goal will do.",
            field="summary",
            required=True,
            words="*One or two sentences: what will be done?*",
        ),
        Section(
            "Motivation",
            "Why the goal is worth the project's time.",
            required=True,
            words="*Why is this worth the project's time?*",
        ),
        Section(
            "The status quo",
            "Who has which problem today.",
            level=3,
            words="*Who has which problem today?*",
        ),
        Section(
            "What we propose to do about it",
            "The approach, and what of it this period brings.",
            level=3,
            words="*What is the approach, and how far does it get in this period?*",
        ),
        Section(
            WORK_ITEMS,
            "The work, as tasks with owners; subgoals in headings one level deeper.",
            level=3,
            table=TASKS,
            subgoals=True,
            words="",
        ),
        Section(
            TEAM_ASKS,
            "What is asked of teams.",
            table=ASKS,
            words="",
        ),
        Section(
            OLDER_ASKS,
            "Work and asks together, as goals had it before 2026.",
            table=OLDER,
            subgoals=True,
        ),
        Section(HELP, "Work that somebody is looked for.", table=HELP_TABLE),
        Section(FUNDING, "What needs money.", table=FUNDING_TABLE),
        Section("Frequently asked questions", "What came up on the way.", words="*None yet.*"),
    ),
    derived=(
        Derived("id", _STRING, "The file's name without `.md`, after folders below the period's."),
        Derived("file", _STRING, "The file's path, relative to the program's root."),
        Derived("title", _NULLABLE, "The first heading."),
        Derived("asks", list_of(_ASK_SCHEMA), "What is asked of teams, a row a team."),
        Derived("subgoals", list_of(_SUBGOAL_SCHEMA), "Workstreams under headings of their own."),
        Derived(
            "size", {"enum": [*Level, None]}, "The largest level asked, null in the older form."
        ),
    ),
    build=build,
    fields=(
        "id",
        "file",
        "title",
        "short_title",
        "status",
        "point_of_contact",
        "tracking_issue",
        "other_tracking_issues",
        "zulip_channel",
        "roadmaps",
        "highlights",
        "needs",
        "champions",
        "asks",
        "tasks",
        "subgoals",
        "funding",
        "funding_contact",
        "help_wanted",
        "see_also",
        "summary",
        "what_and_why",
        "timespan",
        "cadence",
        "size",
    ),
    subgoal_rows=("roadmaps", "timespan", "what_and_why"),
)
