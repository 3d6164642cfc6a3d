"""The book that rules about a whole program are entered into."""

from __future__ import annotations

from headway.diagnostics import RuleBook
from headway.program.model import Program

PROGRAM_RULES: RuleBook[[Program]] = RuleBook("program")
