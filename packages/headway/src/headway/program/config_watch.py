"""`[[watch]]` of headway.toml: what is read of GitHub beside what the documents name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from headway.program.toml import TomlFile

_REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+", re.ASCII)


class Watch(Value):
    """A whole repository, what carries all of some labels in it, or what a search finds."""

    repository: str | None = None
    labels: tuple[str, ...] = ()
    query: str | None = None


def read_watches(file: TomlFile) -> Iterator[Watch]:
    """The entries of `[[watch]]`; what is wrong with one is told, and it is left out."""
    for entry in file.typed(file.table, "watch", list, "tables, each headed `[[watch]]`") or ():
        if not isinstance(entry, dict):
            file.tell(file.find("watch"), "`watch` must be tables, each headed `[[watch]]`")
            return
        file.known(entry, ("repository", "labels", "query"))
        watch = _watch(file, entry)
        if watch is not None:
            yield watch


def _watch(file: TomlFile, entry: Mapping[str, Any]) -> Watch | None:
    repository = file.typed(entry, "repository", str, "a string")
    query = file.typed(entry, "query", str, "a string")
    labels = file.strings(entry, "labels") or ()
    if (repository is None) == (query is None):
        place = file.find("query" if query else "watch")
        file.tell(place, "a `[[watch]]` has either a `repository` or a `query`")
    elif query is not None and labels:
        file.tell(file.find("labels"), "`labels` go with a `repository`; a `query` names its own")
    elif repository is not None and not _REPOSITORY.fullmatch(repository):
        file.tell(file.find("repository"), "`repository` must be `organisation/repository`")
    else:
        return Watch(repository, labels, query)
    return None
