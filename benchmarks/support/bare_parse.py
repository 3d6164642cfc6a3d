"""Parse the Markdown files of a folder and do nothing else: the least a checker can take."""

from __future__ import annotations

import sys
from collections import deque
from pathlib import Path

from pyromark import Markdown, Options

OPTIONS = (
    Options.ENABLE_TABLES
    | Options.ENABLE_FOOTNOTES
    | Options.ENABLE_STRIKETHROUGH
    | Options.ENABLE_TASKLISTS
    | Options.ENABLE_HEADING_ATTRIBUTES
)


def main() -> None:
    """Parse every file under the folder that the command line names."""
    markdown = Markdown(options=OPTIONS)
    for path in Path(sys.argv[1]).rglob("*.md"):
        deque(markdown.events_with_range(path.read_text(encoding="utf-8")), maxlen=0)


if __name__ == "__main__":
    main()
