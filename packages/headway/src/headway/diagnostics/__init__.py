"""Diagnostics, the rules that find them, the fixes that mend them, and how they are shown."""

from headway.diagnostics.fixes import apply, choose
from headway.diagnostics.model import Diagnostic, Edit, Finding, Fix, Label, Severity
from headway.diagnostics.printable import printable
from headway.diagnostics.report import Report, Summary
from headway.diagnostics.rules import Explanation, Rule, RuleBook
from headway.diagnostics.suggest import fold, likely, meant, one_of

__all__ = [
    "Diagnostic",
    "Edit",
    "Explanation",
    "Finding",
    "Fix",
    "Label",
    "Report",
    "Rule",
    "RuleBook",
    "Severity",
    "Summary",
    "apply",
    "choose",
    "fold",
    "likely",
    "meant",
    "one_of",
    "printable",
]
