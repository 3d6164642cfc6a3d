"""`headway explain`: what a code means."""

from __future__ import annotations

import textwrap
from typing import Any

import click

from headway.cli.options import echo_json, json_option, width
from headway.diagnostics import likely
from headway.errors import UnknownNameError
from headway.tracking.catalogue import RULES

_INDENT = "    "
_WIDEST = 100
_WHOLE_WORDS: Any = {"break_long_words": False, "break_on_hyphens": False}


@click.command()
@click.argument("code", required=False)
@json_option
def explain(*, code: str | None, as_json: bool) -> None:
    """Explain the diagnostic CODE, or list all codes.

    An explanation says what is wrong and why it matters, with a wrong example and the right one.
    """
    if code is None:
        _list(as_json=as_json)
        return
    rule = RULES.get(code.upper())
    if rule is None:
        raise UnknownNameError("code", code, likely(code.upper(), RULES))
    explanation = rule.explanation
    if as_json:
        entry = {
            "code": rule.code,
            "severity": rule.severity.value,
            "fixes": rule.fixes,
            "summary": explanation.summary,
            "why": explanation.why,
            "wrong": explanation.wrong,
            "right": explanation.right,
        }
        echo_json(entry)
        return
    fixes = ", can be fixed" if rule.fixes else ""
    summary = f"{rule.code} ({rule.severity.value}{fixes}): {explanation.summary}"
    for paragraph in (summary, *explanation.why.split("\n\n")):
        click.echo(textwrap.fill(paragraph, min(width(), _WIDEST), **_WHOLE_WORDS) + "\n")
    for title, example in (("Wrong", explanation.wrong), ("Right", explanation.right)):
        click.echo(f"{title}:\n\n{textwrap.indent(example, _INDENT)}\n")


def _list(*, as_json: bool) -> None:
    if as_json:
        entries = [
            {
                "code": r.code,
                "severity": r.severity.value,
                "fixes": r.fixes,
                "summary": r.explanation.summary,
            }
            for r in RULES.values()
        ]
        echo_json(entries)
        return
    for rule in RULES.values():
        click.echo(f"{rule.code:<9} {rule.severity.value:<8} {rule.explanation.summary}")
