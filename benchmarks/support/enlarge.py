"""A program ten times as large as a given one."""

from __future__ import annotations

import re
import shutil
from pathlib import Path, PurePosixPath

_PERIOD = re.compile(r"(\d{4})(h[12])?")
_SUMMARY_LINK = re.compile(r"\]\((?:\./)?([^)]+\.md)\)")
_YEARS_APART = 3  # a copy's periods are years of their own as long as a program spans three years


def enlarge(program: Path, target: Path, times: int = 10) -> None:
    """Write the program to `target` so many times over, as one program.

    A period's folder keeps a valid name: 2026 becomes 2029, 2032 and so on. Other folders are
    numbered. SUMMARY.md lists the pages of every copy.
    """
    shutil.copytree(program, target)
    source = program / "src"
    summary = (source / "SUMMARY.md").read_text(encoding="utf-8")
    summaries = [summary]
    for number in range(1, times):
        for path in source.rglob("*"):
            if path.is_file() and path != source / "SUMMARY.md":
                copy = target / "src" / _moved(path.relative_to(source).as_posix(), number)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)
        summaries.append(_relinked(summary.partition("\n")[2], number))
    (target / "src/SUMMARY.md").write_text("\n".join(summaries), encoding="utf-8")


def _relinked(summary: str, number: int) -> str:
    return _SUMMARY_LINK.sub(lambda link: f"]({_moved(link[1], number)})", summary)


def _moved(path: str, number: int) -> str:
    """Where a file of src stands in a copy."""
    top, *rest = PurePosixPath(path).parts
    if not rest:
        return f"copy-{number}/{top}"
    period = _PERIOD.fullmatch(top)
    if period is None:
        folder = f"{top}-{number}"
    else:
        folder = f"{int(period[1]) + _YEARS_APART * number}{period[2] or ''}"
    return str(PurePosixPath(folder, *rest))
