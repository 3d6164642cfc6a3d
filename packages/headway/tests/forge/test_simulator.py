"""The simulator is honest: what GitHub's descriptions do not allow, it complains of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from github_simulator.opened import SECRET

if TYPE_CHECKING:
    from github_simulator import Simulator


def ask(simulator: Simulator, method: str, path: str, body: Any = None) -> list[str]:
    """Send a request past the adapter, and take away what the simulator complains of."""
    headers = {"Authorization": f"Bearer {SECRET}", "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    request = Request(simulator.url + path, data, headers, method=method)  # noqa: S310  # loopback
    try:
        urlopen(request, timeout=10).close()  # noqa: S310  # as above
    except HTTPError as error:
        error.close()
    complaints = list(simulator.complaints)
    simulator.complaints.clear()
    return complaints


@pytest.fixture(autouse=True)
def _goal(simulator: Simulator) -> None:
    simulator.state.add_repository("org/plan").add_issue("A goal")


@pytest.mark.parametrize(
    ("method", "path", "body", "complaint"),
    [
        ("GET", "/repos/org/plan/issue", None, "has no such operation"),
        ("GET", "/repos/org/plan/issues?stat=all", None, "has no query parameter stat"),
        ("GET", "/repos/org/plan/issues?state=any", None, "'any' is not one of"),
        ("POST", "/repos/org/plan/issues", {"titel": "x"}, "'title' is a required property"),
        ("POST", "/repos/org/plan/labels", {"name": "a", "colour": "0"}, "unknown field colour"),
        ("POST", "/repos/org/plan/labels", {"name": 7}, "7 is not of type 'string'"),
        ("POST", "/graphql", {"query": "{ repository { name } }"}, "owner"),
        ("POST", "/graphql", {"query": "{ viewer { nickname } }"}, "'nickname'"),
    ],
)
def test_it_complains_of_wrong_requests(
    simulator: Simulator, method: str, path: str, body: Any, complaint: str
) -> None:
    found = ask(simulator, method, path, body)
    assert any(complaint in one for one in found), found


def test_it_complains_of_its_own_wrong_answers(simulator: Simulator) -> None:
    assert ask(simulator, "GET", "/repos/org/plan/issues/1") == []
    simulator.state.repositories["org/plan"].issues[1].title = None  # type: ignore[assignment]  # so it is
    (complaint,) = ask(simulator, "GET", "/repos/org/plan/issues/1")
    assert "$.title: None is not of type 'string'" in complaint
