"""What mdBook and Headway say to each other."""

from __future__ import annotations

import gc
import json
import shutil
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from headway.cli import main
from headway.program.load import Options, load
from headway.publishing import book
from headway.publishing.preprocess import preprocess

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RECORDED = Path(__file__).parent / "data/mdbook-0.4.json"
GOAL = """\
# {}

| Metadata | |
| -- | -- |
| Point of contact | @ana |
| Status | {} |

## Summary

Do it.
"""


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("HEADWAY_TEAM_DATA", raising=False)
    yield
    gc.enable()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "src/2026"
    folder.mkdir(parents=True)
    (tmp_path / "book.toml").write_text("[preprocessor.goals]\n", "utf-8")
    (folder / "goals.md").write_text("# Goals\n", "utf-8")
    (folder / "b.md").write_text(GOAL.format("Beta", "Accepted"), "utf-8")
    (folder / "a.md").write_text(GOAL.format("Alpha `a`, see [b](b.md)", "Proposed"), "utf-8")
    (folder / "c.md").write_text(GOAL.format("Gamma", "Not accepted"), "utf-8")
    return tmp_path


def mdbook(sent: Any, *args: str) -> Result:
    data = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
    return CliRunner().invoke(main, ["mdbook", "--offline", *args], input=data)


def answer(sent: Any) -> Any:
    result = mdbook(sent)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def recorded(root: Path) -> Any:
    return json.loads(RECORDED.read_text("utf-8").replace('"ROOT"', json.dumps(str(root))))


def chapter(path: str | None, content: str, **more: Any) -> dict[str, Any]:
    known: dict[str, Any] = {
        "name": "C",
        "content": content,
        "number": None,
        "sub_items": [],
        "parent_names": [],
    }
    return {"Chapter": {**known, "path": path, "source_path": path, **more}}


def sent(root: Path, *items: Any, **context: Any) -> Any:
    return [
        {"root": str(root), "config": {}, "mdbook_version": "0.5.4", **context},
        {"items": items},
    ]


# --- what comes back ------------------------------------------------------------------------------


def test_a_book_of_0_4(root: Path) -> None:
    before = recorded(root)[1]
    after = answer(recorded(root))
    assert after.keys() == before.keys()
    introduction, part, goals, separator, other = after["sections"]
    assert [introduction, part, separator] == [before["sections"][n] for n in (0, 1, 3)]
    assert goals["Chapter"]["content"] == "# Goals\r\n\r\nAll 2.\r\n\r\n\r\n"
    assert other["Chapter"]["content"] == "2"
    draft, *added = goals["Chapter"]["sub_items"]
    assert draft == before["sections"][2]["Chapter"]["sub_items"][0]
    assert [one["Chapter"]["name"] for one in added] == ["Alpha `a`, see b", "Beta"]
    assert [one["Chapter"]["number"] for one in added] == [[1, 2], [1, 3]]
    assert added[1]["Chapter"].keys() == draft["Chapter"].keys()
    assert added[1]["Chapter"]["path"] == added[1]["Chapter"]["source_path"] == "2026/b.md"
    assert added[1]["Chapter"]["parent_names"] == ["Goals"]
    assert "| Task owners      | (none) |" in added[1]["Chapter"]["content"]


def test_a_chapter_that_is_there_is_not_added(root: Path) -> None:
    listed = chapter("2026/b.md", "# Beta\n", number=[2])
    goals = chapter("2026/goals.md", "(((GOAL CHAPTERS)))\n(((GOAL CHAPTERS)))", number=[1])
    first, second = answer(sent(root, goals, listed))["items"]
    assert [one["Chapter"]["path"] for one in first["Chapter"]["sub_items"]] == ["2026/a.md"]
    assert second["Chapter"]["sub_items"] == []


def test_goals_not_accepted_stand_below_their_list(root: Path) -> None:
    overview = chapter("2026/README.md", "(((GOAL CHAPTERS)))(((GOALS NOT ACCEPTED)))")
    others = chapter("2026/not_accepted.md", "(((GOALS NOT ACCEPTED)))\n")
    first, second = answer(sent(root, overview, others))["items"]
    assert first["Chapter"]["sub_items"] == []
    (added,) = second["Chapter"]["sub_items"]
    assert (added["Chapter"]["path"], added["Chapter"]["number"]) == ("2026/c.md", None)
    assert "](c.md)" in first["Chapter"]["content"]


def test_a_draft_with_a_directive_stays_as_it_is(root: Path) -> None:
    draft = chapter(None, "(((GOALS)))")
    assert answer(sent(root, draft))["items"] == [draft]


def test_sources_in_another_folder(tmp_path: Path, root: Path) -> None:
    shutil.move(root / "src", root / "text")
    (root / "book.toml").write_text('[book]\nsrc = "text"\n[preprocessor.goals]\n', "utf-8")
    page = chapter("2026/goals.md", "(((#GOALS)))")
    config = {"book": {"src": "text"}}
    assert answer(sent(tmp_path, page, config=config))["items"][0]["Chapter"]["content"] == "2"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@given(extra=st.dictionaries(st.text(max_size=5).map("x-{}".format), JSON), item=JSON)
def test_what_is_not_known_comes_back_as_it_was(extra: dict[str, Any], item: Any) -> None:
    lines = chapter("other.md", "No directive, @nobody.\n", **extra)
    whole = [{"root": "/"}, {"items": [item, lines, {"New": extra}], **extra}]
    request = book.read(json.dumps(whole).encode())
    list(request.chapters())
    assert json.loads(book.write(request)) == whole[1]


# --- what is wrong --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"{", b"[]", b"null", b"[{}, {}]", b"\xff", b'[{"root": "/"}, {"items": 3}]'),
        b'[{"root": "/"}, {"items": [{"Chapter": {"content": 3, "path": null}}]}]',
        b'[{"root": "/"}, {"items": [{"Chapter": []}]}]',
        b'[{"root": "/", "config": null}, {"items": []}]',
        b'[{"root": 3}, {"items": []}]',
    ],
)
def test_what_is_no_book_is_told(data: bytes) -> None:
    result = mdbook(data)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "this is not mdBook's JSON" in result.stderr
    assert "Traceback" not in result.stderr


@given(data=st.binary(max_size=40) | JSON.map(lambda value: json.dumps(value).encode()))
def test_nothing_else_is_raised_for_any_input(data: bytes) -> None:
    with suppress(book.NotABookError):
        book.read(data)


def test_an_unknown_mdbook_is_told_and_served(root: Path) -> None:
    result = mdbook(sent(root, chapter("2026/x.md", "(((#GOALS)))"), mdbook_version="0.6.0"))
    assert result.exit_code == 0
    assert "mdBook 0.6.0 is not known" in result.stderr
    assert json.loads(result.stdout)["items"][0]["Chapter"]["content"] == "2"


def test_a_directive_that_cannot_be_filled_is_told_and_the_book_is_made(root: Path) -> None:
    text = "# Goals\n\n(((REPORTS: 2026-02-30)))\n\n(((ROADMAP ROWS)))\n\n(((GOLAS)))\n"
    (root / "src/2026/goals.md").write_text(text, "utf-8")
    result = mdbook(sent(root, chapter("2026/goals.md", text)))
    assert result.exit_code == 0
    places = [line for line in result.stderr.splitlines() if "goals.md" in line]
    assert [line.partition(" `")[0] for line in places] == [
        "headway mdbook: src/2026/goals.md:3:1: error[DIR003]",
        "headway mdbook: src/2026/goals.md:5:1: error[DIR003]",
        "headway mdbook: src/2026/goals.md:5:1: warning[DIR004]",
        "headway mdbook: src/2026/goals.md:7:1: warning[DIR001]",
    ]
    checked = CliRunner().invoke(main, ["check", "--offline", "--format", "short", str(root)])
    for line in places:
        assert line.removeprefix("headway mdbook: ") in checked.stdout
    content = json.loads(result.stdout)["items"][0]["Chapter"]["content"]
    assert "(((ROADMAP ROWS)))" in content
    assert "(((GOLAS)))" in content


@pytest.mark.parametrize("renderer", ["html", "markdown", "anything"])
def test_every_renderer_is_supported(renderer: str) -> None:
    result = CliRunner().invoke(main, ["mdbook", "supports", renderer])
    assert (result.exit_code, result.output) == (0, "")


# --- how long it takes ----------------------------------------------------------------------------


def test_filling_a_book_takes_little_more_than_reading_it(
    corpus: Path, send: Callable[[Path], list[Any]]
) -> None:
    root = corpus / "rust-goals"
    options = Options(team_data=corpus / "team", offline=True)
    data = json.dumps(send(root)).encode()
    reading, filling = [], []
    gc.disable()  # as the command does
    for _ in range(3):
        start = perf_counter()
        program = load(root, options).program
        read = perf_counter()
        preprocess(book.read(data), program)
        reading.append(read - start)
        filling.append(perf_counter() - read)
    assert min(filling) < 2.5 * min(reading)
