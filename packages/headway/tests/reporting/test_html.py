from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from headway.reporting.bodies import fit
from headway.reporting.html import safe_html, safe_markdown
from headway.text import unsafe_html

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = (
    "b blockquote br dd del dl dt em h1 h2 h3 h4 h5 h6 hr i kbd li p pre s strong sub summary sup"
    " table tbody thead time tr u ul"
)
# What each element may have; what is not here may not be there.
HARMLESS: dict[str, frozenset[str] | set[str]] = {
    **dict.fromkeys(PLAIN.split(), frozenset[str]()),
    "a": {"href", "id", "rel", "title"},
    "code": {"class"},
    "details": {"open"},
    "div": {"id"},
    "img": {"alt", "src", "title"},
    "input": {"checked", "disabled", "type"},
    "ol": {"start"},
    "td": {"style"},
    "th": {"style"},
}
OF_BOOKS = {*HARMLESS, "section"}
ADDRESS = re.compile(
    r"(?:https?://|mailto:)|(?![\x00-\x20]*[a-z][\x00-\x20a-z0-9+.-]*:)", re.IGNORECASE
)
IMAGE = re.compile(
    r"https://(github\.com/user-attachments|[\w.-]*\.?githubusercontent\.com)/|[\w.%]"
)
PAYLOADS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//e.org/x.js></sCrIpT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\n>alert(1)</script\n>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img src='x'onerror='alert(1)'>",
    '<img """><script>alert(1)</script>">',
    "<img src=javascript:alert(1)>",
    "<img src=//e.org/pixel.gif>",
    r"<img src=\\e.org\pixel.gif>",
    r"<img src=/\e.org/pixel.gif>",
    "<img src='/\t/e.org/pixel.gif'>",
    "<img src=' https://e.org/pixel.gif'>",
    "<img src=x srcset='https://e.org/pixel.gif 1x'>",
    "<img src=x style=background:url(//e.org)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text>x</text></a></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror=alert(1)>'>",
    "<math href=javascript:alert(1)>x</math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=data:text/html,<script>alert(1)</script>></object>",
    "<embed src=//e.org/x.swf>",
    "<link rel=stylesheet href=//e.org/x.css>",
    "<style>@import '//e.org/x.css';</style>",
    "<style>p{background:url(//e.org)}</style>",
    "<base href=//e.org>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<form action=//e.org><button>x</button></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<input type=image src=//e.org/x onerror=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)><summary onclick=alert(1)>x</summary></details>",
    "<video src=//e.org/x.mp4 poster=//e.org/x.png autoplay onplay=alert(1)></video>",
    "<audio src onloadstart=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='java&#x09;script:alert(1)'>x</a>",
    "<a href=' &#14; javascript:alert(1)'>x</a>",
    "<a href=JaVaScRiPt:alert(1)>x</a>",
    "<a href=vbscript:x>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href=# ping=//e.org>x</a>",
    "<a href=# target=_top onclick=alert(1)>x</a>",
    "<div style='position:fixed;inset:0'>x</div>",
    "<table background=//e.org><td background=//e.org style='background:url(//e.org)'>x",
    "<p id=location name=cookie class=menu>x</p>",
    "<template><script>alert(1)</script></template>",
    "<textarea><script>alert(1)</script>",
    "<title><img src=x onerror=alert(1)></title>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<plaintext>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
    "[x](javascript:alert(1))",
    "[x](JAVASCRIPT&colon;alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<javascript:alert(1)>",
    "[x]\n\n[x]: javascript:alert(1)",
    "![x](javascript:alert(1))",
    "![x](https://e.org/pixel.gif)",
    "![x][y]\n\n[y]: //e.org/pixel.gif",
    "[![x](https://e.org/pixel.gif)](https://e.org)",
    '![x](y "\\"onerror=alert(1)")',
    "[x](y '\" onclick=alert(1) ')",
    "# x {#y onclick=alert(1)}",
    '# x {#"><img/src=x/onerror=alert(1)>}',
    '```x"onclick=alert(1)\ny\n```',
    "| x |\n|---|\n| <img src=x onerror=alert(1)> |",
    "`<script>` <script>`</script>`",
    "\\<script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]
AROUND = ["{}", "Words {} words", "- {}", "<details>\n\n{}\n\n</details>"]
SCRAPS = [
    *PAYLOADS,
    *(
        "\n",
        "\n\n",
        " ",
        "<",
        ">",
        '"',
        "'",
        "`",
        "```\n",
        "# ",
        "- ",
        "> ",
        "| ",
        "](",
        "![",
        "\\",
    ),
    *("<details>", "</details>", "<a ", "<img ", "onerror=", "src=", "href=", "<!--", "-->", "\0"),
]


class Page(HTMLParser):
    """The elements that a page holds, each with its attributes, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.other: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        self.other.append(data)

    def handle_decl(self, decl: str) -> None:
        self.other.append(decl)

    def handle_pi(self, data: str) -> None:
        self.other.append(data)


def harmless(markdown: str) -> None:
    page = Page(safe_html(markdown))
    assert page.other == []
    for tag, attributes in page.elements:
        assert attributes.keys() <= HARMLESS[tag], (tag, attributes)
        assert ADDRESS.match(attributes.get("href") or ""), attributes
        assert not attributes.get("src") or IMAGE.match(attributes["src"] or ""), attributes
        assert re.fullmatch(r"(text-align: \w+)?", attributes.get("style") or ""), attributes
        assert tag != "input" or attributes["type"] == "checkbox"


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize(
    "around", ["{}", "Words {} words", "- {}", "<details>\n\n{}\n\n</details>"]
)
def test_what_is_known_to_run_or_to_ask_a_server_does_not(payload: str, around: str) -> None:
    harmless(around.format(payload))


def harmless_markdown(markdown: str) -> None:
    """As where a book's builder lets through whatever is HTML."""
    page = Page(unsafe_html(safe_markdown(markdown)))
    assert page.other == []
    for tag, attributes in page.elements:
        assert not any(name.startswith("on") for name in attributes), (tag, attributes)
        assert tag in OF_BOOKS, (tag, attributes)
        assert ADDRESS.match(attributes.get("href") or ""), attributes
        assert not attributes.get("src") or IMAGE.match(attributes["src"] or ""), attributes


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize(
    "around", ["{}", "Words {} words", "- {}", "<details>\n\n{}\n\n</details>"]
)
def test_what_is_known_to_run_does_not_in_a_book(payload: str, around: str) -> None:
    harmless_markdown(around.format(payload))


@given(st.lists(st.sampled_from(SCRAPS) | st.text(max_size=3), max_size=12).map("".join))
def test_nothing_harmful_can_be_put_together_for_a_book(markdown: str) -> None:
    harmless_markdown(markdown)


def test_a_book_gets_what_reports_have() -> None:
    markdown = (
        '## <a id="goal-board-packs"></a>[Packs](#x)\n\n<details>\n<summary>2 more</summary>\n\n'
        "`<b>` [seen](https://a.org) ![c](charts/a.svg)\n\n```\n<script>\n```\n\n</details>\n"
    )
    assert safe_markdown(markdown) == markdown


@given(st.lists(st.sampled_from(SCRAPS) | st.text(max_size=3), max_size=12).map("".join))
@example("# <a id='x'>\n")
def test_nothing_harmful_can_be_put_together(markdown: str) -> None:
    harmless(markdown)


def test_nothing_harmful_is_left_where_a_comment_was_made_fit_first() -> None:
    for payload in PAYLOADS:
        page = Page(safe_html(fit(payload, "https://github.com/o/r/issues/1", "o/r", 3)))
        assert {tag for tag, _ in page.elements} <= {"p", "a", "code", "pre", "h4", "ul", "li"} | {
            *("table", "thead", "tbody", "tr", "th", "td", "img"),
        }


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        (
            "<details><summary>More</summary>\n\n*All* of it.\n\n</details>\n",
            "<details><summary>More</summary>\n<p><em>All</em> of it.</p>\n</details>\n",
        ),
        (
            "| a | b |\n|:--|--:|\n| 1 | 2 |\n",
            (
                '<table><thead><tr><th style="text-align: left">a</th>'
                '<th style="text-align: right">b</th></tr></thead><tbody>\n<tr>'
                '<td style="text-align: left">1</td><td style="text-align: right">2</td></tr>\n'
                "</tbody></table>\n"
            ),
        ),
        (
            "```rust,ignore\na && b < c\n```\n",
            '<pre><code class="language-rust,ignore">a &amp;&amp; b &lt; c\n</code></pre>\n',
        ),
        ("`Vec<T>` ~~gone~~", "<p><code>Vec&lt;T&gt;</code> <del>gone</del></p>\n"),
        (
            "3. three\n4. four\n",
            '<ol start="3">\n<li>three</li>\n<li>four</li>\n</ol>\n',
        ),
        ("<!-- a mark -->\n\nWords\n", "\n<p>Words</p>\n"),
        ("![A chart](charts/load.svg)", '<p><img src="charts/load.svg" alt="A chart"></p>\n'),
        (
            "![Seen](https://github.com/user-attachments/assets/1)",
            '<p><img src="https://github.com/user-attachments/assets/1" alt="Seen"></p>\n',
        ),
        (
            "![Laughing](https://gifs.org/1.gif)",
            '<p><a href="https://gifs.org/1.gif" rel="noopener noreferrer">Laughing</a></p>\n',
        ),
    ],
)
def test_what_markdown_says_is_kept(markdown: str, html: str) -> None:
    assert safe_html(markdown) == html


@pytest.mark.parametrize(
    ("markdown", "addresses"),
    [
        ("See https://a.org/b_(c), (https://a.org/d). **https://a.org/e**", "b_(c) d e"),
        ("https://a.org/?b=1&amp;c=2 <https://a.org/f>", "?b=1&c=2 f"),
        ("`https://a.org/` [words](https://a.org/g)", "g"),
        ("## https://a.org/h and more", "h"),
    ],
)
def test_addresses_without_markup_are_links(markdown: str, addresses: str) -> None:
    elements = Page(safe_html(markdown)).elements
    led = [has["href"] for tag, has in elements if tag == "a" and "href" in has]
    assert led == [f"https://a.org/{one}" for one in addresses.split()]


def test_the_day_of_a_source_is_an_element_that_does_not_break() -> None:
    page = safe_html(
        "- Merged. ([2026-04-01](https://a.org)), on 2026-04-02, not [of 2026-04-03](https://a.org)"
        " `2026-04-04` https://a.org/2026-04-05 ![2026-04-06](x.png)"
    )
    assert "><time>2026-04-01</time></a>" in page
    assert re.findall("<time>([^<]*)", page) == ["2026-04-01", "2026-04-02"]


def test_tasks_are_kept() -> None:
    page = Page(safe_html("- [x] done\n- [ ] to do\n"))
    box = {"type": "checkbox", "disabled": ""}
    assert [has for tag, has in page.elements if tag == "input"] == [{**box, "checked": ""}, box]
    assert page.words.split() == ["done", "to", "do"]


def test_links_within_a_report_lead_somewhere() -> None:
    markdown = (
        "[one](#board-packs) [two](#board-packs-1) [own](#own)[^n]\n\n## Board packs\n\n"
        "Board packs\n---\n\n## Else {#own}\n\n[^n]: A note\n"
    )
    elements = Page(safe_html(markdown)).elements
    places = {attributes["id"] for _, attributes in elements if "id" in attributes}
    led = {attributes["href"] for _, attributes in elements if "href" in attributes}
    assert led == {f"#{name}" for name in places}
    assert len(led) == 4


def test_no_word_of_a_real_post_is_lost(corpus: Path) -> None:
    for post in (corpus / "posts").glob("*.md"):
        text = post.read_text("utf-8").partition("\n+++\n")[2]
        harmless(text)
        words = Page(safe_html(text)).words.split()
        assert len(words) > 500
        assert words == Page(unsafe_html(text)).words.split(), post.name


def test_real_comments_are_harmless_as_they_are(corpus: Path) -> None:
    for comment in json.loads((corpus / "activity/comments.json").read_text("utf-8")):
        harmless(comment["body"])
