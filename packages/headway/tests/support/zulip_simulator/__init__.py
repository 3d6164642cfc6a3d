"""Zulip on this machine, for tests: what it holds, and how it fails.

A test sets up `state`, points the production adapter at `url`, and looks at `state` and `log`
afterwards; the fixture fails it when there are `complaints`. Only the operations that Headway uses
are there, with the parameters that https://zulip.com/api documents for them.
"""

from zulip_simulator.server import Simulator, serving
from zulip_simulator.state import Account, Message, State

__all__ = ["Account", "Message", "Simulator", "State", "serving"]
