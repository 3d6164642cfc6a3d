"""Planning documents: what a program writes between a call for proposals and the first issue.

Each is a pure function of a program that gives a value; Markdown and JSON are renderings of it.
"""
