"""The rules that need the whole program, by what they are about."""

from headway.program.rules import directives, links, pages, people, signoffs, themes
from headway.program.rules.books import PROGRAM_RULES

__all__ = ["PROGRAM_RULES", "directives", "links", "pages", "people", "signoffs", "themes"]
