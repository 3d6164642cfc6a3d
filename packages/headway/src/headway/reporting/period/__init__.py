"""How a period ended: its goals, what was asked of teams, and figures beside earlier periods."""
