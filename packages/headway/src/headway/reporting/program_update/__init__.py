"""The program managers' post of a month: its facts, with room for what only they can tell."""
