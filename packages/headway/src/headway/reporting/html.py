"""A report as HTML, or as Markdown for others to make HTML of, safe whoever wrote what it quotes.

Only what Markdown can say comes through, and collapsed parts. Nothing runs, nothing leaves its
place on the page, and no reader's browser asks a server that a comment's author chose: an image is
shown if it is the report's own or was uploaded to GitHub, and is a link otherwise.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import TYPE_CHECKING

import nh3

from headway.diagnostics import Edit, apply
from headway.program.model import anchors
from headway.reporting.bodies import without_attributes
from headway.text import Footnote, LinkStyle, Span, parse, unsafe_html, within

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from headway.text import Tree

_SCHEMES = {"http", "https", "mailto"}
_TAGS = (
    "a b blockquote br code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img input kbd li ol"
    " p pre s strong sub summary sup table tbody td th thead time tr u ul"
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
_ADDRESS = re.compile(rb"(?<![\w/\"'=])https?://[^\s<>|\[\]\x60\\]+")
_BEHIND = re.compile(rb"(?:[.,:;!?'\"*_~\]]|&[a-z]+;)+\Z")
_NO_ADDRESS = re.compile(r"[\s<>]")
_DAY = re.compile(rb"(?<![\w/.=-])\d{4}-\d\d-\d\d(?![\w/-])")
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
    edits = [*_named(tree), *_linked(tree), *_addresses(tree)]
    text = apply(tree.source, [*edits, *_days(tree, edits)]).decode()
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


def _addresses(tree: Tree) -> Iterator[Edit]:
    """Addresses that nobody made a link of, as links."""
    left = [*tree.code, *tree.html, *(link.span for link in tree.links())]
    left += [one.span for one in tree.definitions]
    for found in _ADDRESS.finditer(tree.source):
        address = _ending(found[0])
        span = Span(found.start(), found.start() + len(address))
        shown = unescape(address.decode())
        is_free = not any(span.start < one.end and one.start < span.end for one in left)
        if is_free and not _NO_ADDRESS.search(shown):
            yield Edit(span, f"<{shown}>")


def _ending(address: bytes) -> bytes:
    """An address without the signs behind it that belong to the sentence."""
    while address != (shorter := _BEHIND.sub(b"", address)):
        address = shorter
    if address.endswith(b")") and address.count(b")") > address.count(b"("):
        return _ending(address[:-1])
    return address


def _days(tree: Tree, others: Iterable[Edit]) -> Iterator[Edit]:
    """Days, also as the text of a link, in an element of their own, so that they stay whole."""
    left = [*tree.code, *tree.html, *(one.span for one in others)]
    left += [one.span for one in tree.definitions]
    for link in tree.links():
        found = _DAY.match(tree.source, link.span.start + 1)
        alone = found and tree.source[found.end() : found.end() + 2] == b"]("
        inner = found.end() if found and alone and not link.image else link.span.start
        left.append(Span(inner, link.span.end))
    for found in _DAY.finditer(tree.source):
        span = Span(*found.span())
        if not any(span.start < one.end and one.start < span.end for one in left):
            yield Edit(span, f"<time>{found[0].decode()}</time>")


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
