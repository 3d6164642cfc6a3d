"""The post about a range of days: its facts, what of them fits, and how it is written."""
