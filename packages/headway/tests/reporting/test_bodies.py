from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headway.reporting.bodies import Home, fit
from headway.text import LinkStyle, parse, unsafe_html

if TYPE_CHECKING:
    from pathlib import Path

URL = "https://github.com/org/plan/issues/1#issuecomment-2"
MENTION = re.compile(rb"(?<![A-Za-z0-9`/.])@[A-Za-z0-9*]")
ISSUE = "https://github.com/{}/issues/{}"
SCRAPS = [
    *(
        "Words",
        " ",
        "\n",
        "\n\n",
        "# ",
        "## Head\n",
        "# Head {#a onclick=b}\n",
        "{onclick=b} ##\n",
        "Two\n===\n",
        "- ",
        "> ",
        "`x @ana #1`",
        "```\n",
    ),
    *("@ana", "@org/team", "@**Ana**", "#12", "org/repo#3", "[a](../b)", "[a](/b 'T')", "[a](#c)"),
    *("[x]", "[a][x]", "[x][]", "\n[x]: /y\n", "![i](p.png)", "<b>", "</b>", "<div>\n", "<!-- "),
    *("-->", "<script>", "</script>", "(", ")", "*", "_", "https://a.b/@c#1 ", "<https://a.b/@c>"),
    *("[j](javascript:x)", "é", "\\", "[@ana](z)", "    code\n", "<", ">"),
]


def fitted(body: str) -> str:
    return fit(body, URL, "org/plan", 3)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("# One\n\n### Three #\n", "#### One\n\n###### Three #\n"),
        ("One\n===\n\nText", "#### One\n\nText"),
        ("> # One", "> #### One"),
        ("# One {#one onclick=x}", "#### One {#one onclick=x}&#8203;"),
        ("Two\nlines\n---\n", "##### Two lines\n"),
        ("[a](../b)", "[a](https://github.com/org/plan/b)"),
        ("[a](/b 'T')", "[a](https://github.com/b)"),
        ("[a](#c)", "[a](https://github.com/org/plan/issues/1#c)"),
        ("[a](https://b.org 'T')", "[a](https://b.org 'T')"),
        ("[a](javascript:x)", f"[a]({URL})"),
        ("[a](http://[x)", f"[a]({URL})"),
        ("![a](b.png)", "![a](https://github.com/org/plan/issues/b.png)"),
        ("[a][x] [x] [x][]\n\n[x]: /y\n", "[a]({0}) [x]({0}) [x]({0})\n\n\n"),
        ("See #12.", f"See [#12]({ISSUE.format('org/plan', 12)})."),
        ("(org/repo#3)", f"([org/repo#3]({ISSUE.format('org/repo', 3)}))"),
        ("[#12](https://a.b)", "[#12](https://a.b)"),
        (r"\#12 \org/repo#3", r"\#12 \org/repo#3"),
        ("&#39; a#1 https://a.b/#1", "&#39; a#1 https://a.b/#1"),
        ("Thanks @ana!", "Thanks [ana](https://github.com/ana)!"),
        ("to\\@ana", "to[ana](https://github.com/ana)"),
        ("\\@org/team", "[org/team](https://github.com/orgs/org/teams/team)"),
        ("[@ana](https://a.b/@ana)", "[ana](https://a.b/@ana)"),
        ("@ana@bob", "[ana](https://github.com/ana) bob"),
        ("@**Ana** a@b.org", "**Ana** a@b.org"),
        ("`@ana #1 <b>`", "`@ana #1 <b>`"),
        ("    @ana #1 [a](b)", "    @ana #1 [a](b)"),
        ("<b onclick='x'>Bold</b><!-- no -->", "Bold"),
        ("<script>alert(1)</script>Text", "Text"),
        ("<<b>script>@ana", "&lt;script>[ana](https://github.com/ana)"),
        ("```\n# code", "```\n# code\n```\n"),
    ],
)
def test_what_becomes_of_a_comment(body: str, expected: str) -> None:
    assert fitted(body) == expected.replace("{0}", "https://github.com/y")


bodies = st.lists(st.sampled_from(SCRAPS), max_size=25).map("".join) | st.text()


def stands(body: str) -> None:
    tree = parse(fitted(body).encode())
    assert tree.html == ()
    assert all(heading.level > 3 for heading in tree.headings)
    assert not re.search(r"<h\d [^>]", unsafe_html(tree.source.decode()))
    assert all(urlsplit(link.destination).scheme for link in tree.links())
    assert all(link.style in {LinkStyle.INLINE, LinkStyle.AUTOLINK} for link in tree.links())
    after = parse(tree.source + b"\n\nAfter")
    assert after.slice(after.blocks[-1].span) == "After"
    left = [*tree.code, *(link.span for link in tree.links())]
    for found in MENTION.finditer(tree.source):
        assert any(span.start <= found.start() < span.end for span in left)


@given(bodies)
def test_a_body_stands_in_a_post_whatever_it_holds(body: str) -> None:
    stands(body)


def test_real_comments_stand_in_a_post_with_their_code(corpus: Path) -> None:
    for comment in json.loads((corpus / "activity/comments.json").read_text("utf-8")):
        body = comment["body"]
        stands(body)
        before, after = parse(body.encode()), parse(fitted(body).encode())
        if not before.html:
            assert [*map(after.slice, after.code)] == [*map(before.slice, before.code)]


def test_a_number_that_a_repository_cannot_have_stays_text() -> None:
    text = fit("See #407, #147565 and org/other#147565.", URL, Home("org/plan", 407), 3)
    assert text == (
        "See [#407](https://github.com/org/plan/issues/407), #147565 and "
        "[org/other#147565](https://github.com/org/other/issues/147565)."
    )
