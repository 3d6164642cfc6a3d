"""A program in Rust that answers questions with the crates that cargo uses."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

if TYPE_CHECKING:
    from typing import Self

_FOLDER = Path(__file__).parent.parent / "cargo_oracle"


class Oracle:
    """The program, built when it is first needed, running until the end of a `with` statement."""

    def __init__(self, cargo: Path) -> None:
        self._cargo = cargo

    def __enter__(self) -> Self:
        target = _FOLDER / "target"
        build = [str(self._cargo), "build", "--quiet", "--release", "--locked", "--target-dir"]
        subprocess.run([*build, str(target)], cwd=_FOLDER, check=True)
        self._program = subprocess.Popen(
            [target / "release/cargo-oracle"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._program.communicate()

    def ask(self, question: str, one: str, other: str) -> str:
        """The answer to a question about two texts, as its `main.rs` has them."""
        into = cast("IO[str]", self._program.stdin)
        into.write(f"{question} {one}\t{other}\n")
        into.flush()
        return cast("IO[str]", self._program.stdout).readline().strip()
