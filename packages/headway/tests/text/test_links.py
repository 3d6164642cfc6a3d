from __future__ import annotations

import pytest

from headway.text import FootnoteUse, Link, LinkStyle, parse

DEFINITION = "\n\n[c]: http://d.example 'title'\n"


@pytest.mark.parametrize(
    ("source", "style", "destination", "label"),
    [
        ("[a](u.md)", LinkStyle.INLINE, "u.md", ""),
        ('[a](<u v.md> "title")', LinkStyle.INLINE, "u v.md", ""),
        ("[a]()", LinkStyle.INLINE, "", ""),
        ("[a][c]", LinkStyle.FULL, "http://d.example", "c"),
        ("[c][]", LinkStyle.COLLAPSED, "http://d.example", "c"),
        ("[c]", LinkStyle.SHORTCUT, "http://d.example", "c"),
        ("<https://x.example>", LinkStyle.AUTOLINK, "https://x.example", ""),
        ("<m@n.example>", LinkStyle.AUTOLINK, "m@n.example", ""),
    ],
)
@pytest.mark.parametrize("image", [False, True])
def test_a_link_has_an_exact_span(
    source: str, style: LinkStyle, destination: str, label: str, *, image: bool
) -> None:
    if image:
        source = f"!{source}"
    tree = parse(f"é {source} text{DEFINITION}".encode())
    (link,) = tree.links()
    is_image = image and style is not LinkStyle.AUTOLINK
    assert tree.slice(link.span) == source.removeprefix("" if is_image else "!")
    assert (link.style, link.destination, link.label, link.image) == (
        style,
        destination,
        label,
        is_image,
    )


def test_a_link_may_hold_an_image() -> None:
    tree = parse(b"[![badge](p.png)](u.md)\n")
    assert [(tree.slice(link.span), link.image) for link in tree.links()] == [
        ("[![badge](p.png)](u.md)", False),
        ("![badge](p.png)", True),
    ]


def test_a_link_over_two_lines() -> None:
    tree = parse(b"a [link\nover](u.md) lines\n")
    assert [tree.slice(link.span) for link in tree.links()] == ["[link\nover](u.md)"]


@pytest.mark.parametrize("source", ["`[a](u)`", "\\[a](u)", "<!-- [a](u) -->", "    [a](u)"])
def test_what_only_looks_like_a_link(source: str) -> None:
    assert list(parse(f"{source}\n".encode()).links()) == []


def test_definitions_that_count_and_hidden_ones() -> None:
    tree = parse(b"[c]: one\n[C]: two\n\ntext [c]\n\n[c]: <three> 'title'\n[other]: four\n")
    assert [(tree.slice(d.span), d.label, d.destination, d.hidden) for d in tree.definitions] == [
        ("[c]: one", "c", "one", False),
        ("[C]: two", "C", "two", True),
        ("[c]: <three> 'title'", "c", "three", True),
        ("[other]: four", "other", "four", False),
    ]


def test_a_definition_may_stand_in_a_quote_or_on_two_lines() -> None:
    tree = parse(b"> [q]: one\n\n[w]:\n  two\n")
    assert [(tree.slice(d.span), d.destination) for d in tree.definitions] == [
        ("[q]: one", "one"),
        ("[w]:\n  two", "two"),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "```\n[c]: two\n```",
        "    [c]: two",
        "text\n[c]: two",
        "| A |\n|---|\n[c]: two",
        "- a\n[c]: two",
    ],
)
def test_what_lies_in_a_block_is_no_definition(source: str) -> None:
    tree = parse(f"[c]: one\n\n{source}\n".encode())
    assert [definition.destination for definition in tree.definitions] == ["one"]


@pytest.mark.parametrize(
    ("source", "label", "style", "image"),
    [
        ("[text][zz]", "zz", LinkStyle.FULL, False),
        ("[zz][]", "zz", LinkStyle.COLLAPSED, False),
        ("[zz]", "zz", LinkStyle.SHORTCUT, False),
        ("![text][zz]", "zz", LinkStyle.FULL, True),
        ("![zz][]", "zz", LinkStyle.COLLAPSED, True),
    ],
)
def test_an_undefined_reference_has_an_exact_span(
    source: str, label: str, style: LinkStyle, *, image: bool
) -> None:
    tree = parse(f"é {source} text\n".encode())
    (found,) = tree.undefined_references
    assert tree.slice(found.span) == source
    assert (found.label, found.style, found.image) == (label, style, image)


def test_footnotes() -> None:
    tree = parse(b"a[^1] and b[^2] `[^3]` \\[^4]\n\n[^1]: text\n    with [a link](u.md)\n")
    uses = [mark for mark in tree.marks if isinstance(mark, FootnoteUse)]
    assert [(tree.slice(use.span), use.label) for use in uses] == [("[^1]", "1")]
    undefined = [(tree.slice(note.span), note.label) for note in tree.undefined_footnotes]
    assert undefined == [("[^2]", "2")]
    links = [mark for mark in tree.marks if isinstance(mark, Link)]
    assert [tree.slice(link.span) for link in links] == ["[a link](u.md)"]
