"""The tracking issues of a period: what the documents want, and what the tracker lacks of it."""
