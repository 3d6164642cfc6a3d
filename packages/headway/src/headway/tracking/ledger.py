"""Drafts for the ledger of outcomes, for people to correct and to sign."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from headway.errors import HeadwayError
from headway.forge.file_actions import FileChange
from headway.program.outcomes import OUTCOMES_TOML
from headway.program.toml import TomlFile

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from headway.program.model import Program
    from headway.tracking.lineage import Stage

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_HEAD = """\
# What became of goals, as people recorded it. An entry counts once `by` says who
# stands for it; until then it is a draft, and what `headway lineage` works out counts.
"""


class UnreadableLedgerError(HeadwayError):
    """A ledger that no draft can be added to, since it is no TOML."""

    def __init__(self, file: TomlFile) -> None:
        """Tell where it goes wrong."""
        finding = file.findings[0]
        line, column = file.source.lines.position(finding.span.start)
        super().__init__(
            f"{file.source.path}:{line}:{column}: {finding.message}; "
            "nothing was changed, mend this first"
        )


def draft(program: Program, stages: Iterable[Stage], today: dt.date) -> FileChange | None:
    """The ledger with drafts of what is not in it: of goals whose period is over; None if of none.

    Goals whose outcome is not known are left to people altogether.

    Raises:
        UnreadableLedgerError: the ledger is no TOML.
    """
    source = program.sources.get(OUTCOMES_TOML)
    if source and not (file := TomlFile(source)).readable:
        raise UnreadableLedgerError(file)
    over = {period.name for period in program.periods if period.end < today}
    entries = [
        _entry(stage)
        for stage in stages
        if stage.goal.period in over
        and stage.judged.outcome
        and (stage.goal.period, stage.goal.id) not in program.outcomes
    ]
    if not entries:
        return None
    before = source.data if source else None
    start = (before or _HEAD.encode()).rstrip(b"\n") + b"\n"
    after = start + "".join(f"\n{entry}" for entry in entries).encode()
    return FileChange(OUTCOMES_TOML, before, after, f"{len(entries)} goals without an entry")


def _entry(stage: Stage) -> str:
    judged = stage.judged
    note = f"{judged.why} ({judged.url})" if judged.url else judged.why
    return (
        f"[{key(stage.goal.period)}.{key(stage.goal.id)}]\n"
        f"outcome = {text(judged.outcome or '')}\n"
        f"note = {text(note)}\n"
        '# by = "@login"\n'
    )


def key(name: str) -> str:
    """A name as a key of TOML."""
    return name if _BARE.fullmatch(name) else text(name)


def text(words: str) -> str:
    """A text as a basic string of TOML, which is one of JSON but for the character DEL."""
    whole = words.encode("utf-8", "replace").decode()
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")
