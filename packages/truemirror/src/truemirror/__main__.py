"""`python -m truemirror`: the command line."""

from truemirror.cli import main

if __name__ == "__main__":
    main(prog_name="truemirror")
