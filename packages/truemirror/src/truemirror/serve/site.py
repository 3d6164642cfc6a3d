"""What is answered to a request for a file, whatever server it came through."""

from __future__ import annotations

import datetime as dt
import logging
from email.utils import format_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from truemirror.errors import TruemirrorError
from truemirror.serve.answers import UNAVAILABLE, Answer, Asked, file_headers, found, plain
from truemirror.serve.conditions import (
    Span,
    asked_date,
    has_tag,
    is_too_new,
    wanted_span,
    wants_other,
)
from truemirror.serve.crates import CONFIG, INDEX, Made, PresentLines, config
from truemirror.store.mirror import blob_path
from truemirror.store.tombstones import FOLDER, STATUSES, tombstone
from truemirror.store.tree import RememberingTrees
from truemirror.upstream.index import UNFETCHED

if TYPE_CHECKING:
    from truemirror.serve.views import Latest
    from truemirror.store.mirror import Mirror
    from truemirror.store.place import Kept
    from truemirror.store.tree import Node

# What the address of a server comes from.
_VARY = {"Vary": "Host, X-Forwarded-Host, X-Forwarded-Prefix, X-Forwarded-Proto"}
_MARKS = (f"{FOLDER}/", f"{UNFETCHED}/")
log = logging.getLogger(__name__)


class DamagedError(TruemirrorError):
    """A file of a generation is not there, or not as long as it was."""

    def __init__(self, sha256: str) -> None:
        """Tell which one."""
        super().__init__(f"{blob_path(sha256)} is damaged: run `truemirror verify --repair`")


class Site:
    """The files of a mirror; all that is answered to a request is of one generation."""

    def __init__(self, mirror: Mirror, latest: Latest, *, all_lines: bool = False) -> None:
        """Take the mirror, and what knows its generation.

        With `all_lines` an index also lists versions whose archives are not there.
        """
        self._place = mirror.place
        self._latest = latest
        self._trees = RememberingTrees(mirror)
        self._lines = None if all_lines else PresentLines(mirror.place, self._trees)

    def answer(self, asked: Asked) -> Answer:
        """What is answered to a request."""
        if asked.method not in {"GET", "HEAD"}:
            return plain(HTTPStatus.METHOD_NOT_ALLOWED, {"Allow": "GET, HEAD"})
        try:
            generation = self._latest.generation()
            if generation is None:
                return plain(HTTPStatus.SERVICE_UNAVAILABLE, UNAVAILABLE)
            answer = self._answer(asked, generation.tree)
        except TruemirrorError as error:
            log.error("/%s: %s", asked.path, error)  # noqa: TRY400 - that is all there is to say
            return plain(HTTPStatus.SERVICE_UNAVAILABLE, UNAVAILABLE)
        return answer._replace(body=()) if asked.method == "HEAD" else answer

    def _answer(self, asked: Asked, tree: str) -> Answer:
        path = asked.path
        if path == CONFIG and self._trees.find(tree, INDEX.rstrip("/")):
            return _made(asked, config(asked.address), _VARY)
        node = self._trees.find(tree, path)
        if node is None or node.is_directory or path.startswith(_MARKS):
            return plain(self._absence(tree, path))
        made = None
        if self._lines and path.startswith(INDEX):
            made = self._lines.file(tree, path, node)
        if wants_other(asked.headers, f'"{made.sha256 if made else node.sha256}"'):
            return plain(HTTPStatus.PRECONDITION_FAILED)
        return _made(asked, made) if made else self._blob(asked, node)

    def _absence(self, tree: str, path: str) -> int:
        gone = (status for status in STATUSES if self._trees.find(tree, tombstone(status, path)))
        return next(gone, HTTPStatus.NOT_FOUND)

    def _blob(self, asked: Asked, node: Node) -> Answer:
        """A file as upstream has it."""
        headers, blob = file_headers(asked.path, node.sha256), blob_path(node.sha256)
        if has_tag(asked.headers, headers["ETag"]):
            return Answer(HTTPStatus.NOT_MODIFIED, headers)
        date = asked_date(asked.headers)
        if asked.method == "HEAD" or date or "if-unmodified-since" in asked.headers:
            kept = _sound(node, self._place.look(blob))
            headers["Last-Modified"] = _date(kept)
            if is_too_new(asked.headers, kept.modified):
                return plain(HTTPStatus.PRECONDITION_FAILED)
            # No other date will do: an older file may take the place of a newer one.
            if date == headers["Last-Modified"]:
                return Answer(HTTPStatus.NOT_MODIFIED, headers)
        span = wanted_span(asked, headers["ETag"], node.size)
        if asked.method == "HEAD" or (span and span.start == span.end):
            return found(headers, node.size, span)
        reading = self._place.open(blob, *(span or ()))
        headers["Last-Modified"] = _date(_sound(node, reading and reading.kept))
        return found(headers, node.size, span, reading.chunks if reading else ())


def _made(asked: Asked, made: Made, more: dict[str, str] | None = None) -> Answer:
    """A file that is made here, and is small; without bytes it is as good as not there."""
    if not made.data:
        return plain(HTTPStatus.NOT_FOUND)
    headers = file_headers(asked.path, made.sha256) | (more or {})
    if has_tag(asked.headers, headers["ETag"]):
        return Answer(HTTPStatus.NOT_MODIFIED, headers)
    span = wanted_span(asked, headers["ETag"], len(made.data))
    start, end = span or Span(0, len(made.data))
    return found(headers, len(made.data), span, [made.data[start:end]])


def _sound(node: Node, kept: Kept | None) -> Kept:
    if kept is None or kept.size != node.size:
        raise DamagedError(node.sha256)
    return kept


def _date(kept: Kept) -> str:
    return format_datetime(kept.modified.astimezone(dt.UTC).replace(microsecond=0), usegmt=True)
