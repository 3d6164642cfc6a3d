"""Changes of files: new ones, which never replace another, and edits of what was seen."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from headway.diagnostics import Edit, apply
from headway.documents.edit import create_file, difference, write
from headway.forge.plan import Action, Outcome, Refusal, Step
from headway.text import Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from headway.forge.plan import World


@dataclass(frozen=True, slots=True)
class CreateFile(Action):
    """A file that does not exist yet, by its path below the folder."""

    kind: ClassVar[str] = "create-file"
    path: str
    data: bytes

    @property
    def title(self) -> str:
        """What it does."""
        return f"create {self.path}"

    @property
    def file(self) -> str:
        """Its path."""
        return self.path

    def details(self) -> Iterable[str]:
        """The file, as a diff."""
        return (line.rstrip("\n") for line in difference(self.path, b"", self.data))

    def facts(self) -> Mapping[str, Any]:
        """The path and the text."""
        return {"path": self.path, "text": self.data.decode("utf-8", "replace")}

    def look(self, world: World) -> Outcome | Refusal | None:
        """Whether there is a file, and whether it is this one."""
        file = _within(world.folder, self.path)
        if file is None:
            return Refusal(f"{self.path} lies outside {world.folder}")
        if not file.exists():
            return None
        if file.is_file() and file.read_bytes() == self.data:
            return Outcome(self.path)
        return Refusal(f"{self.path} exists already, and is something else")

    def perform(self, world: World) -> Outcome:
        """Write it, unless there is one by now."""
        create_file(world.folder / self.path, self.data)
        return Outcome(self.path)


@dataclass(frozen=True, slots=True)
class EditFile(Action):
    """Edits of a file that is still as it was seen; all edits of one file stand in one step."""

    kind: ClassVar[str] = "edit-file"
    seen: Source
    edits: tuple[Edit, ...]

    @property
    def title(self) -> str:
        """What it does."""
        return f"edit {self.seen.path}"

    @property
    def file(self) -> str:
        """Its path."""
        return self.seen.path

    def details(self) -> Iterable[str]:
        """What changes, as a diff."""
        return self._diff()

    def facts(self) -> Mapping[str, Any]:
        """The path, the digest of what was seen, and the change as a diff."""
        diff = "\n".join(self._diff())
        return {"path": self.seen.path, "seen": self.seen.digest, "diff": diff}

    def look(self, world: World) -> Outcome | Refusal | None:
        """Whether the file is as it was seen, or as it should become."""
        file = _within(world.folder, self.seen.path)
        if file is None:
            return Refusal(f"{self.seen.path} lies outside {world.folder}")
        found = file.read_bytes() if file.is_file() else None
        if found == self._wanted():
            return Outcome(self.seen.path)
        if found != self.seen.data:
            return Refusal(f"{self.seen.path} was changed since this was planned")
        return None

    def perform(self, world: World) -> Outcome:
        """Edit it, unless it has changed by now."""
        write(world.folder / self.seen.path, self.seen.digest, self.edits)
        return Outcome(self.seen.path)

    def _wanted(self) -> bytes:
        return apply(self.seen.data, self.edits)

    def _diff(self) -> Iterable[str]:
        lines = difference(self.seen.path, self.seen.data, self._wanted())
        return (line.rstrip("\n") for line in lines)


class FileChange(NamedTuple):
    """New bytes for a file; `before` is what was seen in it, None where there was no file."""

    file: str
    before: bytes | None
    after: bytes
    reason: str

    def diff(self) -> Iterator[str]:
        """The change as the lines of a unified diff; a new file comes from /dev/null, as in git."""
        lines = difference(self.file, self.before or b"", self.after)
        if self.before is None and next(lines, None) is not None:
            yield "--- /dev/null\n"
        yield from lines

    def step(self) -> Step:
        """The step of a plan that makes the change."""
        if self.before is None:
            return Step(self.file, CreateFile(self.file, self.after), self.reason)
        edit = _between(self.before, self.after)
        return Step(self.file, EditFile(Source(self.file, self.before), (edit,)), self.reason)


def _between(before: bytes, after: bytes) -> Edit:
    """The edit of whole lines that makes some bytes of others."""
    start = _alike(before.splitlines(keepends=True), after.splitlines(keepends=True))
    old, new = (data[start:].splitlines(keepends=True) for data in (before, after))
    end = _alike(old[::-1], new[::-1])
    return Edit(Span(start, len(before) - end), after[start : len(after) - end].decode())


def _alike(one: Iterable[bytes], other: Iterable[bytes]) -> int:
    """How many bytes the lines have that are first in both."""
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return sum(len(line) for line, _ in pairs)


def _within(folder: Path, path: str) -> Path | None:
    """A file by its path below a folder; None when the path leads out of it."""
    file = (folder / path).resolve()
    return file if file.is_relative_to(folder.resolve()) else None
