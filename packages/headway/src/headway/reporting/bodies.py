"""A comment made fit to stand in a post below headings, among others, without its page.

Code is left as it is. Everything else keeps its words: headings are lowered, links lead where they
led on the comment's page, references to issues become links, nobody is pinged, and of HTML only the
words stay. Links by reference become inline ones, since another comment may use the same label.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Self
from urllib.parse import urljoin, urlsplit

from headway.diagnostics import Edit, apply
from headway.pages import markdown
from headway.text import CodeBlock, LinkStyle, Paragraph, Span, parse, within

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from headway.text import Heading, Link, Tree

_DEEPEST = 6
_SCHEMES = ("http", "https", "mailto")
_HTML = re.compile(
    rb"<!--.*?-->|<(script|style)\b.*?</\1\s*>|</?[a-z][^<>]*>", re.DOTALL | re.IGNORECASE
)
_TAIL = re.compile(rb"\]\(\s*(?:<[^<>\n]*>|\S*)(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*\)")
_REFERENCE = re.compile(rb"(?<![\w&/#.\\-])(?:([\w.-]+/[\w.-]+))?#(\d+)(?![\w@])")
_MENTION = re.compile(
    rb"(?:(?<![A-Za-z0-9`/.\\])|\\+)@(?:([A-Za-z0-9][A-Za-z0-9-]*(?:/[A-Za-z0-9-]+)?)((?:@[\w*-]*)*)|(?=_?\*))"
)
_BARE = re.compile(rb"https?://[^\s<>()\[\]@]+(?:/@[\w.-]+)?")
_SIGN = re.compile(r"[!-/:-@\[-`{-~]")
_LESS = re.compile(r"\\*<")
_BRACE = re.compile(rb"\}(?=[ \t]*#*\s*(?:\n[ \t>]*(?:=+|-+)\s*)?\Z)")
_FENCE = re.compile(r"`{3,}|~{3,}")


class Home(str):
    """The name of the repository that a bare `#12` belongs to; empty where nobody knows.

    `highest` is the highest number known there. What is above it is no issue of that repository,
    and stays text, as GitHub has it.
    """

    __slots__ = ("highest",)

    def __new__(cls, name: str, highest: int | None = None) -> Self:
        """Take a name and a number."""
        made = super().__new__(cls, name)
        made.highest = highest
        return made

    highest: int | None


def fit(body: str, url: str, repository: str, level: int) -> str:
    """A comment's Markdown as it can stand under a heading of some level.

    `url` is the address of the comment, and `repository` what a bare `#12` belongs to; where that
    is empty, nobody knows, and it is left as it is; a `Home` knows how far its numbers go.
    """
    tree = _without_underlines(_without_html(body))
    edits = [_lowered(tree, heading, level) for heading in tree.headings]
    edits += without_attributes(tree)
    edits += [Edit(one.span, "") for one in tree.definitions]
    text = apply(tree.source, [*edits, *_inline(tree, url, repository)]).decode()
    return _closed(text)


def fit_parts(tree: Tree, spans: Iterable[Span], url: str, repository: str) -> Iterator[str]:
    """Parts of a comment's paragraphs, each on one line and fit to stand alone as a paragraph."""
    edits = [*_tags(tree), *_inline(tree, url, repository)]
    for span in spans:
        own = [_moved(edit, span.start) for edit in edits if edit.span in span]
        text = " ".join(apply(tree.source[slice(*span)], own).decode().split())
        yield _paragraph(_escaped(parse(text.encode())).source.decode())


def without_attributes(tree: Tree) -> Iterator[Edit]:
    """What keeps braces at the end of a heading from being read as attributes, `onclick` too."""
    for heading in tree.headings:
        found = _BRACE.search(tree.source[slice(*heading.span)])
        if found:
            end = heading.span.start + found.end()
            yield Edit(Span(end, end), "&#8203;")


def _moved(edit: Edit, start: int) -> Edit:
    return Edit(Span(edit.span.start - start, edit.span.end - start), edit.replacement)


def _paragraph(line: str) -> str:
    """A line whose first sign is escaped where it would begin something else than a paragraph."""
    blocks = parse(line.encode()).blocks
    if not blocks or isinstance(blocks[0], Paragraph):
        return line
    return _SIGN.sub(r"\\\g<0>", line, count=1)


def _inline(tree: Tree, url: str, repository: str) -> Iterator[Edit]:
    """What becomes of the links of a text, of the people and of the issues that it names."""
    gone = [one.span for one in tree.definitions]
    links = [link for link in tree.links() if not within(link.span, gone)]
    for link in links:
        yield from _absolute(tree, link, url)
    left = [*gone, *tree.code, *map(_address, _BARE.finditer(tree.source))]
    people = [*_people(tree, left, links)]
    taken = [*left, *(link.span for link in links), *(edit.span for edit in people)]
    yield from people
    yield from _issues(tree, repository, taken)


def _address(found: re.Match[bytes]) -> Span:
    return Span(*found.span())


def _lowered(tree: Tree, heading: Heading, level: int) -> Edit:
    """The marks of a heading at its level below that of the post."""
    start, end = heading.span
    marks = tree.source[start:end]
    deep = min(_DEEPEST, level + heading.level)
    return Edit(Span(start, start + len(marks) - len(marks.lstrip(b"#"))), "#" * deep)


def _absolute(tree: Tree, link: Link, url: str) -> Iterator[Edit]:
    """A link as an inline one with its whole address; one to no page leads to the comment."""
    if link.style is LinkStyle.AUTOLINK:
        return
    address = _whole(url, link.destination)
    if link.style is not LinkStyle.INLINE or address != link.destination:
        yield Edit(_tail(tree, link), f"]({markdown.target(address)})")


def _whole(url: str, destination: str) -> str:
    """Where a link on a page leads; to the page itself where that is no place to go."""
    try:
        address = urljoin(url, destination)
        return address if urlsplit(address).scheme in _SCHEMES else url
    except ValueError:  # of the standard library, for what looks like an address in IPv6
        return url


def _tail(tree: Tree, link: Link) -> Span:
    """What stands behind the text of a link, from the bracket that closes it."""
    start, end = link.span
    if link.style is LinkStyle.AUTOLINK:
        return link.span
    if link.style is LinkStyle.SHORTCUT:
        return Span(end - 1, end)
    if link.style is not LinkStyle.INLINE:
        return Span(tree.source.rindex(b"][", start, end), end)
    at = tree.source.rfind(b"](", start, end)
    while at > start and not _TAIL.fullmatch(tree.source, at, end):
        earlier = tree.source.rfind(b"](", start, at)
        if earlier < 0:
            break
        at = earlier
    return Span(at, end)


def _people(tree: Tree, left: list[Span], links: list[Link]) -> Iterator[Edit]:
    """People and teams as links; within a link's text they only lose the `@`."""
    inner = [link.span for link in links]
    texts = [Span(link.span.start, _tail(tree, link).start) for link in links]
    for found in _MENTION.finditer(tree.source):
        span = Span(*found.span())
        linked = within(span, inner)
        if within(span, left) or (linked and not within(span, texts)):
            continue
        name, stuck = ((part or b"").decode() for part in found.groups())
        team = name.replace("/", "/teams/")
        page = f"https://github.com/{'orgs/' + team if '/' in name else name}"
        text = markdown.link(name, page) if name and not linked else name
        yield Edit(span, text + stuck.replace("@", " "))


def _issues(tree: Tree, repository: str, left: list[Span]) -> Iterator[Edit]:
    """References to issues as links; GitHub leads from there to a pull request."""
    for found in _REFERENCE.finditer(tree.source):
        span = Span(*found.span())
        name = (found[1] or b"").decode() or _of_bare(int(found[2]), repository)
        if name and not any(span.start < one.end and one.start < span.end for one in left):
            address = f"https://github.com/{name}/issues/{found[2].decode()}"
            yield Edit(span, markdown.link(found[0].decode(), address))


def _of_bare(number: int, repository: str) -> str:
    """The repository that a bare number belongs to; empty where it cannot be one of it."""
    highest = repository.highest if isinstance(repository, Home) else None
    return "" if highest is not None and number > highest else repository


def _without_html(body: str) -> Tree:
    """The comment without tags and comments of HTML; what still reads as some is escaped."""
    tree = parse(body.encode())
    return _escaped(parse(apply(tree.source, _tags(tree))))


def _tags(tree: Tree) -> Iterator[Edit]:
    """What takes tags and comments of HTML out of a text."""
    for span in tree.html:
        yield Edit(span, _HTML.sub(b"", tree.source[slice(*span)]).decode())


def _escaped(tree: Tree) -> Tree:
    """A text in which nothing is HTML."""
    while tree.html:
        escaped = [Edit(span, _LESS.sub("&lt;", tree.slice(span))) for span in tree.html]
        tree = parse(apply(tree.source, escaped))
    return tree


def _without_underlines(tree: Tree) -> Tree:
    """The comment with every heading on one line, behind its marks."""
    while underlined := [one for one in tree.headings if one.content.start == one.span.start]:
        edits = [
            Edit(one.span, f"{'#' * one.level} {_on_one_line(one.text)}\n") for one in underlined
        ]
        tree = parse(apply(tree.source, edits))
    return tree


def _on_one_line(text: str) -> str:
    """The lines of a heading, without what they begin with in a quote."""
    return " ".join(line.strip(" \t>") for line in text.splitlines())


def _closed(text: str) -> str:
    """A text whose last code block takes in nothing that comes after."""
    tree = parse(text.encode())
    last = tree.blocks[-1] if tree.blocks else None
    if not isinstance(last, CodeBlock) or last.info is None:
        return text
    lines = tree.slice(last.span).strip().splitlines()
    fence = _FENCE.match(lines[0])
    if fence is None or (len(lines) > 1 and lines[-1].strip().startswith(fence[0])):
        return text
    return f"{text.rstrip()}\n{fence[0]}\n"
