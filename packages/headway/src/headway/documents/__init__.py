"""Kinds of document: declared once, read into values."""
