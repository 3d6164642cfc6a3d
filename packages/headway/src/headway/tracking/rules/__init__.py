"""The rules that need to know what happened, by what they are about."""

from headway.tracking.rules import board, projection, states
from headway.tracking.rules.books import ACTIVITY_RULES, Happened

__all__ = ["ACTIVITY_RULES", "Happened", "board", "projection", "states"]
