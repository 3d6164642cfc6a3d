"""Headway runs a project's goals program from a folder of Markdown.

This page is the public API; everything else may change between versions.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from headway.diagnostics import Diagnostic, Edit, Fix, Label, Report, Severity, Summary
    from headway.documents.values import (
        Ask,
        Form,
        FundingItem,
        Goal,
        HelpWanted,
        IssueReference,
        Level,
        Roadmap,
        Signoff,
        Statement,
        Status,
        Subgoal,
        Task,
        Verdict,
        Written,
    )
    from headway.errors import HeadwayError
    from headway.program.config import AskKind, BookSettings, Config
    from headway.program.directory import Directory, Person, Team
    from headway.program.load import Loaded, Options, load
    from headway.program.model import Page, Period, Program
    from headway.program.query import Filter, find, goals

__all__ = [
    "Ask",
    "AskKind",
    "BookSettings",
    "Config",
    "Diagnostic",
    "Directory",
    "Edit",
    "Filter",
    "Fix",
    "Form",
    "FundingItem",
    "Goal",
    "HeadwayError",
    "HelpWanted",
    "IssueReference",
    "Label",
    "Level",
    "Loaded",
    "Options",
    "Page",
    "Period",
    "Person",
    "Program",
    "Report",
    "Roadmap",
    "Severity",
    "Signoff",
    "Statement",
    "Status",
    "Subgoal",
    "Summary",
    "Task",
    "Team",
    "Verdict",
    "Written",
    "find",
    "goals",
    "load",
]

_MODULES = {
    "headway.diagnostics": "Diagnostic Edit Fix Label Report Severity Summary",
    "headway.documents.values": (
        "Ask Form FundingItem Goal HelpWanted IssueReference Level Roadmap Signoff Statement "
        "Status Subgoal Task Verdict Written"
    ),
    "headway.errors": "HeadwayError",
    "headway.program.config": "AskKind BookSettings Config",
    "headway.program.directory": "Directory Person Team",
    "headway.program.load": "Loaded Options load",
    "headway.program.model": "Page Period Program",
    "headway.program.query": "Filter find goals",
}
_HOME = {name: module for module, names in _MODULES.items() for name in names.split()}


def __dir__() -> list[str]:
    """The public names, for completion."""
    return __all__


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that `headway --help` pays for none."""
    if name not in _HOME:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value
