"""Applying fixes to a program until none is left, before a byte is written."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import replace

from headway.diagnostics import apply, choose
from headway.documents.edit import difference, replace_files
from headway.errors import FileChangedError
from headway.program.load import Loaded, Options, load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from headway.diagnostics import Diagnostic

_ROUNDS = 10


@dataclass(frozen=True, slots=True)
class Mended:
    """What fixing comes to: the program as it would be, and the files that differ.

    `before` and `after` hold the bytes of those files; `count` is the number of fixes.
    """

    loaded: Loaded
    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    count: int

    def diff(self) -> Iterator[str]:
        """The changes as a unified diff, in order of the files."""
        for file in sorted(self.after):
            yield from difference(file, self.before[file], self.after[file])

    def write(self) -> None:
        """Write the changed files.

        Raises:
            FileChangedError: a file is not what it was when it was read; nothing is written.
            NotWritableError: a file cannot be written; nothing is.
        """
        root = self.loaded.program.root
        for file, data in self.before.items():
            if (root / file).read_bytes() != data:
                raise FileChangedError(root / file)
        replace_files({root / file: data for file, data in self.after.items()})


def mend(
    path: Path,
    options: Options,
    *,
    unsafe: bool,
    only: str | None = None,
    complete: Callable[[Loaded], Loaded] = lambda loaded: loaded,
) -> Mended:
    """Apply the safe fixes, or all, over and over until no more is offered.

    `only` names a file outside which nothing is changed; `complete` adds diagnostics from a later
    room to what was loaded.
    """
    loaded = complete(load(path, options))
    before: dict[str, bytes] = {}
    after: dict[str, bytes] = {}
    count = 0
    for _ in range(_ROUNDS):
        changed = 0
        for file, diagnostics in _by_file(loaded.report.diagnostics).items():
            if only not in {None, file}:
                continue
            fixes = choose(diagnostics, unsafe=unsafe)
            if fixes:
                data = loaded.report.source(file).data
                mended = apply(data, (edit for fix in fixes for edit in fix.edits))
                if mended != data:
                    before.setdefault(file, data)
                    after[file] = mended
                    changed += len(fixes)
        if not changed:
            break
        count += changed
        overlay = {**options.overlay, **after}
        loaded = complete(load(path, replace(options, overlay=overlay)))
    return Mended(loaded, before, after, count)


def _by_file(diagnostics: tuple[Diagnostic, ...]) -> dict[str, list[Diagnostic]]:
    found: dict[str, list[Diagnostic]] = defaultdict(list)
    for diagnostic in diagnostics:
        found[diagnostic.file].append(diagnostic)
    return found
