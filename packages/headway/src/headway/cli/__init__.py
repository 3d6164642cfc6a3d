"""The command line: a table of commands, each imported only when it runs."""

from headway.cli.app import main

__all__ = ["main"]
