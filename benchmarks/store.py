"""What answers from a large store cost, against the same answers from a small one."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from support.crowd import Size, fill
from support.pairs import Command, compare, report, script

if TYPE_CHECKING:
    from collections.abc import Iterator

    from support.pairs import Ratio

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 20
LARGE = Size(100_000, 1_000_000)
KINDS = ("issues", "comments", "events", "reviews")
COUNTS = [f"SELECT count(*) FROM {kind}" for kind in KINDS]  # noqa: S608  # the names above
ANSWERS = ("attention", "stalls", "progress")


class Subject(NamedTuple):
    """The program that is asked about, what happened, and the day on which it is asked."""

    program: Path
    activity: Path
    options: list[str]
    today: dt.date


def main() -> None:
    """Measure, print, and exit with 1 when a median is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=5, help="how often each pair is run")
    parser.add_argument("--seed", type=int, default=1, help="what the large store is made from")
    args = parser.parse_args()
    subject = _subject()
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder, "small.db"), Path(folder, "large.db")
        for database in (small, large):
            _import(subject, database)
        fill(large, LARGE, subject.today, args.seed)
        for database in (small, large):
            print(_summary(subject, database), flush=True)
        held = report(_ratios(subject, small, large, args.pairs))
    sys.exit(not held)


def _subject() -> Subject:
    corpus = Path(os.environ.get("HEADWAY_CORPUS") or ROOT.parent / "shared" / "corpus")
    if corpus.exists():
        options = ["--team-data", str(corpus / "team"), "--offline"]
        today = dt.date(2025, 11, 30)
        return Subject(corpus / "rust-goals", corpus / "activity", options, today)
    print(f"{corpus} is missing: measuring on examples/lumen, for which the limits are not meant")
    lumen = ROOT / "examples/lumen"
    return Subject(lumen, lumen / "activity", ["--offline"], dt.date(2026, 3, 1))


def _import(subject: Subject, database: Path) -> None:
    command = ["import", "github", subject.activity, subject.program, "--database", database]
    imported = [script("headway"), *command, *subject.options]
    subprocess.run([*map(str, imported)], check=True, stdout=subprocess.DEVNULL)


def _summary(subject: Subject, database: Path) -> str:
    """What a store holds, and how much waits in it: that there is something to be found."""
    command = [*map(str, _ask("stalls", subject, database).args)]
    told = subprocess.run(command, check=True, capture_output=True).stdout
    waiting = Counter(one["kind"] for one in json.loads(told)["stalls"])
    with closing(sqlite3.connect(database)) as connection:
        counts = [connection.execute(count).fetchone()[0] for count in COUNTS]
    held = ", ".join(f"{count:,} {kind}" for count, kind in zip(counts, KINDS, strict=True))
    found = ", ".join(f"{count:,} {kind}" for kind, count in waiting.most_common())
    return f"{held}; waiting: {found}"


def _ratios(subject: Subject, small: Path, large: Path, pairs: int) -> Iterator[Ratio]:
    for answer in ANSWERS:
        both = (_ask(answer, subject, database) for database in (large, small))
        yield compare(f"{answer}, large store / small", *both, limit=LIMIT, pairs=pairs)


def _ask(answer: str, subject: Subject, database: Path) -> Command:
    asked: list[str | Path] = [answer, subject.program, "--database", database, "--json"]
    return Command([script("headway"), *asked, "--today", str(subject.today), *subject.options])


if __name__ == "__main__":
    main()
