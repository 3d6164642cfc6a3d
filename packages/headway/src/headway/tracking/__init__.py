"""During a period: pure functions of a program, what happened, and a day."""
