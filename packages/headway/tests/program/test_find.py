from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from headway.errors import NoProgramError
from headway.program.find import find_root

Make = Callable[[Mapping[str, str]], Path]


@pytest.mark.parametrize(
    "files",
    [
        {"headway.toml": "", "docs/goals/2026/a.md": ""},
        {"book.toml": "[preprocessor.goals]\n", "docs/goals/2026/a.md": ""},
        {"src/2026/a.md": "", "docs/goals/2026/a.md": ""},
        {"src/2025H2/a.md": "", "docs/goals/2026/a.md": ""},
        {"headway.toml": "this is no TOML", "docs/goals/2026/a.md": ""},
    ],
    ids=["headway.toml", "book.toml", "period", "half a year", "broken headway.toml"],
)
@pytest.mark.parametrize("start", [".", "docs", "docs/goals/2026", "docs/goals/2026/a.md"])
def test_a_program_is_found_from_any_path_inside(
    make: Make, files: dict[str, str], start: str
) -> None:
    root = make({f"program/{name}": text for name, text in files.items()}) / "program"
    assert find_root(root / start) == root.resolve()


@pytest.mark.parametrize(
    "files",
    [
        {"README.md": ""},
        {"book.toml": "[book]\ntitle = 'No goals'\n", "src/intro.md": ""},
        {"book.toml": "[preprocessor\n"},
        {"book.toml": b"\xff".decode("latin-1")},
        {"src/20266/a.md": "", "src/v2026/b.md": ""},
        {"src/2026": "a file, not a folder"},
    ],
)
def test_other_folders_are_no_program(make: Make, files: dict[str, str]) -> None:
    root = make({f"other/{name}": text for name, text in files.items()}) / "other"
    with pytest.raises(NoProgramError, match=r"no goals program at .*other") as error:
        find_root(root)
    assert error.value.exit_code == 2


def test_the_nearest_program_counts(make: Make) -> None:
    root = make({"headway.toml": "", "inner/headway.toml": "", "inner/src/2026/a.md": ""})
    assert find_root(root / "inner/src") == (root / "inner").resolve()


def test_a_program_is_found_through_a_link(make: Make) -> None:
    root = make({"real/headway.toml": "", "real/deep/x.md": ""})
    (root / "link").symlink_to(root / "real/deep")
    assert find_root(root / "link") == (root / "real").resolve()


def test_a_relative_path_is_enough(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make({"src/2026/a.md": ""})
    monkeypatch.chdir(root / "src/2026")
    assert find_root(Path()) == root.resolve()
