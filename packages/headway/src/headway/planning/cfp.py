"""A call for proposals: the pages that a new period starts with.

The existing tool's `cfp` does the same; `docs/new-period.md` tells what is done otherwise.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from headway.forge.file_actions import FileChange
from headway.planning.contents import contents, first_page
from headway.planning.naming import period_name
from headway.planning.samples import PAGES, page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headway.planning.naming import PeriodName
    from headway.program.model import Program


def scaffold(program: Program, name: str) -> list[FileChange]:
    """The changes that make a period's pages and lead to them; none for what is there.

    Raises:
        NotAPeriodError: the name is not that of a period.
    """
    period = period_name(name)
    there = program.period(period.folder)
    folder = posixpath.relpath(there.folder, program.config.source) if there else period.folder
    return [*_pages(program, period, folder), *_edits(program, period, folder)]


def _pages(program: Program, period: PeriodName, folder: str) -> Iterator[FileChange]:
    files = {posixpath.join(program.config.source, folder, name): name for name in PAGES}
    kept = program.files | files.keys()
    for file, name in files.items():
        if file not in program.files:
            yield FileChange(file, None, page(program, period, name, kept), "it is not there yet")


def _edits(program: Program, period: PeriodName, folder: str) -> Iterator[FileChange]:
    summary = program.sources.get(posixpath.join(program.config.source, "SUMMARY.md"))
    if summary is not None:
        after = contents(summary.data, folder, period)
        if after != summary.data:
            yield FileChange(summary.path, summary.data, after, "it does not list the pages")
    readme = program.sources.get(posixpath.join(program.config.source, "README.md"))
    if readme is not None:
        after = first_page(program, readme.data, folder, period)
        if after != readme.data:
            yield FileChange(readme.path, readme.data, after, "it does not tell of the period")
