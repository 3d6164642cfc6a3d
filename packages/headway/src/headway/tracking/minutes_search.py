"""Words looked for in minutes, the best passages first."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from headway.activity.minutes import Minutes
    from headway.activity.passages import Passage

_TERM = re.compile(r'"([^"]+)"|(\S+)')
# A word in the words of a passage tells more than one in the heading above it.
_WEIGHTS = "4.0, 1.0"


class Hit(NamedTuple):
    """A passage with what was looked for; `score` is higher for better ones."""

    file: str
    line: int
    day: date | None
    team: str
    section: str
    text: str
    score: float


def search(minutes: Sequence[Minutes], words: str, limit: int) -> list[Hit]:
    """The passages that have all of some words, or their section's heading does.

    Words match in any letter case, with or without accents, and by their English stem; words in
    quotation marks stand together, and `*` behind a word matches what it begins. The rank is that
    of SQLite's FTS5 (BM25); among equals the later meeting comes first.
    """
    query = _query(words)
    if not query:
        return []
    rows = [(one, passage) for one in minutes for passage in one.passages]
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute(
            "CREATE VIRTUAL TABLE passages USING fts5(text, section, "
            "tokenize = 'porter unicode61 remove_diacritics 2')"
        )
        database.executemany(
            "INSERT INTO passages (rowid, text, section) VALUES (?, ?, ?)",
            ((number, row[1].text, row[1].section) for number, row in enumerate(rows)),
        )
        found = database.execute(
            f"SELECT rowid, bm25(passages, {_WEIGHTS}) FROM passages "  # noqa: S608  # our weights
            "WHERE passages MATCH ?",
            (query,),
        ).fetchall()
    hits = [_hit(*rows[number], score=-rank) for number, rank in found]
    hits.sort(key=lambda hit: (hit.file, hit.line))
    hits.sort(key=lambda hit: str(hit.day), reverse=True)
    hits.sort(key=lambda hit: -hit.score)
    return hits[:limit]


def _hit(minutes: Minutes, passage: Passage, *, score: float) -> Hit:
    return Hit(
        minutes.file,
        passage.line,
        minutes.day,
        minutes.team,
        passage.section,
        " ".join(passage.text.split()),
        round(score, 3),
    )


def _query(words: str) -> str:
    """Words as a query of FTS5: each quoted, so that none is taken for an operator."""
    terms = []
    for phrase, word in _TERM.findall(words.replace("\0", " ")):
        text = (phrase or word).replace('"', " ")
        if any(letter.isalnum() for letter in text):
            terms.append(f'"{text.removesuffix("*")}"' + ("*" if text.endswith("*") else ""))
    return " ".join(terms)
