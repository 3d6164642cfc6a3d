from __future__ import annotations

import pytest

from headway.text import (
    Code,
    CodeBlock,
    HtmlBlock,
    InlineHtml,
    Item,
    Paragraph,
    Rule,
    Tree,
    inside,
    parse,
)

EVERYTHING = b"""\
# Title

Text with `code` and <b>bold</b>.

> Quoted text.
>
> - listed

1. one
2. two

- [x] done
- [ ] open
- plain

```toml fence
[a]
```

    indented

<div>
[q]: html
</div>

---

[^n]: A note.

Used[^n].
"""


def blocks_of(tree: Tree, kind: type) -> list[str]:
    return [tree.slice(block.span).strip() for block in tree.walk() if isinstance(block, kind)]


def test_every_kind_of_block_is_found() -> None:
    tree = parse(EVERYTHING)
    assert blocks_of(tree, CodeBlock) == ["```toml fence\n[a]\n```", "indented"]
    assert blocks_of(tree, HtmlBlock) == ["<div>\n[q]: html\n</div>"]
    assert blocks_of(tree, Rule) == ["---"]
    assert blocks_of(tree, Paragraph) == [
        "Text with `code` and <b>bold</b>.",
        "Quoted text.",
        "A note.",
        "Used[^n].",
    ]
    assert [type(block).__name__ for block in tree.blocks] == [
        "Heading",
        "Paragraph",
        "Quote",
        "List",
        "List",
        "CodeBlock",
        "CodeBlock",
        "HtmlBlock",
        "Rule",
        "Footnote",
        "Paragraph",
    ]


def test_walk_gives_parents_before_children_in_order() -> None:
    starts = [block.span.start for block in parse(EVERYTHING).walk()]
    assert starts == sorted(starts)


def test_code_blocks_tell_their_words() -> None:
    blocks = [block for block in parse(EVERYTHING).walk() if isinstance(block, CodeBlock)]
    assert [block.info for block in blocks] == ["toml fence", None]


def test_task_boxes_tell_their_state() -> None:
    items = [block for block in parse(EVERYTHING).walk() if isinstance(block, Item)]
    assert [item.checked for item in items] == [None, None, None, True, False, None]


def test_inline_code_and_html_have_exact_spans() -> None:
    tree = parse("é `a b` ``c ` d`` <b class='x'>f</b> <!-- g -->\n".encode())
    found = [(type(mark), tree.slice(mark.span)) for mark in tree.marks]
    assert found == [
        (Code, "`a b`"),
        (Code, "``c ` d``"),
        (InlineHtml, "<b class='x'>"),
        (InlineHtml, "</b>"),
        (InlineHtml, "<!-- g -->"),
    ]


def test_the_marks_in_a_tight_item_are_found() -> None:
    tree = parse(b"- a [link](u.md)\n- b\n")
    items = [block for block in tree.walk() if isinstance(block, Item)]
    assert [[tree.slice(mark.span) for mark in tree.marks_in(item.span)] for item in items] == [
        ["[link](u.md)"],
        [],
    ]


@pytest.mark.parametrize(
    ("source", "name", "argument"),
    [
        ("(((GOALS)))", "GOALS", None),
        ("(((#GOALS)))", "#GOALS", None),
        ("(((ROADMAP GOALS: Fast feedback)))", "ROADMAP GOALS", "Fast feedback"),
        ("(((ROADMAP GOALS:   Fast  )))", "ROADMAP GOALS", "Fast"),
        ("(((REPORTS: 2026-01 to 2026-02)))", "REPORTS", "2026-01 to 2026-02"),
        ("((( goals )))", " goals ", None),
    ],
)
def test_a_directive_has_exact_spans(source: str, name: str, argument: str | None) -> None:
    tree = parse(f"é text {source} text\n".encode())
    (found,) = tree.directives
    assert tree.slice(found.span) == source
    assert (found.name, found.argument) == (name, argument)
    assert (tree.slice(found.argument_span) if found.argument_span else None) == argument


def test_directives_in_tables_and_the_innermost_of_nested_ones() -> None:
    tree = parse(b"| A |\n|---|\n| (((GOALS))) |\n\n(((A (((B))) C\n")
    assert [tree.slice(found.span) for found in tree.directives] == ["(((GOALS)))", "(((B)))"]


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("| (((A))) |", "| (((A))) |"),
        ("|(((A)))| b |  ", "|(((A)))| b |"),
        ("(((A)))", "(((A)))"),
        ("\n| (((A))) |", None),
    ],
)
def test_the_row_that_a_directive_stands_in(line: str, row: str | None) -> None:
    tree = parse(f"| (((HEAD))) |\n|---|\n| 1 |\n{line}\n".encode())
    head, found = tree.directives
    assert head.row is None
    assert (tree.slice(found.row) if found.row else None) == row


@pytest.mark.parametrize(
    ("source", "name", "argument"),
    [
        ("((GOALS))", "GOALS", None),
        ("(((GOALS))", "GOALS", None),
        ("((GOALS)))", "GOALS", None),
        ("(( #GOALS ))", " #GOALS ", None),
        ("(((ROADMAP GOALS: fast(er) builds))", "ROADMAP GOALS", "fast(er) builds"),
    ],
)
def test_a_directive_with_uneven_parentheses(source: str, name: str, argument: str | None) -> None:
    tree = parse(f"(((É))) text {source} (((X))) `{source}`\n".encode())
    (found,) = tree.uneven_directives
    assert tree.slice(found.span) == source
    assert (found.name, found.argument) == (name, argument)
    assert (tree.slice(found.argument_span) if found.argument_span else None) == argument
    assert len(tree.directives) == 2


@pytest.mark.parametrize(
    "source",
    ["(GOALS)", "((1))", "(((GOALS)))", "((((GOALS))))", "((GOALS)", "((a(b)c))", "(((A\nB))"],
)
def test_what_has_no_uneven_parentheses(source: str) -> None:
    assert parse(f"{source}\n".encode()).uneven_directives == ()


@pytest.mark.parametrize(
    "source",
    [
        "`(((GOALS)))`",
        "```\n(((GOALS)))\n```",
        "<!-- (((GOALS))) -->",
        "(((\nGOALS)))",
        "((GOALS))",
    ],
)
def test_what_is_no_directive(source: str) -> None:
    assert parse(f"{source}\n".encode()).directives == ()


def test_inside_finds_the_span_that_holds_an_offset() -> None:
    spans = [block.span for block in parse(b"a\n\nb\n\nc\n").blocks]
    assert [inside(offset, spans) for offset in range(8)] == [
        True,
        True,
        False,
        True,
        True,
        False,
        True,
        True,
    ]
    assert not inside(0, [])
