"""Fetch the files of a list into a mirror, as a sync does, and do nothing else.

Arguments: the list, lines of an address and a sha256 each; a folder for the mirror.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from truemirror.store.mirror import Mirror
from truemirror.store.place import Folder
from truemirror.sync.fetch import Fetcher
from truemirror.sync.pace import Politeness
from truemirror.sync.transfer import Failed, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

_AT_ONCE = 128  # files that are taken into the mirror together


def main() -> None:
    """Fetch, and exit with 1 when a file did not come."""
    listed, folder = map(Path, sys.argv[1:])
    partial = folder / "partial"
    partial.mkdir()
    mirror, here = Mirror(Folder(folder / "mirror")), dict[str, Path]()
    with Fetcher(Politeness("truemirror bench")) as fetcher:
        for outcome in fetcher.run(_requests(listed, partial)):
            if isinstance(outcome, Failed) or outcome.request.into is None:
                sys.exit(str(outcome))
            here[outcome.sha256] = outcome.request.into
            if len(here) == _AT_ONCE:
                mirror.put_all((), here)
                here.clear()
    mirror.put_all((), here)


def _requests(listed: Path, partial: Path) -> Iterator[Request]:
    with listed.open() as lines:
        for url, sha256 in map(str.split, lines):
            yield Request(url, partial / sha256, sha256)


if __name__ == "__main__":
    main()
