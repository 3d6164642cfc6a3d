"""The kinds of document that a program may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headway.documents.goal import GOAL
from headway.documents.roadmap import ROADMAP
from headway.documents.signoff import SIGNOFF

if TYPE_CHECKING:
    from headway.documents.kinds import Kind
    from headway.documents.reading import Page

# The first that recognises a page has it.
KINDS = (SIGNOFF, ROADMAP, GOAL)
# Where kinds are kept that are no part of the book.
FOLDERS = tuple(kind.folder for kind in KINDS if kind.folder)


def kind_of(page: Page) -> Kind | None:
    """What kind of document a page is; None for one that belongs to no period, or to no kind."""
    if page.period is None:
        return None
    return next((kind for kind in KINDS if kind.recognises(page)), None)
