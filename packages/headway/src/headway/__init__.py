"""Headway runs a project's goals program from a folder of Markdown."""
