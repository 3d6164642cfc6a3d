"""The command `digest`, in the example program."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from reported import quoted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FEBRUARY = ("--since", "2026-02-01", "--until", "2026-03-01")


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("digest-compiler.md", ("--team", "compiler", *FEBRUARY)),
        ("digest-sensing.md", ("--area", "Embedded sensing", *FEBRUARY)),
        ("digest-nadia.md", ("--champion", "@nadia-elbaz", *FEBRUARY)),
        ("digest-pell.md", ("--person", "pell-grady", *FEBRUARY)),
        ("story-incremental-check.md", ("--goal", "incremental-check")),
    ],
)
def test_digests_of_the_example(
    name: str,
    args: tuple[str, ...],
    in_example: Callable[..., str],
    kept: Callable[[str, str], None],
) -> None:
    kept(name, in_example("digest", *args))


def test_a_digest_as_json(in_example: Callable[..., str]) -> None:
    told = json.loads(in_example("digest", "--team", "compiler", *FEBRUARY, "--json"))
    assert (told["version"], told["for"]) == (1, {"kind": "team", "name": "compiler"})
    assert (told["from"], told["to"]) == ("2026-02-01", "2026-03-01")
    goals = {one["id"]: one for one in told["goals"]}
    checks = goals["2026/incremental-check"]
    assert checks["decisions"][0]["file"] == "minutes/compiler/2026-02-05.md"
    assert checks["summary"][0]["day"] == "2026-02-24"


def test_a_digest_as_a_page(in_example: Callable[..., str]) -> None:
    page = in_example("digest", "--team", "compiler", *FEBRUARY, "--format", "html")
    assert page.startswith("<!DOCTYPE html>")
    assert "<title>What changed for the Compiler team</title>" in page
    assert page.count("<h1") == 1
    assert "<details>" in page


def test_a_project_has_its_own_template(
    in_example: Callable[..., str], examples: Path, tmp_path: Path
) -> None:
    own = tmp_path / "lumen"
    shutil.copytree(examples / "lumen", own, ignore=shutil.ignore_patterns(".headway"))
    (own / "templates").mkdir()
    (own / "templates/digest.md").write_text("{{ report.title }}!\n", "utf-8")
    told = in_example("digest", "--team", "compiler", *FEBRUARY, own)
    assert told == "What changed for the Compiler team!\n"


def test_a_story_as_json(in_example: Callable[..., str]) -> None:
    told = json.loads(in_example("digest", "--goal", "region-memory", "--json"))
    assert [(one["id"], one["outcome"]) for one in told["parts"]] == [
        ("2025h2/region-memory", "continued"),
        ("2026/region-memory", None),
    ]
    assert told["parts"][1]["months"][1]["month"] == "2026-01"


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (FEBRUARY, "for whom?"),
        (("--team", "lang", "--person", "@ana-lind", *FEBRUARY), "for whom?"),
        (("--team", "lang"), "from which day on?"),
        (("--team", "lnag", *FEBRUARY), "did you mean `lang`?"),
        (("--area", "Embeded sensing", *FEBRUARY), "did you mean `Embedded sensing`?"),
        (("--champion", "@nadia-elbas", *FEBRUARY), "did you mean `@nadia-elbaz`?"),
        (("--goal", "region-memori"), "did you mean `region-memory`?"),
        (("--team", "lang", "--since", "2026-03-01", "--until", "2026-03-01"), "no day from"),
        (("--team", "lang", "--since", "2026-07-01"), "no day from"),
    ],
)
def test_used_wrongly(args: tuple[str, ...], told: str, in_example: Callable[..., str]) -> None:
    assert told in in_example("digest", *args, code=2)


def test_what_happens_after_today_is_not_told(in_example: Callable[..., str]) -> None:
    later = in_example("digest", "--team", "lang", "--since", "2026-01-01", "--today", "2026-01-31")
    assert {one.day for one in quoted(later)} <= {f"2026-01-{day:02}" for day in range(1, 32)}
    assert quoted(later)
