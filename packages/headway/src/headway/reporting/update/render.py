"""A post as text, by its templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from headway.reporting import marks
from headway.reporting.html import safe_html
from headway.reporting.update.budget import fit
from headway.reporting.visible import count_visible
from headway.tracking.passages import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from headway.reporting.templates import Templates
    from headway.reporting.update.budget import Fitted
    from headway.reporting.update.model import UpdateReport


# What Zulip takes at most: zulip.com/api/send-message.
_LONGEST_TOPIC = 60
_LONGEST_MESSAGE = 10_000


class Message(NamedTuple):
    """A message for Zulip; `topic` is where it belongs, in whatever channel."""

    topic: str
    content: str


def to_markdown(
    report: UpdateReport, templates: Templates, parameters: Mapping[str, Any] | None = None
) -> str:
    """The post as a draft to work on; `parameters` are what it is made from.

    Raises:
        BadTemplateError: a template does not work.
    """
    front = templates.render("update-front-matter.md", report=report)
    return marks.sealed(front, parameters or {}, body(report, templates, marks.block))


def fitted(report: UpdateReport, words: int, templates: Templates) -> Fitted:
    """The post with as much shown as so many words allow, whatever its template adds.

    Raises:
        BadTemplateError: the template does not work.
    """
    return fit(report, words, lambda shown: count_visible(body(shown, templates)))


def body(
    report: UpdateReport,
    templates: Templates,
    block: Callable[[str, str], str] = lambda _, text: text,
    *,
    on_page: bool = False,
) -> str:
    """The post without what stands before it; `block` makes something of each of its parts.

    `on_page` tells the template that it is for a page, where goals without news take few lines.

    Raises:
        BadTemplateError: the template does not work.
    """

    def called(name: str, caller: Callable[[], str]) -> str:
        return block(name, caller())

    return templates.render("update.md", report=report, block=called, on_page=on_page)


def to_html(report: UpdateReport, templates: Templates) -> str:
    """The post as a page that needs nothing else and runs nothing.

    Raises:
        BadTemplateError: a template does not work.
    """
    places = [group.anchor for group in report.groups]
    places += [row.anchor for row in report.slate]
    content = safe_html(body(report, templates, on_page=True), places)
    return templates.render("update.html", report=report, body=content)


def to_zulip(report: UpdateReport, templates: Templates) -> list[Message]:
    """The post as messages: one that opens, then one for each goal with news, in its own topic.

    Raises:
        BadTemplateError: a template does not work.
    """
    opening = templates.render("update-zulip-opening.md", report=report)
    messages = [Message(_topic(f"{report.program}, {report.when}"), _short(opening))]
    for section in report.sections:
        content = templates.render("update-zulip.md", report=report, section=section)
        number = (section.goal.issue or "").partition("#")[2]
        topic = _topic(plain(section.goal.title), f" (#{number})" if number else "")
        messages.append(Message(topic, _short(content)))
    return messages


def _topic(title: str, ending: str = "") -> str:
    """A topic, no longer than Zulip has them."""
    most = _LONGEST_TOPIC - len(ending)
    return (title if len(title) <= most else f"{title[: most - 1].rstrip()}…") + ending


def _short(content: str) -> str:
    """As many lines of a message as Zulip takes; where there are more, the last one tells so."""
    content = content.strip()
    if len(content) <= _LONGEST_MESSAGE:
        return f"{content}\n"
    return content[: content.rindex("\n", 0, _LONGEST_MESSAGE - 2)] + "\n…\n"
