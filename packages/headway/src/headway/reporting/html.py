"""A report as HTML, or as Markdown for others to make HTML of, safe whoever wrote what it quotes.

Only what Markdown can say comes through, and collapsed parts. Nothing runs, nothing leaves its
place on the page, and no reader's browser asks a server that a comment's author chose: an image is
shown if it is the report's own or was uploaded to GitHub, and is a link otherwise.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

import nh3

from headway.diagnostics import Edit, apply
from headway.program.model import anchors
from headway.reporting.bodies import without_attributes
from headway.text import Footnote, LinkStyle, Span, parse, unsafe_html, within

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from headway.text import Tree

_SCHEMES = {"http", "https", "mailto"}
_TAGS = (
    "a b blockquote br code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img input kbd li ol"
    " p pre s strong sub summary sup table tbody td th thead tr u ul"
)
_ATTRIBUTES = {
    "a": {"href", "id", "title"},
    "code": {"class"},
    "details": {"open"},
    "div": {"id"},
    "img": {"alt", "src", "title"},
    "input": {"checked"},
    "ol": {"start"},
    "td": {"style"},
    "th": {"style"},
}
_BOX = {"type": "checkbox", "disabled": ""}  # whatever was written
_ALIGNED = re.compile(r"text-align: ?(?:left|center|right)")
_LANGUAGE = re.compile(r"language-[\w+#.,-]+")
# What a report has of HTML: parts to unfold, and places that links lead to.
_FOREIGN = re.compile(r'<(?!/?(?:details|summary)>|a id="[\w.-]+">|/a>)')
_SCHEME = re.compile(r"[\x00-\x20]*([a-zA-Z][a-zA-Z0-9+.\x00-\x20-]*):")
# Browsers read `\\`, and tabs between slashes, as another server's name: only plain paths are ours.
_SHOWN = re.compile(
    r"(?:[\w.%-]+/)*[\w.%-]+"
    r"|https://(?:github\.com/user-attachments/|(?:[\w-]+\.)*githubusercontent\.com/).*"
)


def safe_html(markdown: str, places: Collection[str] = ()) -> str:
    """The HTML of a report. Its headings have the anchors that mdBook gives them.

    `places` are names that the report itself gives to further places that links lead to.
    """
    tree = parse(markdown.encode())
    text = apply(tree.source, [*_named(tree), *_linked(tree)]).decode()
    return nh3.clean(
        unsafe_html(text),
        tags=set(_TAGS.split()),
        attributes=_ATTRIBUTES,
        attribute_filter=_filter(_places(tree) | {*places}),
        set_tag_attribute_values={"input": _BOX},
        url_schemes=_SCHEMES,
    )


def safe_markdown(markdown: str) -> str:
    """A report's Markdown as a book can take it in that lets through whatever is HTML."""
    tree = parse(markdown.encode())
    for edits_of in (_escaped, without_attributes, _linked, _unlinked):
        while edits := [*edits_of(tree)]:
            tree = parse(apply(tree.source, edits))
    return tree.source.decode()


def _escaped(tree: Tree) -> Iterator[Edit]:
    """HTML that reports do not have of themselves, as words."""
    for span in tree.html:
        text = tree.slice(span)
        escaped = _FOREIGN.sub("&lt;", text)
        if escaped != text:
            yield Edit(span, escaped)


def _unlinked(tree: Tree) -> Iterator[Edit]:
    """Links that a browser would run, as words."""
    for link in tree.links():
        scheme = _SCHEME.match(link.destination)
        if scheme and scheme[1].casefold() not in _SCHEMES:
            start = link.span.start
            if link.style is LinkStyle.AUTOLINK:
                yield Edit(Span(start, start + 1), "&lt;")
            else:
                yield Edit(Span(start, start), "\\")


def _named(tree: Tree) -> Iterator[Edit]:
    """Headings with places that links can lead to."""
    for heading, name in zip(tree.headings, anchors(tree.headings), strict=True):
        if heading.text and name:
            start = heading.content.start
            yield Edit(Span(start, start), f'<a id="{escape(name)}"></a>')


def _linked(tree: Tree) -> Iterator[Edit]:
    """Images of servers that anybody may have, as links; one in a link as its words."""
    links = [link.span for link in tree.links() if not link.image]
    for link in tree.links():
        if not link.image or _shown(link.destination):
            continue
        if within(link.span, links):
            yield Edit(link.span, _words(tree.slice(link.span)))
        else:
            yield Edit(Span(link.span.start, link.span.start + 1), "")


def _words(image: str) -> str:
    """What stands in an image's first brackets."""
    end = max(image.rfind(mark) for mark in ("](", "][")) if image[-1] in ")]" else -1
    return image[2:end] if end > 0 else image[2:].rstrip("]")


def _places(tree: Tree) -> frozenset[str]:
    """What links within the report may lead to."""
    notes = (block.label for block in tree.walk() if isinstance(block, Footnote))
    return frozenset((*anchors(tree.headings), *notes))


def _filter(places: frozenset[str]) -> Callable[[str, str, str], str | None]:
    """What decides whether a value of an attribute stays."""

    def value(_tag: str, attribute: str, value: str) -> str | None:
        keeps = {
            "id": value in places,
            "class": _LANGUAGE.fullmatch(value) is not None,
            "src": _shown(value),
            "style": _ALIGNED.fullmatch(value) is not None,
        }
        return value if keeps.get(attribute, True) else None

    return value


def _shown(address: str) -> bool:
    """Whether an image stands beside the report, or was uploaded to GitHub."""
    return _SHOWN.fullmatch(address) is not None
