"""A small program whose pages are made in memory."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping

import pytest

from headway.pages.shelf import Shelf
from headway.program.load import Options, load

MakeShelf = Callable[[Mapping[str, str]], Shelf]

SETTINGS = """\
[preprocessor.goals]
ignore_users = ["@glow-bot"]

[preprocessor.goals.links]
"Help wanted" = "https://badges.example/help"
"TBD" = "https://badges.example/tbd"

[preprocessor.goals.linkifiers]
"RFC #([0-9]+)" = "https://rfcs.example/$1"
"""

TEAMS = """\
[teams.lang]
url = "https://lang.example"
leads = ["ana"]

[teams.docs]
url = "https://docs.example"

[people]
ana = "Ana Lind"
anabel = "Anabel *star* Roe"
"""


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> MakeShelf:
    """The shelf of a program that has these pages in `src`, and the settings and teams above."""
    root = tmp_path_factory.mktemp("shelf")
    (root / "book.toml").write_text(SETTINGS, "utf-8")
    (root / "teams.toml").write_text(TEAMS, "utf-8")

    def make(files: Mapping[str, str]) -> Shelf:
        shutil.rmtree(root / "src", ignore_errors=True)
        for name, text in files.items():
            path = root / "src" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        return Shelf(load(root, Options(offline=True)).program)

    return make
