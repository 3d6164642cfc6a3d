"""What the tests of charts share: subjects of the example and of the real program."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from headway.activity.minutes_store import stored_minutes
from headway.activity.moments import Span
from headway.activity.store import open_store
from headway.cli import main
from headway.program.load import Options, load
from headway.reporting.charts.model import Subject
from headway.tracking.reading import activity_of

if TYPE_CHECKING:
    from pathlib import Path

Of = Callable[[str, str], Subject]


def filled(program: Path, database: Path, *imports: tuple[str, ...]) -> str:
    """Import files into a store, and give its address."""
    for what, folder, *options in imports:
        args = ["-C", str(program), "import", what, folder, *options]
        args += ["--offline", "--database", str(database), "--today", "2026-03-01"]
        result = CliRunner().invoke(main, args)
        assert result.exit_code == 0, result.output
    return str(database)


def subjects(root: Path, address: str) -> Of:
    """Subjects of a program, by period and present day."""

    @cache
    def of(period: str, today: str) -> Subject:
        day = dt.date.fromisoformat(today)
        program = load(root, Options(offline=True, today=day)).program
        found = program.period(period)
        assert found is not None
        with open_store(address) as store:
            goals = [goal for one in program.periods for goal in one.listed]
            known = activity_of(goals, program, store), tuple(stored_minutes(store))
        return Subject(program, found, Span(found.start, min(day, found.end)), *known)

    return of


@pytest.fixture(scope="session")
def address(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store of what happened in the example."""
    database = tmp_path_factory.mktemp("lumen") / "activity.db"
    minutes = [("minutes", f"minutes/{team}", "--team", team) for team in ("lang", "compiler")]
    return filled(examples / "lumen", database, ("github", "activity"), *minutes)


@pytest.fixture(scope="session")
def lumen(examples: Path, address: str) -> Of:
    """Subjects of the example."""
    return subjects(examples / "lumen", address)


@pytest.fixture(scope="session")
def rust(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Of:
    """Subjects of the real program."""
    database = tmp_path_factory.mktemp("rust") / "activity.db"
    council = ("minutes", str(corpus / "minutes/leadership-council"), "--team", "council")
    root = corpus / "rust-goals"
    return subjects(root, filled(root, database, ("github", str(corpus / "activity")), council))
