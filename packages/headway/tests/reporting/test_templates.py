"""Templates: a project's own come first, and what is wrong with one is told."""

from __future__ import annotations

import datetime as dt

import pytest

from headway.reporting.news import News
from headway.reporting.summary import Quote
from headway.reporting.templates import BadTemplateError, Templates


def test_a_projects_own_template_is_filled() -> None:
    own = Templates({"post.md": "{% for one in goals %}\n- {{ one }}\n{% endfor %}\n"})
    assert own.render("post.md", goals=["a", "b"]) == "- a\n- b\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{ gaols }}", "the template post.md does not work: 'gaols' is undefined"),
        ("one\n{% for %}", "the template post.md, line 2 does not work"),
        ("{{ goals + 1 }}", "the template post.md does not work"),
        ("{{ goals[7] }}", "the template post.md does not work"),
        ("{{ goals | xmlattr }}", "the template post.md does not work"),
        ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", ".* calls itself without end"),
        ("{{ ''.__class__.__mro__ }}", "the template post.md does not work: access to attribute"),
        (
            "{% include 'nothing.md' %}",
            "the template post.md does not work: there is no template `nothing.md`",
        ),
    ],
)
def test_what_a_template_cannot_do_is_told(text: str, told: str) -> None:
    with pytest.raises(BadTemplateError, match="^" + told):
        Templates({"post.md": text}).render("post.md", goals=[1])


def test_a_template_that_there_is_not_is_told() -> None:
    with pytest.raises(BadTemplateError, match="nothing"):
        Templates({}).render("nothing.md")


def test_quotes_stand_on_a_line_each_with_nothing_but_their_comment() -> None:
    at = dt.datetime(2026, 2, 3, 4, 5, tzinfo=dt.UTC)
    told = [
        Quote("It was\n merged.", 2, "https://example.org/1", "ana", at, News.MERGE, 9.0),
        Quote("`a  b` is gone.", 3, "https://example.org/2", None, at, News.OTHER, 4.0),
    ]
    own = Templates({"post.md": "{% import 'quotes.md' as q %}{{ q.quotes(told) }}"})
    assert own.render("post.md", told=told) == (
        "- It was merged. ([2026-02-03](https://example.org/1))\n"
        "- `a b` is gone. ([2026-02-03](https://example.org/2))\n"
    )
