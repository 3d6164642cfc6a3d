"""Minutes in the store: a team's folders in, minutes as they are read from files out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.activity.file_names import stored_name
from headway.activity.minutes import minutes_files, read_minutes
from headway.activity.records import Minutes as Record
from headway.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from headway.activity.minutes import Minutes
    from headway.activity.store import Changes, Store


def read_records(folders: Iterable[Path], team: str, root: Path) -> Iterator[Record]:
    """The minutes in a team's folders, as the store keeps them.

    Raises:
        OSError: a file cannot be read.
    """
    for folder in folders:
        for file in minutes_files(folder):
            data = file.read_bytes()
            day = read_minutes(Source(file.as_posix(), data), team).day
            yield Record(
                team, stored_name(file, folder, root), day, data.decode("utf-8", "replace")
            )


def put_minutes(store: Store, team: str, records: Iterable[Record]) -> Changes:
    """Put all minutes of a team in, in one transaction; what is none of them any more goes out."""
    told = list(records)
    files = {one.file for one in told}
    with store.batch() as batch:
        gone = [one for one in batch.find(Record, team=team) if one.file not in files]
        return batch.put(told).plus(batch.remove(gone))


def stored_minutes(store: Store, team: str | None = None) -> Iterator[Minutes]:
    """The minutes in the store, of one team or of all, as they would be read from their files."""
    wanted = {} if team is None else {"team": team}
    return map(as_read, store.find(Record, **wanted))


def as_read(record: Record) -> Minutes:
    """The minutes that a record is the text of."""
    return read_minutes(Source(record.file, record.text.encode()), record.team)
