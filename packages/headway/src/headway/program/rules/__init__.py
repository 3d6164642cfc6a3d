"""The rules that need the whole program, by what they are about."""

from headway.program.rules import board, directives, links, pages, people, signoffs, themes
from headway.program.rules.books import PROGRAM_RULES

__all__ = ["PROGRAM_RULES", "board", "directives", "links", "pages", "people", "signoffs", "themes"]
