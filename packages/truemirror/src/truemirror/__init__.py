"""Truemirror copies what a language project ships, and proves that a copy is the original."""
