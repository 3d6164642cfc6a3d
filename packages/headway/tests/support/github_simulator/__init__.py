"""GitHub on this machine, for tests: what it holds, what it allows, and how it fails.

Every request and answer is held against GitHub's published descriptions. A test sets up `state`,
points the production adapter at `url`, and looks at `state` and `log` afterwards; the fixture
fails it when there are `complaints`.
"""

from github_simulator.descriptions import GRAPHQL, REST, RestDescription, fetch
from github_simulator.server import Limit, Simulator, serving
from github_simulator.state import Access, Account, File, Pull, Repository
from local_http import Clock, Fault

__all__ = [
    "GRAPHQL",
    "REST",
    "Access",
    "Account",
    "Clock",
    "Fault",
    "File",
    "Limit",
    "Pull",
    "Repository",
    "RestDescription",
    "Simulator",
    "fetch",
    "serving",
]
