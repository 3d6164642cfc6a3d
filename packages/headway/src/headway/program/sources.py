"""The files of a program: found in its folders, and read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from headway.text import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_OUTSIDE = "it links to what lies outside the program"


class Sources:
    """The files below a root, with bytes that count in place of some.

    `unreadable` gives the reason for each file that cannot be read, and for each folder, which has
    a slash behind it. All paths are relative to the root, with `/` between folders.
    """

    def __init__(self, root: Path, overlay: Mapping[str, bytes]) -> None:
        """Look at nothing yet."""
        self.unreadable: dict[str, str] = {}
        self._root = str(root)
        self._homes = [root.resolve()]
        self._overlay = overlay
        self._refused: dict[str, str] = {}

    def below(self, folder: str) -> Iterator[str]:
        """Every file under a folder; hidden ones left out.

        Links to folders are not followed, and links to files only within the program: what lies
        elsewhere is no part of it, and perhaps not for everybody who reads what Headway writes.
        """
        self._homes.append(Path(self._root, folder).resolve())  # it may be a link itself
        return self._walk(folder)

    def _walk(self, folder: str) -> Iterator[str]:
        try:
            entries = [*os.scandir(f"{self._root}/{folder}")]
        except FileNotFoundError:
            return
        except OSError as error:
            self.unreadable[f"{_shown(folder)}/"] = error.strerror or str(error)
            return
        prefix = "" if folder == "." else f"{folder}/"
        for entry in entries:
            if entry.name.startswith("."):
                continue
            file = f"{prefix}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                yield from self._walk(file)
            elif not entry.is_dir():
                yield file
                if reason := self._refusal(entry):
                    self._refused[file] = reason
            elif not self._within(entry):
                self.unreadable[f"{_shown(file)}/"] = _OUTSIDE

    def read(self, files: Iterable[str]) -> Iterator[Source]:
        """The Markdown files among some."""
        for file in sorted(file for file in files if file.endswith(".md")):
            if _shown(file) != file:
                self.unreadable[_shown(file)] = "its name is not UTF-8"
            elif file in self._overlay:
                yield Source(file, self._overlay[file])
            elif file in self._refused:
                self.unreadable[file] = self._refused[file]
            else:
                try:
                    yield Source(file, _read(f"{self._root}/{file}"))
                except OSError as error:
                    self.unreadable[file] = error.strerror or str(error)

    def _refusal(self, entry: os.DirEntry[str]) -> str | None:
        """Why a file is not read; None for one that can be tried."""
        if entry.is_symlink() and not self._within(entry):
            return _OUTSIDE
        if entry.is_file():
            return None
        there = Path(entry.path).exists()
        return "it is a pipe or a device" if there else "it links to what is not there"

    def _within(self, link: os.DirEntry[str]) -> bool:
        """Whether a link leads to what lies in the program."""
        target = Path(link.path).resolve()
        return any(target.is_relative_to(home) for home in self._homes)


def _shown(file: str) -> str:
    """A path as text; what is no UTF-8 in it is replaced."""
    return file.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _read(path: str) -> bytes:
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123  # a Path for each costs as much
        return file.read()
