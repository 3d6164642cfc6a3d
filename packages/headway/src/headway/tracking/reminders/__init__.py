"""Reminders of updates: who owes what, the messages that say so, and never one of them twice."""
