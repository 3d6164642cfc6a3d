"""Before a period and at its start: what is proposed, asked, signed off and tracked.

Each planning document is a pure function of a program that gives a value; Markdown and JSON are
renderings of it. What would change files or a tracker is a plan.
"""
