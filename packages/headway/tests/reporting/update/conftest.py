"""A post, made of documents and records."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from headway.activity.snapshot import read_activity
from headway.activity.store import open_store
from headway.forge.model import IssueName
from headway.program.load import Options, load
from headway.reporting.update.facts import Beside, update_report
from headway.tracking.boxes import see_also
from march import MARCH, goal
from tracked import PLAN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from headway.activity.records import Record
    from headway.reporting.update.model import UpdateReport

    Report = Callable[..., UpdateReport]

TEAMS = """
[teams.lang]
url = "https://lumen.example/lang"
leads = ["tara"]

[people]
ana = "Ana"
tara = "Tara"
"""


@pytest.fixture
def report(tmp_path: Path) -> Report:
    """Make the report of March from goals by their ids and from records."""

    def report(*records: Record, beside: Beside | None = None, **goals: str) -> UpdateReport:
        folder = tmp_path / "src/2026"
        folder.mkdir(parents=True, exist_ok=True)
        (tmp_path / "headway.toml").write_text('[program]\nrepository = "org/plan"\n', "utf-8")
        (tmp_path / "teams.toml").write_text(TEAMS, "utf-8")
        (folder / "README.md").write_text("# Goals\n", "utf-8")
        for name, text in (goals or {"bees": goal()}).items():
            (folder / f"{name}.md").write_text(text, "utf-8")
        program = load(tmp_path, Options(offline=True, today=dt.date(2026, 6, 1))).program
        names = [IssueName(PLAN, number) for number in range(1, 4)]
        with open_store(":memory:") as store:
            store.put(records)
            known = read_activity(store, names, lambda one: see_also(one.body, str))
        return update_report(program, program.periods[0], known, MARCH, beside)

    return report
