"""Names become links, and nothing else changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.pages.linking import linked
from headway.text import LinkStyle, Tree, parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from headway.pages.shelf import Shelf
    from headway.program.model import Program

ANA = "[Ana Lind](https://github.com/ana)"
SCRAPS = [
    *(
        "@ana",
        "@anabel",
        "@nobody",
        "@glow-bot",
        "@ana/x",
        "x@ana.example",
        "\\@ana",
        "@ana_",
        "@Ana",
    ),
    *("`@ana`", "``@ana ` @ana``", "```\n@ana\n```\n", "~~~\n[lang] @ana", "    @ana\n", "`"),
    *("[@ana](https://x.example/@ana)", "[x](@ana)", "[@ana][r]", "[r]", "![@ana](@ana)"),
    *(
        "<https://x.example/@ana>",
        "https://x.example/@ana",
        '<b title="@ana">',
        "</b>",
        "<!-- @ana -->",
    ),
    *(
        "<div>\n@ana\n",
        "</div>\n",
        "<!-- @ana",
        "<pre>",
        "# @ana\n",
        "@ana\n===\n",
        "[r]: https://r.example/@ana\n",
    ),
    *(
        "[lang]",
        "[lang][]",
        "[Docs][]",
        "[RFC #3]",
        "![Help wanted][]",
        "[nothing]",
        "[^1]",
        "[^1]: @ana\n",
    ),
    *(
        " ",
        "\n",
        "\n\n",
        "\r\n",
        "- ",
        "> ",
        "| a | @ana |\n",
        "|---|---|\n",
        "é",
        "🦀",
        "*",
        "_",
        "(",
        ")",
    ),
]
PAGES = st.lists(st.sampled_from(SCRAPS), max_size=25).map("".join)


@pytest.fixture(scope="module")
def program(shelf: Callable[[dict[str, str]], Shelf]) -> Program:
    return shelf({"2026/README.md": "# Goals\n"}).program


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ask @ana.", f"Ask {ANA}."),
        ("(@ana, @nobody, @glow-bot)", f"({ANA}, @nobody, @glow-bot)"),
        ("@anabel", r"[Anabel \*star\* Roe](https://github.com/anabel)"),
        ("@Ana", "[Ana Lind](https://github.com/Ana)"),
        ("a@ana.example foo.@ana @ana@social.example !@ana [x]@ana",) * 2,
        ("[lang] and [lang][]", "[lang] and [lang][]\n\n[lang]: https://lang.example\n"),
        ("[RFC #3], [RFC #3x]", "[RFC #3], [RFC #3x]\n\n[RFC #3]: https://rfcs.example/3\n"),
        ("![help Wanted][]", "![help Wanted][]\n\n[help Wanted]: https://badges.example/help\n"),
        ("[lang]\n\n[lang]: /own", "[lang]\n\n[lang]: /own"),
        ("[lang]\n\n```\nopen", "[lang]: https://lang.example\n\n[lang]\n\n```\nopen"),
        ("[lang]\n\n<!-- open", "[lang]: https://lang.example\n\n[lang]\n\n<!-- open"),
    ],
)
def test_what_becomes_of_names_and_labels(text: str, expected: str, program: Program) -> None:
    assert linked(parse(text.encode()), program) == expected


@given(text=PAGES)
def test_code_html_links_and_addresses_stay(text: str, program: Program) -> None:
    before = parse(text.encode())
    after = parse(linked(before, program).encode())
    assert slices(before, "code") == slices(after, "code")
    assert slices(before, "html") == slices(after, "html")
    assert [h.text for h in before.headings] == [h.text for h in after.headings]
    theirs = iter(links(after))
    assert all(link in theirs for link in links(before))
    definitions = {(one.label, one.destination) for one in after.definitions}
    assert {(one.label, one.destination) for one in before.definitions} <= definitions


def links(tree: Tree) -> list[tuple[str, str]]:
    """Where links lead, and how those are written that no label can change.

    One without a text is left out: `[lang][](x)` is a label and `(x)` once the label is defined.
    """
    written = {LinkStyle.INLINE, LinkStyle.AUTOLINK}
    return [
        (link.destination, tree.slice(link.span) if link.style in written else "")
        for link in tree.links()
        if not tree.slice(link.span).startswith("[](")
    ]


def slices(tree: Tree, kind: str) -> list[str]:
    return [tree.slice(span).strip() for span in getattr(tree, kind)]
