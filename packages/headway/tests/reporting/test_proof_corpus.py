"""The drafts of real months are proved, and no slip in one of them passes."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from headway.activity.github_files import read_folder
from headway.activity.moments import Span
from headway.activity.store import open_store
from headway.program.load import Options, load
from headway.reporting.continuing import continued
from headway.reporting.marks import read_draft
from headway.reporting.sources import Source, sources
from headway.reporting.templates import Templates
from headway.reporting.update import render
from headway.reporting.update.facts import update_report
from headway.reporting.verifying import Proof, verify
from headway.tracking.reading import activity_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from headway.activity.store import Store
    from headway.program.model import Program

MONTHS = [
    *((month, "2025h1") for month in range(2, 8)),
    *((month, "2025h2") for month in range(7, 12)),
]
CITED = re.compile(r".*\(\[\d{4}-\d\d-\d\d\]\(\S+\)\)\Z")
LINK = re.compile(r"\]\([^()\s]*\)")


class Real(NamedTuple):
    """The real program, and its store."""

    program: Program
    store: Store


class Made(NamedTuple):
    """A draft, how many comments it has in full, and those that it cites."""

    text: str
    comments: int
    cited: dict[str, Source]

    def proof(self, text: str) -> Proof:
        """What is known of the draft as it reads now."""
        return verify(read_draft(text), read_draft(self.text), self.cited)


@pytest.fixture(scope="module")
def real(corpus: Path) -> Iterator[Real]:
    options = Options(team_data=corpus / "team", offline=True, today=dt.date(2025, 12, 16))
    program = load(corpus / "rust-goals", options).program
    with open_store(":memory:") as store:
        found = read_folder(corpus / "activity", program.config.present_name)
        store.put([*found.issues, *found.on_issues, *found.counts])
        yield Real(program, store)


def made(real: Real, month: int, name: str) -> Made:
    period = real.program.period(name)
    assert period is not None
    activity = activity_of(period.listed, real.program, real.store)
    end = dt.date(2025, month + 1, 1)
    span = Span(dt.date(2025, month, 1), end - dt.timedelta(days=1))
    report = update_report(real.program, period, activity, span)
    fitted = render.fitted(report, 50 * report.figures.goals, Templates()).report
    text = render.to_markdown(fitted, Templates(), {"period": name})
    comments = sum(len(one.comments) for one in fitted.sections)
    return Made(text, comments, sources(text, real.store))


@pytest.fixture(scope="module")
def november(real: Real) -> Made:
    return made(real, 11, "2025h2")


@pytest.mark.parametrize(("month", "period"), MONTHS)
def test_a_month_is_proved_and_goes_on_as_it_is(real: Real, month: int, period: str) -> None:
    draft = made(real, month, period)
    proof = draft.proof(draft.text)
    quoted = [line for line in draft.text.splitlines() if CITED.match(line)]
    assert proof.findings == ()
    assert proof.quotations >= len(quoted) > 0
    assert proof.comments == draft.comments
    assert continued(*[read_draft(draft.text)] * 2) == (draft.text, ())


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_slip_passes(november: Made, data: st.DataObject) -> None:
    lines = november.text.splitlines(keepends=True)
    number = data.draw(st.sampled_from(range(len(lines))))
    line = lines[number]
    assume(not line.startswith("<!--") and any(sign.isalnum() and sign.isascii() for sign in line))
    places = [at for at, sign in enumerate(line) if sign.isalnum() and sign.isascii()]
    at = data.draw(st.sampled_from(places))
    other = data.draw(st.sampled_from("0123456789" if line[at].isdigit() else "aeiou"))
    assume(other != line[at].casefold())
    lines[number] = line[:at] + other + line[at + 1 :]
    result = november.proof("".join(lines))
    assert result.findings
    linked = any(found.start() < at < found.end() for found in LINK.finditer(line))
    if line[at].isdigit() or linked or CITED.match(line):
        assert not result.holds
