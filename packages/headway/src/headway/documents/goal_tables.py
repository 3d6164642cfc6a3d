"""The titles and tables of a goal document, as its declaration and its reader know them."""

from __future__ import annotations

import re

from headway.documents import types
from headway.documents.kinds import Column, Table

WORK_ITEMS = "Work items over the next year"
TEAM_ASKS = "Team asks"
OLDER_ASKS = "Ownership and team asks"
FUNDING = "Funding"
HELP = "Help wanted"
SUMMARY = "Summary"

TEAM_BADGE = re.compile(r"!\[\s*team\s*\]", re.IGNORECASE)

TASKS = Table(
    "tasks",
    (
        Column("Task", "task", types.TEXT, "What is to be done."),
        Column(
            "Owner(s)",
            "owners",
            types.OWNERS,
            "Who does it.",
            formerly=("Owner(s) or team(s)", "Owner", "Owners"),
            exact=False,
        ),
        Column("Notes", "notes", types.TEXT, "Anything else."),
    ),
    "The work: a row a task, with who does it.",
    template=(("Do the work", "*owner*", ""),),
    anywhere=True,
)
ASKS = Table(
    "asks",
    (
        Column("Team", "team", types.TEAM, "The team, as `[team]`."),
        Column("Support level", "level", types.LEVEL, "How much is asked; blank for no ask."),
        Column("Notes", "notes", types.TEXT, "What is asked."),
    ),
    "What is asked of teams: a row a team.",
    template=(("...", "...", "*What you need from the team*"),),
)
OLDER = Table(
    "older_asks",
    (
        Column("Task", "task", types.TEXT, "The task, or the name of the ask."),
        Column(
            "Owner(s) or team(s)",
            "owners",
            types.OWNERS_OR_TEAMS,
            "Who does it, or `![Team][]` and the teams that are asked.",
            formerly=("Owner(s)",),
        ),
        Column("Notes", "notes", types.TEXT, "Anything else."),
    ),
    "Work and asks in one table, as goals had it before 2026.",
    mark=TEAM_BADGE,
)
FUNDING_TABLE = Table(
    "funding",
    (
        Column("Purpose", "purpose", types.TEXT, "What the money is for."),
        Column("Cost", "cost", types.COST, "How much it takes."),
        Column("Funded", "funded", types.FUNDED, "How much of it is there."),
        Column(
            "Sponsor(s)", "sponsors", types.TEXT, "Who gives it.", formerly=("Sponsor", "Sponsors")
        ),
    ),
    "What money is needed for: a row a purpose.",
)
HELP_TABLE = Table(
    "help_wanted",
    (
        Column("Task", "task", types.TEXT, "The work that somebody is looked for."),
        Column("Experience level", "experience_level", types.TEXT, "What it takes."),
        Column("Time investment", "time_investment", types.TEXT, "How long it takes."),
    ),
    "Work that a contributor is looked for: a row a task.",
)
