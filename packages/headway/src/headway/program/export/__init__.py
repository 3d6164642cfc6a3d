"""A program in other shapes: JSON, CSV, SQLite."""
