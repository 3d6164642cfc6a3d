"""Books as mdBook sends them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

Request = list[Any]
Send = Callable[[Path], Request]


@pytest.fixture(scope="session")
def send() -> Send:
    """What mdBook 0.5 sends to a preprocessor for the book in a folder."""
    return _request


def _request(root: Path) -> Request:
    context = {
        "root": str(root),
        "config": {"book": {"title": "Goals", "authors": [], "language": "en"}},
        "renderer": "html",
        "mdbook_version": "0.5.4",
    }
    return [context, {"items": _Summary(root / "src").items()}]


class _Summary:
    """A table of contents read as mdBook reads it."""

    def __init__(self, source: Path) -> None:
        self.source = source
        self.count = 0

    def items(self) -> list[Any]:
        text = (self.source / "SUMMARY.md").read_text("utf-8")
        root = SyntaxTreeNode(MarkdownIt().parse(text))
        return [item for node in root.children[1:] for item in self._items(node)]

    def _items(self, node: SyntaxTreeNode) -> list[Any]:
        if node.type == "hr":
            return ["Separator"]
        if node.type == "heading":
            return [{"PartTitle": _words(node)}]
        if node.type == "paragraph":
            return [self._chapter(node, None, [])]
        start = self.count
        self.count += len(node.children)
        return [self._item(item, [start + n], []) for n, item in enumerate(node.children, 1)]

    def _item(self, node: SyntaxTreeNode, number: list[int], parents: list[str]) -> Any:
        chapter = self._chapter(node.children[0], number, parents)
        inner = chapter["Chapter"]
        for lower in node.children[1:]:
            inner["sub_items"] = [
                self._item(item, [*number, n], [*parents, inner["name"]])
                for n, item in enumerate(lower.children, 1)
            ]
        return chapter

    def _chapter(self, node: SyntaxTreeNode, number: list[int] | None, parents: list[str]) -> Any:
        link = next(n for n in node.walk() if n.type == "link")
        path = str(link.attrs["href"]).removeprefix("./") or None
        return {
            "Chapter": {
                "name": _words(link),
                "content": (self.source / path).read_text("utf-8") if path else "",
                "number": number,
                "sub_items": [],
                "path": path,
                "source_path": path,
                "parent_names": parents,
            }
        }


def _words(node: SyntaxTreeNode) -> str:
    return "".join(n.content for n in node.walk() if n.type in {"text", "code_inline"})
