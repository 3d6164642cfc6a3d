"""Rules: pure functions with a code, found by their decorator, explained by their docstring."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Generic, TypeVar

from headway.diagnostics.model import Diagnostic, Finding, Severity
from headway.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")

_CODE = re.compile(r"[A-Z]{3,8}\d{3}")
_PARTS = re.compile(
    r"(?ms)\A(?P<summary>.+?)\n\n(?P<why>.+?)\n\nWrong:\n\n(?P<wrong>.+?)\n\nRight:\n\n(?P<right>.+)\Z"
)


class Explanation(Value):
    """A rule's docstring, taken apart: what is wrong, why it matters, an example of each side."""

    summary: str
    why: str
    wrong: str
    right: str


class Rule(Value, Generic[T]):
    """A check with its code and severity; `fixes` tells whether it ever offers a fix."""

    code: str
    severity: Severity
    fixes: bool
    check: Callable[[T], Iterable[Finding]]

    @property
    def explanation(self) -> Explanation:
        """What `headway explain` tells of the rule.

        Raises:
            ValueError: the docstring lacks one of its four parts.
        """
        import textwrap  # noqa: PLC0415  # a check explains nothing

        match = _PARTS.match(inspect.getdoc(self.check) or "")
        if match is None:
            msg = f"the docstring of {self.code} is not summary, reason, Wrong and Right"
            raise ValueError(msg)
        wrong, right = (textwrap.dedent(match[part]).rstrip() for part in ("wrong", "right"))
        return Explanation(match["summary"], match["why"], wrong, right)


class RuleBook(Generic[T]):
    """The rules that look at one kind of thing: a page, a document, a period, a program."""

    def __init__(self, scope: str) -> None:
        """Open an empty book; `scope` names what its rules look at."""
        self.scope = scope
        self.rules: dict[str, Rule[T]] = {}

    def rule(
        self, code: str, severity: Severity, *, fixes: bool = False
    ) -> Callable[[Callable[[T], Iterable[Finding]]], Callable[[T], Iterable[Finding]]]:
        """Enter the decorated function into the book under its code."""
        if not _CODE.fullmatch(code) or code in self.rules:
            msg = f"{code} is no code, or taken"
            raise ValueError(msg)

        def enter(check: Callable[[T], Iterable[Finding]]) -> Callable[[T], Iterable[Finding]]:
            self.rules[code] = Rule(code, severity, fixes, check)
            return check

        return enter

    def run(self, file: str, thing: T) -> Iterator[Diagnostic]:
        """Apply every rule to a thing; `file` is where a finding stands that names none."""
        for rule in self.rules.values():
            for finding in rule.check(thing):
                yield Diagnostic(
                    code=rule.code,
                    severity=rule.severity,
                    message=finding.message,
                    file=finding.file or file,
                    span=finding.span,
                    notes=finding.notes,
                    help=finding.help,
                    labels=finding.labels,
                    fix=finding.fix,
                )
