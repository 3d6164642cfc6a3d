"""The book that rules about a whole program are entered into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.diagnostics import RuleBook

if TYPE_CHECKING:
    from headway.program.model import Program

PROGRAM_RULES: RuleBook[Program] = RuleBook("program")
