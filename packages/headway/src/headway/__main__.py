"""`python -m headway`."""

from headway.cli import run

run()
