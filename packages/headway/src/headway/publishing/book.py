"""mdBook's preprocessor protocol: a context and a book in, the book out, both as JSON.

Chapters stay as the JSON objects that mdBook sent, so that whatever a later version adds to them
comes through. Source: mdBook's guide, "Preprocessors", and its crate `mdbook-preprocessor` 0.5.
"""

from __future__ import annotations

import json
import posixpath
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from headway.errors import HeadwayError

if TYPE_CHECKING:
    from collections.abc import Iterator

Chapter = dict[str, Any]

_DEFAULT_SOURCE = "src"
# 0.4 called the list of chapters `sections`, 0.5 calls it `items`.
_LISTS = ("items", "sections")


class NotABookError(HeadwayError):
    """What came in is not what mdBook sends to a preprocessor."""

    exit_code = 2

    def __init__(self, reason: str) -> None:
        """Tell what is wrong, and how the command is meant to be run."""
        super().__init__(
            f"this is not mdBook's JSON: {reason}\n"
            'mdBook runs this command itself. Set `command = "headway mdbook"` under '
            "[preprocessor.goals] in book.toml, then run `mdbook build`."
        )


class Request(NamedTuple):
    """A book to process: its folder, its folder of sources, and the book itself."""

    root: Path
    source: str
    version: str
    book: dict[str, Any]

    def chapters(self) -> Iterator[Chapter]:
        """Every chapter in the order of the book, parents before their own."""
        return _walk(self.items)

    @property
    def items(self) -> list[Any]:
        """What the book holds: chapters, separators, titles of parts."""
        found: list[Any] = next(self.book[name] for name in _LISTS if name in self.book)
        return found

    def file(self, chapter: Chapter, program: Path) -> str | None:
        """A chapter's file, relative to a program's root; None for a draft."""
        path = chapter.get("source_path") or chapter.get("path")
        if path is None:
            return None
        folder = Path(self.root / self.source).resolve()
        base = posixpath.relpath(folder.as_posix(), program.resolve().as_posix())
        return posixpath.normpath(posixpath.join(base, Path(path).as_posix()))


def read(data: bytes) -> Request:
    """Read what mdBook writes to a preprocessor.

    Raises:
        NotABookError: it is not that.
    """
    try:
        context, book = json.loads(data)
        source = context.get("config", {}).get("book", {}).get("src") or _DEFAULT_SOURCE
        request = Request(
            Path(context["root"]), source, str(context.get("mdbook_version", "")), book
        )
        for chapter in request.chapters():
            if not isinstance(chapter["content"], str):
                raise NotABookError("a chapter's `content` is no text")
    except (ValueError, TypeError, KeyError, AttributeError, StopIteration) as error:
        raise NotABookError(repr(error)) from error
    return request


def write(request: Request) -> str:
    """The book as mdBook reads it back."""
    return json.dumps(request.book, ensure_ascii=False)


def new_chapter(parent: Chapter, name: str, path: str, content: str) -> Chapter:
    """A chapter below another one, numbered behind those that are there."""
    number = parent.get("number")
    count = sum(1 for _ in _direct(parent))
    return {
        "name": name,
        "content": content,
        "number": [*number, count + 1] if number else None,
        "sub_items": [],
        "path": path,
        "source_path": path,
        "parent_names": [*parent.get("parent_names", ()), parent["name"]],
    }


def _direct(chapter: Chapter) -> Iterator[Chapter]:
    return (item["Chapter"] for item in chapter.get("sub_items", ()) if _is_chapter(item))


def _walk(items: list[Any]) -> Iterator[Chapter]:
    for item in items:
        if _is_chapter(item):
            yield item["Chapter"]
            yield from _walk(item["Chapter"].get("sub_items", []))


def _is_chapter(item: Any) -> bool:
    return isinstance(item, dict) and "Chapter" in item
