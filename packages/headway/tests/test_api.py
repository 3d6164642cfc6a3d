"""The public API: what `headway` itself exports."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import headway

NAMES = sorted(getattr(headway, "__all__", []))


def test_there_is_an_api() -> None:
    assert {"load", "Options", "Program", "Goal"} <= set(NAMES)
    assert len(NAMES) == len(set(NAMES))


@pytest.mark.parametrize("name", NAMES)
def test_every_name_resolves_and_is_documented(name: str) -> None:
    value = getattr(headway, name)
    if inspect.isclass(value) or inspect.isfunction(value):
        doc = inspect.getdoc(value) or ""
        assert doc.endswith((".", "`")) or "\n" in doc, f"{name} has no docstring"
        assert not doc.startswith(f"{name}("), f"{name} has only the docstring of a dataclass"
        assert value.__module__.startswith("headway.")


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = headway.no_such_name


def test_everything_can_be_imported_at_once() -> None:
    result = subprocess.run(
        [sys.executable, "-c", "from headway import *; print(load.__name__)"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.stdout, result.stderr) == ("load\n", "")
