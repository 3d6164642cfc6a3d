"""The command line: a table of commands, each imported only when it runs."""

from truemirror.cli.app import main

__all__ = ["main"]
